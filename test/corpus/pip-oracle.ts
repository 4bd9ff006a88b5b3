import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { evaluateMarker } from '#pep/marker.js';
import { parseMarker } from '#pep/marker-syntax.js';
import { normalizeName } from '#pep/name.js';
import type { MarkerEnvironment } from '#pep/types.js';
import { parseRequirements } from '#requirements/parse.js';
import type { Entry } from '#requirements/types.js';
import { decode } from '#text/decode.js';
import { ORACLE } from '../oracles/pip-venv.js';
import { optionValues, sortedKeys } from './requirements-options.js';

export interface PipComparison {
  files: number;
  lines: number;
  /** Lines by what pip takes them for. */
  readonly kinds: Map<string, number>;
  /** Files that were not compared, by reason. */
  readonly skipped: Map<string, number>;
  /** Lines on which both differ for a reason that is no fault, by reason. */
  readonly explained: Map<string, number>;
  /** `path:line: what`, for every other difference. */
  readonly differences: string[];
}

interface PipFile {
  readonly path: string;
  readonly error: string | null;
  readonly lines: readonly PipLine[];
}

interface PipMarker {
  readonly text: string;
  readonly holds: readonly (boolean | null)[];
}

interface PipLine {
  readonly line: number;
  readonly text: string;
  readonly kind: 'requirement' | 'local' | 'option' | 'refused' | 'path';
  readonly reason?: string;
  readonly options?: Readonly<Record<string, unknown>>;
  readonly name?: string | null;
  readonly specifiers?: readonly string[];
  readonly extras?: readonly string[];
  readonly marker?: PipMarker | null;
  readonly url?: string | null;
  readonly editable?: boolean;
}

const BATCH = 500;

/** Compares our reading of requirements files with pip's own, line by line. */
export function compareWithPip(paths: readonly string[], python: string): PipComparison {
  const result: PipComparison = { files: 0, lines: 0, kinds: new Map(), skipped: new Map(), explained: new Map(), differences: [] };
  for (let at = 0; at < paths.length; at += BATCH) {
    for (const file of askPip(paths.slice(at, at + BATCH), python)) compareFile(file, result);
  }
  return result;
}

function askPip(paths: readonly string[], python: string): readonly PipFile[] {
  const run = spawnSync(python, [ORACLE], { input: `${paths.join('\n')}\n`, encoding: 'utf8', maxBuffer: 2 ** 30 });
  if (run.status !== 0) throw new Error(`the pip oracle failed: ${run.stderr}`);
  return run.stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as PipFile);
}

function compareFile(file: PipFile, result: PipComparison): void {
  const decoded = decode(readFileSync(file.path));
  if (!decoded.ok) return count(result.skipped, decoded.reason);
  if (file.error !== null) return count(result.skipped, 'pip cannot decode it');
  const document = parseRequirements('requirements.txt', decoded.text);
  if (!document.ok) return count(result.skipped, document.reason);
  if (document.value.problems.some(({ kind }) => kind === 'encoding')) return count(result.skipped, 'declares another encoding');
  result.files++;
  const { entries } = document.value;
  if (entries.length !== file.lines.length) {
    result.differences.push(`${file.path}: ${entries.length} lines here, ${file.lines.length} in pip`);
    return;
  }
  for (const [index, line] of file.lines.entries()) {
    const entry = entries[index];
    if (!entry) continue;
    result.lines++;
    count(result.kinds, line.kind);
    const reason = explanation(entry, line);
    if (reason) count(result.explained, reason);
    else for (const what of differences(entry, line)) result.differences.push(`${file.path}:${line.line}: ${what} in ${JSON.stringify(line.text)}`);
  }
}

/** Why a difference on a line is no fault, or null. */
function explanation(entry: Entry, line: PipLine): string | null {
  if (line.kind === 'path' && entry.kind === 'local') return 'a folder that is taken for there; pip looks it up';
  if (line.kind === 'path' && /^(?:git|hg|svn|bzr)\+/i.test(line.text)) return 'a repository without a scheme; pip would take a folder of that name';
  if (line.kind === 'path' && /^\.*\\/.test(line.text)) return 'a Windows path; pip would take a folder of that name';
  return null;
}

