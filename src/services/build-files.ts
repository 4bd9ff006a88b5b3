import { bakeFiles, type BakeInvocation, isBakeFile } from '#compose/bake/bake.js';
import { buildFileReaderOf } from '#compose/build-readers.js';
import type { ComposeInvocation } from '#compose/compose/groups.js';
import { composeProjects } from '#compose/compose/projects.js';
import type { BuildFile, CommandFile, ComposeCall } from '#compose/types.js';
import { sampleFolder } from '#files/load.js';
import type { Snapshot } from '#files/snapshot.js';
import type { FileTree } from '#files/tree.js';

interface Known {
  readonly buildFiles: readonly BuildFile[];
  /** Every text that was asked for: as long as all say the same, so do the build files. */
  readonly texts: ReadonlyMap<string, string | null>;
}

const known = new WeakMap<FileTree, Known>();
const read = new WeakMap<Snapshot, readonly BuildFile[]>();

/**
 * Every file of a workspace that speaks of builds: compose projects (as files, or as commands in
 * Makefiles, scripts and workflows put them together), bake, workflows, Makefiles, scripts, skaffold,
 * devcontainers. Those in folders of samples are left out. Read once, and again when one changes.
 * One moment of a plan always gets the same list: builds are told apart by identity, and later moments ask for those of the start.
 */
export function readBuildFiles(snapshot: Snapshot): readonly BuildFile[] {
  const found = read.get(snapshot) ?? readAgain(snapshot);
  read.set(snapshot, found);
  return found;
}

function readAgain(snapshot: Snapshot): readonly BuildFile[] {
  const before = known.get(snapshot.tree);
  if (before && [...before.texts].every(([path, text]) => snapshot.text(path) === text)) return before.buildFiles;
  const texts = new Map<string, string | null>();
  const buildFiles = readAll(snapshot, texts);
  known.set(snapshot.tree, { buildFiles, texts });
  return buildFiles;
}

function readAll(snapshot: Snapshot, texts: Map<string, string | null>): readonly BuildFile[] {
  const paths = snapshot.tree.paths.filter((path) => sampleFolder(path) === undefined);
  function readText(path: string): string | null {
    const text = snapshot.text(path);
    texts.set(path, text);
    return text;
  }
  const commandFiles = paths.flatMap((path): readonly (BuildFile | CommandFile)[] => {
    const reader = buildFileReaderOf(path);
    const text = reader ? readText(path) : null;
    return reader && text !== null ? [reader(path, text, readText, snapshot.tree.paths)] : [];
  });
  const calls = commandFiles.flatMap((file) => ('calls' in file ? file.calls : []));
  const compose = composeProjects({ paths, readText, commands: calls.flatMap(composeInvocation) });
  const bake = paths.some(isBakeFile) || calls.some(({ kind }) => kind === 'bake') ? bakeFiles({ paths, readText, commands: calls.flatMap(bakeInvocation) }) : [];
  return [...compose, ...bake, ...commandFiles].filter(({ mentions, services, problems }) => mentions.length + services.length + problems.length > 0);
}

function filesOf({ files }: ComposeCall): readonly string[] | null {
  const found = files.flatMap((file) => (file.ok ? file.value : []));
  return found.length === files.length && found.length > 0 ? found : null;
}

function composeInvocation(call: ComposeCall): readonly ComposeInvocation[] {
  const files = call.kind === 'compose' ? filesOf(call) : null;
  if (!files) return [];
  const { at, text, folder } = call;
  // Without that option the project's folder is the one of its first file, wherever the command runs.
  const own = /--project-directory\b/.test(text) && folder.ok ? { projectDirectory: folder.value } : {};
  return [{ files, at, text, ...own }];
}

function bakeInvocation(call: ComposeCall): readonly BakeInvocation[] {
  const files = call.kind === 'bake' ? filesOf(call) : null;
  if (!files) return [];
  const { at, text, folder } = call;
  return [{ files, at, text, ...(folder.ok ? { folder: folder.value } : {}) }];
}
