import { assumed, incomplete, known, row, type Answer } from '#answer/answer.js';
import { unheard } from '#answer/ledger.js';
import type { Snapshot } from '#files/snapshot.js';
import { neverUses } from '#knowledge/implicit.js';
import { linesByName } from '#needs/asked/lines-by-name.js';
import type { ImageNeeds, Verdict } from '#needs/types.js';
import { isCatalogued } from '#needs/verdict/unknown/catalogued.js';
import { whatMade } from '#needs/what-if.js';
import { normalizeName } from '#pep/name.js';
import { comingWith, freedBy, megabytes, sizeText, versionIn, type Freed } from '#rule/freed.js';
import type { Requirement } from '#rule/requirement.js';
import { choose, type Choice } from './choice.js';
import { extrasOf } from './contents.js';
import type { ExtraPart, NarrowExtras } from './types.js';
import { viewOf, withExtras, type Installed, type View } from './views.js';

/** What is too little to speak of, in MB: of what nothing needs, and of what is given up for size. */
export interface Least {
  readonly smallest: number;
  readonly speed: number;
}

type Found = Answer<NarrowExtras | null>;

const NEEDED: ReadonlySet<Verdict> = new Set(['used', 'implied', 'command', 'driver']);

/**
 * Whether the extras of a line could be fewer. Each distribution of them is judged as if it were asked for by a line of its own;
 * what any image needs, or what cannot be told, stays.
 */
export function narrowExtras(snapshot: Snapshot, requirement: Pick<Requirement, 'name' | 'at' | 'extras'>, images: readonly ImageNeeds[], least: Least): Found {
  return unheard(() => found(snapshot, requirement, images, least));
}

function found(snapshot: Snapshot, { name, at, extras: written }: Pick<Requirement, 'name' | 'at' | 'extras'>, images: readonly ImageNeeds[], least: Least): Found {
  const nothing = (because: string): Found => known(null, because);
  // The cheap questions of all images first: to judge one anew is dear.
  const installed: Installed[] = [];
  for (const needs of images) {
    const judged = whatMade(needs)?.judged;
    const line = judged && linesByName(judged.asked).get(name)?.find((one) => one.at.path === at.path && one.at.line === at.line);
    const verdict = needs.needs.find(({ asked }) => asked === line)?.verdict;
    if (!judged || !line || line.applies === 'no') return nothing('an image does not install it');
    if (verdict === undefined || !NEEDED.has(verdict)) return nothing('what it is there for cannot be told');
    const contents = extrasOf(judged, name, versionIn(judged, name));
    const missing = line.extras.find((extra) => !contents?.has(normalizeName(extra)));
    if (contents === null || missing !== undefined) return nothing(`what ${name}[${missing ?? line.extras.join()}] brings is not known`);
    installed.push({ image: needs.image, judged, line, contents });
  }
  const views = installed.map(viewOf);
  const [first] = views;
  if (!first) return nothing('no image installs it');
  const asked = written.map(normalizeName);
  const parts = partsOf(views);
  const stays = namesIn(parts, ['stays']);
  const careful = new Set([...stays, ...namesIn(parts, ['speed'])]);
  for (const [cost, must, minimum] of [['unneeded', careful, least.smallest], ['speed', stays, least.speed]] as const) {
    const choice = choose(asked, first.contents, must);
    if (choice === null) continue;
    const most = mostOf(snapshot, views, choice.extras);
    if (most.names.length === 0 || megabytes(most) < minimum) continue;
    return answered({ name, parts, choice, cost, most, views });
  }
  return nothing('its extras bring nothing that an image could do without');
}

/** What the extras bring, and what the images together need of it. */
function partsOf(views: readonly View[]): readonly Omit<ExtraPart, 'goes'>[] {
  const parts = new Map<string, Omit<ExtraPart, 'goes'>>();
  for (const { needs, image, line } of views) {
    for (const { asked, verdict, reason, evidence, implied } of needs) {
      const free = verdict === 'unused' || verdict === 'redundant' || verdict === 'dev' || verdict === 'pin';
      const standing = free ? 'free' : verdict === 'implied' && implied?.every(({ falls }) => falls) === true ? 'speed' : 'stays';
      const known = parts.get(asked.name);
      if (known && STANDINGS.indexOf(known.standing) <= STANDINGS.indexOf(standing)) continue;
      const proof = evidence.find(({ path }) => path !== null);
      parts.set(asked.name, { name: asked.name, standing, reason: views.length > 1 && standing !== 'free' ? `${image}: ${reason}` : reason, at: proof?.path ? { path: proof.path, line: proof.line ?? 1 } : line.at });
    }
  }
  return [...parts.values()];
}

const STANDINGS: readonly ExtraPart['standing'][] = ['stays', 'speed', 'free'];

function namesIn(parts: readonly Omit<ExtraPart, 'goes'>[], standings: readonly ExtraPart['standing'][]): ReadonlySet<string> {
  return new Set(parts.flatMap(({ name, standing }) => (standings.includes(standing) ? name : [])));
}

/** What the other extras would free in the image in which they free most. */
function mostOf(snapshot: Snapshot, views: readonly View[], extras: readonly string[]): Freed {
  const all = views.map(({ image, judged, line }) => freedBy(snapshot, image, judged, judged.asked.map((one) => (one === line ? withExtras(line, extras) : one))));
  return all.toSorted((a, b) => megabytes(b) - megabytes(a))[0] ?? { names: [], added: [], bytes: null, unknown: [] };
}

interface Chosen {
  readonly name: string;
  readonly parts: readonly Omit<ExtraPart, 'goes'>[];
  readonly choice: Choice;
  readonly cost: NarrowExtras['cost'];
  readonly most: Freed;
  readonly views: readonly View[];
}

function answered({ name, parts, choice, cost, most, views }: Chosen): Found {
  const kept = new Set(choice.extras.flatMap((extra) => views[0]?.contents.get(extra)?.parts.map((part) => part.name) ?? []));
  const whole = parts.map((part): ExtraPart => ({ ...part, goes: !kept.has(part.name) }));
  const value: NarrowExtras = { extras: choice.extras, dropped: choice.dropped, parts: whole, cost, size: sizeText(most), falls: most.names };
  const goes = whole.filter((part) => part.goes);
  const evidence = whole.map((part) => row(part.standing === 'free' ? 'absence' : 'source', `${part.name}: ${part.reason}`, part.at));
  const because = `of what ${name}[${choice.dropped.join(',')}] brings, ${goes.map((part) => part.name).join(', ')} would go`;
  const open = goes.find((part) => part.standing === 'free' && views.some((view) => isOpen(view, name, part.name)));
  if (open) return incomplete(value, `when ${name} uses ${open.name} is in no catalogue; no sign of it was found in the code`, evidence);
  if (!choice.sure) return incomplete(value, `what ${name}[${choice.extras.join(',')}] brings is known of another version only`, evidence);
  const guess = views.find(({ sure }) => !sure);
  return guess ? assumed(value, `what the extras of ${name} bring is taken from the record of another version`, evidence) : known(value, because, evidence);
}

/** Whether nobody has said when the library, or anything that it requires, uses a distribution of its extra. */
function isOpen({ judged, line, needs }: View, library: string, name: string): boolean {
  if (needs.find(({ asked }) => asked.name === name)?.verdict !== 'unused') return false;
  const users = [library, ...comingWith(judged, [{ ...line, extras: [] }])];
  return !users.some((user) => isCatalogued(user, name) || neverUses(user).some(({ names }) => names.includes(name)));
}
