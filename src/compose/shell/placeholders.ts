import { unknownVariable, type Variables } from './variables.js';

/**
 * Variables that stand in a script for what is filled in before the shell reads it and cannot be told:
 * a template of a workflow, a variable of a Makefile. No person ever sees their names.
 */
export interface Placeholders {
  /** The shell's word for something that cannot be told; `written`: as the file has it. */
  make(reason: string, written: string): string;
  /** The text as the file has it. */
  asWritten(text: string): string;
  /** Why a text with a placeholder in it cannot be told; null: none is in it. */
  reasonIn(text: string): string | null;
  readonly variables: Variables;
}

const NAME = 'slimify_unknown_';
const PLACEHOLDER = /\$\{slimify_unknown_(\d+)\}|\$?slimify_unknown_(\d+)/g;
/** What stands for something may hold another. */
const DEEPEST = 5;

/** Whether a text has something in it that cannot be told. */
export function isUntold(text: string): boolean {
  return text.includes(NAME);
}

export function newPlaceholders(): Placeholders {
  const unknowns: { readonly reason: string; readonly written: string }[] = [];
  function asWritten(text: string): string {
    let found = text;
    for (let round = 0; round < DEEPEST && found.includes(NAME); round++) {
      found = found.replaceAll(PLACEHOLDER, (whole, braced?: string, bare?: string) => unknowns[Number(braced ?? bare)]?.written ?? whole);
    }
    return found;
  }
  return {
    make: (reason, written) => `\${${NAME}${unknowns.push({ reason, written }) - 1}}`,
    asWritten,
    reasonIn(text) {
      const found = text.includes(NAME) ? [...text.matchAll(PLACEHOLDER)][0] : undefined;
      return found ? (unknowns[Number(found[1] ?? found[2])]?.reason ?? 'a text that cannot be told') : null;
    },
    variables: (name) => (name.startsWith(NAME) ? unknownVariable(asWritten(unknowns[Number(name.slice(NAME.length))]?.reason ?? '')) : undefined),
  };
}
