import type { Ran } from '#io/process-types.js';
import { withScratchFolder } from '#io/folders.js';
import { normalizeName } from '#pep/name.js';
import { read, type Read } from '#text/read.js';
import type { Aids } from './aids.js';
import type { Machine } from './machine.js';
import { answersIn, culpritIn, isNetworkFailure, namesIn, shortReason, SOURCE_ONLY } from './messages.js';
import { newerSources } from './newer-sources.js';
import { nameOf, pinOf, type MissingOne, type Outcome, type Question, type Told } from './question.js';
import { optionsOf, pythonOptions } from './uv-options.js';
import { parentsInLog, readParents, readUvLockOutput } from './uv-output.js';

/** Distributions that are taken out one after the other, at most, until the rest resolves. */
const ROUNDS = 60;

/** Lines of all these calls together: 10,000 private names must not become half a million requests. */
const MOST_LINES = 40_000;

/** What `-v` writes, and what each page of an index was answered with: the error names one distribution that is missing, and there may be forty. */
const LOGGING = { RUST_LOG: 'uv=debug,uv_client::cached_client=trace' };

/**
 * Asks uv: `uv pip compile --format pylock.toml` with nothing but wheels, in an empty folder and without any configuration file.
 * What no index has, or what has no wheel, is taken out and named, and the rest resolved; what contradicts itself is a conflict.
 */
export async function askUv(question: Question, aids: Aids, machine: Machine): Promise<Outcome> {
  const missing: MissingOne[] = [];
  const logs: string[] = [];
  const begin = performance.now();
  for (let round = 0; round <= ROUNDS && round * question.lines.length <= MOST_LINES; round++) {
    if (performance.now() - begin > aids.timeout) return failure(`uv took longer than ${aids.timeout / 1000} s, in ${round} calls`);
    const ran = await compile(question, missing, ['--format', 'pylock.toml', '-v'], aids, machine);
    if (!ran.ok) return failure(ran.reason);
    if (ran.value.exit === 0) return told(question, missing, ran.value, logs, aids, machine);
    const { stderr } = ran.value;
    logs.push(stderr);
    const culprit = culpritIn(stderr);
    if (culprit === null) return refusal(stderr);
    const names = namesIn(stderr);
    // It is out and still in the way, so what is said of it is not understood; or it is what is held fast that does not fit.
    if (missing.some(({ name }) => name === culprit.name) || question.held.some((name) => names.includes(name))) return { kind: 'conflict', reason: shortReason(stderr), names };
    const answers = answersIn(stderr);
    missing.push(answers.get(culprit.name)?.some((status) => status === 401 || status === 403) ? { ...culprit, reason: 'the index wants credentials for it' } : culprit);
    const out = new Set(missing.map(({ name }) => name));
    missing.push(...absent(question, answers).filter((name) => !out.has(name)).map((name) => ({ name, reason: 'the index does not have it' })));
  }
  return { kind: 'conflict', reason: `too many distributions cannot be had: ${missing.slice(0, 3).map(({ name, reason }) => `${name}: ${reason}`).join('; ')} …`, names: [] };
}

/** What is asked for by name and no index has a page of: it would be the culprit of one call after the other. */
function absent({ lines, indexes }: Question, answers: ReadonlyMap<string, readonly number[]>): readonly string[] {
  const places = 1 + indexes.extra.length;
  if (indexes.noIndex || indexes.findLinks.length > 0) return [];
  return [...new Set(lines.map(nameOf))].filter((name) => {
    const all = answers.get(name) ?? [];
    return all.length === places && all.every((status) => status === 404);
  });
}

/** The program could not be run to its end. */
function failure(reason: string): Outcome {
  return { kind: reason.includes('longer than') ? 'down' : 'unable', reason };
}

function refusal(log: string): Outcome {
  if (/No solution found/.test(log) || /^error: Requirements contain conflicting/m.test(log)) return { kind: 'conflict', reason: shortReason(log), names: namesIn(log) };
  if (isNetworkFailure(log)) return { kind: 'down', reason: shortReason(log) };
  return { kind: 'unable', reason: shortReason(log) || 'uv ended with an error that it did not explain' };
}

