import type { Place } from '#answer/answer.js';
import type { ComposeService } from '#compose/types.js';
import { kindOf } from '#files/kinds.js';
import type { Snapshot } from '#files/snapshot.js';
import { runFacts } from '#image/apt/apt-uses.js';
import { programOf, textOf } from '#image/run/facts.js';
import { imageFiles } from '#image/files/files.js';
import { folderOf } from '#text/paths.js';
import { asked, firstAsked, type RunTimeApt } from './asks-apt.js';
import { readBuildFiles } from './build-files.js';
import { dockerfileModelAt, withInline } from './dockerfile-models.js';
import { deployedStarts } from './deployments.js';
import { fits, imageName } from './image-names.js';
import { buildsOfService, taggedBuilds } from './tagged-builds.js';
import { workspaceImages } from './workspace-images.js';

/** Documents, what describes builds, and lists of packages: nothing of it runs in a container. */
const NOT_RUN = /(?:^|\/)\.(?:github|gitlab|circleci|git)\/|\.(?:md|rst|adoc|html?|css|svg|lock|txt|csv|po|pot|map|min\.js|png|jpe?g|gif|ico|woff2?|ttf|pdf|zip|gz)$|(?:^|\/)(?:README|CHANGELOG|LICENSE|Makefile|Jenkinsfile|Vagrantfile)[^/]*$|(?:^|\/)\.(?:gitlab-ci|travis|drone|cirrus)\.ya?ml$|(?:^|\/)azure-pipelines[^/]*\.ya?ml$/i;

/** More places are no better proof. */
const MOST = 20;

/** A file longer than this is no script that a person wrote. */
const LONGEST = 300_000;

const scanned = new WeakMap<Snapshot, Map<string, RunTimeApt | null>>();

/** What runs in containers of a Dockerfile's images and asks apt, as far as texts of the workspace tell. */
export function runTimeApt(snapshot: Snapshot, dockerfile: string): readonly RunTimeApt[] {
  const start = snapshot.start ?? snapshot;
  const found = [...inFiles(start, dockerfile), ...inHereDocuments(start, dockerfile), ...inServices(start, dockerfile), ...inDeployments(start, dockerfile), ...inCommands(start, dockerfile)];
  // A workflow may be a deployment as well.
  const byPlace = new Map(found.toSorted((a, b) => Number(b.updates) - Number(a.updates)).map((one) => [`${one.at.path}:${one.at.line}`, one]));
  return [...byPlace.values()].toSorted((a, b) => Number(a.updates) - Number(b.updates)).slice(0, MOST);
}

/** Whether the files of each of its images can be told; a build that is not sound, or without a context, was not looked into. */
export function filesTold(snapshot: Snapshot, dockerfile: string): boolean {
  const { joined, images } = workspaceImages(snapshot.start ?? snapshot);
  const told = new Set(images.flatMap(({ build, context }) => (context === null ? [] : build.id)));
  return joined.builds.every((build) => build.dockerfile !== dockerfile || told.has(build.id));
}

/** Files of the workspace that its images hold: entry scripts, what they source, and programs. */
function inFiles(snapshot: Snapshot, dockerfile: string): readonly RunTimeApt[] {
  const { images, besides } = workspaceImages(snapshot);
  const own = [...images, ...besides].filter(({ build }) => build.dockerfile === dockerfile);
  const paths = new Set(own.flatMap((image) => imageFiles(image).files.map(({ origin }) => origin)));
  return [...paths].flatMap((path) => (NOT_RUN.test(path) || kindOf(path) !== null ? [] : (aptIn(snapshot, path) ?? [])));
}

/** The first place of a file that asks apt; each file is read once. */
function aptIn(snapshot: Snapshot, path: string): RunTimeApt | null {
  const byPath = scanned.get(snapshot) ?? new Map<string, RunTimeApt | null>();
  scanned.set(snapshot, byPath);
  const before = byPath.get(path);
  if (before !== undefined) return before;
  const text = snapshot.text(path);
  const found = text === null || text.length > LONGEST || !text.includes('apt') ? null : firstAsked(path, text);
  byPath.set(path, found);
  return found;
}

/** Scripts that stand in the Dockerfile itself: here-documents of COPY, and texts that a RUN writes to files. */
function inHereDocuments(snapshot: Snapshot, path: string): readonly RunTimeApt[] {
  const { joined } = workspaceImages(snapshot);
  const model = dockerfileModelAt(withInline(snapshot, joined.inline), path);
  if (!model) return [];
  return model.stages.flatMap(({ stage }, index) =>
    stage.instructions.flatMap((instruction, at) => {
      const { keyword, heredocs, lines } = instruction;
      const here = { path, line: lines.first };
      if (keyword === 'COPY' || keyword === 'ADD') return heredocs.flatMap(({ body }) => withinText(model.document.text.slice(body.start, body.end), here));
      const facts = keyword === 'RUN' ? runFacts(model, index, at) : null;
      if (!facts?.ok) return [];
      return facts.value.steps.flatMap((step) => {
        const texts = step.redirects.flatMap(({ body }) => (body ? [body.text] : []));
        const writes = /^(?:echo|printf|cat|tee)$/.test(programOf(step.rounds[0] ?? []) ?? '');
        return writes ? [textOf(step), ...texts].flatMap((text) => withinText(text, { path, line: step.line })) : [];
      });
    }),
  );
}

