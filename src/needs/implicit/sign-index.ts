import type { ImplicitNeed, Sign } from '#knowledge/implicit-types.js';
import { globPattern } from './glob.js';

/** Each sign that any need names, once, and how it is found from what a program says: signs go by their number. */
export interface SignIndex {
  /** How many signs there are: their numbers are smaller. */
  readonly count: number;
  /** The signs of each alternative of each need. */
  readonly needs: readonly { readonly need: ImplicitNeed; readonly when: readonly (readonly number[])[]; readonly unless: readonly NamedSign[] }[];
  /** Modules and imported names, by the name. */
  readonly names: ReadonlyMap<string, readonly number[]>;
  /** The same with `*`, by their first part (`torch` of `torch.*.load`), or by '' where that has one. */
  readonly globs: ReadonlyMap<string, readonly Found[]>;
  readonly attributes: ReadonlyMap<string, readonly number[]>;
  /** Calls by what is called: `pandas.read_excel`, `.to_excel`; `*`: whatever is. */
  readonly calls: ReadonlyMap<string, readonly CallSign[]>;
  /** Calls of whatever it is, by the name of the argument that they have to be given. */
  readonly given: ReadonlyMap<string, readonly CallSign[]>;
  /** String literals of the code (`settings: false`), and texts that may stand anywhere. */
  readonly texts: readonly TextSign[];
  readonly programs: ReadonlyMap<string, readonly Found[]>;
  readonly variables: readonly NamedSign[];
  readonly files: readonly NamedSign[];
  readonly installed: readonly { readonly sign: number; readonly name: string }[];
}

/** A sign with the pattern that its text has to fit; null: any. */
export interface Found {
  readonly sign: number;
  readonly fits: RegExp | null;
}

export interface CallSign extends Found {
  readonly argument: string | number | null;
  /** A computed value does not count. */
  readonly literal: boolean;
}

export interface TextSign {
  readonly sign: number;
  readonly fits: RegExp;
  readonly settings: boolean;
}

/** A variable or a file by its name, and what its value or a line in it has to hold. */
export interface NamedSign extends Found {
  readonly name: RegExp;
}

/** Numbers the signs of all needs and sorts them by where they are looked up. */
export function signIndex(needs: readonly ImplicitNeed[]): SignIndex {
  const numbers = new Map<string, number>();
  const signs: Sign[] = [];
  const numbered = needs.map((need) => ({ need, when: need.when.map((all) => all.map(numberOf)), unless: unlessOf(need) }));

  function numberOf(sign: Sign): number {
    const key = JSON.stringify(sign);
    const known = numbers.get(key);
    if (known !== undefined) return known;
    numbers.set(key, signs.length);
    return signs.push(sign) - 1;
  }

  return { count: signs.length, needs: numbered, ...tables(signs) };
}

function unlessOf({ unless }: ImplicitNeed): readonly NamedSign[] {
  return (unless ?? []).map(({ variable, matches }) => ({ sign: -1, name: whole(variable), fits: pattern(matches) }));
}

function tables(signs: readonly Sign[]): Omit<SignIndex, 'needs' | 'count'> {
  const names = new Map<string, number[]>();
  const globs = new Map<string, Found[]>();
  const attributes = new Map<string, number[]>();
  const calls = new Map<string, CallSign[]>();
  const given = new Map<string, CallSign[]>();
  const texts: TextSign[] = [];
  const programs = new Map<string, Found[]>();
  const variables: NamedSign[] = [];
  const files: NamedSign[] = [];
  const installed: { readonly sign: number; readonly name: string }[] = [];

  function addName(name: string, sign: number): void {
    if (!name.includes('*')) return push(names, name, sign);
    const first = name.split('.', 1)[0] ?? '';
    push(globs, first.includes('*') ? '' : first, { sign, fits: new RegExp(`^${globPattern(name)}(?:\\.|$)`, 'u') });
  }

  for (const [number, sign] of signs.entries()) {
    if ('import' in sign) addName(sign.import, number);
    else if ('symbol' in sign) addName(sign.symbol, number);
    else if ('attribute' in sign) push(attributes, sign.attribute, number);
    else if ('call' in sign) {
      const found = { sign: number, argument: sign.argument ?? null, literal: sign.call === '*' || sign.literal === true, fits: pattern(sign.matches) };
      if (sign.call === '*' && typeof found.argument === 'string') push(given, found.argument, found);
      else push(calls, sign.call, found);
      // Calls without a literal argument are no calls of the facts, only uses.
      if (sign.argument === undefined && sign.matches === undefined) {
        if (sign.call.startsWith('.')) push(attributes, sign.call.slice(1), number);
        else addName(sign.call, number);
      }
    } else if ('string' in sign) texts.push({ sign: number, fits: new RegExp(sign.string, 'u'), settings: false });
    else if ('text' in sign) texts.push({ sign: number, fits: new RegExp(sign.text, 'u'), settings: true });
    else if ('command' in sign) push(programs, sign.command, { sign: number, fits: pattern(sign.matches) });
    else if ('variable' in sign) variables.push({ sign: number, name: whole(sign.variable), fits: pattern(sign.matches) });
    else if ('file' in sign) files.push({ sign: number, name: whole(sign.file), fits: pattern(sign.matches) });
    else installed.push({ sign: number, name: sign.installed });
  }
  return { names, globs, attributes, calls, given, texts, programs, variables, files, installed };
}

function push<K, T>(table: Map<K, T[]>, key: K, value: T): void {
  const list = table.get(key);
  if (list === undefined) table.set(key, [value]);
  else list.push(value);
}

function pattern(text: string | undefined): RegExp | null {
  return text === undefined ? null : new RegExp(text, 'u');
}

function whole(glob: string): RegExp {
  return new RegExp(`^${globPattern(glob)}$`, 'u');
}
