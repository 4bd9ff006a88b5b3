import { diskIo } from '#io/disk.js';
import type { RunResult } from '#run-types.js';
import { visible } from '#text/visible.js';
import { refusalsOf } from '#write/check.js';
import type { Refusal, WriteOptions } from '#write/types.js';
import { deliver, exitCode, printPlan, textOptions } from './deliver.js';
import { EXIT, UsageError } from './errors.js';
import type { Arguments } from './flags.js';
import { answer, runWith } from './question.js';
import type { Terminal } from './terminal.js';

/** `slimify apply`: shows the plan, asks once, writes. */
export async function applyCommand(args: Arguments, terminal: Terminal): Promise<number> {
  const asks = !args.yes && !args.dryRun;
  if (asks && !(args.input && terminal.canAsk)) {
    throw new UsageError('apply writes nothing without a terminal to ask on; --yes writes without asking, --dry-run shows what it would write');
  }
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

/** What the person takes of the plan; null: nothing. Rules that are left out can change what others do, so it is planned anew. */
async function chooseWith(result: RunResult, options: Parameters<typeof runWith>[0], terminal: Terminal): Promise<RunResult | null> {
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
    terminal.error(`${visible(written.path)} could not be written: ${written.reason}; ${written.stuck.length === 0 ? 'every file is as it was' : 'not every file could be put back'}`);
    for (const { path, backup } of written.stuck) {
      terminal.error(`${visible(path)}: ${backup === null ? 'was created and could not be removed' : `its earlier text lies in ${visible(backup)}`}`);
    }
    await deliver(result, false, args, terminal);
    return EXIT.internal;
  }
  await deliver(result, true, args, terminal);
  if (args.format === 'json') {
    const { jsonReport } = await import('#report/json.js');
    terminal.out(jsonReport(result.plan, true));
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
async function refuse(result: RunResult, refusals: readonly Refusal[], args: Arguments, terminal: Terminal): Promise<number> {
  for (const { path, reason } of refusals) terminal.error(`${visible(path)} ${reason}`);
  const dirty = refusals.some(({ reason }) => reason.includes('not committed'));
  const changed = refusals.some(({ reason }) => reason.includes('since it was read') || reason.includes('by now'));
  const hint = changed ? 'run slimify again' : dirty ? 'commit or stash first, or use --allow-dirty' : 'leave these files out with --skip or exclude';
  terminal.error(`nothing was written; ${hint}`);
  await deliver(result, false, args, terminal);
  return EXIT.usage;
}
