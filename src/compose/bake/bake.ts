import type { Place } from '#answer/answer.js';
import { baseName, folderOf } from '#text/paths.js';
import { readBakeConfig } from './config.js';
import { bakeMention, type BakeRun } from './mention.js';
import { withoutOwnStages } from './own-stages.js';
import { type BakeTarget, bakeTargets } from './targets.js';
import type { BuildFile, BuildMention, Circumstance, ReadText } from '#compose/types.js';

// The files that bake takes in a folder when none is named, in its order (bake/bake.go, `defaultFilenames`).
const DEFAULT_NAMES: readonly string[] = ['docker-bake.json', 'docker-bake.override.json', 'docker-bake.hcl', 'docker-bake.override.hcl'];

/** A command that names bake files: `docker buildx bake -f a.hcl -f b.hcl`. */
export interface BakeInvocation {
  /** Workspace paths, in the order of the command. */
  readonly files: readonly string[];
  readonly at: Place;
  readonly text: string;
  /** The workspace folder that the command runs in, where that is known: contexts start from it. */
  readonly folder?: string;
}

export interface BakeFrom {
  /** All files of the workspace, by their workspace paths. */
  readonly paths: readonly string[];
  readonly readText: ReadText;
  readonly commands?: readonly BakeInvocation[];
}

/** Whether a file is one of bake by its name: `docker-bake.hcl`, `docker-bake.override.json`, `docker-bake.gpu.hcl`, `bake.hcl`. */
export function isBakeFile(path: string): boolean {
  return /^(?:docker-?)?bake(?:[._-][^/]*)?\.hcl$|[._-]bake\.hcl$|^docker-bake(?:[._-][^/]*)?\.json$/.test(baseName(path));
}

/**
 * Reads all bake files of a workspace: those that bake takes in a folder together, those that commands
 * name as they name them, and every other by itself.
 */
export function bakeFiles({ paths, readText, commands = [] }: BakeFrom): readonly BuildFile[] {
  const found: BuildFile[] = [];
  const placed = new Set<string>();
  function add(files: readonly string[], command: BakeInvocation | null): void {
    for (const path of files) placed.add(path);
    found.push(readBake(files, readText, command));
  }
  const bakes = paths.filter(isBakeFile);
  for (const folder of new Set(bakes.map(folderOf))) {
    const files = DEFAULT_NAMES.map((name) => (folder === '' ? name : `${folder}/${name}`)).filter((path) => bakes.includes(path));
    const command = commands.find((one) => one.files.join('\n') === files.join('\n'));
    if (files.length > 0) add(files, command ?? null);
  }
  const told = new Set(found.map(({ path }) => path));
  for (const command of commands) {
    const files = command.files.filter((path) => /\.(?:hcl|json)$/.test(path));
    if (files.length > 0 && !(files.length === 1 && told.has(files[0] ?? ''))) add(files, command);
  }
  for (const path of bakes) if (!placed.has(path)) add([path], null);
  return found;
}

/**
 * Reads the bake files of one run, laid over each other in their order; `path` of the result is the
 * first. Contexts start from the folder that bake runs in. Where no command tells it, that is the folder
 * of the first file, or the root where only there a Dockerfile of its targets lies.
 */
export function readBake(files: readonly string[], readText: ReadText, command: BakeInvocation | null = null): BuildFile {
  const problems: { at: Place; reason: string }[] = [];
  const told = new Set<string>();
  function problem(at: Place, reason: string): void {
    const key = `${at.path}\0${at.line}\0${reason}`;
    if (!told.has(key)) problems.push({ at, reason });
    told.add(key);
  }
  const path = files[0] ?? '';
  const targets = bakeTargets(readBakeConfig(files, readText, problem), problem).filter(({ template }) => !template);
  const circumstances: readonly Circumstance[] = command ? [{ kind: 'command', text: command.text, at: command.at }] : [];
  const run = runOf({ files, folder: command?.folder ?? folderOf(path), circumstances }, targets, command?.folder === undefined ? readText : null);
  const mentions = targets.map((target) => bakeMention(target, run, problem));
  return { path, mentions: withoutOwnStages(mentions), services: [], problems };
}

function runOf(run: BakeRun, targets: readonly BakeTarget[], readText: ReadText | null): BakeRun {
  if (readText === null || run.folder === '') return run;
  const inRoot = { ...run, folder: '' };
  const own = targets.some((target) => isThere(bakeMention(target, run, () => {}), readText));
  if (own || !targets.some((target) => isThere(bakeMention(target, inRoot, () => {}), readText))) return run;
  const at = { path: run.files[0] ?? '', line: 1 };
  return { ...inRoot, circumstances: [...run.circumstances, { kind: 'folder', text: 'run in the root: the Dockerfiles that it names lie there', at }] };
}

function isThere({ dockerfile }: BuildMention, readText: ReadText): boolean {
  return !('inline' in dockerfile) && dockerfile.ok && readText(dockerfile.value) !== null;
}
