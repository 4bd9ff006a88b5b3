import { didYouMean } from '#config/nearest.js';
import type { Outside } from '#io/outside.js';
import type { PlannedFinding } from '#plan/types.js';
import type { RunOptions, RunResult } from '#run-types.js';
import type { PackagePorts } from '#sizes/packages/image-packages.js';
import { visible } from '#text/visible.js';
import { UsageError } from './errors.js';
import { checkKeeps } from './keeps.js';
import { metadataOf } from './metadata.js';
import { isId, prepare, runOptions, type Setting } from './prepare.js';
import type { Arguments } from './flags.js';
import type { Watched } from './resolver.js';
import { statsOf } from './stats.js';
import type { Terminal } from './terminal.js';

/** A run with what it was asked. */
export interface Answered {
  readonly setting: Setting;
  readonly options: RunOptions;
  readonly result: RunResult;
}

/** Runs what the flags ask for. */
export async function answer(args: Arguments, safety: 'safe' | 'review', terminal: Terminal, outside: Outside): Promise<Answered> {
  const setting = await prepare(args, terminal, outside);
  const asked = args.resolve ? await watchedFor(setting.root, outside) : null;
  const options = { ...runOptions(args, setting, safety, terminal, outside), metadata: await metadataOf(args, terminal, outside), stats: await statsOf(args, setting.root, terminal, outside), ...(asked ? { resolver: asked.resolver } : {}), sizes: await sizesFor(setting.root, asked, outside) };
  const result = await runWith(options, terminal, outside);
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

/** Sizes are the catalogue's, or what the index says of a wheel that was resolved: nothing more is asked of anybody. */
async function sizesFor(root: string, asked: Watched | null, outside: Outside): Promise<PackagePorts> {
  const { createWeigher } = await import('#sizes/packages/weigh.js');
  const { resolverFor } = await import('./resolver.js');
  return { resolve: asked?.resolver ?? resolverFor(root, outside, { uv: null, pip: null, cache: null }), weigh: createWeigher(null), notes: [] };
}

async function watchedFor(root: string, outside: Outside): Promise<Watched> {
  const { resolverFor, watched } = await import('./resolver.js');
  return watched(resolverFor(root, outside));
}

/** Runs, and says on standard error how long it took and which rules failed. */
export async function runWith(options: RunOptions, terminal: Terminal, { io }: Outside): Promise<RunResult> {
  const { run } = await import('#run.js');
  const result = await run(options, io);
  const { plan, milliseconds, workspace } = result;
  if (workspace.gitTrouble !== null) terminal.note(`git does not answer here (${visible(workspace.gitTrouble)}): files that it ignores are looked at too`);
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
