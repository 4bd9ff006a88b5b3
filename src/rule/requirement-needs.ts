import { assumed, incomplete, known, knownLater, type Answer, type Evidence, type Hit, type Hits, type Place } from '#answer/answer.js';
import type { ImageNeeds, Need, Verdict } from '#needs/types.js';
import { placeText } from '#needs/verdict/evidence.js';
import type { WorkspaceNeeds } from '#needs/workspace-needs.js';
import type { FileUses } from '#services/file-uses.js';
import { isSameList } from '#text/same-list.js';
import type { ImageNeed, Images } from './requirement.js';

/** One line that asks for a distribution. */
export interface Line {
  readonly name: string;
  readonly at: Place;
}

/** The queries about the images of a line that need to know the line. */
export type LineQueries = Pick<Images, 'needs' | 'neededBy' | 'askedByName'>;

/** Those that are the same for all lines of a file. */
export type FileAnswers = Omit<Images, keyof LineQueries>;

/** What the queries of lines are made of, wherever they stand. */
export interface FileQueries {
  readonly imagesOf: (file: string, uses: FileUses) => FileAnswers;
  readonly told: (image: string) => ImageNeeds | null;
}

/**
 * The verdicts on a line in the images that install it. `doubts`: why more images may install it than these. Each verdict comes
 * with its proof; what is not known of an image makes the answer incomplete, since it may need the line for anything.
 */
export function needsOfLine(line: Line, images: readonly string[], needs: WorkspaceNeeds, doubts: readonly string[]): Answer<readonly ImageNeed[]> {
  const byLine = answers.get(needs) ?? new Map<string, Told[]>();
  answers.set(needs, byLine);
  const key = `${line.name} ${line.at.line} ${line.at.path}`;
  const before = byLine.get(key) ?? [];
  byLine.set(key, before);
  const same = before.find((one) => isSameList(one.images, images) && isSameList(one.doubts, doubts));
  if (same) return same.answer;
  const answer = answerFor(line, images, needs, doubts);
  before.push({ images, doubts, answer });
  return answer;
}

interface Told {
  readonly images: readonly string[];
  readonly doubts: readonly string[];
  readonly answer: Answer<readonly ImageNeed[]>;
}

/** Several rules ask the same of a line at one moment of a plan, and hundreds of images may install it. */
const answers = new WeakMap<WorkspaceNeeds, Map<string, Told[]>>();

function answerFor({ name, at }: Line, images: readonly string[], needs: WorkspaceNeeds, doubts: readonly string[]): Answer<readonly ImageNeed[]> {
  const told = needs.at(at.path, at.line, name, images);
  const rows = rowsOf(images, told, at);
  const evidence = unique(told);
  if (images.length === 0) return incomplete(rows, `no image was found to install ${at.path}`, evidence);
  const unknown = rows.find(({ verdict }) => verdict === 'unknown');
  if (unknown) return incomplete(rows, `${unknown.image}: ${unknown.reason}`, evidence);
  const blind = blindOf(rows, needs);
  if (blind !== null) return incomplete(rows, blind, evidence);
  const [doubt] = doubts;
  if (doubt !== undefined) return incomplete(rows, `${doubt}; it may need ${name}`, evidence);
  const guess = told.find(({ need }) => need.assumed);
  if (guess) return assumed(rows, `${guess.image}: ${guess.need.reason}`, evidence);
  return knownLater(rows, () => rows.map(({ image, verdict, reason }) => `${image}: ${verdict}, ${reason}`).join('; '), evidence);
}

/** What hides the needs of one of the images. A tool for developers is told apart all the same: no start names one by chance. */
function blindOf(rows: readonly ImageNeed[], needs: WorkspaceNeeds): string | null {
  for (const { image, verdict } of rows) {
    const blind = verdict === 'dev' ? null : (needs.of(image)?.blind ?? null);
    if (blind !== null) return blind;
  }
  return null;
}

