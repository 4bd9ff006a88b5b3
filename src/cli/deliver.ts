import { join, relative, resolve } from 'node:path';
import { diskIo } from '#io/disk.js';
import { nodeIo } from '#io/node.js';
import { count } from '#report/columns.js';
import type { TextOptions } from '#report/options.js';
import type { RunResult } from '#run-types.js';
import { writeOutput } from '#write/write-output.js';
import { EXIT, UsageError } from './errors.js';
import { repeated, type Arguments } from './flags.js';
import type { Terminal } from './terminal.js';

/** How the plan is put in words for this terminal and these flags. */
export function textOptions(
  command: TextOptions['command'], args: Arguments, safety: 'safe' | 'review', terminal: Terminal,
): TextOptions {
  return {
    command,
    safety,
    width: terminal.width,
    colour: terminal.colour,
    all: args.all,
    suggestions: args.suggestions,
    flags: repeated(args),
  };
}

/** Prints the plan, in the format asked for. */
export async function printPlan(
  result: RunResult, options: TextOptions, args: Arguments, terminal: Terminal,
): Promise<void> {
  if (args.format === 'json') {
    const { jsonReport } = await import('#report/json.js');
    terminal.out(jsonReport(result.plan, false, result.verdicts()));
  } else {
    const { textReport } = await import('#report/text.js');
    terminal.out(textReport(result.plan, options));
  }
}

/** Writes the files that the flags ask for beside the result: the report, the patches. */
export async function deliver(result: RunResult, written: boolean, args: Arguments, terminal: Terminal): Promise<void> {
  if (args.report !== null) {
    const { jsonReport } = await import('#report/json.js');
    save(resolve(terminal.cwd, args.report), jsonReport(result.plan, written, result.verdicts()), `--report ${args.report}`);
  }
  if (args.patchDir !== null) await savePatches(result, args.patchDir, args.patchBy, terminal);
}

/** 3 when a rule failed, 1 when `--strict` and a file was not read, else 0. */
export function exitCode({ plan }: RunResult, args: Arguments): number {
  if (plan.crashes.length > 0) return EXIT.internal;
  return args.strict && plan.skipped.length > 0 ? EXIT.found : EXIT.done;
}

async function savePatches(result: RunResult, given: string, by: Arguments['patchBy'], terminal: Terminal): Promise<void> {
  const { patchSeries } = await import('#patch/series.js');
  const rules = new Map(result.rules.map(({ meta }) => [meta.name as string, meta]));
  const series = patchSeries(result.plan, by, { pathPrefix: result.workspace.prefix, rules });
  const folder = resolve(terminal.cwd, given);
  const seen = diskIo.look(diskIo.realPath(folder) ?? folder);
  if (seen !== null && seen.kind !== 'folder') throw new UsageError(`--patch-dir ${given}: not a folder`);
  removeEarlier(folder);
  for (const { name, text } of series) save(join(folder, name), text, `--patch-dir ${given}`);
  const shown = relative(terminal.cwd, folder) || '.';
  if (series.length === 0) terminal.note('nothing changes: no patches');
  else terminal.note(`${count(series.length, 'patch', 'patches')}: git am ${shown}/*.patch`);
}

/** Patches of an earlier run would be applied along with the new ones. Only slimify's own are taken away. */
function removeEarlier(folder: string): void {
  for (const name of nodeIo.list(folder)) {
    if (!/^\d{4}-[\w.-]+\.patch$/.test(name)) continue;
    const bytes = nodeIo.readFile(join(folder, name));
    const head = bytes.ok ? new TextDecoder().decode(bytes.value.subarray(0, 200)) : '';
    if (head.includes('\nFrom: slimify <slimify@localhost>\n')) diskIo.unlink(join(folder, name));
  }
}

export function save(path: string, text: string, flag: string): void {
  const saved = writeOutput(path, text, diskIo);
  if (!saved.ok) throw new UsageError(`${flag}: ${saved.reason}`);
}
