import type { Hit } from '#answer/answer.js';
import { requirementsOf, type Snapshot } from '#files/snapshot.js';
import { viaOf } from '#needs/edges/via.js';
import { satisfies } from '#pep/versions.js';
import { shellWords } from '#requirements/shell-words.js';
import type { RequirementEntry, RequirementsDocument } from '#requirements/types.js';
import type { FileUses } from '#services/file-uses.js';
import { baseName } from '#text/paths.js';

/** A source and the one file that is compiled from it, which images install. */
export interface CompiledPair {
  readonly source: RequirementsDocument;
  readonly output: RequirementsDocument;
  /** What a requirement of the source brings, itself among it, by the `# via` comments: what its group's file has to list. */
  readonly comes: (name: string) => ReadonlySet<string>;
  /** What keeps the output from being divided without running the compiler. */
  readonly blockers: readonly Hit[];
}

/**
 * The compiled file of a source, where exactly one is compiled from it and from nothing else. Its `# via` comments (pip-tools and uv
 * write them unless `--no-annotate`) are the graph that the compiler saw, so that each part can be told: the requirements of a group
 * with all that comes by them.
 */
export function compiledPair(snapshot: Snapshot, source: RequirementsDocument, uses: FileUses): CompiledPair | null {
  const outputs = requirementsOf(snapshot).filter(({ origin }) => origin.kind === 'compiled' && origin.sources.includes(source.path));
  const [output, second] = outputs;
  if (!output || output.origin.kind !== 'compiled') return null;
  const at = { path: output.path, line: 1 };
  const blockers: Hit[] = [];
  const say = (text: string, line: number): void => void blockers.push({ text, at: { path: output.path, line }, image: null });
  if (second) say(`${outputs.map(({ path }) => path).join(' and ')} are compiled from ${source.path}: each would have to be divided`, 1);
  if (output.origin.sources.length > 1) say(`it is compiled from ${output.origin.sources.join(' and ')}`, 1);
  const command = output.origin.command;
  if (command === null || !names(command, source.path)) say(`the command that compiles it ${command === null ? 'is not told' : `(${command}) does not name ${baseName(source.path)}`}: how a part of it is compiled cannot be told`, 1);
  const own = new Set((uses.byFile.get(output.path) ?? []).map(({ image, install }) => `${image} ${install.instruction.index} ${install.line}`));
  const direct = (uses.byFile.get(source.path) ?? []).find(({ image, install }) => !own.has(`${image} ${install.instruction.index} ${install.line}`));
  if (direct) blockers.push({ text: `installs ${source.path} itself`, at: { path: direct.model.document.path, line: direct.install.line }, image: direct.image });
  const entries = output.entries.filter((entry) => entry.kind === 'requirement');
  for (const entry of output.entries) if (entry.kind === 'local' || entry.kind === 'invalid') say(`${entry.joined} is no pin of an index`, entry.lines.first);
  const graph = graphOf(output, entries, say);
  blockers.push(...staleLines(source, entries, at.path));
  const reached = new Set(source.entries.flatMap((entry) => (entry.kind === 'requirement' ? [...graph(entry.name)] : [])));
  const loose = entries.find(({ name }) => !reached.has(name));
  // What it includes brings the rest.
  const includes = source.entries.some((entry) => entry.kind === 'option' && entry.options.some(({ name }) => name === '--requirement'));
  if (loose && blockers.length === 0 && !includes) say(`nothing of ${source.path} brings ${loose.name}: the file was edited by hand, or ${baseName(source.path)} has changed since`, loose.lines.first);
  return { source, output, comes: graph, blockers: blockers.slice(0, 1) };
}

/** Whether a command names a file by the end of its path. */
function names(command: string, path: string): boolean {
  const words = shellWords(command, 0);
  return words.ok && words.value.some(({ value }) => value === path || (value !== '' && path.endsWith(`/${value.replace(/^\.\//, '')}`)));
}

type Say = (text: string, line: number) => void;

/** Whom each line brings along; says the first line that does not tell whom it comes by. */
function graphOf(output: RequirementsDocument, entries: readonly RequirementEntry[], say: Say): CompiledPair['comes'] {
  const children = new Map<string, string[]>(entries.map(({ name }) => [name, []]));
  for (const entry of entries) {
    const via = viaOf(output, entry);
    if (via === null) {
      say(`the line does not say whom ${entry.name} comes by: compiled without annotations, or edited by hand`, entry.lines.first);
      break;
    }
    for (const parent of via.parents) {
      const own = children.get(parent);
      if (own) own.push(entry.name);
      else say(`${entry.name} comes by ${parent}, which is not listed: the file was edited by hand`, entry.lines.first);
    }
  }
  const known = new Map<string, ReadonlySet<string>>();
  return (name) => {
    const before = known.get(name);
    if (before) return before;
    const found = new Set<string>();
    const todo = children.has(name) ? [name] : [];
    for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
      if (found.has(next)) continue;
      found.add(next);
      todo.push(...(children.get(next) ?? []));
    }
    known.set(name, found);
    return found;
  };
}

/** Lines of the source that the output does not follow: it would be divided as it was, not as it is to be. */
function staleLines(source: RequirementsDocument, entries: readonly RequirementEntry[], output: string): readonly Hit[] {
  const pins = new Map<string, readonly string[]>();
  // A file for all systems has a line for each of them.
  for (const { name, requirement } of entries) pins.set(name, [...(pins.get(name) ?? []), ...requirement.specifiers.map((one) => one.version)]);
  for (const entry of source.entries) {
    if (entry.kind !== 'requirement') continue;
    const at = { path: source.path, line: entry.lines.first };
    const versions = pins.get(entry.name);
    // Compilers leave out what their own system does not need.
    if (!versions && entry.requirement.marker !== null) continue;
    if (!versions) return [{ text: `${output} has no pin of ${entry.name}: compile it first`, at, image: null }];
    const wrong = versions.length > 0 && versions.every((version) => !satisfies(version, entry.requirement.specifiers));
    if (wrong) return [{ text: `${output} pins ${entry.name} at ${versions[0]}, which ${entry.joined} does not allow: compile it first`, at, image: null }];
  }
  return [];
}
