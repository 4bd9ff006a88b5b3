import { assumed, incomplete, known as whole, row, type Evidence, type Place } from '#answer/answer.js';
import { ask, unheard } from '#answer/ledger.js';
import type { Snapshot } from '#files/snapshot.js';
import { imageFiles } from '#image/files/files.js';
import { mountsOf } from '#image/files/mounts.js';
import type { ImageModel } from '#image/image.js';
import { runFactsOf } from '#image/run/run-facts.js';
import { spacyModelSize } from '#knowledge/model-sizes.js';
import { imagePurposes, isShipped } from '#rule/image-purposes.js';
import { workspaceImages } from '#services/workspace-images.js';
import { baseName } from '#text/paths.js';
import { shortenLines } from '#text/shorten.js';
import { scriptFetches } from './script-fetches.js';
import type { ModelWeights } from './types.js';
import { isWeights, weightOf } from './weight-files.js';

/** Below this (in bytes) a model is nothing to speak of. */
const WORTH_A_WORD = 50_000_000;

/** What of the table of fetches is no model, or a small one. */
const NO_WEIGHTS: ReadonlySet<string> = new Set(['playwright', 'tiktoken', 'flashinfer', 'nltk']);

const seen = new WeakMap<Snapshot, readonly ModelWeights[]>();

/** Weights of models that images of production hold, each layer once. */
export function modelWeights(snapshot: Snapshot): readonly ModelWeights[] {
  const cached = seen.get(snapshot);
  if (cached) return cached;
  const purposes = imagePurposes(snapshot);
  const found = new Map<string, ModelWeights>();
  for (const image of workspaceImages(snapshot).images) {
    if (!isShipped(purposes.get(image.build.id)?.kind)) continue;
    for (const one of unheard(() => [...fetchedIn(snapshot, image), ...copiedInto(snapshot, image)])) {
      const key = `${one.at.path}:${one.at.line}`;
      if (!found.has(key)) found.set(key, one);
    }
  }
  const all = [...found.values()];
  seen.set(snapshot, all);
  return all;
}

function fetchedIn(snapshot: Snapshot, image: ImageModel): readonly ModelWeights[] {
  const { dockerfile: { document, stages }, needed } = image;
  return [...needed].flatMap((stage) =>
    (stages[stage]?.stage.instructions ?? []).flatMap((instruction, at): readonly ModelWeights[] => {
      // What goes into a mount stays in no layer.
      if (instruction.keyword !== 'RUN' || mountsOf(instruction).some(({ type, target }) => type === 'cache' && !/pip|uv|apt|poetry/.test(target ?? ''))) return [];
      const facts = runFactsOf(document, stages, stage, at);
      if (!facts.ok) return [];
      const place = { path: document.path, line: instruction.lines.first };
      const direct = facts.value.models.filter(({ by, runs }) => !NO_WEIGHTS.has(by) && runs.kind !== 'never');
      const own = direct.flatMap(({ by, text, source, line }) => fetched(by, text, { path: document.path, line }, [row('catalogue', `${by} fetches it there (${source})`)]) ?? []);
      const scripts = scriptFetches(snapshot, image, stage, at, instruction).flatMap(({ by, text, from }) => fetched(by, text, place, [row('source', `fetches with ${by}`, from)]) ?? []);
      return own.length > 0 ? own : scripts;
    }),
  );
}

function fetched(by: string, text: string, at: Place, evidence: readonly Evidence[]): ModelWeights | null {
  const pipeline = by === 'spacy' ? /\bspacy\s+download\s+(?:-\S+\s+)*([a-z]\w+)/.exec(text)?.[1] : undefined;
  const told = pipeline === undefined ? null : spacyModelSize(pipeline);
  if (told !== null && told.value !== null && told.value < WORTH_A_WORD) return null;
  const bytes = told?.value ?? null;
  const rows = [row('source', 'fetches a model into the layer', at), ...evidence, ...(told?.evidence.filter(({ kind }) => kind === 'catalogue') ?? [])];
  // What a repository holds as a plain file is no large model.
  if (by === 'download' && /raw\.githubusercontent\.com/.test(text)) return null;
  return { at, how: 'fetched', what: shortenLines(text), by: by === 'download' ? null : by, size: bytes === null ? null : megabytes(bytes), proof: () => ask(bytes === null ? incomplete(null, 'what it weighs is not on record', rows) : assumed(bytes, 'other versions of the model are taken to weigh the same', rows)) };
}

function copiedInto(snapshot: Snapshot, image: ImageModel): readonly ModelWeights[] {
  const byPlace = new Map<string, { at: Place; files: { path: string; bytes: number }[] }>();
  for (const { origin, by } of imageFiles(image).files) {
    if (!isWeights(origin)) continue;
    const bytes = weightOf(snapshot, origin);
    if (bytes === null || bytes < 1_000_000) continue;
    const group = byPlace.get(`${by.path}:${by.line}`) ?? { at: by, files: [] };
    byPlace.set(`${by.path}:${by.line}`, group);
    group.files.push({ path: origin, bytes });
  }
  return [...byPlace.values()].flatMap(({ at, files }) => {
    const bytes = files.reduce((sum, one) => sum + one.bytes, 0);
    if (bytes < WORTH_A_WORD) return [];
    const sorted = files.toSorted((a, b) => b.bytes - a.bytes);
    const names = sorted.slice(0, 3).map(({ path }) => baseName(path));
    const rows = sorted.slice(0, 6).map((one) => row('source', megabytes(one.bytes), { path: one.path, line: 1 }));
    return [{ at, how: 'copied' as const, by: null, what: files.length > 3 ? `${names.join(', ')} and ${files.length - 3} more` : names.join(', '), size: megabytes(bytes), proof: () => ask(whole(bytes, 'their sizes are those of the files', rows)) }];
  });
}

function megabytes(bytes: number): string {
  return bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : `${Math.round(bytes / 1e6)} MB`;
}