function withinText(text: string, at: Place): readonly RunTimeApt[] {
  const found = firstAsked(at.path, text);
  return found ? [{ ...found, at }] : [];
}

/** What manifests, charts and tasks start in its images. */
function inDeployments(snapshot: Snapshot, dockerfile: string): readonly RunTimeApt[] {
  const own = workspaceImages(snapshot).images.filter(({ build }) => build.dockerfile === dockerfile);
  return own.flatMap((image) => {
    const { starts, perhaps } = deployedStarts(image, snapshot);
    return [...starts, ...perhaps].flatMap(({ words, at }) => withinText(words.join(' '), at));
  });
}

/** What compose services that run its images are started with. */
function inServices(snapshot: Snapshot, dockerfile: string): readonly RunTimeApt[] {
  const { joined } = workspaceImages(snapshot);
  const tagged = taggedBuilds(joined);
  const services = readBuildFiles(snapshot).flatMap((file) => file.services);
  return services.filter((service) => buildsOfService(service, joined, tagged).some((build) => build.dockerfile === dockerfile)).flatMap((service) => [...startsWith(service), ...service.mounts.flatMap(({ source }) => (snapshot.tree.has(source) ? (aptIn(snapshot, source) ?? []) : []))]);
}

function startsWith({ command, entrypoint, healthcheck }: ComposeService): readonly RunTimeApt[] {
  return [command, entrypoint, healthcheck?.test ?? null].flatMap((one) => (one ? (asked(one.words.join(' '), one.at) ?? []) : []));
}

const RUNS = /(?:docker|podman|nerdctl|compose|kubectl|\$[({]\w+[)}])\b.*?\s(?:run|exec)\s/;

/** `docker run image apt-get …` of scripts, Makefiles and workflows, and the commands of development containers. */
function inCommands(snapshot: Snapshot, dockerfile: string): readonly RunTimeApt[] {
  const { joined } = workspaceImages(snapshot);
  const mentions = joined.builds.filter((build) => build.dockerfile === dockerfile).flatMap((build) => joined.mentions.get(build) ?? []);
  const images = mentions.flatMap((mention) => mention.images.flatMap((written) => imageName(written) ?? []));
  const names = new Set(mentions.flatMap(({ name }) => name ?? []));
  const isOwn = (word: string): boolean => {
    const name = imageName(word);
    return names.has(word) || (name !== null && images.some((image) => fits({ ...name, tag: null }, { ...image, tag: null }) > 0));
  };
  return snapshot.tree.paths.flatMap((path): readonly RunTimeApt[] => {
    if (isDevcontainer(path)) return startsDevelopment(snapshot, path, dockerfile, mentions.some(({ at }) => at.path === path), names);
    if (!/(?:^|\/)(?:GNU)?[Mm]akefile[^/]*$|\.(?:mk|sh|bash|ya?ml)$|(?:^|\/)(?:justfile|Jenkinsfile)$/i.test(path)) return [];
    const text = snapshot.text(path);
    if (text === null || text.length > LONGEST || !/\bapt/.test(text)) return [];
    return joinedLines(text).flatMap(({ text: command, line }) => {
      const found = RUNS.test(command) ? asked(command, { path, line }) : null;
      // A name that a variable holds may be any image.
      return found && command.split(/[\s"'`;]+/).some((word) => word.startsWith('$') || isOwn(word)) ? [found] : [];
    });
  });
}

function joinedLines(text: string): readonly { readonly text: string; readonly line: number }[] {
  const found: { text: string; line: number }[] = [];
  let open = false;
  for (const [index, written] of text.split('\n').entries()) {
    const last = found.at(-1);
    const line = written.replace(/\\\s*$/, ' ').slice(0, 2000);
    if (open && last && last.text.length < 5000) last.text += line;
    else found.push({ text: line, line: index + 1 });
    open = /\\\s*$/.test(written);
  }
  return found.filter(({ text: line }) => !/^\s*#/.test(line));
}

function isDevcontainer(path: string): boolean {
  return /(?:^|\/)\.?devcontainer\.json$/.test(path);
}

/** `postCreateCommand` and its like run in the container (the development container specification, "Lifecycle scripts"). */
function startsDevelopment(snapshot: Snapshot, path: string, dockerfile: string, named: boolean, names: ReadonlySet<string>): readonly RunTimeApt[] {
  const text = snapshot.text(path);
  if (text === null || !text.includes('apt')) return [];
  const own = named || folderOf(path) === folderOf(dockerfile) || [...names].some((name) => text.includes(`"${name}"`));
  const found = own ? firstAsked(path, text) : null;
  return found ? [found] : [];
}
