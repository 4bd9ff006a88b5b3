import { pathNames } from './copy-sources.js';
import { nodeAt, type Node } from './file-nodes.js';
import type { Opaque } from '#image/image.js';
import type { RunFacts } from '#image/run/run-facts.js';
import type { StageFiles } from './stage-files.js';
import type { StageModel } from '#image/stages/stages.js';

/** The commands of a stage that take away files of the workspace which nobody can tell: one doubt each. */
export function removalDoubts(files: StageFiles, { stage: { instructions } }: StageModel, stage: number, facts: (stage: number, at: number) => RunFacts | null, path: string): readonly Opaque[] {
  const held = new Map<string, boolean>();
  return instructions.flatMap(({ keyword }, at): readonly Opaque[] => {
    if (keyword !== 'RUN') return [];
    const found: Opaque[] = [];
    for (const { below, only, runs, text, line } of facts(stage, at)?.removals ?? []) {
      if (runs.kind === 'never' || (only !== null && runs.kind === 'always')) continue;
      const folders = [...new Set(below.map(({ folder }) => folder))].filter((folder) => {
        const key = `${at} ${folder}`;
        const holds = held.get(key) ?? holdsWorkspace(nodeAt(files.before(stage, at), pathNames(folder)));
        held.set(key, holds);
        return holds;
      });
      if (folders.length > 0) found.push({ at: { path, line }, about: 'files', because: `which files of ${folders.join(', ')} remain cannot be told: ${text}` });
    }
    return found;
  });
}

const MAX_STEPS = 5_000;

/** Whether any file of the workspace lies below; a folder too large to be looked through is taken to hold one. */
function holdsWorkspace(node: Node | null): boolean {
  const todo: Node[] = node ? [node] : [];
  let steps = 0;
  for (let at = todo.pop(); at; at = todo.pop()) {
    if (++steps > MAX_STEPS) return true;
    if (at.kind === 'file' && at.origin !== null) return true;
    if (at.kind === 'unknown' && at.behind) todo.push(at.behind);
    if (at.kind === 'either') todo.push(at.file, at.folder);
    if (at.kind !== 'folder') continue;
    for (const name of at.names()) {
      const child = at.get(name);
      if (child) todo.push(child);
    }
  }
  return false;
}
