import { posix } from 'node:path';
import type { Outside } from '#io/outside.js';
import { count } from '#report/columns.js';
import { visible } from '#text/visible.js';
import type { Journal } from '#write/journal-types.js';
import type { Session } from '#write/session.js';
import { undoApply } from '#write/undo.js';
import { EXIT, UsageError } from './errors.js';
import type { Arguments } from './flags.js';
import { moment, recover, rootOf, writing } from './session.js';
import type { Terminal } from './terminal.js';
import { workspaceRoot } from './workspace.js';

/** `slimify undo`: takes back the last apply; of one that was interrupted, what it had written. */
export async function undoCommand(args: Arguments, terminal: Terminal, outside: Outside): Promise<number> {
  return writing(workspaceRoot(args.root, terminal.cwd, outside.io), terminal, outside, (session) => undo(session, terminal));
}

function undo(session: Session, terminal: Terminal): number {
  const { pending, place } = session;
  if (pending !== null) {
    const { way } = recover(pending, session, terminal, { back: pending.kind === 'apply' });
    // An undo that was put back is begun again.
    if (pending.kind === 'apply' || way === 'finished') {
      terminal.out('Taken back: nothing of it is left.\n');
      return EXIT.done;
    }
  }
  if (!session.last.ok) throw new UsageError(`what the last apply did cannot be told: ${visible(session.last.reason)}`);
  const last = session.last.value;
  if (last === null) {
    terminal.out('Nothing to take back.\n');
    return EXIT.done;
  }
  const shown = (path: string): string => visible(posix.relative(place.workspace, path));
  const result = undoApply(last, session);
  if (result.status === 'elsewhere') {
    throw new UsageError(`the last apply was in ${visible(result.workspace || 'the whole repository')}; slimify undo --root ${rootOf(result, session, terminal)} takes it back`);
  }
  if (result.status === 'refused') {
    for (const { path, reason } of result.refusals) terminal.error(`${shown(path)} ${reason}`);
    terminal.error(`nothing was taken back; the apply was that of ${moment(last.at)}`);
    return EXIT.usage;
  }
  if (result.status === 'failed') {
    const state = result.stuck.length === 0 ? 'every file is as it was' : 'not every file could be put back; run slimify undo again';
    terminal.error(`${shown(result.path)} could not be put back: ${visible(result.reason)}; ${state}`);
    return EXIT.internal;
  }
  terminal.out(`${takenBack(last, shown).join('\n')}\n`);
  return EXIT.done;
}

function takenBack({ entries, at }: Journal, shown: (path: string) => string): readonly string[] {
  return [
    `Took back the apply of ${moment(at)}: ${count(entries.length, 'file')} as before.`,
    ...entries.map(({ path, before }) => `  ${before === null ? 'removed ' : 'restored'}  ${shown(path)}`),
  ];
}
