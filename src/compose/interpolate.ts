/** A text with the variables of compose filled in. */
export interface Interpolated {
  /** A variable without a value stands as it is written. */
  readonly text: string;
  /** Why the text cannot be told, one sentence for each variable without a value; none: all was filled in. */
  readonly unset: readonly string[];
  /** A `$` that compose refuses; null: none. */
  readonly problem: string | null;
}

/** The value of a variable; null: it is set, but to what cannot be told; undefined: it is not set. */
export type Lookup = (name: string) => string | null | undefined;

const DEEPEST = 50;
const LONGEST = 100_000;
const MOST_REASONS = 100;
const NAME = /[A-Za-z_][A-Za-z0-9_]*/y;

/**
 * Fills in `$A`, `${A}`, `${A:-b}`, `${A-b}`, `${A:?e}`, `${A?e}`, `${A:+b}`, `${A+b}` and `$$`, defaults
 * inside defaults too, as compose does (template/template.go in github.com/compose-spec/compose-go).
 * Compose would take a variable without a value from the shell of who runs it, or as an empty text;
 * which of them cannot be told.
 */
export function interpolate(text: string, lookup: Lookup): Interpolated {
  if (!text.includes('$')) return { text, unset: [], problem: null };
  const state: State = { source: text, at: 0, lookup, problem: null };
  const { value, unset } = readText(state, 0);
  return state.problem === null ? { text: value, unset: [...new Set(unset)], problem: null } : { text, unset: [], problem: state.problem };
}

interface State {
  readonly source: string;
  readonly lookup: Lookup;
  at: number;
  problem: string | null;
}

interface Part {
  readonly value: string;
  readonly unset: readonly string[];
}

/** Reads to the end, or inside of braces (`depth` above 0) to the brace that closes them. */
function readText(state: State, depth: number): Part {
  let value = '';
  const unset: string[] = [];
  while (state.at < state.source.length && state.problem === null) {
    const character = state.source[state.at];
    if (character === '}' && depth > 0) break;
    if (character !== '$') {
      value += character;
      state.at++;
      continue;
    }
    const part = readVariable(state, depth);
    value += part.value;
    if (unset.length < MOST_REASONS) unset.push(...part.unset.slice(0, MOST_REASONS));
    // Variables of `.env` may double each other with every line.
    if (value.length > LONGEST + state.source.length) state.problem = `a text of more than ${LONGEST} characters once its variables are filled in`;
  }
  return { value, unset };
}

function readVariable(state: State, depth: number): Part {
  const start = state.at++;
  if (state.source[state.at] === '$') {
    state.at++;
    return { value: '$', unset: [] };
  }
  const braced = state.source[state.at] === '{';
  if (braced) state.at++;
  NAME.lastIndex = state.at;
  const name = NAME.exec(state.source)?.[0];
  if (name === undefined) return refuse(state, start);
  state.at += name.length;
  if (!braced) return plain(state, name, start);
  const operator = /^:?[-?+]/.exec(state.source.slice(state.at, state.at + 2))?.[0] ?? '';
  state.at += operator.length;
  if (operator === '' && state.source[state.at] !== '}') return refuse(state, start);
  if (depth >= DEEPEST) {
    state.problem = `more than ${DEEPEST} variables inside each other`;
    return { value: '', unset: [] };
  }
  const word = readText(state, depth + 1);
  if (state.problem === null && state.source[state.at] !== '}') return refuse(state, start);
  state.at++;
  return operator === '' ? plain(state, name, start) : withOperator(state, { name, operator, word, start });
}

function plain(state: State, name: string, start: number): Part {
  const value = state.lookup(name);
  if (typeof value === 'string') return { value, unset: [] };
  return { value: state.source.slice(start, state.at), unset: [withoutValue(name)] };
}

function withOperator(
  state: State,
  { name, operator, word, start }: { readonly name: string; readonly operator: string; readonly word: Part; readonly start: number },
): Part {
  const found = state.lookup(name);
  const asWritten = state.source.slice(start, state.at);
  if (found === null) return { value: asWritten, unset: [withoutValue(name)] };
  const given = found !== undefined && (found !== '' || !operator.startsWith(':'));
  if (operator.endsWith('+')) return given ? word : { value: '', unset: [] };
  if (given) return { value: found, unset: [] };
  if (operator.endsWith('-')) return word;
  return { value: asWritten, unset: [`${name} has no value in the workspace, and without one compose stops here${word.value === '' ? '' : `: ${word.value}`}`] };
}

function withoutValue(name: string): string {
  return `${name} has no value in the workspace; compose would take the one of the shell that runs it, or an empty text`;
}

function refuse(state: State, start: number): Part {
  state.problem = `compose cannot read the variable in ${state.source.slice(start, start + 40)}`;
  return { value: '', unset: [] };
}
