import type { Aids } from './aids.js';
import { kept } from './cache.js';
import type { Machine } from './machine.js';
import { askPip } from './pip.js';
import { isRegistryLine, type Outcome, type Question } from './question.js';
import { askUv } from './uv.js';

/** The tools of one run: what they said is remembered, calls are limited, and an index that does not answer is asked once. */
export interface Tools {
  readonly aids: Aids;
  readonly machine: Machine;
  readonly limited: <T>(work: () => Promise<T>) => Promise<T>;
  readonly asked: Map<string, Promise<Answered>>;
  /** Why an index could not be reached, by what is asked of it. */
  readonly down: Map<string, string>;
}

export interface Answered {
  readonly by: 'uv' | 'pip';
  readonly outcome: Outcome;
}

/** Asks uv, or pip where there is no uv or it cannot do it. Equal questions are asked once; what is on disk is not asked. */
export function ask(question: Question, tools: Tools): Promise<Answered> {
  const key = JSON.stringify(question);
  const before = tools.asked.get(key);
  if (before) return before;
  const answer = askAny(withoutForeign(question), tools);
  tools.asked.set(key, answer);
  return answer;
}

/** The gate of guarantee 10: whatever a request holds, only registry requirements leave. */
function withoutForeign(question: Question): Question {
  return { ...question, lines: question.lines.filter(isRegistryLine), constraints: question.constraints.filter(isRegistryLine) };
}

async function askAny(question: Question, tools: Tools): Promise<Answered> {
  if (question.lines.length === 0) return { by: 'uv', outcome: { kind: 'resolved', packages: [], missing: [], doubt: null } };
  const { machine } = tools;
  if (tools.aids.uv === null && tools.aids.pip === null) return { by: 'uv', outcome: { kind: 'unable', reason: 'no resolver was asked' } };
  const reasons: string[] = [];
  for (const by of ['uv', 'pip'] as const) {
    const version = by === 'uv' ? machine.uv : await pipName(machine);
    if (version === null) {
      reasons.push(`no ${by} is installed`);
      continue;
    }
    const outcome = await askOne(by, version, question, tools);
    if (outcome.kind !== 'unable') return { by, outcome };
    reasons.push(`${by}: ${outcome.reason}`);
  }
  return { by: 'uv', outcome: { kind: 'unable', reason: reasons.join('; ') } };
}

function askOne(by: 'uv' | 'pip', version: string, question: Question, tools: Tools): Promise<Outcome> {
  const { aids, machine, limited, down } = tools;
  const place = JSON.stringify(question.indexes);
  return kept(aids, [version, aids.excludeNewer, question], isOutcome, isWorthKeeping, () =>
    limited(async () => {
      const known = down.get(place);
      if (known !== undefined) return { kind: 'down', reason: known };
      const outcome = by === 'uv' ? await askUv(question, aids, machine) : await askPip(question, aids, machine);
      if (outcome.kind === 'down') down.set(place, outcome.reason);
      return outcome;
    }),
  );
}

/** `pip 26.0 (python 3.12)`; null: there is none. */
async function pipName(machine: Machine): Promise<string | null> {
  const pip = await machine.pip();
  return pip === null ? null : `${pip.version} (python ${pip.python ?? '?'})`;
}

/** What the network or a tool did today says nothing about tomorrow. */
function isWorthKeeping({ kind }: Outcome): boolean {
  return kind === 'resolved' || kind === 'conflict';
}

function isOutcome(value: unknown): value is Outcome {
  if (typeof value !== 'object' || value === null || !('kind' in value)) return false;
  if (value.kind === 'conflict') return 'reason' in value && typeof value.reason === 'string' && 'names' in value && Array.isArray(value.names);
  return value.kind === 'resolved' && 'packages' in value && Array.isArray(value.packages) && 'missing' in value && Array.isArray(value.missing) && 'doubt' in value;
}
