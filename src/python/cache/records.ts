import type { Guard, Import, Named } from '../source.js';
import type { Problem } from '../scan/cutter.js';
import type { PythonUses } from '../scan/scan.js';

/**
 * What many files import and use, as numbers over one list of texts: quick to hand to another thread and to write down.
 * A record is [texts, imports, symbols, main, problems], the numbers of its texts, then what are numbers themselves.
 */
export interface Records {
  readonly numbers: Int32Array<ArrayBuffer>;
  /** Text 0 stands for null. */
  readonly texts: readonly string[];
}

/** Records that still grow. */
export interface Recorder {
  /** Adds what a file imports and uses; gives the place of its record. */
  add(uses: PythonUses): number;
  /** Adds a record of others. */
  copy(from: Records, at: number): number;
  done(): Records;
}

const HEAD = 5;
const BY: readonly Import['by'][] = ['statement', 'dynamic', 'probe'];
const NO_GUARDS: readonly Guard[] = [];

export function createRecorder(): Recorder {
  let numbers = new Int32Array(1 << 16);
  let end = 0;
  const texts: string[] = [''];
  const known = new Map<string, number>();
  /** By list of texts, where each of them stands here. */
  const moved = new WeakMap<readonly string[], Int32Array>();

  function room(size: number): void {
    if (end + size <= numbers.length) return;
    const larger = new Int32Array(Math.max(numbers.length * 2, end + size));
    larger.set(numbers);
    numbers = larger;
  }
  function textNumber(text: string): number {
    const found = known.get(text);
    if (found !== undefined) return found;
    known.set(text, texts.length);
    return texts.push(text) - 1;
  }
  function put(text: string | null): void {
    numbers[end++] = text === null ? 0 : textNumber(text);
  }
  function add({ imports, symbols, main, problems }: PythonUses): number {
    const at = end;
    room(HEAD + imports.length * 6 + (symbols.length + problems.length) * 2);
    numbers[end++] = imports.length * 4 + symbols.length + problems.length;
    numbers[end++] = imports.length;
    numbers[end++] = symbols.length;
    numbers[end++] = main ?? 0;
    numbers[end++] = problems.length;
    for (const { module, name, as, guards } of imports) {
      put(module);
      put(name);
      put(as);
      put(guards.length === 0 ? null : JSON.stringify(guards));
    }
    for (const { name } of symbols) put(name);
    for (const { reason } of problems) put(reason);
    for (const { level, by, line } of imports) {
      numbers[end++] = level * BY.length + BY.indexOf(by);
      numbers[end++] = line;
    }
    for (const { line } of symbols) numbers[end++] = line;
    for (const { line } of problems) numbers[end++] = line;
    return at;
  }
  function copy(from: Records, start: number): number {
    let there = moved.get(from.texts);
    if (there === undefined) moved.set(from.texts, (there = new Int32Array(from.texts.length)));
    const at = end;
    const size = sizeOf(from, start);
    room(size);
    numbers.set(from.numbers.subarray(start, start + size), at);
    for (let index = at + HEAD, last = index + (numbers[at] as number); index < last; index++) {
      const text = numbers[index] as number;
      if (text !== 0) numbers[index] = there[text] ||= textNumber(from.texts[text] as string);
    }
    end += size;
    return at;
  }
  return { add, copy, done: () => ({ numbers: numbers.slice(0, end), texts }) };
}

function sizeOf({ numbers }: Records, at: number): number {
  return HEAD + (numbers[at] as number) + (numbers[at + 1] as number) * 2 + (numbers[at + 2] as number) + (numbers[at + 4] as number);
}

/** What the record at `at` says; objects are made of it when they are asked for. */
export function usesAt(records: Records, at: number): PythonUses {
  const { numbers, texts } = records;
  const imports = numbers[at + 1] as number;
  const symbols = numbers[at + 2] as number;
  const main = numbers[at + 3] as number;
  const firstSymbol = at + HEAD + imports * 4;
  const lines = at + HEAD + (numbers[at] as number);
  // Plain loops: Array.from takes several times as long, and whole trees are decoded.
  return {
    get imports() {
      const found: Import[] = [];
      for (let index = 0; index < imports; index++) found.push(importAt(records, at + HEAD + index * 4, lines + index * 2));
      return found;
    },
    get symbols() {
      const found: Named[] = [];
      const line = lines + imports * 2;
      for (let index = 0; index < symbols; index++) found.push({ name: texts[numbers[firstSymbol + index] as number] as string, line: numbers[line + index] as number });
      return found;
    },
    main: main === 0 ? null : main,
    get problems() {
      const found: Problem[] = [];
      const line = lines + imports * 2 + symbols;
      for (let index = 0, last = numbers[at + 4] as number; index < last; index++) {
        found.push({ line: numbers[line + index] as number, reason: texts[numbers[firstSymbol + symbols + index] as number] as string });
      }
      return found;
    },
  };
}

function importAt({ numbers, texts }: Records, at: number, rest: number): Import {
  const packed = numbers[rest] as number;
  const [name, as, guards] = [numbers[at + 1] as number, numbers[at + 2] as number, numbers[at + 3] as number];
  return {
    module: texts[numbers[at] as number] as string, level: Math.floor(packed / BY.length), name: name === 0 ? null : (texts[name] as string),
    as: as === 0 ? null : (texts[as] as string), line: numbers[rest + 1] as number, by: BY[packed % BY.length] as Import['by'],
    guards: guards === 0 ? NO_GUARDS : guardsFrom(texts[guards] as string),
  };
}

const parsed = new Map<string, readonly Guard[]>();

function guardsFrom(text: string): readonly Guard[] {
  const known = parsed.get(text);
  if (known !== undefined) return known;
  if (parsed.size > 10_000) parsed.clear();
  const guards = JSON.parse(text) as readonly Guard[];
  parsed.set(text, guards);
  return guards;
}