async function told(question: Question, missing: readonly MissingOne[], ran: Ran, logs: readonly string[], aids: Aids, machine: Machine): Promise<Outcome> {
  const packages = readUvLockOutput(ran.stdout, question.target);
  if (!packages.ok) return { kind: 'unable', reason: packages.reason };
  const logged = parentsInLog(ran.stderr, packages.value, question);
  const parents = logged ? read(logged) : await parentsOf(question, missing, packages.value, aids, machine);
  if (!parents.ok) return { kind: 'unable', reason: parents.reason };
  const own = packages.value.map((one): Told => ({ ...one, parents: parents.value.get(one.name) ?? [] }));
  const newer = await newerSources(ran.stderr, question, own, aids, machine);
  const shown = own.map((one): Told => (newer.has(one.name) ? { ...one, version: null, wheel: null } : one));
  const untold = [...newer].map(([name, version]): MissingOne => ({ name, reason: `${version} is a source archive without a wheel, and nothing is built` }));
  return { kind: 'resolved', packages: [...shown, ...sourceOnly(question, missing, own, logs)], missing: [...missing, ...untold], doubt: null };
}

/**
 * What has no wheel is installed all the same, from source: its version is told where a line or the lock pins it. Who requires it is read off
 * uv's logs, since it was taken out of the answer.
 */
function sourceOnly({ lines, constraints }: Question, missing: readonly MissingOne[], packages: readonly Told[], logs: readonly string[]): readonly Told[] {
  return missing.filter(({ reason }) => reason === SOURCE_ONLY).flatMap(({ name }) => {
    const own = lines.filter((line) => nameOf(line) === name);
    const [pin = null] = [...own, ...constraints.filter((line) => nameOf(line) === name)].flatMap((line) => pinOf(line) ?? []);
    const parents = packages.filter((one) => logs.some((log) => requires(log, one, name))).map((one) => one.name);
    return own.length + parents.length === 0 ? [] : [{ name, version: pin, wheel: null, parents }];
  });
}

/** `Adding transitive dependency for num2words==0.5.13: docopt>=0.6.2`. */
function requires(log: string, parent: Told, name: string): boolean {
  const at = `Adding transitive dependency for ${parent.name}`;
  for (let from = log.indexOf(at); from >= 0; from = log.indexOf(at, from + 1)) {
    const line = log.slice(from + at.length, log.indexOf('\n', from));
    const [, version, child = ''] = /^(?:\[[^\]]*\])?==([^:\s]+): ([A-Za-z0-9][\w.-]*)/.exec(line) ?? [];
    if (version === parent.version && normalizeName(child) === name) return true;
  }
  return false;
}

/**
 * A pylock.toml of uv does not say who requires whom; its requirements format does. The versions are held to those of the first
 * answer, and everything lies in uv's cache by then, so that the network is not asked again. (Nothing else may be asked `--offline`:
 * uv 0.13 then passes over versions whose metadata is not in its cache, and takes an older one without a word.)
 */
async function parentsOf(question: Question, missing: readonly MissingOne[], packages: readonly Told[], aids: Aids, machine: Machine): Promise<Read<ReadonlyMap<string, readonly string[]>>> {
  const held = new Set(question.installed.map(nameOf));
  const pins = packages.flatMap(({ name, version }) => (version === null || held.has(name) ? [] : `${name}==${version}`));
  const same = { ...question, constraints: [...question.constraints, ...pins] };
  const format = ['--annotation-style', 'line', '--no-header', '-q'];
  const quick = await compile(same, missing, [...format, '--offline'], aids, machine);
  const ran = quick.ok && quick.value.exit === 0 ? quick : await compile(same, missing, format, aids, machine);
  if (!ran.ok) return ran;
  if (ran.value.exit !== 0) return { ok: false, reason: shortReason(ran.value.stderr) };
  return readParents(ran.value.stdout);
}

/** One call. What is missing is overridden away: neither a line nor another distribution asks for it then. */
async function compile(question: Question, missing: readonly MissingOne[], format: readonly string[], aids: Aids, machine: Machine): Promise<Read<Ran>> {
  const out = new Set(missing.map(({ name }) => name));
  const files = new Map([
    // An overridden line is asked of the index all the same.
    ['requirements.in', lines(question.lines.filter((line) => !out.has(nameOf(line))))],
    ['constraints.txt', lines([...question.constraints, ...question.installed])],
    ['overrides.txt', lines(missing.map(({ name }) => `${name} ; python_version < '0'`))],
  ]);
  const args = ['pip', 'compile', 'requirements.in', '-c', 'constraints.txt', '--override', 'overrides.txt', '--only-binary', ':all:', ...optionsOf(question, aids), ...(await pythonOptions(machine)), ...format];
  return withScratchFolder(files, (cwd) => aids.processes.run(aids.uv ?? 'uv', args, { timeout: aids.timeout, cwd, env: { ...machine.variables, ...LOGGING } }));
}

function lines(all: readonly string[]): string {
  return all.map((line) => `${line}\n`).join('');
}
