import type { DockerfileDocument, Instruction } from '#dockerfile/types.js';

const shells = new WeakMap<DockerfileDocument, readonly Instruction[]>();

function shellsOf(document: DockerfileDocument): readonly Instruction[] {
  const known = shells.get(document);
  if (known) return known;
  const found = document.instructions.filter(({ keyword }) => keyword === 'SHELL');
  shells.set(document, found);
  return found;
}

/** The conda environment that SHELL runs its commands in: `SHELL ["conda", "run", "-n", "env", "/bin/bash", "-c"]`. */
export function shellEnvironment(document: DockerfileDocument, instruction: Instruction): string | null {
  const before = shellsOf(document).findLast(({ index }) => index < instruction.index);
  if (!before) return null;
  const stage = document.stages.findLast(({ from }) => from.instruction.index <= instruction.index);
  if (before.index < (stage?.from.instruction.index ?? -1)) return null;
  return /"conda",\s*"run".*?"-(?:n|-name)",\s*"([^"]+)"/.exec(before.joined)?.[1] ?? null;
}
