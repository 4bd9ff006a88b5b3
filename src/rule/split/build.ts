import { runParts } from '#dockerfile/run.js';
import { insertInstruction } from '#dockerfile/edit-instructions.js';
import type { DockerfileDocument, Instruction } from '#dockerfile/types.js';
import { addTaken, textOfTaken } from '#requirements/move.js';
import { portionsOf, withHeadings } from '#requirements/portions.js';
import { removeEntries } from '#requirements/remove.js';
import type { RequirementEntry, RequirementsDocument } from '#requirements/types.js';
import type { Requirement } from '#rule/requirement.js';
import { sourceOfRequirement } from '#rule/requirement-subject.js';
import type { Change } from '#rule/types.js';
import type { TextEdit } from '#text/edits.js';
import { endingNear } from '#text/lines.js';
import { baseName } from '#text/paths.js';
import { partText } from './compiled-text.js';
import { withLines } from './developers.js';
import { copiesOf, copyKey, draftOf, installedPath, keepMade, keepsName, outputOf, type SplitDraft, type WayDraft } from './drafts.js';
import { folderTarget } from './supply.js';
import type { Split, SplitGroup } from './types.js';

/** All changes of a split, or the one reason why there are none. */
export function splitChanges(split: Split): readonly [Change, ...Change[]] {
  const draft = draftOf(split);
  if (!draft) return [{ kind: 'impossible', path: '', reason: 'it was not made by the engine' }];
  const changes: Change[] = [];
  for (const group of draft.groups) {
    if (group.path === draft.document.path) continue;
    if (draft.developers?.document.path === group.path) {
      changes.push(withLines(draft.developers, piecesOf(draft, group), optionsOf(draft)));
      continue;
    }
    const text = groupText(draft, group);
    keepMade(draft, group.path, text);
    changes.push({ kind: 'create', path: group.path, text });
    if (draft.compiled && group.output !== null) changes.push({ kind: 'create', path: group.output, text: partText(draft.compiled, group.lines.map(({ name }) => name), { source: group.path, output: group.output }) });
  }
  if (draft.oldFile !== 'keep') changes.push(...shrunk(split, draft));
  changes.push(...pushedDown(draft), ...pointChanges(draft), ...copyChanges(draft), ...draft.leaving);
  const [first, ...others] = changes;
  return first ? [first, ...others] : [{ kind: 'impossible', path: draft.document.path, reason: 'nothing of it moves' }];
}

function entriesOf(lines: readonly Requirement[]): ReadonlySet<RequirementEntry> {
  return new Set(lines.flatMap((line) => sourceOfRequirement(line)?.entry ?? []));
}

function groupText(draft: SplitDraft, group: SplitGroup): string {
  const { document } = draft;
  const { name, services } = group;
  const whom = services.length > 4 ? `${services.length} services` : services.join(', ');
  const header = name === 'dev' ? `# For tests and development: nothing that runs in an image needs these lines of ${baseName(document.path)}.` : name === 'base' ? `# The part of ${baseName(document.path)} that most services need.` : `# The part of ${baseName(document.path)} that only some services need: ${whom}.`;
  return textOfTaken([header, ...optionsOf(draft)], piecesOf(draft, group), document);
}

/** Its lines in the order of the shared file, each heading once. */
function piecesOf({ document }: SplitDraft, { lines }: SplitGroup): readonly string[] {
  const entries = entriesOf(lines);
  return withHeadings(portionsOf(document).filter(({ entry }) => entries.has(entry)));
}

/** Options of the shared file, which each group repeats. */
function optionsOf({ document }: SplitDraft): readonly string[] {
  return document.entries.flatMap((entry) => (entry.kind === 'option' ? [entry.joined] : []));
}

/** The shared file without what went; where it becomes a list, the groups stand in the place of the first line that went. */
function shrunk(split: Split, { document, listed, oldFile }: SplitDraft): readonly Change[] {
  const moved = entriesOf(split.moves.flatMap(({ line, kind }) => (kind === 'left' ? [] : [line])));
  const removed = removeEntries(document, document.entries.filter((entry) => entry.kind === 'requirement' && moved.has(entry)), true);
  if (!removed.ok) return [{ kind: 'impossible', path: document.path, reason: removed.reason }];
  const [first, ...others] = removed.value;
  if (!first) return [];
  if (oldFile === 'base') return [{ kind: 'edit', path: document.path, edits: removed.value }];
  const ending = endingNear(document.text, 0);
  const blank = /^(?:[ \t]*\r?\n)+/.exec(document.text.slice(first.span.start, first.span.end))?.[0] ?? '';
  const last = first.span.end >= document.text.length;
  const apart = last || /^[ \t]*\r?\n/.test(document.text.slice(first.span.end));
  const list = `${blank}${listed.map(({ path }) => `-r ${baseName(path)}${ending}`).join('')}${apart ? '' : ending}`;
  const open = last && !document.text.endsWith('\n');
  return [{ kind: 'edit', path: document.path, edits: [{ span: first.span, text: open ? list.trimEnd() : list }, ...others] }];
}

