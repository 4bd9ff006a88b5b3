import type { Instruction } from '#dockerfile/types.js';
import { mountsOf } from './mounts.js';
import { copyByMoment } from './by-moment.js';
import { expandAt, type Moment } from '#image/stages/stages.js';

/** Files that an instruction brings to a place of the image: a COPY or ADD, or a bind mount for one RUN. */
export interface Transfer {
  readonly by: Instruction;
  /** The stage or image that they come from, as written; null: the build context. */
  readonly from: string | null;
  /** Variables filled in; null where one cannot be told. */
  readonly sources: readonly (string | null)[];
  /** Absolute; null where it cannot be told. */
  readonly destination: string | null;
  /** The destination is a folder by the way it is written, whether it is there already or not. */
  readonly intoFolder: boolean;
  /** `--parents`: where files go depends on their own paths. */
  readonly parents: boolean;
}

/** What a COPY or ADD brings; null for other instructions. */
export const copyTransfer = copyByMoment(transferOf);

function transferOf(instruction: Instruction, moment: Moment, escape: string): Transfer {
  const words = copyWords(instruction).map((word) => expandAt(moment, word, escape));
  const target = words.at(-1) ?? null;
  const sources = words.slice(0, -1);
  return {
    by: instruction,
    from: instruction.flags.find(({ name }) => name === 'from')?.value ?? null,
    sources,
    destination: target === null ? null : absolute(moment, target),
    intoFolder: sources.length > 1 || sources.some((source) => source !== null && hasWildcard(source)) || namesFolder(target ?? ''),
    parents: instruction.flags.some(({ name }) => name === 'parents'),
  };
}

/** What the bind mounts of a RUN bring, for that RUN alone. */
export function bindTransfers(instruction: Instruction, moment: Moment, escape = '\\'): readonly Transfer[] {
  if (instruction.keyword !== 'RUN') return [];
  return mountsOf(instruction).flatMap(({ type, target, source, from }) => {
    if (type !== 'bind' || target === null) return [];
    // Every field of a mount but `from` takes variables (BuildKit, instructions/commands_runmount.go).
    const [told, into] = [expandAt(moment, source, escape), expandAt(moment, target, escape)];
    return { by: instruction, from, sources: [told], destination: into === null ? null : absolute(moment, into), intoFolder: false, parents: false };
  });
}

/** The sources and the destination of a COPY or ADD: the words behind the flags, in either form. */
export function copyWords(instruction: Instruction): readonly string[] {
  return instruction.json ? instruction.json.map(({ value }) => value) : instruction.words.map(({ text }) => text);
}

export function hasWildcard(source: string): boolean {
  return /[*?[]/.test(source);
}

/** A path of the image, absolute; null where WORKDIR cannot be told. */
export function absolute({ workdir }: Moment, path: string): string | null {
  if (path.startsWith('/')) return path;
  return workdir === null ? null : `${workdir.replace(/\/$/, '')}/${path}`;
}

/** `/app/`, `.`, `..`, `src/.`. */
function namesFolder(written: string): boolean {
  return /(?:^|\/)\.{0,2}$/.test(written);
}
