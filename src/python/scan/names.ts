/**
 * Names as numbers: every spelling of a name gets one number for the life of the process, so that the scanner compares
 * numbers and makes each text once. Text is NFKC, as Python compares names (Language Reference 2.3).
 */

/** Words that the scanner knows. Statement words come first, then what else no name may be, then plain names. */
export const WORD = {
  import: 1, from: 2, if: 3, elif: 4, else: 5, try: 6, except: 7, finally: 8, def: 9, class: 10, with: 11, for: 12, while: 13,
  async: 14, global: 15, raise: 16, return: 17, assert: 18, del: 19, pass: 20, break: 21, continue: 22,
  and: 23, or: 24, not: 25, in: 26, is: 27, lambda: 28, yield: 29, await: 30, as: 31, None: 32, True: 33, False: 34,
  case: 35, cimport: 36, lazy: 37, cdef: 38, cpdef: 39, nonlocal: 40, TYPE_CHECKING: 41, ImportError: 42, ModuleNotFoundError: 43,
  Exception: 44, BaseException: 45, suppress: 46, ownName: 47, packagePath: 48, version_info: 49, platform: 50, import_module: 51,
  importFunction: 52, exec: 53, eval: 54, spec_from_file_location: 55, SourceFileLoader: 56, run_path: 57, load_source: 58,
  sys: 59, exit: 60, quit: 61, PY2: 62, PY3: 63, os: 64, name: 65, ownPackage: 66,
} as const;

/** Words whose key is not how they are spelled. */
const SPELLING: Readonly<Record<string, string>> = { ownName: '__name__', packagePath: '__path__', importFunction: '__import__', ownPackage: '__package__' };

/** The last word that begins a statement and nothing else, but `else`, `for`, `if` and `async`, which stand in expressions too. */
export const LAST_STATEMENT_WORD = WORD.continue;
/** The last word that no name may be. */
export const LAST_RESERVED_WORD = WORD.False;

const MOST_NAMES = 400_000;
const MOST_PROBES = 64;

let table = new Int32Array(1 << 15);
let hashes = new Int32Array(1 << 14);
let starts = new Int32Array(1 << 14);
let ends = new Int32Array(1 << 14);
/** The number of the same name in its normal form. */
let normal = new Int32Array(1 << 14);
let letters = new Uint8Array(1 << 18);
let lettersEnd = 0;
let count = 0;
let texts: (string | null)[] = [];
/** Names whose place in the table is crowded, which only happens on purpose. */
let crowded = new Map<string, number>();

/** Gives plain `Uint8Array`s, as files are: code that meets a Buffer too is compiled for both, and slower. */
const encoder = new TextEncoder();

reset();

/** How many numbers there are; they begin at 1. */
export function nameCount(): number {
  return count;
}

/** Forgets all names when there are too many. Numbers must not be kept over a call. True: it did. */
export function trimNames(): boolean {
  if (count < MOST_NAMES && lettersEnd < MOST_NAMES * 32) return false;
  reset();
  return true;
}

/** The number of the name at `start`; `hash` as `hashOf` computes it. */
export function intern(bytes: Uint8Array, start: number, end: number, hash: number): number {
  const mask = table.length - 1;
  let slot = (hash ^ (hash >>> 15)) & mask;
  for (let probes = 0; probes < MOST_PROBES; probes++) {
    const id = table[slot] as number;
    if (id === 0) return add(bytes, start, end, hash, slot);
    if (hashes[id] === hash && same(bytes, start, end, id)) return normal[id] as number;
    slot = (slot + 1) & mask;
  }
  return internCrowded(bytes, start, end);
}

/** FNV-1a, as the tokenizer computes it along the way. */
export function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0;
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ (bytes[at] as number), 0x01000193);
  return hash;
}

export function internText(text: string): number {
  const bytes = encoder.encode(text);
  return intern(bytes, 0, bytes.length, hashOf(bytes, 0, bytes.length));
}

export function nameText(id: number): string {
  const known = texts[id];
  if (known !== null && known !== undefined) return known;
  const text = Buffer.from(letters.buffer, letters.byteOffset + (starts[id] as number), (ends[id] as number) - (starts[id] as number)).toString();
  texts[id] = text;
  return text;
}

function reset(): void {
  table = new Int32Array(1 << 15);
  hashes = new Int32Array(1 << 14);
  starts = new Int32Array(1 << 14);
  ends = new Int32Array(1 << 14);
  normal = new Int32Array(1 << 14);
  letters = new Uint8Array(1 << 18);
  lettersEnd = 0;
  count = 0;
  texts = [];
  crowded = new Map();
  for (const word of Object.keys(WORD)) internText(SPELLING[word] ?? word);
}

function same(bytes: Uint8Array, start: number, end: number, id: number): boolean {
  let at = starts[id] as number;
  if ((ends[id] as number) - at !== end - start) return false;
  for (let from = start; from < end; from++, at++) if (bytes[from] !== letters[at]) return false;
  return true;
}

function add(bytes: Uint8Array, start: number, end: number, hash: number, slot: number): number {
  const id = store(bytes, start, end, hash);
  table[slot] = id;
  if (count * 2 > table.length) rehash();
  normal[id] = normalNumber(bytes, start, end, id);
  return normal[id] as number;
}

/** Python normalises what is not ASCII: `ﬁ` is `fi`. */
function normalNumber(bytes: Uint8Array, start: number, end: number, id: number): number {
  let high = 0;
  for (let at = start; at < end; at++) high |= bytes[at] as number;
  if (high < 128) return id;
  const text = Buffer.from(bytes.subarray(start, end)).toString();
  const normalised = text.normalize('NFKC');
  return normalised === text ? id : internText(normalised);
}

function store(bytes: Uint8Array, start: number, end: number, hash: number): number {
  const length = end - start;
  const id = ++count;
  if (id + 1 >= hashes.length) growNumbers();
  if (lettersEnd + length > letters.length) letters = copied(new Uint8Array(Math.max(letters.length * 2, lettersEnd + length)), letters);
  letters.set(bytes.subarray(start, end), lettersEnd);
  hashes[id] = hash;
  starts[id] = lettersEnd;
  lettersEnd += length;
  ends[id] = lettersEnd;
  texts[id] = null;
  return id;
}

function growNumbers(): void {
  const size = hashes.length * 2;
  hashes = copied(new Int32Array(size), hashes);
  starts = copied(new Int32Array(size), starts);
  ends = copied(new Int32Array(size), ends);
  normal = copied(new Int32Array(size), normal);
}

function rehash(): void {
  const mask = table.length * 4 - 1;
  table = new Int32Array(mask + 1);
  for (let id = 1; id <= count; id++) {
    const hash = hashes[id] as number;
    let slot = (hash ^ (hash >>> 15)) & mask;
    while (table[slot] !== 0) slot = (slot + 1) & mask;
    table[slot] = id;
  }
}

function internCrowded(bytes: Uint8Array, start: number, end: number): number {
  const text = Buffer.from(bytes.subarray(start, end)).toString().normalize('NFKC');
  const known = crowded.get(text);
  if (known !== undefined) return known;
  const id = store(bytes, start, end, 0);
  normal[id] = id;
  texts[id] = text;
  crowded.set(text, id);
  return id;
}

function copied<T extends Int32Array | Uint8Array>(target: T, source: T): T {
  target.set(source);
  return target;
}
