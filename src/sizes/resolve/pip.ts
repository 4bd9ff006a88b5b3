import { withScratchFolder } from '#io/folders.js';
import { normalizeName } from '#pep/name.js';
import type { Ran } from '#io/process-types.js';
import type { Read } from '#text/read.js';
import { markersOf } from '#sizes/request/requests.js';
import type { Aids } from './aids.js';
import type { Machine } from './machine.js';
import { isNetworkFailure, shortReason } from './messages.js';
import { readPipReport } from './pip-report.js';
import { fullPython, nameOf, STAND_IN, type MissingOne, type Outcome, type Question } from './question.js';
import { platformsOf } from '#sizes/wheel/tags.js';

const ROUNDS = 12;

/**
 * Asks pip: `pip install --dry-run --report -` for wheels of the target, in an empty folder. pip judges markers by the Python that
 * it runs with (pypa/pip#11664), so another one than the image's can only tell part of the truth. Lines that no index can answer
 * are taken out and named; what only another distribution asks for cannot be.
 */
export async function askPip(question: Question, aids: Aids, machine: Machine): Promise<Outcome> {
  const python = question.target.python ?? STAND_IN;
  const own = (await machine.pip())?.python ?? null;
  const doubt = own === python ? null : `pip runs with Python ${own ?? 'of its own'} and judges markers by that, not by ${python}`;
  const missing: MissingOne[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const lines = question.lines.filter((line) => !missing.some(({ name }) => name === nameOf(line)));
    if (lines.length === 0) return { kind: 'resolved', packages: [], missing, doubt };
    const ran = await dryRun({ ...question, lines }, aids, machine);
    if (!ran.ok) return { kind: ran.reason.includes('longer than') ? 'down' : 'unable', reason: ran.reason };
    const { exit, stdout, stderr } = ran.value;
    if (exit === 0) {
      const packages = readPipReport(stdout, lines, markersOf({ ...question.target, python }));
      return packages.ok ? { kind: 'resolved', packages: packages.value, missing, doubt } : { kind: 'unable', reason: packages.reason };
    }
    const name = normalizeName(/No matching distribution found for ([A-Za-z0-9][\w.-]*)/.exec(stderr)?.[1] ?? '');
    // pip says the same of an index that it could not reach.
    if (isNetworkFailure(stderr)) return { kind: 'down', reason: shortReason(stderr) };
    if (name === '' || !lines.some((line) => nameOf(line) === name)) {
      const conflict = /ResolutionImpossible|conflicting dependencies|No matching distribution/.test(stderr);
      return { kind: conflict ? 'conflict' : 'unable', reason: shortReason(stderr), names: name === '' ? [] : [name] };
    }
    const failure = await pageFailure({ ...question, lines: lines.filter((line) => nameOf(line) === name) }, aids, machine);
    if (failure?.kind === 'down') return failure;
    missing.push({ name, reason: failure?.reason ?? 'the index has no wheel of it that fits' });
  }
  return { kind: 'conflict', reason: `more than ${ROUNDS} distributions cannot be had`, names: [] };
}

/**
 * pip says that nothing matches also where it could not read the page; only at its most talkative it says why
 * (`_handle_get_simple_fail` in `index/collector.py`, pip 23 to 26). Null: the page was read, or is not there.
 */
async function pageFailure(question: Question, aids: Aids, machine: Machine): Promise<{ readonly kind: 'down'; readonly reason: string } | { readonly kind: 'refused'; readonly reason: string } | null> {
  const ran = await dryRun(question, aids, machine, ['-vv']);
  if (!ran.ok) return { kind: 'down', reason: ran.reason };
  for (const [, url = '', why = ''] of `${ran.value.stdout}\n${ran.value.stderr}`.matchAll(/Could not fetch URL (\S+): ([^\n]*?)(?: - skipping|$)/gm)) {
    const status = /^(4\d\d) Client Error/.exec(why)?.[1];
    if (status === '401' || status === '403') return { kind: 'refused', reason: 'the index wants credentials for it' };
    if (status === undefined) return { kind: 'down', reason: shortReason(`${url} cannot be fetched: ${/too many \d+ error responses|Connection refused|timed out|Name or service not known/.exec(why)?.[0] ?? why}`) };
  }
  return null;
}

/** `says`: what is to be written, and how much. */
function dryRun({ lines, constraints, installed, indexes, target, prereleases, dependencies }: Question, aids: Aids, machine: Machine, says: readonly string[] = ['--report', '-', '--quiet']): Promise<Read<Ran>> {
  const files = new Map([
    ['requirements.txt', lines.map((line) => `${line}\n`).join('')],
    ['constraints.txt', [...constraints, ...installed].map((line) => `${line}\n`).join('')],
  ]);
  const { index, extra, findLinks, noIndex } = indexes;
  const args = [
    'install', '--dry-run', ...says, '--ignore-installed', '--only-binary=:all:', '--target', 'target',
    '--implementation', 'cp', '--python-version', fullPython(target), ...platformsOf(target).flatMap((platform) => ['--platform', platform]),
    ...(noIndex ? ['--no-index'] : [...(index === null ? [] : ['--index-url', index]), ...extra.flatMap((url) => ['--extra-index-url', url])]),
    ...findLinks.flatMap((url) => ['--find-links', url]),
    ...(prereleases ? ['--pre'] : []),
    ...(dependencies ? [] : ['--no-deps']),
    ...(aids.excludeNewer === null ? [] : ['--uploaded-prior-to', aids.excludeNewer]),
    '-r', 'requirements.txt', '-c', 'constraints.txt',
  ];
  const [program = 'pip', ...first] = aids.pip ?? [];
  return withScratchFolder(files, (cwd) => aids.processes.run(program, [...first, ...args], { timeout: aids.timeout, cwd, env: machine.variables }));
}
