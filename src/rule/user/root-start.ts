import { assumed, incomplete, known, row, type Hit } from '#answer/answer.js';
import { ask, unheard } from '#answer/ledger.js';
import { hitsOf, saidOnce } from '#answer/once.js';
import type { FileTree } from '#files/tree.js';
import type { ImageModel } from '#image/image.js';
import { imageFiles } from '#image/files/files.js';
import type { DockerfileModel } from '#image/model.js';
import { isRootUser } from '#image/root-user.js';
import { runFactsOf } from '#image/run/run-facts.js';
import { baseImageUnheard } from '#knowledge/base-image.js';
import { commandsOf } from '#needs/code/command-lines.js';
import { runnersOf } from '#needs/code/runners.js';
import { workspaceNeeds } from '#needs/workspace-needs.js';
import { officialPython } from '#rule/health/python.js';
import { startedFiles, type Sign } from '#rule/stages/signs.js';
import { containerLines } from '#rule/stages/inside-lines.js';
import type { StageWorld } from '#rule/stages/world.js';
import { workspaceImages } from '#services/workspace-images.js';
import { composeSigns } from './compose.js';
import { codeSigns, rootSigns, shellSigns, valueSigns } from './signs.js';
import type { RootStart } from './types.js';

/** A Dockerfile whose images all start as root from one stage on an official Python image; null: it is none, or what starts is not known. */
export function rootStart(world: StageWorld): RootStart | null {
  const { images, model, dockerfile } = world;
  const [first] = images;
  if (!first || images.some(({ target, end, base }) => target !== first.target || !isRootUser(end.user) || base.kind !== 'image')) return null;
  if (images.some((image) => officialPython(image) === null)) return null;
  const stage = model.stages[first.target]?.stage;
  const written = stage?.instructions ?? [];
  const last = written.findLastIndex(({ keyword }) => /^(?:RUN|COPY|ADD|WORKDIR|ONBUILD|VOLUME)$/.test(keyword));
  const start = written.find(({ keyword }, at) => at > last && (keyword === 'CMD' || keyword === 'ENTRYPOINT'));
  const at = dockerfile.stages[first.target]?.instructions.find((one) => one.at.line === start?.lines.first);
  if (start === undefined || at === undefined || first.entry.command === null && first.entry.entrypoint === null) return null;
  const reference = first.base.kind === 'image' ? first.base.reference : '';
  const alpine = baseImageUnheard(reference).value?.distribution === 'alpine';
  const signs = (): Signs => unheard(() => search(world));
  return {
    at,
    lines: (name, id) => userLines(name, id, alpine),
    user: () => ask(known('root', 'no USER stands in what ships, and the base image has none', [row('source', `${start.keyword} starts as root`, at.at)])),
    needsRoot: () => ask(unheard(() => {
      const hits: Hit[] = dockerfile.usedBy().value.map((hit) => ({ ...hit, text: `${hit.text}, and may need root in its build` }));
      hits.push(...hitsOf(signs().root));
      if (model.stages.some(({ base }) => base.kind === 'stage' && base.index === first.target)) hits.push({ text: 'another stage builds on this one', at: at.at, image: null });
      return known(hits, 'neither its commands, nor its ports, nor compose ask for root');
    })),
    writes: () => ask(unheard(() => {
      const { writes, searched, untold } = signs();
      const [sign] = writes;
      const evidence = writes.slice(0, 12).map(({ text, at: place }) => row('source', text, place));
      if (untold !== null) return incomplete(writes.length, untold, evidence);
      if (sign) return incomplete(writes.length, `${sign.text} (${sign.at.path}:${sign.at.line}): another user than root may not be allowed to`, evidence);
      return assumed(0, `no sign that it writes in ${searched} files of code: its libraries are taken to write nothing but temporary files`);
    })),
  };
}

function userLines(name: string, id: number | null, alpine: boolean): string {
  const number = (flag: string): string => (id === null ? '' : ` ${flag} ${id}`);
  const made = alpine
    ? `RUN addgroup -S${number('-g')} ${name} && adduser -S${number('-u')} -G ${name} ${name}`
    : `RUN groupadd --system${number('--gid')} ${name} && useradd --system${number('--uid')} --gid ${name} --create-home ${name}`;
  // Kubernetes tells from a number alone that it is not root (runAsNonRoot).
  return `${made}\nUSER ${id === null ? name : `${id}:${id}`}`;
}

interface Signs {
  readonly root: readonly Sign[];
  readonly writes: readonly Sign[];
  readonly searched: number;
  readonly untold: string | null;
}

const searched = new WeakMap<DockerfileModel, Signs>();

