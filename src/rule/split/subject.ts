import { incomplete, known, assumed, row, type Answer, type Hit, type Hits } from '#answer/answer.js';
import { unheard } from '#answer/ledger.js';
import { saidOnce } from '#answer/once.js';
import { requirementsAt, type Snapshot } from '#files/snapshot.js';
import type { DockerfileModel } from '#image/model.js';
import type { WorkspaceNeeds } from '#needs/workspace-needs.js';
import type { RequirementsDocument } from '#requirements/types.js';
import { isForDevelopers } from '#rule/developer-file.js';
import type { Requirement, RequirementsFile } from '#rule/requirement.js';
import type { FileUses } from '#services/file-uses.js';
import { consumersOf, type Consumer } from './consumers.js';
import { compiledPair } from './compiled.js';
import { partCommand } from './compiled-text.js';
import { developersOf } from './developers.js';
import { copiesOf, installedPath, isMade, keepDraft, keepsName, outputOf, type WayDraft } from './drafts.js';
import { groupLines, wasteOfAll, wasteOfTaken, type GroupedLine } from './grouping.js';
import { groupedConsumer, plainLine, weighed, weightsOf, withAllThatComes } from './inputs.js';
import { needsMatrix, type LineNeeds } from './matrix.js';
import { outsidersOf, type Outsider } from './outside.js';
import { leaving } from './leaving.js';
import { ownFileOf } from './own-file.js';
import { conflicts, unsplittable } from './refusals.js';
import { settled, type Settled } from './settle.js';
import { mentionOf, supplyOf } from './supply.js';
import { afterwards, keepsOf, pagesOf, readersOf } from './takers.js';
import type { Split, SplitOptions } from './types.js';
import { clashOf, forcedGroup, forcedToDev, refusedMembers } from './wishes.js';

/** What a shared file's subject stands on. */
export interface SplitWorld {
  readonly snapshot: Snapshot;
  readonly uses: FileUses;
  readonly needs: () => WorkspaceNeeds;
  readonly models: readonly DockerfileModel[];
}

export interface Shared {
  readonly path: string;
  readonly file: RequirementsFile;
  readonly lines: readonly Requirement[];
}

/** A split with what keeps it from being made. */
export interface SplitFound {
  readonly split: Answer<Split | null>;
  readonly heldBy: Hits;
}

/** How a file that images of several services install would be split; a null value: there is nothing to split. */
export function splitOf(world: SplitWorld, shared: Shared, options: SplitOptions): SplitFound {
  return unheard(() => findSplit(world, shared, options));
}

const NOTHING: SplitFound = { split: known(null, 'it is no file that several services install and need different things of'), heldBy: known([], 'there is nothing to split') };

const MEGABYTE = 1_000_000;

