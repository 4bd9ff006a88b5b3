import { type Read, unreadable, read } from '#text/read.js';
import type { Argument, Call, Guard, Import, Named, PythonSource, SearchPath } from '../source.js';

/**
 * What some files say, for another thread: texts, and numbers, which name texts or are lines and counts. A text is told once in a
 * conversation, however many files hold it. Fields of objects are packed in the order in which they are written where they are
 * made, and so worked out again.
 */
export interface Packed {
  /** By file two numbers: its place among the paths, and where it begins among `numbers`. */
  readonly places: readonly number[];
  /** Those that were not told before; they go on counting. */
  readonly texts: readonly string[];
  readonly numbers: Int32Array;
}

export interface Packer {
  add(place: number, source: Read<PythonSource>): void;
  /** All since it was last asked for. */
  packed(): Packed;
}

export interface Unpacker {
  /** Takes what was packed, in the order of the packer; nothing is made of it. */
  add(packed: Packed): void;
  /** What the file at a place says, once; null where nothing came of it. */
  take(place: number): Read<PythonSource> | null;
}

/** A number for what may be absent: 0, else one more than the number itself. */
const ABSENT = 0;

const BY: readonly Import['by'][] = ['statement', 'dynamic', 'probe'];
const PLACES: readonly SearchPath['place'][] = ['first', 'last'];

/** What an argument is, in bits: given by its position, a literal text, one whose beginning alone is known. */
const [POSITION, TEXT, START] = [1, 2, 4];

export function createPacker(): Packer {
  const known = new Map<string, number>();
  let texts: string[] = [];
  let numbers: number[] = [];
  let places: number[] = [];

  function textOf(text: string): number {
    const before = known.get(text);
    if (before !== undefined) return before;
    texts.push(text);
    known.set(text, known.size);
    return known.size - 1;
  }
  function optional(text: string | null | undefined): number {
    return text === null || text === undefined ? ABSENT : textOf(text) + 1;
  }
  function putNamed(all: readonly Named[]): void {
    numbers.push(all.length);
    for (const { name, line } of all) numbers.push(textOf(name), line);
  }
  function put({ imports, symbols, attributes, strings, calls, searchPaths, main, problems }: PythonSource): void {
    numbers.push(imports.length);
    for (const { module, level, name, as, line, by, guards } of imports) {
      numbers.push(textOf(module), level, optional(name), optional(as), line, BY.indexOf(by), optional(guards.length === 0 ? null : JSON.stringify(guards)));
    }
    putNamed(symbols);
    putNamed(attributes);
    putNamed(strings);
    numbers.push(searchPaths.length);
    for (const { line, place, folder, written } of searchPaths) numbers.push(line, PLACES.indexOf(place), optional(folder), textOf(written));
    numbers.push(main === null ? ABSENT : main + 1, problems.length);
    for (const { line, reason } of problems) numbers.push(line, textOf(reason));
    // The last: they are not read along with the rest.
    numbers.push(calls.length);
    for (const call of calls) {
      numbers.push(textOf(call.name), call.line, call.arguments.length);
      for (const { name, value, text, start, line } of call.arguments) {
        const kind = (typeof name === 'number' ? POSITION : 0) + (text ? TEXT : 0) + (start === undefined ? 0 : START);
        numbers.push(kind, typeof name === 'number' ? name : textOf(name), optional(value));
        if (start !== undefined) numbers.push(textOf(start));
        numbers.push(line);
      }
    }
  }
  return {
    add(place, source) {
      places.push(place, numbers.length);
      numbers.push(optional(source.ok ? null : source.reason));
      if (source.ok) put(source.value);
      else numbers.push(source.line === undefined ? ABSENT : source.line + 1);
    },
    packed() {
      const all = { places, texts, numbers: Int32Array.from(numbers) };
      [places, texts, numbers] = [[], [], []];
      return all;
    },
  };
}

export function createUnpacker(): Unpacker {
  const texts: string[] = [];
  const arrived = new Map<number, { readonly numbers: Int32Array; readonly at: number }>();
  return {
    add({ places, texts: added, numbers }) {
      for (const text of added) texts.push(text);
      for (let index = 0; index < places.length; index += 2) arrived.set(places[index] as number, { numbers, at: places[index + 1] as number });
    },
    take(place) {
      const found = arrived.get(place);
      arrived.delete(place);
      return found === undefined ? null : unpacked(texts, found.numbers, found.at);
    },
  };
}

function unpacked(texts: readonly string[], numbers: Int32Array, from: number): Read<PythonSource> {
  let at = from;
  const next = (): number => numbers[at++] as number;
  const text = (): string => texts[next()] as string;
  function optional(): string | null {
    const place = next();
    return place === ABSENT ? null : (texts[place - 1] as string);
  }
  function optionalNumber(): number | null {
    const number = next();
    return number === ABSENT ? null : number - 1;
  }
  function all<T>(make: () => T): T[] {
    const count = next();
    const made: T[] = [];
    for (let index = 0; index < count; index++) made.push(make());
    // As long as it is: what grew by `push` keeps room for 16 more, and most calls have one argument.
    return made.slice();
  }
  const named = (): Named => ({ name: text(), line: next() });
  function imported(): Import {
    return { module: text(), level: next(), name: optional(), as: optional(), line: next(), by: BY[next()] as Import['by'], guards: guardsOf(optional()) };
  }
  function argument(): Argument {
    const kind = next();
    const name = kind & POSITION ? next() : text();
    const value = optional();
    const isText = (kind & TEXT) !== 0;
    return kind & START ? { name, value, text: isText, start: text(), line: next() } : { name, value, text: isText, line: next() };
  }
  const reason = optional();
  if (reason !== null) return unreadable(reason, optionalNumber() ?? undefined);
  const [imports, symbols, attributes, strings] = [all(imported), all(named), all(named), all(named)];
  const searchPaths = all((): SearchPath => ({ line: next(), place: PLACES[next()] as SearchPath['place'], folder: optional(), written: text() }));
  const main = optionalNumber();
  const problems = all(() => ({ line: next(), reason: text() }));
  const callsAt = at;
  return read({
    imports, symbols, attributes, strings,
    // Three quarters of all that files say, and who asks for them keeps what few matter: made when they are asked for.
    get calls() {
      at = callsAt;
      return all((): Call => ({ name: text(), line: next(), arguments: all(argument) }));
    },
    searchPaths, main, problems,
  });
}

const NO_GUARDS: readonly Guard[] = [];

function guardsOf(written: string | null): readonly Guard[] {
  return written === null ? NO_GUARDS : (JSON.parse(written) as readonly Guard[]);
}