/** Once for each text of a Dockerfile: neither code nor scripts change in a plan, nor what compose mounts. */
function search(world: StageWorld): Signs {
  const found = searched.get(world.model) ?? searchOnce(world);
  searched.set(world.model, found);
  return found;
}

/** A longer script is none that a person wrote. */
const LONGEST = 300_000;

function searchOnce(world: StageWorld): Signs {
  const { images, model, snapshot, options } = world;
  const root: Sign[] = [];
  const writes: Sign[] = [];
  const code = new Set<string>();
  let untold: string | null = null;
  for (const image of images) {
    const runners = runnersOf(snapshot).get(image.build) ?? [];
    const commands = commandsOf(image, runners, snapshot);
    untold ??= commands.untold?.text ?? null;
    const starts = commands.starts.map(({ words, at }) => ({ text: words.join(' '), at }));
    const { files, more } = imageFiles(image);
    untold ??= more === null ? null : `not every file of the image can be told: ${more}`;
    for (const { text, at } of starts) {
      root.push(...rootSigns(text, at), ...lowPort(text, at));
      if (/\bcelery\b.*(?:\bbeat\b|\s-B\b)|\bmanage\.py\b|\bdjango-admin\b|\bjupyter\b|\bstreamlit\b|\bairflow\b|\bmlflow\b|--reload\b|--log-config\b|--uds\b|\bunix:/.test(text)) writes.push({ text: `\`${text.slice(0, 60)}\` may write files where it starts`, at });
    }
    for (const { text, at } of starts) if (/^(?:\S*\/)?\w*sh\s+(?:-\w+\s+)*-\w*c\s/.test(text)) writes.push(...shellSigns(text, at));
    for (const path of startedFiles(snapshot, files.map(({ origin }) => origin), starts)) {
      const read = snapshot.text(path);
      if (read === null || read.length > LONGEST) untold ??= `${path} is too long to be searched, or no text`;
      const text = (read ?? '').slice(0, LONGEST);
      root.push(...rootSigns(text, { path, line: 1 }));
      if (/\.(?:sh|bash|zsh|ksh)$/.test(path) || /^#![^\n]*\b(?:ba|da|a|z|k)?sh\b/.test(text)) writes.push(...shellSigns(text, { path, line: 1 }));
    }
    for (const port of image.ports) if (/^\d+/.test(port) && Number.parseInt(port, 10) < 1024) root.push({ text: `port ${port} is one that root alone may listen at`, at: placeOf(image) });
    for (const [name, value] of image.environment) if (value !== null) (name === 'HOME' && value === '/root' ? root : writes).push(...valueSigns(name, value, placeOf(image)));
    for (const runner of runners) {
      const { root: rights, volumes } = composeSigns(runner, snapshot);
      root.push(...rights);
      writes.push(...volumes);
      for (const [name, { value, at }] of runner.environment) if (value !== null) {
        writes.push(...valueSigns(name, value, at));
        if (/(?:^|_)PORT$/.test(name) && /^\d{1,3}$/.test(value)) root.push({ text: `${name} is ${value}: should it listen there, root alone may`, at });
      }
    }
    const tags = (workspaceImages(snapshot).joined.mentions.get(image.build) ?? []).flatMap((mention) => mention.images);
    for (const { options, at } of containerLines(snapshot, runners, tags)) {
      const mounted = /(?:^|\s)(?:-\w*v|--volume|--mount|--tmpfs|--volumes-from)[=\s]\s*\S+/.exec(options)?.[0].trim();
      if (mounted !== undefined) writes.push({ text: `\`${mounted.slice(0, 60)}\` puts a folder into it, which may be root's`, at });
    }
    const told = runners.length > 0 || starts.some(({ text }) => /--(?:port|bind)\b|\s-[pb]\s/.test(text)) || (model.stages[image.target]?.stage.instructions ?? []).some(({ keyword }) => keyword === 'EXPOSE');
    // A job that some platform starts gets folders of that platform.
    if (!told) untold ??= 'nothing says who runs it, and what is mounted into it then';
    for (const volume of image.volumes) writes.push({ text: `VOLUME ${volume} is root's`, at: placeOf(image) });
    root.push(...homeSigns(world, image));
    writes.push(...installSigns(image), ...buildSigns(world, image));
    const reach = workspaceNeeds(snapshot, options).of(image.build.id)?.reach;
    const doubt = reach?.doubts.find(({ hides }) => hides === 'modules');
    if (!reach || reach.modules.size === 0) untold ??= 'which code runs is not known';
    else if (doubt) untold ??= doubt.text;
    for (const path of reach?.modules.keys() ?? []) code.add(path);
  }
  for (const path of code) writes.push(...codeSigns(snapshot, path));
  const deployed = manifestIn(snapshot.tree);
  if (deployed !== null) writes.push({ text: 'what volumes and rights a cluster gives it is not looked at', at: { path: deployed, line: 1 } });
  for (const { stage } of model.stages) for (const { keyword, joined, lines } of stage.instructions) if (keyword === 'RUN' && /\b(?:useradd|adduser)\b/.test(joined)) writes.push({ text: 'a user is made and not taken: somebody had a reason', at: { path: model.document.path, line: lines.first } });
  return { root: saidOnce(root), writes: saidOnce(writes), searched: code.size, untold };
}

const manifests = new WeakMap<FileTree, string | null>();

/** A file that tells a cluster what to run, by its folder. */
function manifestIn(tree: FileTree): string | null {
  const known = manifests.get(tree);
  if (known !== undefined) return known;
  const found = tree.paths.find((path) => /\.(?:ya?ml|tpl)$/.test(path) && /(?:^|\/)(?:k8s|kubernetes|helm|charts?|kustom\w*|manifests)\//i.test(path)) ?? null;
  manifests.set(tree, found);
  return found;
}

function placeOf({ dockerfile, entry }: ImageModel): Sign['at'] {
  return (entry.command ?? entry.entrypoint)?.at ?? { path: dockerfile.document.path, line: 1 };
}

function lowPort(text: string, at: Sign['at']): readonly Sign[] {
  const port = /(?:--(?:port|bind|http-port)[= ](?:\S*:)?|\s-[pb] (?:\S*:)?|:)(\d{1,5})\b/.exec(text)?.[1];
  return port !== undefined && Number(port) > 0 && Number(port) < 1024 ? [{ text: `it listens at port ${port}, which is root's`, at }] : [];
}

/** What runs lies in the home of root, which nobody else may enter: installed there, copied there, or looked for there. */
function homeSigns({ model }: StageWorld, { chain, installs }: ImageModel): readonly Sign[] {
  const path = model.document.path;
  const installed = installs.filter(({ ships, into }) => ships && JSON.stringify(into).includes('/root')).map(({ install: { call }, at }) => ({ text: `${call.manager} installs below /root, which root alone may enter`, at }));
  const written = chain.flatMap((stage) => (model.stages[stage]?.stage.instructions ?? []).flatMap(({ keyword, joined, words, lines }): readonly Sign[] => {
    const target = keyword === 'COPY' || keyword === 'ADD' ? (words.at(-1)?.text ?? '') : keyword === 'ENV' ? joined : '';
    return /(?:^|[\s"'=:[,])\/root(?![\w-])/.test(target) ? [{ text: `${keyword} names /root, which root alone may enter`, at: { path, line: lines.first } }] : [];
  }));
  return [...installed, ...written];
}

/** Tools that may put a Python of their own into the home of root. */
function installSigns({ installs }: ImageModel): readonly Sign[] {
  return installs.filter(({ ships }) => ships).flatMap(({ install: { call }, at }): readonly Sign[] => {
    const own = call.manager === 'pip' || (call.manager === 'uv' && call.subcommand.startsWith('pip'));
    return own ? [] : [{ text: `${call.manager} may put an environment or a Python below /root`, at }];
  });
}

/** What RUNs of what ships leave in the home of root: models, browsers, caches. */
function buildSigns({ model }: StageWorld, { chain }: ImageModel): readonly Sign[] {
  const path = model.document.path;
  return chain.flatMap((stage) => (model.stages[stage]?.stage.instructions ?? []).flatMap((instruction, at): readonly Sign[] => {
    const here = { path, line: instruction.lines.first };
    if (/(?:^|[\s"'=:])(?:\/root\b|~\/|\$\{?HOME\b)/.test(instruction.joined)) return [{ text: "names root's home", at: here }];
    if (/--chmod=[0-7]?[0-7][0-6]0\b|\bchmod\s+(?:-R\s+)?[0-7]?[0-7][0-7]0\b|\bumask\b/.test(instruction.joined)) return [{ text: 'takes rights from everybody but the owner', at: here }];
    if (instruction.keyword !== 'RUN') return [];
    const facts = runFactsOf(model.document, model.stages, stage, at);
    if (!facts.ok) return [{ text: 'a RUN that cannot be read', at: here }];
    if (facts.value.models.length > 0) return [{ text: "a model is downloaded in the build, maybe to root's home", at: here }];
    return /\b(?:playwright|nltk|spacy|npm|cargo|rustup|conda|mamba|pyenv|curl [^|]*\|)/.test(instruction.joined) ? [{ text: `${instruction.joined.slice(0, 60)} may leave files in root's home`, at: here }] : [];
  }));
}
