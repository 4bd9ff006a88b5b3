import type { Place } from '#answer/answer.js';
import { readLock } from '#pyproject/locks/read-lock.js';
import type { Lock } from '#pyproject/locks/types.js';
import { READ_FOLDER } from '#sizes/request/lines.js';
import { markersOf } from '#sizes/request/requests.js';
import type { InstallRequest, Resolution, ResolvedPackage, Unresolved } from '#sizes/types.js';
import { limiter, type Aids } from './aids.js';
import type { Tools } from './ask.js';
import { askKeeping, isNamed, type Present } from './keeping.js';
import { fromEdges, fromLock, pinsOf } from './known.js';
import { indexesHere, readMachine } from './machine.js';
import { STAND_IN, type Question, type Told } from './question.js';

/** What the installs of one environment, one after the other, resolve to. Asked twice for the same, it answers the same. */
export type Resolver = (requests: readonly InstallRequest[]) => Promise<Resolution>;

/**
 * A resolver with its tools. Equal installs of many images are resolved once, a few at a time, and kept on disk. Nothing fails:
 * what cannot be told is in the resolution, with its reason.
 */
export function createResolver(aids: Aids): Resolver {
  let tools: Promise<Tools> | null = null;
  const ready = async (): Promise<Tools> => ({ aids, machine: await readMachine(aids), limited: limiter(aids.atOnce), asked: new Map(), down: new Map() });
  return async (requests) => resolve(requests, await (tools ??= ready()));
}

/** Resolves many environments; `progress` is told of each that is done. */
export async function resolveAll(environments: readonly (readonly InstallRequest[])[], resolver: Resolver, progress: (done: number, of: number) => void = () => {}): Promise<readonly Resolution[]> {
  let done = 0;
  return Promise.all(
    environments.map(async (requests) => {
      const resolution = await resolver(requests);
      progress(++done, environments.length);
      return resolution;
    }),
  );
}

/** What one of several installs came to. */
interface Step {
  readonly by: Resolution['by'];
  readonly packages: readonly Told[];
  readonly unresolved: readonly Unresolved[];
  /** Why it is not complete; null: it is. */
  readonly doubt: string | null;
  readonly conflict: boolean;
}

async function resolve(requests: readonly InstallRequest[], tools: Tools): Promise<Resolution> {
  let present = new Map<string, Present>();
  const steps: Step[] = [];
  for (const request of requests) {
    const step = await resolveOne(request, present, tools);
    steps.push(step);
    present = afterwards(present, step, request);
  }
  const packages = new Map([...present].map(([name, { one }]) => [name, one]));
  const unresolved = [...requests.flatMap(({ left }) => left.filter(({ reason }) => reason !== READ_FOLDER)), ...steps.flatMap((step) => step.unresolved)];
  const by = (['edges', 'lock', 'pip', 'uv'] as const).find((one) => steps.some((step) => step.by === one)) ?? 'uv';
  const doubt = steps.find((step) => step.doubt !== null)?.doubt ?? null;
  const [first] = unresolved;
  const open = first ? `${first.what}: ${first.reason}${unresolved.length > 1 ? `, and ${unresolved.length - 1} more` : ''}` : null;
  return {
    packages,
    by,
    complete: doubt === null && open === null,
    ...(steps.some(({ conflict }) => conflict) ? { conflict: true as const } : {}),
    because: doubt ?? open ?? await saidBy(by, requests, packages.size, tools),
    unresolved,
  };
}

async function saidBy(by: Resolution['by'], requests: readonly InstallRequest[], count: number, { machine, aids }: Tools): Promise<string> {
  const [request] = requests;
  if (!request) return 'nothing is installed';
  const who = by === 'uv' ? machine.uv : by === 'pip' ? (await machine.pip())?.version : by === 'lock' ? request.lock : 'the bundled edges';
  const { python, libc, arch } = request.target;
  const date = new Date(aids.now()).toISOString().slice(0, 10);
  const assumed = [...new Set(requests.flatMap((one) => one.assumed ?? []))];
  return `${who ?? by}: ${count} packages for Python ${python ?? '?'}, ${libc.kind} ${libc.version}, ${arch}, ${date}${assumed.length > 0 ? ` (${assumed.join('; ')})` : ''}`;
}

