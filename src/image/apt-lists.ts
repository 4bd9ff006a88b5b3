import { assumed, known, row, type Answer, type Evidence } from '#answer/answer.js';
import { heirsOf } from './apt-heirs.js';
import { aptUses, listsMount, runFacts, stepOfCall, type AptUse } from './apt-uses.js';
import type { DockerfileModel } from './model.js';
import type { SystemCall } from './system-calls.js';

/**
 * What becomes of the lists that an `apt-get update` writes to `/var/lib/apt/lists`: `left` in its layer,
 * `removed` by the same RUN, `mounted` (in a cache or tmpfs mount), `needed` by a later step or another
 * stage that asks apt before an update of its own, or `unknown`.
 */
export type ListsFate = 'left' | 'removed' | 'mounted' | 'needed' | 'unknown';

/** `at` is the instruction's number in its stage. */
export function listsFate(model: DockerfileModel, stage: number, at: number, call: SystemCall): Answer<ListsFate> {
  if (call.manager !== 'apt' || call.action !== 'update') return known('unknown', `${call.program} writes no lists here`);
  if (call.runs.kind === 'never') return known('unknown', `it does not run: ${call.runs.because}`);
  if (call.script) return known('unknown', `it stands in ${call.script.path}, which may remove them itself`);
  return mounted(model, stage, at) ?? sameRun(model, stage, at, call) ?? later(model, stage, at) ?? left(model, call);
}

function seen(model: DockerfileModel, text: string, line: number): readonly Evidence[] {
  return [row('source', text, { path: model.document.path, line })];
}

function mounted(model: DockerfileModel, stage: number, at: number): Answer<ListsFate> | null {
  const mount = listsMount(model, stage, at);
  if (!mount) return null;
  const line = model.stages[stage]?.stage.instructions[at]?.lines.first ?? 1;
  if (mount.covers) return known('mounted', `${mount.text} holds the lists`, seen(model, mount.text, line));
  return known('unknown', `${mount.text} may hold the lists`);
}

/** What the RUN of the call does behind it: takes the lists away, or runs what may do so. */
function sameRun(model: DockerfileModel, stage: number, at: number, call: SystemCall): Answer<ListsFate> | null {
  const read = runFacts(model, stage, at);
  if (!read?.ok) return known('unknown', read?.reason ?? 'it cannot be read');
  const step = stepOfCall(read.value, call);
  if (!step) return known('unknown', 'its place among the commands cannot be told');
  const user = step.user ?? model.stages[stage]?.moments[at]?.user ?? null;
  if (user !== null && !/^(?:root|0)(?::|$)/.test(user)) return known('unknown', `it runs as ${user}, who may not be allowed to remove them`);
  const behind = aptUses(model, stage, at).filter(({ order }) => order > step.order);
  const removal = behind.find(({ kind }) => kind === 'removes');
  if (removal) {
    const text = `${removal.text} in the same RUN`;
    return removal.certain || call.runs.kind === 'if' ? known('removed', `${removal.text} follows`, seen(model, text, removal.line)) : known('unknown', `${removal.text} follows under a condition`);
  }
  const last = read.value.steps.at(-1);
  const touched = read.value.steps.find(({ order, command }) => order > step.order && command.command.words.some(({ text }) => /\bapt\/lists\b|\/var\/lib\/\{/.test(text)));
  if (touched) return known('unknown', `what "${touched.command.command.words.map(({ text }) => text).join(' ').slice(0, 80)}" does to the lists cannot be told`);
  if (last?.rounds[0]?.[0]?.value === 'exit' || last?.rounds[0]?.[0]?.value === 'exec') return known('unknown', `the RUN ends with ${last.rounds[0][0].value}`);
  const lastNeed = behind.findLast(({ kind }) => kind === 'needs')?.order ?? -1;
  const hidden = behind.find(({ kind, order }) => kind === 'may' && order > lastNeed);
  return hidden ? known('unknown', `"${hidden.text}" may remove the lists itself`) : null;
}

/** Where the lists go from here, and who asks for them before an update of its own. */
function later(model: DockerfileModel, stage: number, at: number): Answer<ListsFate> | null {
  const doubts: AptUse[] = [];
  const seenStages = new Set<number>();
  const todo: { readonly stage: number; readonly from: number }[] = [{ stage, from: at + 1 }];
  for (let next = todo.pop(); next; next = todo.pop()) {
    const end = walkStage(model, next.stage, next.from, doubts);
    if (end.answer) return end.answer;
    if (end.satisfied) continue;
    for (const heir of heirsOf(model, next.stage)) {
      if (seenStages.has(heir.stage)) continue;
      seenStages.add(heir.stage);
      todo.push(heir);
    }
  }
  const [doubt] = doubts;
  if (!doubt) return null;
  const because = `"${doubt.text}" in line ${doubt.line} is taken not to run apt`;
  return assumed('left', because, [...callEvidence(model, stage, at)]);
}

interface End {
  readonly answer: Answer<ListsFate> | null;
  /** Whoever comes next has lists of its own, or none on purpose. */
  readonly satisfied: boolean;
}

const OPEN: End = { answer: null, satisfied: false };
const SATISFIED: End = { answer: null, satisfied: true };

function walkStage(model: DockerfileModel, stage: number, from: number, doubts: AptUse[]): End {
  const instructions = model.stages[stage]?.stage.instructions ?? [];
  for (let at = from; at < instructions.length; at++) {
    const instruction = instructions[at];
    if (!instruction) continue;
    const line = instruction.lines.first;
    if (/^(?:CMD|ENTRYPOINT|HEALTHCHECK)$/.test(instruction.keyword) && /\bapt(?:-get|-cache|itude)?\b(?!\/)/.test(instruction.joined)) {
      return { answer: known('unknown', `${instruction.keyword} in line ${line} runs apt`, seen(model, `${instruction.keyword} runs apt`, line)), satisfied: true };
    }
    if (instruction.keyword === 'ONBUILD' && instruction.trigger?.keyword === 'RUN') {
      return { answer: known('unknown', `ONBUILD in line ${line} runs in images that nobody sees here`, seen(model, 'ONBUILD RUN', line)), satisfied: true };
    }
    for (const use of aptUses(model, stage, at)) {
      if (use.kind === 'perhaps') {
        doubts.push(use);
        continue;
      }
      if ((use.kind === 'updates' || use.kind === 'removes') && use.certain) return SATISFIED;
      if (use.kind === 'needs') return { answer: known('needed', `"${use.text}" in line ${use.line} needs them`, seen(model, `${use.text} without an update of its own`, use.line)), satisfied: true };
      if (use.kind === 'may') return { answer: known('unknown', `"${use.text}" in line ${use.line} could need them`, seen(model, use.text, use.line)), satisfied: true };
    }
  }
  return OPEN;
}

function callEvidence(model: DockerfileModel, stage: number, at: number): readonly Evidence[] {
  const line = model.stages[stage]?.stage.instructions[at]?.lines.first ?? 1;
  return [...seen(model, 'apt-get update', line), row('absence', ABSENCE)];
}

const ABSENCE = 'no mount over /var/lib/apt/lists, not removed in the same RUN; no later step and no stage built on this one asks apt before an update of its own';

function left(model: DockerfileModel, call: SystemCall): Answer<ListsFate> {
  const text = call.command.command.words.map((word) => word.text).join(' ');
  return known('left', ABSENCE, [...seen(model, text, call.line), row('absence', ABSENCE)]);
}
