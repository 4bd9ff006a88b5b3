import { withScratchFolder } from '#io/folders.js';
import { normalizeName } from '#pep/name.js';
import { compareVersions } from '#pep/versions.js';
import type { Aids } from './aids.js';
import type { Machine } from './machine.js';
import { nameOf, type Question, type Told } from './question.js';
import { optionsOf, pythonOptions } from './uv-options.js';

/** Distributions that are looked into for one resolution, at most. */
const MOST = 60;

/**
 * Distributions whose newest version that fits has no wheel: an installer would build it, while uv, held to wheels, takes an older
 * one without a word. By name, the version that would be built.
 *
 * uv's log tells where it passed versions over; whether for want of a wheel or since they ask for another Python it does not tell.
 * So those are asked for again without their dependencies, from a cache of their own that holds the index pages and no source
 * archive, and then without the network: what uv takes now it takes by its name alone, and nothing can be built.
 */
export async function newerSources(log: string, question: Question, packages: readonly Told[], aids: Aids, machine: Machine): Promise<ReadonlyMap<string, string>> {
  const held = new Set([...question.installed, ...question.constraints].map(nameOf));
  const passed = passedOver(log);
  const suspects = packages.filter(({ name, version }) => version !== null && passed.has(name) && !held.has(name)).slice(0, MOST);
  if (suspects.length === 0) return new Map();
  const newest = await newestOf(suspects.map(({ name }) => passed.get(name) ?? name), question, aids, machine);
  return new Map(suspects.flatMap(({ name, version }) => {
    const other = newest.get(passed.get(name) ?? name) ?? null;
    return other !== null && version !== null && (compareVersions(other, version) ?? 0) > 0 ? [[name, other] as const] : [];
  }));
}

/** What uv takes for a line by its name alone, null where it takes nothing, by the options of the call and the line: of one run. */
const told = new WeakMap<Machine, Map<string, string | null>>();

/** What uv takes for each of these lines. The sets of one repository ask for the same ones over and over: each is asked once. */
async function newestOf(lines: readonly string[], question: Question, aids: Aids, machine: Machine): Promise<ReadonlyMap<string, string | null>> {
  const known = told.get(machine) ?? new Map<string, string | null>();
  told.set(machine, known);
  const options = [...optionsOf({ ...question, dependencies: false }, aids), ...(await pythonOptions(machine))];
  const keyOf = (line: string): string => JSON.stringify([options, line]);
  const open = lines.filter((line) => !known.has(keyOf(line)));
  if (open.length > 0) {
    const found = await withScratchFolder(new Map([['requirements.in', open.map((line) => `${line}\n`).join('')]]), async (cwd) => {
      const args = ['pip', 'compile', 'requirements.in', '--cache-dir', 'cache', '--no-header', '--no-annotate', '-q', ...options];
      const how = { timeout: aids.timeout, cwd, env: machine.variables };
      const pages = await aids.processes.run(aids.uv ?? 'uv', [...args, '--only-binary', ':all:'], how);
      return pages.ok && pages.value.exit === 0 ? aids.processes.run(aids.uv ?? 'uv', [...args, '--offline'], how) : pages;
    });
    if (found.ok && found.value.exit === 0) {
      const taken = new Map([...found.value.stdout.matchAll(/^([\w.-]+)==(\S+)/gm)].map(([, name = '', version = '']) => [normalizeName(name), version]));
      for (const line of open) known.set(keyOf(line), taken.get(nameOf(line)) ?? null);
    }
  }
  return new Map(lines.map((line) => [line, known.get(keyOf(line)) ?? null]));
}

/**
 * The distributions of which uv looked for a version again right after it had looked for one, by name, with what it looked for
 * first as a requirement: `rouge-score (*)`, `rouge-score (<=0.1.1)`, and only then `Selecting: rouge-score==0.0.4`.
 */
function passedOver(log: string): ReadonlyMap<string, string> {
  const searches = new Map<string, { first: string; count: number }>();
  const found = new Map<string, string>();
  for (const line of log.split('\n')) {
    const [, raw = '', range = ''] = /Searching for a compatible version of ([\w.-]+)(?:\[[^\]]*\])?(?: @ \S+)? \((.*)\)$/.exec(line) ?? [];
    if (raw !== '') {
      const name = normalizeName(raw);
      const before = searches.get(name);
      searches.set(name, { first: before?.first ?? range, count: (before?.count ?? 0) + 1 });
      continue;
    }
    const name = normalizeName(/Selecting: ([\w.-]+)(?:\[[^\]]*\])?==/.exec(line)?.[1] ?? '');
    const search = searches.get(name);
    if (search === undefined) continue;
    // A range of several parts is left out: then any newer version counts.
    if (search.count > 1) found.set(name, /^[<>=!~][^|*]*$/.test(search.first) ? `${name}${search.first}` : name);
    else found.delete(name);
    searches.delete(name);
  }
  return found;
}