function pushedDown({ document, pushed }: SplitDraft): readonly Change[] {
  const byFile = new Map<RequirementsDocument, Requirement[]>();
  for (const { line, into, add } of pushed) if (add) byFile.set(into, [...(byFile.get(into) ?? []), line]);
  return [...byFile].map(([into, lines]): Change => {
    const entries = entriesOf(lines);
    const pieces = portionsOf(document).flatMap(({ entry, lines: text }) => (entries.has(entry) ? [text] : []));
    const added = addTaken(into, pieces);
    return added.ok ? { kind: 'edit', path: into.path, edits: added.value } : { kind: 'impossible', path: into.path, reason: added.reason };
  });
}

/** The groups that each place names: those of every image that takes them there. */
function byKey(ways: readonly WayDraft[], keyOf: (way: WayDraft) => string): readonly { readonly first: WayDraft; readonly groups: readonly SplitGroup[] }[] {
  const found = new Map<string, { first: WayDraft; groups: SplitGroup[] }>();
  for (const way of ways) {
    const one = found.get(keyOf(way)) ?? { first: way, groups: [] };
    for (const group of way.groups) if (!one.groups.includes(group)) one.groups.push(group);
    found.set(keyOf(way), one);
  }
  return [...found.values()];
}

function pointChanges(draft: SplitDraft): readonly Change[] {
  const { document } = draft;
  const copies = copiesOf(draft.ways);
  return byKey(draft.ways, ({ way }) => way.point.key).flatMap(({ first, groups }): readonly Change[] => {
    const { point } = first.way;
    if (keepsName(copies, first)) return [];
    const folder = point.written.slice(0, point.written.length - baseName(point.written).length);
    const words = groups.map((group) => (group.path === document.path ? point.written : `${folder}${baseName(outputOf(group))}`));
    if (words.join() === point.written) return [];
    if (point.kind === 'include') {
      const ending = endingNear(point.document.text, point.include.span?.start ?? 0);
      const edits: readonly TextEdit[] = point.include.span ? [{ span: point.include.span, text: words.join(`${ending}-r `) }] : [];
      return [{ kind: 'edit', path: point.document.path, edits }];
    }
    const file = point.at.path;
    const parts = runParts(point.image.dockerfile.document, point.install.instruction);
    const span = point.install.command.wordSpans[point.wordIndex];
    const all = point.install.command.command.words;
    const text = all[point.wordIndex]?.value ?? '';
    if (!parts.ok || !span) return [{ kind: 'impossible', path: file, reason: `line ${point.at.line} cannot be edited` }];
    const quote = (word: string): string => (parts.value.form === 'exec' ? JSON.stringify(word) : word);
    const between = parts.value.form === 'exec' ? ', ' : ' ';
    const attached = text.slice(0, text.length - point.written.length);
    const option = all[point.wordIndex - 1]?.value ?? '-r';
    const list = attached === '' ? words.map(quote).join(`${between}${quote(option)}${between}`) : words.map((word) => quote(attached + word)).join(between);
    return [{ kind: 'edit', path: file, edits: [{ span, text: list }] }];
  });
}

function copyChanges(draft: SplitDraft): readonly Change[] {
  const named = draft.ways.filter(({ supply }) => supply.kind === 'named');
  return byKey(named, copyKey).map(({ first, groups }): Change => {
    const { way, supply } = first;
    const { document } = way.image.dockerfile;
    const [word, target] = supply.kind === 'named' ? [way.by.words[supply.source], way.by.words.at(-1)] : [];
    if (supply.kind !== 'named' || !word?.span || !target?.span) return { kind: 'impossible', path: document.path, reason: `line ${way.by.lines.first} cannot be edited` };
    const prefix = word.text.slice(0, word.text.length - baseName(installedPath(draft)).length);
    const sources = groups.map((group) => prefix + baseName(outputOf(group)));
    const others = groups.filter(({ path }) => path !== draft.document.path);
    if (others.length < groups.length) return besides(document, way.by, others.map((group) => prefix + baseName(outputOf(group))), folderTarget(supply.target, supply.into));
    const edits: TextEdit[] = [{ span: word.span, text: sources.join(' ') }];
    const [only] = groups;
    const into = sources.length > 1 ? folderTarget(supply.target, supply.into) : supply.into || supply.renamed || !only ? supply.target : supply.target.slice(0, supply.target.length - baseName(supply.target).length) + baseName(outputOf(only));
    if (into !== supply.target) edits.push({ span: target.span, text: into });
    return { kind: 'edit', path: document.path, edits };
  });
}

/** The base stays where it is, the other groups come by a COPY of their own. */
function besides(document: DockerfileDocument, by: Instruction, sources: readonly string[], target: string): Change {
  if (sources.length === 0) return { kind: 'edit', path: document.path, edits: [] };
  const flags = by.joined.slice(by.keyword.length, by.args.start).trim();
  const inserted = insertInstruction(document, { side: 'after', anchor: by }, `COPY ${flags === '' ? '' : `${flags} `}${sources.join(' ')} ${target}`);
  return inserted.ok ? { kind: 'edit', path: document.path, edits: inserted.value } : { kind: 'impossible', path: document.path, reason: inserted.reason };
}
