import { partsFrom } from './apt-heirs.js';
import { aptUses, type AptUse } from './apt-uses.js';
import type { DockerfileModel } from '#image/model.js';

/** What asks apt, from an instruction on, before an update of its own. */
export interface ListsDemand {
  /** `sure`: apt is asked; else something that may ask it, and cannot be seen. Null: nothing. */
  readonly needs: { readonly text: string; readonly line: number; readonly sure: boolean } | null;
  /** A program that nobody would expect to run apt. */
  readonly perhaps: AptUse | null;
  /** Whether the lists are still there at the end of a stage that they reach. */
  readonly open: boolean;
}

/** Follows the lists through the rest of a stage, and through the stages that have them from it. */
export function listsDemand(model: DockerfileModel, stage: number, from: number): ListsDemand {
  const closed = new Set<number>();
  let perhaps: AptUse | null = null;
  let open = false;
  for (const next of partsFrom(model, stage, from, (at) => !closed.has(at))) {
    const end = walkStage(model, next.stage, next.from);
    perhaps ??= end.perhaps;
    if (end.needs) return { needs: end.needs, perhaps, open: true };
    if (end.open) open = true;
    else closed.add(next.stage);
  }
  return { needs: null, perhaps, open };
}

function walkStage(model: DockerfileModel, stage: number, from: number): ListsDemand {
  const instructions = model.stages[stage]?.stage.instructions ?? [];
  let perhaps: AptUse | null = null;
  const demand = (text: string, line: number, sure: boolean): ListsDemand => ({ needs: { text, line, sure }, perhaps, open: true });
  for (let at = from; at < instructions.length; at++) {
    const instruction = instructions[at];
    if (!instruction) continue;
    const line = instruction.lines.first;
    if (/^(?:CMD|ENTRYPOINT|HEALTHCHECK)$/.test(instruction.keyword) && /\bapt(?:-get|-cache|itude)?\b(?!\/)/.test(instruction.joined)) return demand(`${instruction.keyword}, which runs apt,`, line, false);
    if (instruction.keyword === 'ONBUILD' && instruction.trigger?.keyword === 'RUN') return demand('ONBUILD RUN, which runs in images that nobody sees here,', line, false);
    for (const use of aptUses(model, stage, at)) {
      if (use.kind === 'perhaps') perhaps ??= use;
      else if ((use.kind === 'updates' || use.kind === 'removes') && use.certain) return { needs: null, perhaps, open: false };
      else if (use.kind === 'needs' || use.kind === 'may') return demand(`"${use.text}"`, use.line, use.kind === 'needs');
    }
  }
  return { needs: null, perhaps, open: true };
}
