import { resolve } from 'node:path';
import type { Outside } from '#io/outside.js';
import type { RunResult } from '#run-types.js';
import { encode } from '#text/decode.js';
import { sha256 } from '#text/sha256.js';
import { exitCode, save, showPlan } from './deliver.js';
import type { Arguments } from './flags.js';
import type { Terminal } from './terminal.js';

/** `slimify plan`: shows what would change. Safe fixes and those for review, unless `--safety safe`. */
export async function planCommand(args: Arguments, terminal: Terminal, outside: Outside): Promise<number> {
  const safety = args.safety ?? 'review';
  const result = await showPlan('plan', args, safety, terminal, outside);
  if (args.out !== null) await savePlan(result, args.out, terminal, outside);
  return exitCode(result, args);
}

/** Saves what `apply FILE` writes later. */
async function savePlan({ plan, workspace, hashes, verdicts, savings }: RunResult, file: string, terminal: Terminal, { disk }: Outside): Promise<void> {
  const { savedPlanText } = await import('#report/saved-plan.js');
  const text = savedPlanText({
    plan,
    workspace: workspace.prefix,
    hashOf: (path, before) => hashes.get(path) ?? sha256(encode(before)),
    verdicts: verdicts(),
    savings: await savings(),
  });
  save(resolve(terminal.cwd, file), text, `--out ${file}`, disk, workspace.root);
  terminal.note(`saved: slimify apply ${file} writes exactly this`);
}
