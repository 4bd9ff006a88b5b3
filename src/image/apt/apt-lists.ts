import { assumed, incomplete, known, row, type Answer, type Evidence } from '#answer/answer.js';
import { listsDemand } from './apt-demand.js';
import { keptOnPurpose, oddPlace } from './apt-kept.js';
import { aptUses, listsMount, runFacts, stepOfCall } from './apt-uses.js';
import type { DockerfileModel } from '#image/model.js';
import { isRootUser } from '#image/root-user.js';
import type { SystemCall } from '#image/run/system-calls.js';

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
  return mounted(model, stage, at) ?? sameRun(model, stage, at, call) ?? later(model, stage, at, call);
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
  if (!isRootUser(user)) return known('unknown', `it runs as ${user}, who may not be allowed to remove them`);
  const behind = aptUses(model, stage, at).filter(({ order }) => order > step.order);
  const removal = behind.find(({ kind }) => kind === 'removes');
  if (removal) {
    const text = `${removal.text} in the same RUN`;
    return removal.certain || call.runs.kind === 'if' ? known('removed', `${removal.text} follows`, seen(model, text, removal.line)) : known('unknown', `${removal.text} follows under a condition`);
  }
  const last = read.value.steps.at(-1);
  const touched = read.value.steps.find(({ order, command }) => order > step.order && command.command.words.some(({ text }) => /\bapt\/lists\b|\/var\/lib\/\{/.test(text)));
  if (touched) return known('unknown', `what "${touched.command.command.words.map(({ text }) => text).join(' ').slice(0, 80)}" does to the lists cannot be told`);
  if (last?.rounds[0]?.[0]?.value === 'exit') return known('unknown', 'the RUN ends with exit');
  // `exec program` puts the program in the shell's place: nothing behind it runs (POSIX, "exec").
  if (read.value.steps.some(({ command, order }) => order >= step.order && command.command.words.length > 1 && command.command.words[0]?.value === 'exec')) return known('unknown', 'the RUN ends with exec');
  const lastNeed = behind.findLast(({ kind }) => kind === 'needs')?.order ?? -1;
  const hidden = behind.find(({ kind, order }) => kind === 'may' && order > lastNeed);
  return hidden ? known('unknown', `"${hidden.text}" may remove the lists itself`) : null;
}

/** Who asks for the lists from here on before an update of its own, and what speaks for keeping them. */
function later(model: DockerfileModel, stage: number, at: number, call: SystemCall): Answer<ListsFate> {
  const { needs, perhaps } = listsDemand(model, stage, at + 1);
  const evidence = callEvidence(model, stage, at);
  if (needs) return known(needs.sure ? 'needed' : 'unknown', `${needs.text} in line ${needs.line} ${needs.sure ? 'needs them' : 'could need them'}`, seen(model, needs.text, needs.line));
  const comment = keptOnPurpose(model, stage, at, call);
  if (comment) return incomplete('left', `the comment in line ${comment.line} speaks of it: ${comment.text}`, [...evidence, ...seen(model, comment.text, comment.line)]);
  const odd = oddPlace(model, stage, at, call);
  if (odd !== null) return assumed('left', `${odd}: taken not to be meant for what runs later`, evidence);
  if (perhaps) return assumed('left', `"${perhaps.text}" in line ${perhaps.line} is taken not to run apt`, evidence);
  return left(model, call);
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
