import { type Read, unreadable, read } from '#text/read.js';
import type { Argument, Call, Guard, Import, Named, PythonSource, SearchPath } from '../source.js';

/**
 * What a file says, as a text for another thread: JSON of its different texts, each once, and of one list of numbers, which name
 * texts or are lines and counts. Less than half as long as JSON of the objects, and read in half of the time. Fields of objects are
 * packed in the order in which they are written where they are made, and so worked out again.
 */
type Packed = readonly [texts: readonly string[], numbers: readonly number[]];

/** A number for what may be absent: 0, else one more than the number itself. */
const ABSENT = 0;

const BY: readonly Import['by'][] = ['statement', 'dynamic', 'probe'];
const PLACES: readonly SearchPath['place'][] = ['first', 'last'];

/** What an argument is, in bits: given by its position, a literal text, one whose beginning alone is known. */
const [POSITION, TEXT, START] = [1, 2, 4];

export function pack(source: Read<PythonSource>): string {
  return JSON.stringify(source.ok ? packed(source.value) : source);
}

export function unpack(text: string): Read<PythonSource> {
  const found = JSON.parse(text) as Packed | { readonly reason: string; readonly line?: number };
  return 'reason' in found ? unreadable(found.reason, found.line) : read(unpacked(found));
}

function packed({ imports, symbols, attributes, strings, calls, searchPaths, main, problems }: PythonSource): Packed {
  const texts: string[] = [];
  const places = new Map<string, number>();
  const numbers: number[] = [];
  function textOf(text: string): number {
    const known = places.get(text);
    if (known !== undefined) return known;
    places.set(text, texts.length);
    return texts.push(text) - 1;
  }
  function optional(text: string | null): number {
    return text === null ? ABSENT : textOf(text) + 1;
  }
  function putNamed(all: readonly Named[]): void {
    numbers.push(all.length);
    for (const { name, line } of all) numbers.push(textOf(name), line);
  }
  numbers.push(imports.length);
  for (const { module, level, name, as, line, by, guards } of imports) {
    numbers.push(textOf(module), level, optional(name), optional(as), line, BY.indexOf(by), optional(guards.length === 0 ? null : JSON.stringify(guards)));
  }
  putNamed(symbols);
  putNamed(attributes);
  putNamed(strings);
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
  numbers.push(searchPaths.length);
  for (const { line, place, folder, written } of searchPaths) numbers.push(line, PLACES.indexOf(place), optional(folder), textOf(written));
  numbers.push(main === null ? ABSENT : main + 1, problems.length);
  for (const { line, reason } of problems) numbers.push(line, textOf(reason));
  return [texts, numbers];
}

function unpacked([texts, numbers]: Packed): PythonSource {
  let at = 0;
  const next = (): number => numbers[at++] as number;
  const text = (): string => texts[next()] as string;
  function optional(): string | null {
    const place = next();
    return place === ABSENT ? null : (texts[place - 1] as string);
  }
  function all<T>(make: () => T): T[] {
    // As long as it is: what grows by `push` keeps room for 16 more, and most calls have one argument.
    const made = new Array<T>(next());
    for (let index = 0; index < made.length; index++) made[index] = make();
    return made;
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
  function mainLine(): number | null {
    const line = next();
    return line === ABSENT ? null : line - 1;
  }
  return {
    imports: all(imported),
    symbols: all(named),
    attributes: all(named),
    strings: all(named),
    calls: all((): Call => ({ name: text(), line: next(), arguments: all(argument) })),
    searchPaths: all((): SearchPath => ({ line: next(), place: PLACES[next()] as SearchPath['place'], folder: optional(), written: text() })),
    main: mainLine(),
    problems: all(() => ({ line: next(), reason: text() })),
  };
}

const NO_GUARDS: readonly Guard[] = [];

function guardsOf(written: string | null): readonly Guard[] {
  return written === null ? NO_GUARDS : (JSON.parse(written) as readonly Guard[]);
}
