import { resolve } from 'node:path';
import type { RunResult } from '#run-types.js';
import { encode } from '#text/decode.js';
import { sha256 } from '#write/contents.js';
import { deliver, exitCode, printPlan, save, textOptions } from './deliver.js';
import type { Arguments } from './flags.js';
import { answer } from './question.js';
import type { Terminal } from './terminal.js';

/** `slimify plan`: shows what would change. Safe fixes and those for review, unless `--safety safe`. */
export async function planCommand(args: Arguments, terminal: Terminal): Promise<number> {
  const safety = args.safety ?? 'review';
  const { result } = await answer(args, safety, terminal);
  await printPlan(result, textOptions('plan', args, safety, terminal), args, terminal);
  await deliver(result, false, args, terminal);
  if (args.out !== null) await savePlan(result, args.out, terminal);
  return exitCode(result, args);
}

/** Saves what `apply FILE` writes later. */
async function savePlan({ plan, workspace, hashes, verdicts }: RunResult, file: string, terminal: Terminal): Promise<void> {
  const { savedPlanText } = await import('#report/saved-plan.js');
  const text = savedPlanText({
    plan,
    workspace: workspace.prefix,
    hashOf: (path, before) => hashes.get(path) ?? sha256(encode(before)),
    verdicts: verdicts(),
  });
  save(resolve(terminal.cwd, file), text, `--out ${file}`);
  terminal.note(`saved: slimify apply ${file} writes exactly this`);
}
