import { expandAt, type Moment } from '#image/stages/stages.js';
import type { Claim } from './claims.js';
import type { CopiedHere } from './tree.js';

/** A flag that gives a COPY the owner or mode of a call. */
export interface CopyFlag {
  readonly name: 'chown' | 'chmod';
  readonly value: string;
  /** User and group that have to be there by name; null: a number, root, or none. */
  readonly user: string | null;
  readonly group: string | null;
}

type Refused = { readonly because: string };

/**
 * `chown -R app:app` as `--chown=app:app`. With a user alone, chown leaves the group, and COPY gives that of the user
 * (readUser in BuildKit's solver/llbsolver/ops/user_linux.go): what comes from the context has root's, so that it is named.
 */
export function flagOf(claim: Claim, copy: CopiedHere, moment: Moment, escape: string): CopyFlag | Refused {
  const { program, written, value } = claim;
  if (expandAt(moment, written, escape) !== value) return { because: `"${written}" has another value where the files are copied` };
  // bash has these of its own, whatever ENV says.
  if (/\$\{?(?:UID|EUID|GROUPS|PPID|RANDOM|SECONDS|LINENO|BASHPID|HOSTNAME)\b/.test(written)) return { because: `a shell may have a value of its own for ${written}` };
  if (!/^[\w.${}:@+-]+$/.test(written)) return { because: `"${written}" cannot be written as a flag` };
  if (program === 'chmod') {
    if (!/^0?[0-7]{3}$/.test(value)) return { because: `the mode ${value} goes by what each file has` };
    // BuildKit of Docker 20.10 gives files the mode and leaves folders at 755, as a build with it shows.
    if (!/^0?755$/.test(value)) return { because: `older builders give the mode ${value} to files alone, not to folders` };
    return { name: 'chmod', value: written, user: null, group: null };
  }
  const fromContext = copy.call.from === null;
  const present = copy.instruction.flags.find(({ name }) => name === 'chown');
  const [user = '', group, ...more] = program === 'chgrp' ? ['', value] : value.split(':');
  if (more.length > 0 || (group === undefined && value.includes('.'))) return { because: `${value} is written in a way of its own` };
  if (group === '') return { because: `which group "${value}" means, the user's entry in /etc/passwd tells` };
  if (group !== undefined && user !== '') return { name: 'chown', value: written, user: nameOf(user), group: nameOf(group) };
  if (!fromContext) return { because: `${group === undefined ? 'the group' : 'the user'} of what it copies from another stage stays, and cannot be told` };
  if (present !== undefined) return { because: `it leaves what --chown=${present.value} gives` };
  if (group === undefined) return { name: 'chown', value: `${written}:root`, user: nameOf(user), group: null };
  return { name: 'chown', value: program === 'chgrp' ? `root:${written}` : `root${written}`, user: null, group: nameOf(group) };
}

export function isRefused(flag: CopyFlag | Refused): flag is Refused {
  return 'because' in flag;
}

function nameOf(text: string): string | null {
  return /^\d+$/.test(text) || text === 'root' ? null : text;
}

/** Whether a Dockerfile is built by BuildKit by its own words: the classic builder refuses `--chmod` and knows none of these. */
export function needsBuildKit(text: string): boolean {
  return /^#\s*syntax\s*=/im.test(text.slice(0, 500)) || /^\s*(?:RUN\s+(?:--\S+\s+)*--(?:mount|network|security)=|(?:COPY|ADD)\s+(?:--\S+\s+)*--(?:link|chmod|parents|exclude)\b)/im.test(text);
}
