import { resolve } from 'node:path';
import type { Outside } from '#io/outside.js';
import type { TextOptions } from '#report/options.js';
import type { RunResult } from '#run-types.js';
import { writeOutput } from '#write/write-output.js';
import { EXIT, UsageError } from './errors.js';
import { repeated, type Arguments } from './flags.js';
import { answer } from './question.js';
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

/** Runs what the flags ask for, shows the plan and delivers what goes beside it. Of the workspace nothing is written. */
export async function showPlan(command: TextOptions['command'], args: Arguments, safety: 'safe' | 'review', terminal: Terminal, outside: Outside): Promise<RunResult> {
  const { result } = await answer(args, safety, terminal, outside);
  await printPlan(result, textOptions(command, args, safety, terminal), args, terminal, outside);
  await deliver(result, false, args, terminal, outside);
  return result;
}

/** Prints the plan, in the format asked for. */
export async function printPlan(
  result: RunResult, options: TextOptions, args: Arguments, terminal: Terminal, outside: Outside,
): Promise<void> {
  if (args.format !== 'text') {
    const { reportText } = await import('./report-text.js');
    terminal.out(await reportText(result, false, args.format, args, outside));
  } else {
    const { textReport } = await import('#report/text.js');
    terminal.out(textReport(result.plan, { ...options, savings: await result.savings() }));
  }
}

/** Writes the files that the flags ask for beside the result: the report, the patches. */
export async function deliver(result: RunResult, written: boolean, args: Arguments, terminal: Terminal, outside: Outside): Promise<void> {
  if (args.report !== null) {
    const { formatOf, reportText } = await import('./report-text.js');
    save(resolve(terminal.cwd, args.report), await reportText(result, written, formatOf(args.report), args, outside), `--report ${args.report}`, outside.disk, result.workspace.root);
  }
  if (args.patchDir === null) return;
  const { savePatches } = await import('./save-patches.js');
  await savePatches(result, written, args.patchDir, args.patchBy, terminal, outside);
}

/** 3 when a rule failed, 1 when `--strict` and a file was not read, else 0. */
export function exitCode({ plan }: RunResult, args: Arguments): number {
  if (plan.crashes.length > 0) return EXIT.internal;
  return args.strict && plan.skipped.length > 0 ? EXIT.found : EXIT.done;
}

/** Writes a file that a flag names, seen from the workspace at `root`. */
export function save(path: string, text: string, flag: string, disk: Outside['disk'], root: string): void {
  const saved = writeOutput(path, text, { io: disk, root });
  if (!saved.ok) throw new UsageError(`${flag}: ${saved.reason}`);
}
