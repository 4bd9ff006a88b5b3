import { diskIo } from '#io/disk.js';
import type { RunOptions, RunResult } from '#run-types.js';
import { visible } from '#text/visible.js';
import { refusalsOf } from '#write/check.js';
import type { Refusal, WriteOptions } from '#write/types.js';
import { deliver, exitCode, printPlan, textOptions } from './deliver.js';
import { EXIT, UsageError } from './errors.js';
import type { Arguments } from './flags.js';
import { answer, runWith } from './question.js';
import type { Terminal } from './terminal.js';

const NOBODY_TO_ASK =
  'apply writes nothing without a terminal to ask on; --yes writes without asking, --dry-run shows what it would write';

/** `slimify apply`: shows the plan, asks once, writes. */
export async function applyCommand(args: Arguments, terminal: Terminal): Promise<number> {
  const asks = !args.yes && !args.dryRun;
  if (asks && !(args.input && terminal.canAsk)) throw new UsageError(NOBODY_TO_ASK);
  if (asks && args.format === 'json') throw new UsageError('apply --format json needs --yes or --dry-run');
  const safety = args.safety ?? 'safe';
  const { options, result } = await answer(args, safety, terminal);
  const json = args.format === 'json';
  if (!json || args.dryRun) await printPlan(result, textOptions('apply', args, safety, terminal), args, terminal);
  if (args.dryRun) {
    await deliver(result, false, args, terminal);
    return exitCode(result, args);
  }
  const refusals = refusalsOf(result.plan.changes, await writeOptions(result, args));
  if (refusals.length > 0) return refuse(result, refusals, args, terminal);
  const chosen = asks && result.plan.changes.length > 0 ? await chooseWith(result, options, terminal) : result;
  if (chosen === null) {
    terminal.out('Nothing written.\n');
    await deliver(result, false, args, terminal);
    return exitCode(result, args);
  }
  return write(chosen, args, terminal);
}

/** What the person takes of the plan; null: nothing. Without some rules others may do more, so it is planned anew. */
async function chooseWith(result: RunResult, options: RunOptions, terminal: Terminal): Promise<RunResult | null> {
  const { chooseRules } = await import('./choose.js');
  const choice = await chooseRules(result.plan);
  if (choice === 'all') return result;
  if (choice === 'none') return null;
  const again = await runWith({ ...options, skip: [...options.skip, ...choice.without] }, terminal);
  return again.plan.changes.length === 0 ? null : again;
}

async function write(result: RunResult, args: Arguments, terminal: Terminal): Promise<number> {
  const { writeChanges } = await import('#write/write-changes.js');
  const written = writeChanges(result.plan.changes, await writeOptions(result, args));
  if (written.status === 'refused') return refuse(result, written.refusals, args, terminal);
  if (written.status === 'failed') {
    const state = written.stuck.length === 0 ? 'every file is as it was' : 'not every file could be put back';
    terminal.error(`${visible(written.path)} could not be written: ${visible(written.reason)}; ${state}`);
    for (const { path, backup } of written.stuck) {
      const left = backup === null ? 'was created and could not be removed' : `has its earlier text in ${visible(backup)}`;
      terminal.error(`${visible(path)} ${left}`);
    }
    await deliver(result, false, args, terminal);
    return EXIT.internal;
  }
  await deliver(result, true, args, terminal);
  if (args.format === 'json') {
    const { jsonReport } = await import('#report/json.js');
    terminal.out(jsonReport(result.plan, true, result.verdicts()));
  } else if (written.paths.length > 0) {
    const { writtenText } = await import('#report/written.js');
    terminal.out(`\n${writtenText(result.plan)}`);
  }
  return exitCode(result, args);
}

async function writeOptions(result: RunResult, args: Arguments): Promise<WriteOptions> {
  const paths = result.plan.changes.map(({ path }) => path);
  return {
    io: diskIo,
    root: result.workspace.root,
    hashes: result.hashes,
    dirty: new Set(paths.length === 0 ? [] : await result.dirty(paths)),
    ignored: new Set(paths.length === 0 ? [] : await result.ignored(paths)),
    allowDirty: args.allowDirty,
  };
}

/** Names every file that speaks against writing; nothing was touched. */
async function refuse(
  result: RunResult, refusals: readonly Refusal[], args: Arguments, terminal: Terminal,
): Promise<number> {
  for (const { path, reason } of refusals) terminal.error(`${visible(path)} ${reason}`);
  terminal.error(`nothing was written; ${adviceFor(refusals)}`);
  await deliver(result, false, args, terminal);
  return EXIT.usage;
}

function adviceFor(refusals: readonly Refusal[]): string {
  const says = (part: string): boolean => refusals.some(({ reason }) => reason.includes(part));
  if (says('since it was read') || says('by now')) return 'run slimify again';
  return says('not committed') ? 'commit or stash first, or use --allow-dirty' : 'exclude these files in the configuration';
}
