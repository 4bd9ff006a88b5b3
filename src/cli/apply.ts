import type { Outside } from '#io/outside.js';
import type { RunOptions, RunResult } from '#run-types.js';
import { refusalsOf } from '#write/check.js';
import type { Session } from '#write/session.js';
import type { CheckOptions, Refusal } from '#write/types.js';
import { deliver, exitCode, printPlan, showPlan, textOptions } from './deliver.js';
import { UsageError } from './errors.js';
import { rootFlag, type Arguments } from './flags.js';
import { answer, runWith } from './question.js';
import { applying } from './session.js';
import type { Terminal } from './terminal.js';
import { workspaceRoot } from './workspace.js';
import { sayFailed, sayRefused } from './writing.js';

const NOBODY_TO_ASK =
  'apply writes nothing without a terminal to ask on; --yes writes without asking, --dry-run shows what it would write';

/** `slimify apply`: puts right what an earlier run left, shows the plan, asks once, writes. */
export async function applyCommand(args: Arguments, terminal: Terminal, outside: Outside): Promise<number> {
  const asks = !args.yes && !args.dryRun;
  if (asks && !(args.input && terminal.canAsk)) throw new UsageError(NOBODY_TO_ASK);
  if (asks && args.format !== 'text') throw new UsageError(`apply --format ${args.format} needs --yes or --dry-run`);
  const saved = args.paths.length === 0 ? null : await savedPlan(args, terminal, outside);
  if (saved !== null) return saved;
  const safety = args.safety ?? 'safe';
  if (args.dryRun) return exitCode(await showPlan('apply', args, safety, terminal, outside), args);
  return applying(workspaceRoot(args.root, terminal.cwd, outside.io), terminal, outside, (session) => planAndWrite(args, safety, asks, session, terminal, outside));
}

/** The exit code where the path names a saved plan. */
async function savedPlan(args: Arguments, terminal: Terminal, outside: Outside): Promise<number | null> {
  const { applySaved, refuseWithSavedPlan, savedPlanIn } = await import('./apply-saved.js');
  const typed = savedPlanIn(args, terminal, outside);
  if (typed === null) return null;
  refuseWithSavedPlan(args, typed);
  return applySaved(typed, args, terminal, outside);
}

async function planAndWrite(args: Arguments, safety: 'safe' | 'review', asks: boolean, session: Session, terminal: Terminal, outside: Outside): Promise<number> {
  const { options, result } = await answer(args, safety, terminal, outside);
  if (args.format === 'text') await printPlan(result, textOptions('apply', args, safety, terminal), args, terminal, outside);
  const refusals = refusalsOf(result.plan.changes, await checkOptions(result, args, session));
  if (refusals.length > 0) return refuse(result, refusals, args, terminal, outside);
  const chosen = asks && result.plan.changes.length > 0 ? await chooseWith(result, options, terminal, outside) : result;
  if (chosen === null) {
    terminal.out('Nothing written.\n');
    await deliver(result, false, args, terminal, outside);
    return exitCode(result, args);
  }
  return write(chosen, args, session, terminal, outside);
}

/** What the person takes of the plan; null: nothing. Without some rules others may do more, so it is planned anew. */
async function chooseWith(result: RunResult, options: RunOptions, terminal: Terminal, outside: Outside): Promise<RunResult | null> {
  const { chooseRules } = await import('./choose.js');
  const choice = await chooseRules(result.plan);
  if (choice === 'all') return result;
  if (choice === 'none') return null;
  const again = await runWith({ ...options, skip: [...options.skip, ...choice.without] }, terminal, outside);
  return again.plan.changes.length === 0 ? null : again;
}

async function write(result: RunResult, args: Arguments, session: Session, terminal: Terminal, outside: Outside): Promise<number> {
  const { writeChanges } = await import('#write/write-changes.js');
  // Of the files as they are before they are written.
  if (args.format !== 'text' || args.report !== null) await result.savings();
  const written = writeChanges(result.plan.changes, { ...(await checkOptions(result, args, session)), session });
  if (written.status === 'refused') return refuse(result, written.refusals, args, terminal, outside);
  if (written.status === 'failed') {
    const code = sayFailed(written, terminal);
    await deliver(result, false, args, terminal, outside);
    return code;
  }
  await deliver(result, true, args, terminal, outside);
  if (args.format !== 'text') {
    const { reportText } = await import('./report-text.js');
    terminal.out(await reportText(result, true, args.format, args, outside));
  } else if (written.paths.length > 0) {
    const { writtenText } = await import('#report/written.js');
    terminal.out(`\n${writtenText(result.plan, rootFlag(args))}`);
  }
  return exitCode(result, args);
}

async function checkOptions(result: RunResult, args: Arguments, { io }: Session): Promise<CheckOptions> {
  const paths = result.plan.changes.map(({ path }) => path);
  return {
    io,
    root: result.workspace.root,
    hashes: result.hashes,
    dirty: new Set(paths.length === 0 ? [] : await result.dirty(paths)),
    ignored: new Set(paths.length === 0 ? [] : await result.ignored(paths)),
    allowDirty: args.allowDirty,
    gitTrouble: result.workspace.gitTrouble,
  };
}

/** Names every file that speaks against writing; nothing was touched. */
async function refuse(
  result: RunResult, refusals: readonly Refusal[], args: Arguments, terminal: Terminal, outside: Outside,
): Promise<number> {
  const code = sayRefused(refusals, 'run slimify again', terminal);
  await deliver(result, false, args, terminal, outside);
  return code;
}
