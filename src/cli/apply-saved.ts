import { join, resolve } from 'node:path';
import { ignored, uncommitted } from '#files/git-state.js';
import { openTree } from '#files/tree.js';
import type { Outside } from '#io/outside.js';
import type { FileChange } from '#plan/types.js';
import { readSavedPlan } from '#report/read-saved-plan.js';
import { savedPlanView } from '#report/saved-plan-view.js';
import { writtenReport, type SavedPlan } from '#report/saved-plan.js';
import { writtenText } from '#report/written.js';
import { decode } from '#text/decode.js';
import { visible } from '#text/visible.js';
import { refusalsOf } from '#write/check.js';
import { isInnerPath } from '#write/inner-path.js';
import type { Session } from '#write/session.js';
import type { CheckOptions, Refusal, WriteIo } from '#write/types.js';
import { writeChanges } from '#write/write-changes.js';
import { save } from './deliver.js';
import { EXIT, UsageError } from './errors.js';
import { rootFlag, type Arguments } from './flags.js';
import { applying, stopIfInterrupted } from './session.js';
import { formatOf, textOf } from './report-text.js';
import type { Terminal } from './terminal.js';
import { workspaceRoot } from './workspace.js';
import { sayFailed, sayRefused } from './writing.js';

/** The one path that names a saved plan, as typed; null: the paths are files and folders to look at. */
export function savedPlanIn({ paths }: Arguments, terminal: Terminal, { disk }: Outside): string | null {
  const named = paths.filter((path) => isSavedPlan(resolve(terminal.cwd, path), path, disk));
  if (named.length > 0 && paths.length > 1) throw new UsageError(`${named[0]}: a saved plan is applied by itself, without other paths`);
  return named[0] ?? null;
}