async function resolveOne(request: InstallRequest, present: ReadonlyMap<string, Present>, tools: Tools): Promise<Step> {
  const lock = lockOf(request, tools.aids);
  const question = questionOf(request, lock, tools);
  const lines = question.lines;
  const kept = new Map([...present].filter(([name]) => request.installed !== 'replaced' && !(request.installed === 'upgraded' && isNamed(lines, name))));
  const { by, outcome } = await askKeeping(question, kept, tools);
  if (outcome.kind === 'resolved') {
    const unresolved = outcome.missing.map(({ name, reason }): Unresolved => ({ what: name, reason, at: request.lines.find((line) => line.name === name)?.at ?? null }));
    const python = request.target.python === null ? `the Python of the image is not known; ${STAND_IN} stands in for it` : null;
    return { by, packages: outcome.packages, unresolved, doubt: outcome.doubt ?? python, conflict: false };
  }
  const conflict = outcome.kind === 'conflict';
  if (lock) {
    const { packages, complete, because } = fromLock(request, lock, tools.aids.text(lock.path) ?? '');
    return { by: 'lock', packages, unresolved: [], doubt: complete ? null : `${outcome.reason}; ${because}`, conflict: false };
  }
  const { packages, because } = fromEdges(request);
  return { by: 'edges', packages, unresolved: [], doubt: conflict ? outcome.reason : `${outcome.reason}; ${because}`, conflict };
}

function questionOf(request: InstallRequest, lock: Lock | null, { machine }: Tools): Question {
  const { lines, constraints, target, prereleases, dependencies } = request;
  const pins = lock === null ? [] : [...pinsOf(lock, markersOf(target))].map(([name, version]) => `${name}==${version}`);
  const locked = lock === null ? [] : [...new Set(lock.packages.flatMap(({ source }) => (source.kind === 'registry' && source.where !== null && /^https?:/.test(source.where) ? source.where : [])))];
  const own = indexesHere(request.indexes, machine);
  // With every version pinned, an index more cannot bring another one.
  const more = locked.filter((url) => url !== own.index && !own.extra.includes(url) && !url.startsWith('https://pypi.org/'));
  const indexes = lock === null ? own : { ...own, extra: [...own.extra, ...more], choice: 'best-version' as const };
  return { lines: [...new Set(lines.map(({ text }) => text))], constraints: [...constraints, ...pins], installed: [], held: [], indexes, target, prereleases, dependencies };
}

/** The lock that an install uses, read; null: none, or it cannot be read. */
function lockOf({ lock }: InstallRequest, { text }: Aids): Lock | null {
  const content = lock === null ? null : text(lock);
  const found = lock === null || content === null ? null : readLock(lock, content);
  return found?.ok ? found.value : null;
}

/** What the environment holds behind an install: what was there, with what came over it. */
function afterwards(present: ReadonlyMap<string, Present>, { packages }: Step, request: InstallRequest): Map<string, Present> {
  const next = request.installed === 'exact' ? new Map<string, Present>() : new Map(present);
  const asked = new Map<string, Place[]>();
  for (const { name, at } of request.lines) asked.set(name, [...(asked.get(name) ?? []), at]);
  for (const told of packages) {
    const before = present.get(told.name);
    const stays = before !== undefined && before.one.version !== null && before.one.version === told.version && request.installed !== 'replaced';
    const one: ResolvedPackage = {
      name: told.name,
      version: told.version,
      wheel: stays ? before.one.wheel : told.wheel,
      parents: [...new Set([...(before?.one.parents ?? []), ...told.parents])],
      asked: [...(before?.one.asked ?? []), ...(asked.get(told.name) ?? [])],
    };
    next.set(told.name, { one, indexes: stays ? before.indexes : request.indexes });
  }
  return next;
}