/** At least one row for each image; what is told comes in the order of the images. */
function rowsOf(images: readonly string[], told: ReturnType<WorkspaceNeeds['at']>, at: Place): readonly ImageNeed[] {
  const rows: ImageNeed[] = [];
  let next = 0;
  for (const image of images) {
    if (told[next]?.image !== image) rows.push(untold(image, at));
    for (let one = told[next]; one?.image === image; one = told[++next]) rows.push(rowOf(image, one.need));
  }
  return rows;
}

const NOT_NEEDED: ReadonlySet<Verdict> = new Set(['unused', 'redundant', 'unknown']);

/** The images that need the line, as blockers. */
export function neededHits(needs: Answer<readonly ImageNeed[]>): Hits {
  const needed = needs.value.filter(({ verdict }) => !NOT_NEEDED.has(verdict));
  const hits = needed.map(({ reason, at, image }): Hit => ({ text: reason, at, image }));
  if (!needs.complete) return incomplete(hits, needs.because);
  if (needs.assumed) return assumed(hits, needs.because);
  return known(hits, hits.length === 0 ? 'no image that installs it needs it' : `${hits.length} of the images that install it need it`);
}

/** Another line asks the same images for it and stays for the sake of others: without this one a version of its own is lost, and nothing is freed. */
export function askedBeside({ name, at }: Line, images: readonly string[], needs: WorkspaceNeeds): readonly Hit[] {
  const others = (stayingLines(needs).get(name) ?? []).filter((one) => !isSamePlace(one, at));
  if (others.length === 0) return [];
  const found = new Map<Place, Hit>();
  for (const image of images) {
    for (const { asked } of needs.of(image)?.needs ?? []) {
      const other = asked.name === name && asked.applies !== 'no' ? others.find((one) => isSamePlace(one, asked.at)) : undefined;
      if (other && !found.has(other)) found.set(other, { text: `${placeText(other)} asks for it as well, and stays for others`, at: asked.at, image });
    }
  }
  return [...found.values()];
}

const staying = new WeakMap<WorkspaceNeeds, ReadonlyMap<string, readonly Place[]>>();

/** The places of lines that some image needs, or may need, by the distribution that they ask for. */
function stayingLines(needs: WorkspaceNeeds): ReadonlyMap<string, readonly Place[]> {
  const before = staying.get(needs);
  if (before) return before;
  const found = new Map<string, Place[]>();
  for (const { needs: own } of needs.images) {
    for (const { asked: { name, at }, verdict } of own) {
      if (verdict === 'unused') continue;
      const places = found.get(name) ?? [];
      found.set(name, places);
      if (!places.some((one) => isSamePlace(one, at))) places.push(at);
    }
  }
  staying.set(needs, found);
  return found;
}

function isSamePlace(one: Place, other: Place): boolean {
  return one === other || (one.line === other.line && one.path === other.path);
}

function untold(image: string, at: Place): ImageNeed {
  return { image, verdict: 'unknown', reason: 'what the image needs cannot be told', applies: 'unknown', at };
}

function rowOf(image: string, { asked, verdict, reason, evidence }: Need): ImageNeed {
  const proof = evidence.find(({ path }) => path !== null);
  const at = proof?.path ? { path: proof.path, line: proof.line ?? 1 } : asked.at;
  return { image, verdict, reason, applies: asked.applies, at };
}

/** Images of one code say the same: each row once. */
function unique(told: readonly { readonly need: Need }[]): readonly Evidence[] {
  const found: Evidence[] = [];
  const seen = new Set<Evidence>();
  const byText = new Map<string, Map<string | null, Evidence[]>>();
  for (const { need } of told) {
    for (const one of need.evidence) {
      if (seen.has(one)) continue;
      seen.add(one);
      const byPath = byText.get(one.text) ?? new Map<string | null, Evidence[]>();
      byText.set(one.text, byPath);
      const same = byPath.get(one.path) ?? [];
      byPath.set(one.path, same);
      if (same.some(({ kind, line }) => kind === one.kind && line === one.line)) continue;
      same.push(one);
      found.push(one);
    }
  }
  return found;
}
