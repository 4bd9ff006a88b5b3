import { visible } from '#text/visible.js';
import type { Refusal, WriteResult } from '#write/types.js';
import { EXIT } from './errors.js';
import type { Terminal } from './terminal.js';

/** Names every file that speaks against writing; nothing was touched. `changed`: what to do about files that changed. */
export function sayRefused(refusals: readonly Refusal[], changed: string, terminal: Terminal): number {
  for (const { path, reason } of refusals) terminal.error(`${visible(path)} ${visible(reason)}`);
  terminal.error(`nothing was written; ${adviceFor(refusals, changed)}`);
  return EXIT.usage;
}

/** Says where the machine failed, and what state the files are in. */
export function sayFailed({ path, reason, stuck }: Extract<WriteResult, { readonly status: 'failed' }>, terminal: Terminal): number {
  const state = stuck.length === 0 ? 'every file is as it was' : 'not every file could be put back';
  terminal.error(`${visible(path)} could not be written: ${visible(reason)}; ${state}`);
  for (const one of stuck) terminal.error(`${visible(one.path)} could not be put back: ${visible(one.reason)}`);
  if (stuck.length > 0) terminal.error('put this right, then run slimify undo');
  return EXIT.internal;
}

function adviceFor(refusals: readonly Refusal[], changed: string): string {
  const says = (part: string): boolean => refusals.some(({ reason }) => reason.includes(part));
  if (says('since it was read') || says('by now') || says('since the plan was saved')) return changed;
  if (says('hard links')) return 'give each of these names a file of its own (cp X Y && mv Y X), or exclude them in the configuration';
  if (says('read-only') || says('cannot be written')) return 'chmod u+w lets slimify write them, or exclude them in the configuration';
  if (says('git does not answer')) return 'put git right, or use --allow-dirty';
  return says('not committed') ? 'commit or stash first, or use --allow-dirty' : 'exclude these files in the configuration';
}
