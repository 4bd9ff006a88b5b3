import type { Instruction } from '#dockerfile/types.js';
import { programOf, textOf } from '#image/run/facts.js';
import type { DockerfileModel } from '#image/model.js';
import { mountsOf } from '#image/files/mounts.js';
import { harmless } from './apt-programs.js';
import { holdsLists, takesLists } from './apt-paths.js';
import { runFactsOf, type RunFacts } from '#image/run/run-facts.js';
import type { Step } from '#image/run/run-walk.js';
import { expandAt } from '#image/stages/stages.js';
import { absolute } from '#image/files/transfers.js';
import type { Read } from '#text/read.js';

/** What a step of a RUN has to do with the lists that `apt-get update` writes. */
export interface AptUse {
  /** `may`: it could run apt, and nobody can see it; `perhaps`: a program that nobody would expect to. */
  readonly kind: 'updates' | 'removes' | 'needs' | 'may' | 'perhaps';
  readonly text: string;
  /** 1-based. */
  readonly line: number;
  /** Position among the steps of its RUN. */
  readonly order: number;
  /** Whether it runs whatever the build's arguments are. */
  readonly certain: boolean;
}

/** The facts of a RUN; null where there is no such instruction. */
export function runFacts({ document, stages }: DockerfileModel, stage: number, at: number): Read<RunFacts> | null {
  return stages[stage]?.stage.instructions[at] ? runFactsOf(document, stages, stage, at) : null;
}

const uses = new WeakMap<DockerfileModel, Map<Instruction, readonly AptUse[]>>();

/** What a RUN does with apt's lists, step by step; nothing where a mount holds them, or for other instructions. */
export function aptUses(model: DockerfileModel, stage: number, at: number): readonly AptUse[] {
  const instruction = model.stages[stage]?.stage.instructions[at];
  if (instruction?.keyword !== 'RUN') return [];
  const known = uses.get(model) ?? new Map<Instruction, readonly AptUse[]>();
  uses.set(model, known);
  const found = known.get(instruction) ?? usesOf(model, stage, at, instruction);
  known.set(instruction, found);
  return found;
}

function usesOf(model: DockerfileModel, stage: number, at: number, instruction: Instruction): readonly AptUse[] {
  if (listsMount(model, stage, at)?.covers === true) return [];
  const read = runFacts(model, stage, at);
  const line = instruction.lines.first;
  if (!read) return [];
  if (!read.ok) return [{ kind: 'may', text: `RUN in line ${line} cannot be read`, line, order: 0, certain: true }];
  return read.value.steps.flatMap((step) => (step.runs.kind === 'never' ? [] : (useOf(step, read.value) ?? [])));
}

function useOf(step: Step, { system, removals }: RunFacts): AptUse | null {
  const text = textOf(step).slice(0, 80);
  const use = (kind: AptUse['kind']): AptUse => ({ kind, text, line: step.line, order: step.order, certain: step.runs.kind === 'always' });
  const taken = removals.filter(({ order }) => order === step.order).flatMap(({ paths, doubt }) => paths.map((path) => (doubt === null ? takesLists(path) : takesLists(path) === 'all' ? 'some' : 'none')));
  if (taken.length > 0) return taken.includes('all') ? use('removes') : null;
  const call = system.find(({ command, line, words }) => command === step.command && line === step.line && sameWords(words, step));
  if (call?.manager === 'apt') {
    const kind = call.action === 'other' || call.action === 'clean' ? otherKind(call.words) : KINDS[call.action];
    return kind === null ? null : use(kind);
  }
  if (call || step.followed) return null;
  const verdict = harmless(step);
  return verdict === 'harmless' ? null : use(verdict);
}

function sameWords(words: readonly (string | null)[], step: Step): boolean {
  const own = step.rounds[0] ?? [];
  return own.length === words.length && own.every(({ value }, index) => value === words[index]);
}

const KINDS = { update: 'updates', upgrade: 'needs', install: 'needs', remove: null } as const;

function otherKind(words: readonly (string | null)[]): AptUse['kind'] | null {
  const verb = words.slice(1).find((word) => word !== null && !word.startsWith('-'));
  // apt-get(8): `distclean` takes the lists away as well; `check` and `moo` read none.
  if (verb === 'distclean') return 'removes';
  return verb === undefined || verb === null || NO_LISTS.has(verb) ? null : 'needs';
}

const NO_LISTS: ReadonlySet<string> = new Set(['clean', 'autoclean', 'cache', 'check', 'moo', 'help', 'edit-sources', 'remove', 'purge', 'autoremove', 'autopurge']);

export interface ListsMount {
  /** False: a mount whose place cannot be told. */
  readonly covers: boolean;
  readonly text: string;
}

/** The cache, tmpfs or bind mount that holds the lists during a RUN, or one that might. */
export function listsMount(model: DockerfileModel, stage: number, at: number): ListsMount | null {
  const instruction = model.stages[stage]?.stage.instructions[at];
  const moment = model.stages[stage]?.moments[at];
  if (!instruction || !moment) return null;
  let doubt: ListsMount | null = null;
  for (const { type, target: written } of mountsOf(instruction)) {
    if (type !== 'cache' && type !== 'tmpfs' && type !== 'bind') continue;
    const expanded = expandAt(moment, written ?? '', model.document.escape);
    const target = expanded === null ? null : absolute(moment, expanded);
    const text = `--mount=type=${type} at ${target ?? written ?? 'a place that cannot be told'}`;
    if (target === null) {
      if (type !== 'bind') doubt ??= { covers: false, text };
    } else if (holdsLists(target)) return { covers: true, text };
  }
  return doubt;
}

/** The step that a system call is. */
export function stepOfCall(read: RunFacts, call: RunFacts['system'][number]): Step | null {
  return read.steps.find((step) => step.command === call.command && step.line === call.line && programOf(step.rounds[0] ?? []) === call.program && sameWords(call.words, step)) ?? null;
}
