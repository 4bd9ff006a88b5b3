import type { DockerfileDocument, Instruction, Stage } from './types.js';

const POSIX = /(?:^|\/)(?:sh|bash|dash|ash)$/;
const WINDOWS = /(?:^|[/:-])(?:windows|nanoserver|windowsservercore|dotnet\/framework)/i;

const shells = new WeakMap<DockerfileDocument, readonly Instruction[]>();

/**
 * Why the shell forms of an instruction are not run by a POSIX shell, or null. SHELL holds from its place on and
 * travels with `FROM stage`; a Windows base has `cmd /S /C`.
 */
export function foreignShell(document: DockerfileDocument, instruction: Instruction): string | null {
  if (document.escape === '`') return 'the escape character is a backtick, as for Windows';
  let stage = document.stages.findLast(({ from }) => from.instruction.index <= instruction.index) ?? null;
  let before = instruction.index;
  while (stage) {
    const from = stage.from.instruction.index;
    const shell = shellsOf(document).findLast(({ index }) => from < index && index < before);
    if (shell) return shellError(shell);
    if (/^windows/i.test(stage.from.platform ?? '') || WINDOWS.test(stage.from.image.text)) return 'a Windows image';
    stage = parentStage(document, stage);
    before = stage ? endOf(stage) : 0;
  }
  return null;
}

/** The SHELL instructions of a file, most often none, so that not every RUN walks its stage. */
function shellsOf(document: DockerfileDocument): readonly Instruction[] {
  const found = shells.get(document) ?? document.instructions.filter(({ keyword }) => keyword === 'SHELL');
  shells.set(document, found);
  return found;
}

function endOf({ instructions, from }: Stage): number {
  return (instructions.at(-1) ?? from.instruction).index + 1;
}

/** The earlier stage that a stage starts from, or null when it starts from an image. */
export function parentStage({ stages }: DockerfileDocument, { index, from }: Stage): Stage | null {
  const name = from.image.text.toLowerCase();
  return stages.findLast((stage) => stage.index < index && stage.name?.toLowerCase() === name) ?? null;
}

function shellError({ json }: Instruction): string | null {
  const words = json?.map(({ value }) => value) ?? [];
  const posix = words.some((word) => POSIX.test(word)) && /^-[a-zA-Z]*c$/.test(words.at(-1) ?? '');
  return posix ? null : `SHELL is \`${words.join(' ')}\`, not a POSIX shell`;
}
