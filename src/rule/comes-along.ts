import { unheard } from '#answer/ledger.js';
import { projectAt, requirementsAt, type Snapshot } from '#files/snapshot.js';
import { categoryOf } from '#knowledge/categories.js';
import { bundledEdges } from '#knowledge/edges.js';
import type { ImageNeeds } from '#needs/types.js';
import { normalizeName } from '#pep/name.js';
import type { Requirement } from './requirement.js';

/**
 * Whether something that stays brings a tool along in any case, so that moving its line frees nothing: a library that the images
 * ask for requires it (`datamodel-code-generator` requires `black`), or the compiled file says so (`# via basicsr`).
 */
export function comesAlong(snapshot: Snapshot, { name, file }: Requirement, images: readonly ImageNeeds[]): boolean {
  return unheard(() => images.some(({ needs }) => needs.some(({ asked, verdict }) => verdict !== 'dev' && verdict !== 'unused' && requires(asked.name, name))) || file.compiledTo.some(({ path }) => viaAnother(snapshot, path, name, nameOf(snapshot, file.path))));
}

function requires(library: string, name: string): boolean {
  return library !== name && bundledEdges(library).value?.requires.some((edge) => edge.name === name && edge.marker === null) === true;
}

/** What the project of a file is called: a list that is compiled from it names it as what asks. */
function nameOf(snapshot: Snapshot, path: string): string | null {
  const name = projectAt(snapshot, path)?.project.name?.text;
  return name === undefined ? null : normalizeName(name);
}

/** The names in the `# via` lines of a compiled file that are no tools themselves. */
function viaAnother(snapshot: Snapshot, path: string, name: string, own: string | null): boolean {
  const document = requirementsAt(snapshot, path);
  const entry = document?.entries.find((one) => one.kind === 'requirement' && one.name === name);
  const span = entry?.via ?? entry?.comment;
  if (!document || !span) return false;
  const words = document.text.slice(span.start, span.end).replace(/-[rc]\s+\S+/g, ' ').split(/[\s#,]+/);
  const parents = words.filter((word) => /^[A-Za-z][\w.-]*$/.test(word) && word !== 'via').map(normalizeName);
  return parents.some((parent) => parent !== own && categoryOf(parent).value?.startsWith('dev-') !== true);
}

type Standing = 'sure' | 'doubted' | 'needed';

const STANDINGS: readonly Standing[] = ['sure', 'doubted', 'needed'];
/** Plugins of plugins; what is further away is told less surely than it is, by name. */
const MOST_STEPS = 4;

/**
 * Lines that others of the same file bring along, no surer than those: as long as `pytest-asyncio` stays, moving `pytest` frees
 * nothing and leaves its version to chance.
 */
export function noSurerThanWhatBrings<T extends { readonly line: Requirement; readonly standing: Standing }>(lines: readonly T[]): readonly T[] {
  let found = lines;
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const doubted = found.filter(({ standing }) => standing !== 'sure');
    found = found.map((one) => {
      const held = doubted.filter((other) => unheard(() => requires(other.line.name, one.line.name)));
      const standing = STANDINGS.findLast((least) => least === one.standing || held.some((other) => other.standing === least)) ?? one.standing;
      return standing === one.standing ? one : { ...one, standing };
    });
  }
  return found;
}