function differences(entry: Entry, line: PipLine): readonly string[] {
  const found: string[] = [];
  function same(what: string, ours: unknown, pips: unknown): void {
    const [a, b] = [JSON.stringify(ours), JSON.stringify(pips)];
    if (a !== b) found.push(`${what}: ${a} here, ${b} in pip`);
  }
  same('text', entry.joined, line.text);
  same('kind', entry.kind === 'invalid' ? 'refused' : entry.kind, line.kind);
  if (found.length > 0) return [...found, ...(entry.kind === 'invalid' ? [entry.reason] : [line.reason ?? ''])];
  if (entry.kind === 'invalid') return [];
  same('options', optionValues(entry.options), sortedKeys(line.options ?? {}));
  if (entry.kind === 'requirement') {
    const { requirement } = entry;
    same('name', requirement.name, line.name);
    same('specifiers', set(requirement.specifiers.map(({ operator, version }) => operator + version)), line.specifiers);
    same('extras', set(requirement.extras), line.extras);
    same('url', requirement.url, line.url);
    found.push(...markerDifferences(requirement.marker, line.marker ?? null));
  }
  if (entry.kind === 'local') {
    same('name', entry.name, line.name == null ? null : normalizeName(line.name));
    same('extras', set(entry.extras), line.extras);
    same('editable', entry.editable, line.editable);
    found.push(...markerDifferences(entry.marker, line.marker ?? null));
  }
  return found;
}

function markerDifferences(ours: string | null, pips: PipMarker | null): readonly string[] {
  if (ours === null || pips === null) return ours === null && pips === null ? [] : [`marker: ${ours} here, ${pips?.text} in pip`];
  const [a, b] = [parseMarker(ours), parseMarker(pips.text)];
  // pip writes extras in their normal spelling.
  const spelled = (marker: unknown): string => (ours.includes('extra') ? normalizeName(JSON.stringify(marker)) : JSON.stringify(marker));
  const same = spelled(a) === spelled(b);
  const values = ENVIRONMENTS.map((environment, index) => {
    const value = evaluateMarker(ours, environment);
    const ourValue = value.ok ? value.value : null;
    return ourValue === 'unknown' ? pips.holds[index] : ourValue;
  });
  const found = same ? [] : [`marker: ${ours} here, ${pips.text} in pip`];
  return JSON.stringify(values) === JSON.stringify(pips.holds) ? found : [...found, `marker holds: ${values} here, ${pips.holds} in pip`];
}

/** ENVIRONMENTS of test/oracles/pip_requirements.py. */
const ENVIRONMENTS: readonly MarkerEnvironment[] = [
  {
    python_version: '3.11', python_full_version: '3.11.7', os_name: 'posix', sys_platform: 'linux', platform_release: '6.1.0-18-amd64',
    platform_system: 'Linux', platform_version: '#1 SMP', platform_machine: 'x86_64', platform_python_implementation: 'CPython',
    implementation_name: 'cpython', implementation_version: '3.11.7', extra: 'test',
  },
  {
    python_version: '2.7', python_full_version: '2.7.18', os_name: 'nt', sys_platform: 'win32', platform_release: '10',
    platform_system: 'Windows', platform_version: '10.0.1', platform_machine: 'AMD64', platform_python_implementation: 'PyPy',
    implementation_name: 'pypy', implementation_version: '7.3.13', extra: '',
  },
  {
    python_version: '3.14', python_full_version: '3.14.0rc1+', os_name: 'posix', sys_platform: 'darwin', platform_release: '23.1.0',
    platform_system: 'Darwin', platform_version: 'Darwin 23', platform_machine: 'arm64', platform_python_implementation: 'CPython',
    implementation_name: 'cpython', implementation_version: '3.14.0rc1', extra: 'dev',
  },
];

function set(values: readonly string[]): readonly string[] {
  return [...new Set(values)].sort();
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
