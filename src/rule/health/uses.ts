import type { Hit, Place } from '#answer/answer.js';
import { saidOnce } from '#answer/once.js';
import type { ComposeService } from '#compose/types.js';
import type { Instruction } from '#dockerfile/types.js';
import type { Snapshot } from '#files/snapshot.js';
import { imageFiles } from '#image/files/files.js';
import type { ImageModel } from '#image/image.js';
import { runFactsOf } from '#image/run/run-facts.js';
import { textOf } from '#image/run/facts.js';
import { runnersOf } from '#needs/code/runners.js';
import type { StageWorld } from '#rule/stages/world.js';

export type Tool = 'curl' | 'wget';

const PAGES = /\.(?:md|rst|adoc|html?|css|svg|lock|csv|po|pot|map|js|ts|tsx|jsx|png|jpe?g|gif|ico|woff2?|ttf|pdf|zip|gz|json|txt|parquet|db|sqlite3?)$|(?:^|\/)(?:README|CHANGELOG|LICENSE|requirements)[^/]*$|\.dockerignore$|(?:^|\/)\.git(?:ignore|attributes)$/i;
const LONGEST = 500_000;

/** The word by itself: `libcurl4`, `pycurl`, `curl-config` and `curl_cffi` are others; a library by its file's name goes with the program. */
function wordOf(tool: Tool): RegExp {
  return new RegExp(String.raw`(?<![\w./-]|\blib)(?:/usr/bin/)?${tool}(?![\w.=-])|\blib${tool}\.so\b`);
}

const searched = new WeakMap<Instruction, readonly Hit[]>();

/** Who runs a tool beside a health check: other instructions, files of the images, services that run them, and what runs commands in their containers. Once for each text of a Dockerfile. */
export function usesOf(world: StageWorld, tool: Tool, check: Instruction): readonly Hit[] {
  const found = searched.get(check) ?? searchOnce(world, tool, check);
  searched.set(check, found);
  return found;
}

function searchOnce({ model, images, snapshot }: StageWorld, tool: Tool, check: Instruction): readonly Hit[] {
  const word = wordOf(tool);
  const path = model.document.path;
  const hits: Hit[] = [];
  const chain = new Set(images.flatMap((image) => [...image.chain]));
  for (const stage of chain) {
    for (const [at, instruction] of (model.stages[stage]?.stage.instructions ?? []).entries()) {
      if (instruction === check || instruction.keyword === 'LABEL') continue;
      const found = { path, line: instruction.lines.first };
      if (instruction.keyword !== 'RUN') {
        if (word.test(instruction.joined)) hits.push({ text: `${instruction.keyword} runs ${tool} too`, at: found, image: null });
        continue;
      }
      const facts = runFactsOf(model.document, model.stages, stage, at);
      if (!facts.ok || facts.value.doubt !== null) {
        if (word.test(instruction.joined)) hits.push({ text: `a RUN that cannot be read names ${tool}`, at: found, image: null });
        continue;
      }
      const own = new Set(facts.value.system.map(({ command }) => command));
      const step = facts.value.steps.find((one) => !own.has(one.command) && word.test(textOf(one)));
      if (step) hits.push({ text: `the build runs ${tool} too: ${textOf(step).slice(0, 60)}`, at: { path, line: step.line }, image: null });
    }
  }
  for (const image of images) {
    hits.push(...inFiles(image, snapshot, word, tool), ...(runnersOf(snapshot).get(image.build) ?? []).flatMap((runner) => inCompose(runner, word, tool)));
  }
  return saidOnce([...hits, ...inCommands(snapshot, images, word, tool)]);
}

/** Why the files of an image cannot be searched; null: they can. */
export function untoldFiles({ images }: StageWorld): string | null {
  for (const image of images) {
    const { more } = imageFiles(image);
    if (more !== null) return more;
  }
  return null;
}

function inFiles(image: ImageModel, snapshot: Snapshot, word: RegExp, tool: Tool): readonly Hit[] {
  return imageFiles(image).files.flatMap(({ origin }): readonly Hit[] => {
    if (PAGES.test(origin)) return [];
    const line = lineWith(snapshot, origin, word);
    return line === null ? [] : [{ text: `names ${tool}, and is in the image`, at: { path: origin, line }, image: image.build.id }];
  });
}

