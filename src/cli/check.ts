import type { Outside } from '#io/outside.js';
import { exitCode, showPlan } from './deliver.js';
import { EXIT } from './errors.js';
import type { Arguments } from './flags.js';
import type { Terminal } from './terminal.js';

/** `slimify check`: 1 if `apply` with the same flags would write. */
export async function checkCommand(args: Arguments, terminal: Terminal, outside: Outside): Promise<number> {
  const safety = args.safety ?? 'safe';
  const result = await showPlan('check', args, safety, terminal, outside);
  const code = exitCode(result, args);
  return code === EXIT.done && result.plan.changes.length > 0 ? EXIT.found : code;
}
