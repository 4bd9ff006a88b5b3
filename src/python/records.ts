import { type Read, unreadable, read } from '#text/read.js';
import type { Argument, Call, Guard, Import, Named, PythonSource, SearchPath } from './source.js';

/**
 * What Python files say, as bytes over one list of texts: small to keep, quick to hand to another thread and to write down. A
 * record is two lengths (bytes), then the numbers of its texts, then what are numbers themselves; each number is in LEB128 (seven
 * bits a byte, the lowest first, the eighth bit where more follow). Fields are written in the order in which they are read again.
 */
export interface Records {
  readonly bytes: Uint8Array;
  /** Text 0 stands for one that is absent. */
  readonly texts: readonly string[];
}

/** Records that still grow; each is named by where it begins. */
export interface Recorder {
  add(source: Read<PythonSource>): number;
  /** Adds a record of others. */
  copy(from: Records, at: number): number;
  /** All so far; good until another is added. */
  records(): Records;
  /** How much that is: bytes of records and letters of texts. */
  size(): number;
  /** What came since it was last asked for: its records begin at 0 again, its texts go on counting. */
  take(): Records;
}

const BY: readonly Import['by'][] = ['statement', 'dynamic', 'probe'];
const PLACES: readonly SearchPath['place'][] = ['first', 'last'];

/** What an argument is, in bits: given by its position, a literal text, one whose beginning alone is known. */
const [POSITION, TEXT, START] = [1, 2, 4];

export function createRecorder(): Recorder {
  const known = new Map<string, number>();
  const all = createNumbers();
  const [ofTexts, ofNumbers] = [createNumbers(), createNumbers()];
  /** By list of texts, where each of them stands here. */
  const moved = new WeakMap<readonly string[], number[]>();
  let texts: string[] = [''];
  let letters = 0;

  function textNumber(text: string): number {
    const before = known.get(text);
    if (before !== undefined) return before;
    texts.push(text);
    letters += text.length;
    known.set(text, known.size + 1);
    return known.size;
  }
  const number = ofNumbers.put;
  function optionalNumber(value: number | null | undefined): void {
    number(value === null || value === undefined ? 0 : value + 1);
  }
  function text(value: string | null): void {
    ofTexts.put(value === null ? 0 : textNumber(value));
  }
  function named(those: readonly Named[]): void {
    number(those.length);
    for (const { name, line } of those) {
      text(name);
      number(line);
    }
  }
  function put({ imports, symbols, attributes, strings, calls, searchPaths, main, problems }: PythonSource): void {
    number(imports.length);
    for (const { module, level, name, as, line, by, guards } of imports) {
      text(module);
      text(name);
      text(as);
      text(guards.length === 0 ? null : JSON.stringify(guards));
      number(level);
      number(line);
      number(BY.indexOf(by));
    }
    named(symbols);
    named(attributes);
    named(strings);
    number(searchPaths.length);
    for (const { line, place, folder, written } of searchPaths) {
      number(line);
      number(PLACES.indexOf(place));
      text(folder);
      text(written);
    }
    optionalNumber(main);
    number(problems.length);
    for (const { line, reason } of problems) {
      number(line);
      text(reason);
    }
    // The last: they are not read along with the rest.
    number(calls.length);
    for (const call of calls) {
      text(call.name);
      number(call.line);
      number(call.arguments.length);
      for (const { name, value, text: isText, start, line } of call.arguments) {
        number((typeof name === 'number' ? POSITION : 0) + (isText ? TEXT : 0) + (start === undefined ? 0 : START));
        if (typeof name === 'number') number(name);
        else text(name);
        text(value);
        if (start !== undefined) text(start);
        number(line);
      }
    }
  }
  function close(): number {
    const at = all.size();
    all.put(ofTexts.size());
    all.put(ofNumbers.size());
    all.append(ofTexts.taken());
    all.append(ofNumbers.taken());
    return at;
  }
  function add(source: Read<PythonSource>): number {
    text(source.ok ? null : source.reason);
    if (source.ok) put(source.value);
    else optionalNumber(source.line);
    return close();
  }
  function copy(from: Records, at: number): number {
    const there = moved.get(from.texts) ?? [];
    moved.set(from.texts, there);
    const { names, numbers, end } = sections(from.bytes, at);
    for (const next = reader(from.bytes, names); next.at() < numbers; ) {
      const place = next.number();
      ofTexts.put(place === 0 ? 0 : (there[place] ??= textNumber(from.texts[place] as string)));
    }
    ofNumbers.append(from.bytes.subarray(numbers, end));
    return close();
  }
  function take(): Records {
    const taken = { bytes: all.taken().slice(), texts };
    texts = [];
    letters = 0;
    return taken;
  }
  return { add, copy, records: () => ({ bytes: all.bytes(), texts }), size: () => all.size() + letters, take };
}

