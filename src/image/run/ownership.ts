import { factOf, imagePathOf, type Fact } from './facts.js';
import type { Step, StepWord } from './step.js';

/** `chown`, `chmod`, `chgrp`: a file of an earlier layer whose owner or mode changes is stored a second time. */
export interface Ownership extends Fact {
  readonly program: 'chown' | 'chmod' | 'chgrp';
  readonly recursive: boolean;
  /** `app:app`; null for chmod, or where it cannot be told. */
  readonly owner: string | null;
  /** `755`, `+x`; null for chown. */
  readonly mode: string | null;
  /** `--from=root:root`: files of other owners are spared. `?` where it cannot be told; null: none are. */
  readonly from: string | null;
  /** `--reference=/x`: owner or mode are those of that file. */
  readonly reference: string | null;
  /** Absolute, globs left in; null where a path cannot be told. */
  readonly paths: readonly (string | null)[];
}

/** What `chmod -x file` has in the place of an option, and other modes of letters. */
const LETTER_MODE = /^[ugoa]*[-+=][rwxXstugo]*(?:[-+=][rwxXstugo]*)*(?:,[ugoa]*[-+=][rwxXstugo]*)*$/;

/** The words of chown, chmod and chgrp by the coreutils manual: only --from and --reference have a value, `=x` or the next word. */
export function ownershipBy(step: Step, words: readonly StepWord[], program: Ownership['program']): Ownership {
  const plain: StepWord[] = [];
  const valued = new Map<string, string | null>();
  let recursive = false;
  for (let at = 1; at < words.length; at++) {
    const word = words[at];
    const value = word?.value ?? null;
    if (!word) continue;
    if (value === '--') {
      plain.push(...words.slice(at + 1));
      break;
    }
    const option = /^(--from|--reference)(?:=(.*))?$/s.exec(value ?? '') ?? (value === null ? /^(--from|--reference)(=)/.exec(word.text) : null);
    if (option?.[1] !== undefined) {
      if (option[2] === undefined) at += 1;
      valued.set(option[1], value === null ? null : (option[2] ?? words[at]?.value ?? null));
    } else if (value === null || !value.startsWith('-') || value === '-' || (program === 'chmod' && !/^-[Rcfv]+$/.test(value) && LETTER_MODE.test(value))) {
      plain.push(word);
    } else if (value === '--recursive' || /^-[A-Za-z]*R/.test(value)) {
      recursive = true;
    }
  }
  const named = valued.has('--reference') ? null : (plain[0]?.value ?? null);
  const subject = valued.has('--reference') ? plain : plain.slice(1);
  return {
    ...factOf(step), program, recursive, owner: program === 'chmod' ? null : named, mode: program === 'chmod' ? named : null,
    from: told(valued, '--from'), reference: told(valued, '--reference'), paths: subject.map((word) => imagePathOf(step, word)),
  };
}

function told(valued: ReadonlyMap<string, string | null>, name: string): string | null {
  return valued.has(name) ? (valued.get(name) ?? '?') : null;
}

/** Whether `--from=A` takes in what has an owner. `owner`: `user:group` or `user`; null: not told, then nothing is claimed. */
export function ownedBy(from: string, owner: string | null): boolean {
  if (owner === null || from === '?') return false;
  const [wanted, has] = [parts(from), parts(owner)];
  return (wanted.user === '' || wanted.user === has.user) && (wanted.group === '' || wanted.group === (has.group === '' ? has.user : has.group));
}

function parts(owner: string): { readonly user: string; readonly group: string } {
  const [user = '', group = ''] = owner.split(':').map((one) => (one === 'root' ? '0' : one));
  return { user, group };
}
