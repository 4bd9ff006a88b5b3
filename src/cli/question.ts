import { didYouMean } from '#config/nearest.js';
import type { PlannedFinding } from '#plan/types.js';
import type { RunOptions, RunResult } from '#run-types.js';
import { visible } from '#text/visible.js';
import { UsageError } from './errors.js';
import { checkKeeps } from './keeps.js';
import { metadataOf } from './metadata.js';
import { isId, prepare, runOptions, type Setting } from './prepare.js';
import type { Arguments } from './flags.js';
import type { Watched } from './resolver.js';
import type { Terminal } from './terminal.js';

/** A run with what it was asked. */
export interface Answered {
  readonly setting: Setting;
  readonly options: RunOptions;
  readonly result: RunResult;
}

/** Runs what the flags ask for. */
export async function answer(args: Arguments, safety: 'safe' | 'review', terminal: Terminal): Promise<Answered> {
  const setting = await prepare(args, terminal);
  const asked = args.resolve ? await watchedFor(setting.root) : null;
  const options = { ...runOptions(args, setting, safety, terminal), metadata: await metadataOf(args, terminal), ...(asked ? { resolver: asked.resolver } : {}) };
  const result = await runWith(options, terminal);
  const failure = asked?.failure() ?? null;
  // Where there are fixes to prove, the plan says it with each of them.
  if (failure !== null && (result.plan.proof?.fixes ?? []).length === 0) terminal.note(failure);
  for (const id of args.only.filter(isId)) {
    if (!isNamed(result.plan.findings, id)) {
      throw new UsageError(`--only ${id}: no such finding or fix; slimify plan --all --suggestions shows the ids`);
    }
  }
  const services = result.plan.services.map(({ name }) => name);
  for (const name of args.service.filter((one) => !services.includes(one))) {
    throw new UsageError(`--service ${name}: no such service${didYouMean(name, services) || '; slimify services lists them'}`);
  }
  for (const { service } of args.pipList.filter((one) => !services.includes(one.service))) {
    throw new UsageError(`--pip-list ${service}=…: no such service${didYouMean(service, services) || '; slimify services lists them'}`);
  }
  checkKeeps({ config: setting.config, services, idleKeeps: result.idleKeeps }, terminal);
  for (const { written, path, rule } of result.idleIgnores()) terminal.note(`${written}ignore: ${rule} finds nothing in ${visible(path || 'the workspace')} that this would suppress`);
  return { setting, options, result };
}

async function watchedFor(root: string): Promise<Watched> {
  const { resolverFor, watched } = await import('./resolver.js');
  return watched(resolverFor(root));
}

/** Runs, and says on standard error how long it took and which rules failed. */
export async function runWith(options: RunOptions, terminal: Terminal): Promise<RunResult> {
  const { run } = await import('#run.js');
  const result = await run(options);
  const { plan, milliseconds } = result;
  if (terminal.canAsk || terminal.debug) terminal.note(`planned in ${(milliseconds / 1000).toFixed(1)} s`);
  if (terminal.debug) {
    const { documentsParsed, modelsEvaluated, edits, sweeps } = plan.stats;
    terminal.note(`${documentsParsed} documents parsed, ${modelsEvaluated} models evaluated, ${edits} edits, ${sweeps} sweeps`);
  }
  for (const { rule, message, stack } of plan.crashes) {
    const where = terminal.debug ? `\n${stack}` : ' (--debug shows where)';
    terminal.error(`the rule ${rule} failed and is left out: ${message}${where}`);
  }
  return result;
}

function isNamed(findings: readonly PlannedFinding[], id: string): boolean {
  return findings.some((finding) => finding.id === id || finding.fix === id);
}
