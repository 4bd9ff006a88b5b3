import type { SystemCall } from '#image/run/system-calls.js';
import { unheard } from '#answer/ledger.js';
import { programOf } from '#image/run/facts.js';
import { recommendedBy, type BuildPackage } from '#knowledge/index.js';
import { rowsOf, type Row } from '#rule/stages/rows.js';
import type { Running } from '#rule/stages/running.js';
import type { StageWorld } from '#rule/stages/world.js';
import { programsBrought } from './programs.js';
import { baseBelow, standingOn, type ShippedStage } from './shipped.js';
import type { SurplusKind } from './types.js';

/** A stage with the calls that bring what leaves. */
interface Brings {
  readonly stage: ShippedStage;
  readonly calls: readonly { readonly row: Row; readonly call: SystemCall }[];
}

/** A comment of a RUN that says that something is there to run. */
export function toRun(text: string, { comments, leading }: Row['instruction']): readonly string[] {
  return [...(leading === null ? [] : [leading]), ...comments].flatMap(({ start, end }) => {
    const comment = text.slice(start, end).trim();
    return /\b(?:run|runs|running|runtime|run-time|start|starts|exec|debug\w*)\b/i.test(comment) && !/\bbuild/i.test(comment) ? [`a comment says \`${comment.slice(0, 60)}\``] : [];
  });
}

export interface Going {
  readonly leaving: readonly BuildPackage[];
  readonly stays: readonly string[];
  readonly suite: string | null;
  readonly running: Running;
}

/** Programs that come along with what leaves, and that a later RUN or a container runs. */
export function broughtAgainst(world: StageWorld, { stage, calls }: Brings, { leaving, stays, suite, running }: Going): readonly string[] {
  const { model } = world;
  const names = leaving.map(({ name }) => name);
  const found = new Map(programsBrought(names, stays, suite));
  for (const { name, programs } of leaving) for (const program of programs) found.set(program, name);
  const [reference] = baseBelow(world, stage.index).references;
  if (reference !== undefined && calls.some(({ call }) => call.recommends === true)) {
    for (const { name, commands } of unheard(() => recommendedBy(reference, names)).value?.fallen ?? []) if (!stays.includes(name)) for (const command of commands) found.set(command, name);
  }
  const since = calls[0]?.row.at ?? 0;
  const steps = [...standingOn(model, stage.index)].flatMap((one) => rowsOf(model, one).flatMap(({ at, roles }) => (roles?.ok && (one !== stage.index || at >= since) ? roles.facts.steps : [])));
  const run = new Set(steps.flatMap((step) => programOf(step.rounds[0] ?? []) ?? []));
  // tar hands what is packed by xz to its program.
  if (steps.some((step) => programOf(step.rounds[0] ?? []) === 'tar' && step.rounds.some((words) => words.some(({ value }) => /^-?\w*J|\.xz$|\.txz$/.test(value ?? ''))))) run.add('xz');
  return [...found].flatMap(([program, name]) => (run.has(program) || running.mentions(program) ? [`${program} runs${program === name ? '' : `, which comes with ${name}`}`] : []));
}

/** Commands behind the packages whose need of them cannot be told, and instructions that name what they hold. */
export function commandsAgainst({ model }: StageWorld, users: ReadonlySet<number>, inUse: (stage: number, at: number) => boolean, kind: SurplusKind): readonly { readonly text: string; readonly line: number }[] {
  return [...users].flatMap((stage) => rowsOf(model, stage).flatMap(({ instruction, at, roles }) => {
    if (instruction.keyword === 'ONBUILD') return [{ text: 'ONBUILD runs in images that stand on this one', line: instruction.lines.first }];
    if (kind === 'headers' && /\.so\b|\/usr\/include\b/.test(instruction.joined) && instruction.keyword !== 'COPY') return [{ text: `${instruction.keyword} names a library or a header by its path`, line: instruction.lines.first }];
    if (roles === null || !inUse(stage, at)) return [];
    if (!roles.ok) return [{ text: roles.because, line: instruction.lines.first }];
    return roles.commands.flatMap(({ role, line }) => {
      if (role.kind === 'against') return role.moving === true ? [] : [{ text: role.because, line }];
      return role.kind === 'apt' && role.call.action === 'install' && role.call.doubt !== null ? [{ text: `which packages line ${line} installs cannot be told`, line }] : [];
    });
  }));
}