/** By its name or by how it begins, so that one which is cut off is still taken for one. */
function isSavedPlan(path: string, typed: string, io: WriteIo): boolean {
  const real = io.realPath(path);
  if (real === null || io.look(real)?.kind !== 'file') return false;
  if (/\.json$/i.test(typed)) return true;
  const bytes = io.readWhole(real);
  return bytes.ok && /^\s*\{/.test(new TextDecoder().decode(bytes.value.subarray(0, 200)));
}

/** `slimify apply PLAN`: writes exactly what the plan says, or names what changed since. No rule is run. */
export async function applySaved(typed: string, args: Arguments, terminal: Terminal, outside: Outside): Promise<number> {
  const saved = await readAt(typed, terminal, outside);
  const root = rootFor(saved, typed, args, terminal, outside);
  if (args.dryRun) {
    stopIfInterrupted(root, outside);
    return show(saved, root, args, terminal, outside);
  }
  return applying(root, terminal, outside, (session) => write(saved, root, session, args, terminal, outside));
}

async function readAt(typed: string, terminal: Terminal, { disk: io }: Outside): Promise<SavedPlan> {
  const path = resolve(terminal.cwd, typed);
  const bytes = io.readWhole(io.realPath(path) ?? path);
  if (!bytes.ok) throw new UsageError(`${typed}: ${bytes.reason}`);
  const saved = await readSavedPlan(new TextDecoder().decode(bytes.value));
  if (!saved.ok) throw new UsageError(`${typed} ${visible(saved.reason)}`);
  return saved.value;
}

/** The workspace that a plan was made for: `--root`, else where the plan says, seen from the git root. */
function rootFor({ workspace }: SavedPlan, typed: string, args: Arguments, terminal: Terminal, { io }: Outside): string {
  if (args.root !== null || workspace === '') return workspaceRoot(args.root, terminal.cwd, io);
  const top = workspaceRoot(null, terminal.cwd, io);
  const inside = workspace.slice(0, -1);
  const root = io.realPath(join(top, inside));
  if (!isInnerPath(inside) || root === null || !root.startsWith(`${top}/`)) {
    throw new UsageError(`${typed} was saved for ${JSON.stringify(workspace)}, which is no folder here; name the workspace with --root`);
  }
  return root;
}

function changesOf({ files }: SavedPlan, root: string, io: WriteIo): readonly FileChange[] {
  return files.map(({ path, before, after }) => ({ path, before: before === null ? null : textAt(path, root, io), after: after === null ? null : after.text }));
}

/** What a file holds now: what the plan says it held, or else it is refused by its hash. */
function textAt(path: string, root: string, io: WriteIo): string {
  const bytes = isInnerPath(path) ? io.readFile(join(root, path)) : null;
  const decoded = bytes?.ok ? decode(bytes.value) : null;
  return decoded?.ok ? decoded.text : '';
}

async function write(saved: SavedPlan, root: string, session: Session, args: Arguments, terminal: Terminal, outside: Outside): Promise<number> {
  const { io } = session;
  const changes = changesOf(saved, root, io);
  const tree = openTree(outside.io, root);
  const paths = changes.map(({ path }) => path).filter(isInnerPath);
  const options: CheckOptions = {
    io,
    root,
    hashes: new Map(saved.files.flatMap(({ path, before }) => (before ? [[path, before.sha256] as const] : []))),
    dirty: new Set(uncommitted(outside.io, tree, paths)),
    ignored: new Set(ignored(outside.io, tree, paths)),
    allowDirty: args.allowDirty,
    gitTrouble: tree.gitTrouble ?? null,
  };
  const refusals = refusalsOf(changes, options);
  if (refusals.length > 0) return refused(refusals, terminal);
  if (args.format === 'text') terminal.out(savedPlanView(saved, changes, terminal));
  if (!args.yes && changes.length > 0 && !(await confirmed(saved, terminal))) return EXIT.done;
  const written = writeChanges(changes, { ...options, session });
  if (written.status === 'refused') return refused(written.refusals, terminal);
  if (written.status === 'failed') return sayFailed(written, terminal);
  const report = writtenReport(saved.report);
  const setting = { args, rules: new Map<string, never>(), place: { root, prefix: tree.git?.prefix ?? '' }, io: outside.io };
  if (args.report !== null) save(resolve(terminal.cwd, args.report), await textOf(report, formatOf(args.report), setting), `--report ${args.report}`, io, root);
  if (args.format !== 'text') terminal.out(await textOf(report, args.format, setting));
  else if (written.paths.length > 0) terminal.out(`\n${writtenText({ fixes: report.fixes, changes }, rootFlag(args))}`);
  return EXIT.done;
}

function refused(refusals: readonly Refusal[], terminal: Terminal): number {
  const since = refusals.map(({ path, reason }) => ({ path, reason: reason.replace('since it was read', 'since the plan was saved') }));
  return sayRefused(since, 'save the plan again: slimify plan --out FILE', terminal);
}

async function confirmed({ files }: SavedPlan, terminal: Terminal): Promise<boolean> {
  const { confirm } = await import('./choose.js');
  const yes = await confirm(files.length);
  if (!yes) terminal.out('Nothing written.\n');
  return yes;
}

async function show(saved: SavedPlan, root: string, args: Arguments, terminal: Terminal, { disk, io }: Outside): Promise<number> {
  const place = { root, prefix: saved.workspace };
  terminal.out(args.format === 'text' ? savedPlanView(saved, changesOf(saved, root, disk), terminal) : await textOf(saved.report, args.format, { args, rules: new Map(), place, io }));
  return EXIT.done;
}

/** Flags that decide what a plan holds: a saved one is made already. */
export function refuseWithSavedPlan(args: Arguments, typed: string): void {
  const given = [
    args.only.length > 0 && '--only',
    args.skip.length > 0 && '--skip',
    args.service.length > 0 && '--service',
    args.safety !== null && '--safety',
    args.resolve && '--resolve',
    args.venv !== null && '--venv',
    args.pipList.length > 0 && '--pip-list',
    args.patchDir !== null && '--patch-dir',
  ].find((flag) => flag !== false);
  if (given) throw new UsageError(`${given} does not go with the saved plan ${typed}: it is written as it is`);
}
