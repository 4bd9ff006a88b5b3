import { deliver, exitCode, printPlan, textOptions } from './deliver.js';
import type { Arguments } from './flags.js';
import { answer } from './question.js';
import type { Terminal } from './terminal.js';

/** `slimify plan`: shows what would change. Safe fixes and those for review, unless `--safety safe`. */
export async function planCommand(args: Arguments, terminal: Terminal): Promise<number> {
  const safety = args.safety ?? 'review';
  const { result } = await answer(args, safety, terminal);
  await printPlan(result, textOptions('plan', args, safety, terminal), args, terminal);
  await deliver(result, false, args, terminal);
  return exitCode(result, args);
}