/** The first line that is no comment. A Dockerfile in the image is not run there. */
function lineWith(snapshot: Snapshot, path: string, word: RegExp): number | null {
  if (snapshot.kinds.has(path)) return null;
  const start = snapshot.start ?? snapshot;
  const byPath = lines.get(start) ?? new Map<string, number | null>();
  lines.set(start, byPath);
  const key = `${word.source} ${path}`;
  const known = byPath.get(key);
  if (known !== undefined) return known;
  const found = firstLine(start, path, word);
  byPath.set(key, found);
  return found;
}

const lines = new WeakMap<Snapshot, Map<string, number | null>>();

function firstLine(snapshot: Snapshot, path: string, word: RegExp): number | null {
  const text = snapshot.text(path);
  if (text === null || text.length > LONGEST || !word.test(text)) return null;
  const at = text.split('\n').findIndex((line) => word.test(line) && !/^\s*(?:#(?!!)|\/\/|;)/.test(line));
  return at < 0 ? null : at + 1;
}

function inCompose({ name, command, entrypoint, healthcheck }: ComposeService, word: RegExp, tool: Tool): readonly Hit[] {
  const places: readonly (readonly [string, { readonly words: readonly string[]; readonly at: Place } | null | undefined])[] = [['command', command], ['entrypoint', entrypoint], ['health check', healthcheck?.test]];
  return places.flatMap(([what, found]): readonly Hit[] => (found && word.test(found.words.join(' ')) ? [{ text: `the ${what} of ${name} in compose runs ${tool}`, at: found.at, image: null }] : []));
}

const runsInside = new WeakMap<Snapshot, readonly { readonly text: string; readonly at: Place }[]>();

/** Lines of Makefiles, scripts and workflows that run curl or wget in a container, and probes of Kubernetes. */
function commandLines(snapshot: Snapshot): readonly { readonly text: string; readonly at: Place }[] {
  const start = snapshot.start ?? snapshot;
  const known = runsInside.get(start);
  if (known) return known;
  const found = start.tree.paths.filter((path) => /\.(?:ya?ml|sh|bash|mk|ps1|tpl)$|(?:^|\/)(?:GNU)?[Mm]akefile$|(?:^|\/)(?:justfile|Taskfile[^/]*)$/i.test(path)).flatMap((path) => {
    const text = start.text(path);
    if (text === null || text.length > LONGEST || !/\b(?:curl|wget)\b/.test(text)) return [];
    const lines = text.split('\n');
    return lines.flatMap((line, index) => {
      if (!/\b(?:curl|wget)\b/.test(line)) return [];
      const probed = !/\bexec\b/.test(line) && lines.slice(Math.max(0, index - 6), index).some((one) => /^\s*(?:-\s*)?(?:exec|livenessProbe|readinessProbe|startupProbe):/.test(one));
      const inside = /\b(?:docker|podman|nerdctl|compose|kubectl|oc|COMPOSE\)?)\b.*\b(?:exec|run)\b.*\b(?:curl|wget)\b/.test(line);
      // A pattern that looks for such a line runs nothing.
      if (/\.\*(?:curl|wget)/.test(line)) return [];
      return probed || inside ? [{ text: filled(line.trim(), text).slice(0, 200), at: { path, line: index + 1 } }] : [];
    });
  });
  runsInside.set(start, found);
  return found;
}

/** Variables that the file itself sets, by their first value. */
function filled(line: string, text: string): string {
  return line.slice(0, 500).replaceAll(/\$\{?([A-Za-z_]\w*)\}?/g, (whole, name: string) => new RegExp(String.raw`^[ \t]*(?:export[ \t]+|local[ \t]+)?${name}[ \t]*:?=[ \t]*["']?([\w.-]+)["']?[ \t]*$`, 'm').exec(text)?.[1] ?? whole);
}

function inCommands(snapshot: Snapshot, images: readonly ImageModel[], word: RegExp, tool: Tool): readonly Hit[] {
  const runners = runnersOf(snapshot);
  const own = new Set(images.flatMap(({ build }) => (runners.get(build) ?? []).flatMap(({ name, containerName }) => [name, containerName?.value ?? name])));
  const others = new Set([...runners.values()].flat().flatMap(({ name, containerName }) => [name, containerName?.value ?? name]).filter((name) => !own.has(name)));
  const names = (text: string, all: ReadonlySet<string>): boolean => [...all].some((name) => text.split(/[\s"'=]+/).includes(name));
  return commandLines(snapshot).flatMap(({ text, at }): readonly Hit[] => {
    if (!word.test(text) || (names(text, others) && !names(text, own))) return [];
    return [{ text: `\`${text.slice(0, 80)}\` may run ${tool} in its container`, at, image: null }];
  });
}