/** Bytes that grow. */
function createNumbers() {
  let bytes = new Uint8Array(1 << 12);
  let end = 0;
  function room(more: number): void {
    if (end + more <= bytes.length) return;
    const larger = new Uint8Array(Math.max(bytes.length * 2, end + more));
    larger.set(bytes);
    bytes = larger;
  }
  return {
    size: () => end,
    bytes: () => bytes.subarray(0, end),
    put(number: number): void {
      room(5);
      let left = number;
      for (; left > 127; left >>>= 7) bytes[end++] = (left & 127) | 128;
      bytes[end++] = left;
    },
    append(more: Uint8Array): void {
      room(more.length);
      bytes.set(more, end);
      end += more.length;
    },
    /** All of them, good until the next is put: then they begin anew. */
    taken(): Uint8Array {
      const taken = bytes.subarray(0, end);
      end = 0;
      return taken;
    },
  };
}

/** Reads numbers from a place on. */
function reader(bytes: Uint8Array, from: number) {
  let at = from;
  return {
    at: () => at,
    number(): number {
      let byte = bytes[at++] as number;
      if (byte < 128) return byte;
      let number = byte & 127;
      for (let shift = 7; byte >= 128; shift += 7) {
        byte = bytes[at++] as number;
        number |= (byte & 127) << shift;
      }
      return number;
    },
  };
}

/** Where the parts of a record begin, and where it ends. */
function sections(bytes: Uint8Array, at: number): { readonly names: number; readonly numbers: number; readonly end: number } {
  const head = reader(bytes, at);
  const [ofTexts, ofNumbers] = [head.number(), head.number()];
  const names = head.at();
  return { names, numbers: names + ofTexts, end: names + ofTexts + ofNumbers };
}

/** What the record that begins at `at` says. */
export function sourceAt({ bytes, texts }: Records, at: number): Read<PythonSource> {
  const places = sections(bytes, at);
  const { all, number, optionalNumber, text, optional, named, where } = fields(texts, bytes, places.names, places.numbers);
  const reason = optional();
  if (reason !== null) return unreadable(reason, optionalNumber() ?? undefined);
  const imports = all((): Import => {
    const [module, name, as, guards] = [text(), optional(), optional(), optional()];
    return { module, level: number(), name, as, line: number(), by: BY[number()] as Import['by'], guards: guardsOf(guards) };
  });
  const [symbols, attributes, strings] = [all(named), all(named), all(named)];
  const searchPaths = all((): SearchPath => ({ line: number(), place: PLACES[number()] as SearchPath['place'], folder: optional(), written: text() }));
  const main = optionalNumber();
  const problems = all(() => ({ line: number(), reason: text() }));
  const [callNames, callNumbers] = where();
  return read({
    imports, symbols, attributes, strings,
    // Three quarters of all that files say, and who asks for them keeps what few matter: made when they are asked for.
    get calls() {
      return callsFrom(fields(texts, bytes, callNames, callNumbers));
    },
    searchPaths, main, problems,
  });
}

type Fields = ReturnType<typeof fields>;

/** What is read from the two parts of a record, each from a place on. */
function fields(texts: readonly string[], bytes: Uint8Array, names: number, numbers: number) {
  const [ofTexts, ofNumbers] = [reader(bytes, names), reader(bytes, numbers)];
  const { number } = ofNumbers;
  const text = (): string => texts[ofTexts.number()] as string;
  return {
    number, text,
    optional(): string | null {
      const place = ofTexts.number();
      return place === 0 ? null : (texts[place] as string);
    },
    optionalNumber(): number | null {
      const value = number();
      return value === 0 ? null : value - 1;
    },
    named: (): Named => ({ name: text(), line: number() }),
    all<T>(make: () => T): T[] {
      const count = number();
      const made: T[] = [];
      for (let index = 0; index < count; index++) made.push(make());
      // As long as it is: what grew by `push` keeps room for 16 more, and most calls have one argument.
      return made.slice();
    },
    where: () => [ofTexts.at(), ofNumbers.at()] as const,
  };
}

function callsFrom({ all, number, text, optional }: Fields): Call[] {
  function argument(): Argument {
    const kind = number();
    const name = kind & POSITION ? number() : text();
    const value = optional();
    const isText = (kind & TEXT) !== 0;
    return kind & START ? { name, value, text: isText, start: text(), line: number() } : { name, value, text: isText, line: number() };
  }
  return all(() => ({ name: text(), line: number(), arguments: all(argument) }));
}

const NO_GUARDS: readonly Guard[] = [];

function guardsOf(written: string | null): readonly Guard[] {
  return written === null ? NO_GUARDS : (JSON.parse(written) as readonly Guard[]);
}