function findSplit(world: SplitWorld, shared: Shared, options: SplitOptions): SplitFound {
  const { snapshot, uses } = world;
  const { path, file, lines } = shared;
  const document = requirementsAt(snapshot, path);
  // A compiled file follows its source: it is divided where that is.
  if (!document || file.origin !== 'hand-written' || isForDevelopers(path) || isMade(snapshot, document)) return NOTHING;
  const compiled = file.compiledTo.length > 0 ? compiledPair(snapshot, document, uses) : null;
  if (file.compiledTo.length > 0 && compiled === null) return NOTHING;
  const installed = installedPath({ document, compiled });
  const taken = (uses.byFile.get(installed) ?? []).filter(({ kind }) => kind === 'requirement');
  if (new Set(taken.map(({ model }) => model.document.path)).size < 2) return NOTHING;
  const { consumers: all, untold } = consumersOf(snapshot, installed, taken);
  const consumers = all.filter(({ production }) => production);
  if (new Set(consumers.map(({ service }) => service)).size < 2) return NOTHING;
  const weights = weightsOf(consumers, lines, compiled);
  const heavy = new Set(lines.flatMap((line) => weights.comes(weighed(line))));
  if (!([...heavy].reduce((sum, one) => sum + weights.bytes(one), 0) > options.maxWaste * MEGABYTE)) return NOTHING;
  // What nobody needs may go where the options want it.
  const told = needsMatrix(snapshot, lines, consumers, world.needs()).map((one) => (one.unused && forcedToDev(one.line.name, options) ? { ...one, consumers: [] } : one));
  const matrix = file.hashed ? withAllThatComes(told, weights) : told;
  const grouped = { consumers: consumers.map((one) => groupedConsumer(one, [path, installed], world.needs(), weights)), lines: matrix.map((one) => plainLine(one, weights)) };
  const waste = wasteOfAll(grouped.lines, grouped.consumers, weights);
  const most = Math.max(...waste);
  if (!(most > options.maxWaste * MEGABYTE)) return NOTHING;

  const blockers: Hit[] = untold.flatMap(({ production, text, at, image }) => (production ? [{ text, at, image }] : []));
  blockers.push(...unsplittable(snapshot, document), ...(compiled?.blockers ?? []), ...conflicts(snapshot, installed, lines, consumers));
  const clash = clashOf(lines, options);
  if (clash) blockers.push(clash);
  const hashed = file.hashed && matrix.some(({ line }) => !weights.whole(weighed(line)));
  if (hashed) blockers.push({ text: 'pip checks the hashes of all that comes, and what some of its lines bring along cannot be told', at: { path, line: 1 }, image: null });

  const bystanders = all.filter(({ production }) => !production);
  const rewritten = new Set(consumers.flatMap(({ ways }) => ways.map(({ image, by }) => `${by.index} ${image.dockerfile.document.path}`)));
  const outsiders = outsidersOf(snapshot, path, ({ dockerfile, index }) => rewritten.has(`${index} ${dockerfile}`));
  // The compiled file stays for everybody else: only who reads the source itself has to bear its new form.
  const keeps = compiled ? readersOf(outsiders) : keepsOf(world, path, untold, bystanders, outsiders);
  const oldFile = keeps.length > 0 ? 'keep' : compiled && options.oldFile === 'base' ? 'all' : options.oldFile;

  const homes = consumers.map((consumer) => (options.pushDown && !compiled && !file.hashed && document.entries.every(({ kind }) => kind !== 'option') ? homeOf(world, consumer, path, oldFile === 'keep' ? null : { bystanders, outsiders }) : null));
  const wanted = matrix.map((one, index): GroupedLine => {
    const [only = 0, second] = one.consumers;
    const target = second === undefined && one.consumers.length === 1 ? (homes[only] ?? null) : null;
    const plain = grouped.lines[index] ?? plainLine(one, weights);
    return { ...plain, forced: forcedGroup(one.line.name, options), ownFile: target !== null && fits(target, one.line, lines) };
  });
  const found = developersOf(snapshot, uses, path);
  const developers = typeof found === 'object' && (compiled !== null || oldFile !== 'all') ? 'left' : found;
  // What its lines say of indexes may be meant for all that an install takes.
  const bare = document.entries.every(({ kind }) => kind !== 'option') && oldFile !== 'base';
  const leavings = consumers.map((consumer, number) => (bare && consumer.ways.length > 0 && matrix.every((one) => !one.consumers.includes(number)) ? leaving(consumer, installed, consumers.flatMap(({ ways }) => ways)) : null));
  const divided = settled({ matrix, places: groupLines(wanted, grouped.consumers, weights, options), homes, consumers, shared, compiled, options, oldFile, leaves: leavings.map((one) => one?.ok === true), developers });
  const result = unlessWhole(divided, matrix, path);
  if (result.moves.every(({ kind }) => kind === 'left')) return NOTHING;
  // A service that needs nothing of the file, and cannot do without, takes the base whatever becomes of it: a file that is such a base is not divided again.
  const left = wasteOfTaken(divided.taken.map((groups) => indexesOf(groups, lines)), grouped.lines, grouped.consumers, weights);
  if (waste.every((carried, number) => carried <= options.maxWaste * MEGABYTE || carried - (left[number] ?? 0) <= options.small * MEGABYTE)) return NOTHING;
  const stay = (_: unknown, number: number): boolean => leavings[number]?.ok !== true && result.groups.length > 0;
  const drafted = draftWays(consumers.filter(stay), result.taken.filter(stay), installed, oldFile);
  blockers.push(...drafted.blockers);
  for (const fresh of result.groups.flatMap((group) => [group.path, ...(group.output === null ? [] : [group.output])])) {
    if ((fresh !== path || oldFile !== 'base') && (typeof developers !== 'object' || fresh !== developers.document.path) && snapshot.text(fresh) !== null) blockers.push({ text: `${fresh} is there already`, at: { path: fresh, line: 1 }, image: null });
  }
  const gone = (number: number): boolean => {
    const one = leavings[number];
    return one?.ok === true && one.value.installGoes;
  };
  const split: Split = {
    groups: result.groups,
    moves: result.moves,
    refused: refusedMembers(matrix, options),
    images: consumers.flatMap(({ images }, number) => images.map(({ build }) => ({ image: build.id, removes: [...(result.removes[number] ?? [])], installGoes: gone(number) }))),
    without: consumers.flatMap(({ name }, number) => (leavings[number]?.ok === true ? [name] : [])),
    oldFile,
    keeps: options.oldFile === 'keep' ? [] : keeps,
    compiled: compiled?.output.path ?? null,
    pins: compiled?.output.entries.flatMap((entry) => (entry.kind === 'requirement' ? [entry.name] : [])) ?? [],
    indexes: [document, ...(compiled ? [compiled.output] : [])].some(({ entries }) => entries.some(({ kind }) => kind === 'option')),
    afterwards: [...(compiled ? result.groups.flatMap(({ path: source, output }) => (output === null ? [] : [partCommand(compiled, { source, output })])) : []), ...(result.groups.length === 0 ? [] : afterwards(path, oldFile, keeps, outsiders, options)), ...(oldFile === 'keep' ? [] : pagesOf(snapshot, path, result.pushed.map(({ into }) => into.path)))],
  };
  keepDraft(split, { start: snapshot.start ?? snapshot, document, compiled, developers: typeof developers === 'object' ? developers : null, groups: result.groups, oldFile: result.groups.length === 0 ? 'keep' : oldFile, pushed: result.pushed, ways: drafted.ways, leaving: leavings.flatMap((one) => (one?.ok === true ? one.value.changes : [])), listed: result.groups.filter((group) => group.path !== path) });
  const worst = consumers[waste.indexOf(most)]?.name ?? '';
  const because = `${worst} carries about ${Math.round(most / 1_000_000)} MB of ${path} that it does not need`;
  const answer = assumed(split, 'what distributions weigh is the middle of what the bundled catalogue says', [row('catalogue', because, { path, line: 1 })]);
  const lost = oldFile === 'base' ? outsiders.find(({ watches }) => !watches) : undefined;
  const names = `${consumers.slice(0, 8).map(({ name }) => name).join(', ')}${consumers.length > 8 ? ' and others' : ''}`;
  return {
    split: lost === undefined ? answer : incomplete(split, `${lost.at.path}:${lost.at.line} ${lost.text}, and would have the base group alone`, answer.evidence),
    heldBy: known(saidOnce(blockers), `every install of ${path} can name groups instead`, [row('source', `installed by ${names}`, { path, line: 1 })]),
  };
}

/** A file that all need whole, but for those that need nothing of it, is not divided: it stays, and they go without. */
function unlessWhole(divided: Settled, matrix: readonly LineNeeds[], path: string): Settled {
  const [only, second] = divided.groups;
  if (!only || second || divided.pushed.length > 0 || only.lines.length < matrix.length) return divided;
  return { ...divided, groups: [], moves: divided.moves.map((move) => ({ ...move, kind: 'without' as const, to: path })) };
}

function indexesOf(groups: readonly { readonly lines: readonly Requirement[] }[], lines: readonly Requirement[]): readonly number[] {
  const own = new Set(groups.flatMap((group) => group.lines));
  return lines.flatMap((line, index) => (own.has(line) ? [index] : []));
}

interface Others {
  readonly bystanders: readonly Consumer[];
  readonly outsiders: readonly Outsider[];
}

/** The own file of a consumer, unless others that take the shared file would go without what goes there. Null `others`: the shared file keeps all. */
function homeOf({ snapshot, uses }: SplitWorld, consumer: Consumer, path: string, others: Others | null): RequirementsDocument | null {
  const own = ownFileOf(snapshot, uses, consumer, path);
  if (own === null || others === null) return own;
  const { bystanders, outsiders } = others;
  return bystanders.length > 0 || outsiders.some(({ watches, installs }) => !watches && !installs.includes(own.path)) ? null : own;
}

/** Whether a line can go into a service's own file: it asks for it in the same words, or not at all. */
function fits(target: RequirementsDocument, line: Requirement, lines: readonly Requirement[]): boolean {
  if (lines.filter(({ name }) => name === line.name).length > 1) return false;
  return target.entries.every((entry) => entry.kind !== 'requirement' || entry.name !== line.name || entry.joined === line.written);
}

/** What each way takes, and what keeps it from naming it. */
function draftWays(consumers: readonly Consumer[], taken: Settled['taken'], path: string, oldFile: SplitOptions['oldFile']): { readonly ways: readonly WayDraft[]; readonly blockers: readonly Hit[] } {
  const ways: WayDraft[] = [];
  const blockers: Hit[] = [];
  for (const [number, consumer] of consumers.entries()) {
    const groups = taken[number] ?? [];
    for (const way of consumer.ways) {
      const at = { path: way.image.dockerfile.document.path, line: way.by.lines.first };
      const image = way.image.build.id;
      const supply = supplyOf(way, path, groups.map(outputOf));
      if (groups.length === 0) blockers.push({ text: `it needs nothing of ${path}: its install of it can go`, at: way.point.at, image });
      else if (supply.ok) ways.push({ way, supply: supply.value, groups });
      else blockers.push({ text: supply.reason, at, image });
    }
  }
  const installs = new Map(ways.flatMap(({ way: { point } }) => (point.kind === 'install' ? [[point.key, point.install.instruction] as const] : [])));
  const counts = new Map<unknown, number>();
  for (const instruction of installs.values()) counts.set(instruction, (counts.get(instruction) ?? 0) + 1);
  const copies = copiesOf(ways);
  for (const one of ways) {
    if (one.supply.kind === 'along' || oldFile === 'base' || keepsName(copies, one)) continue;
    const { image, imagePath } = one.way;
    const mention = mentionOf(one.way, (instruction) => counts.get(instruction) ?? 0);
    if (mention) blockers.push({ text: `line ${mention.lines.first} names ${imagePath} as well`, at: { path: image.dockerfile.document.path, line: mention.lines.first }, image: image.build.id });
  }
  return { ways, blockers };
}
