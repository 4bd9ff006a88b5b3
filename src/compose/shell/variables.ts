/** What an expansion may ask for. */
export interface ShellScope {
  variable(name: string): Variable;
  /** The output of `$(…)`, or why it cannot be told. */
  output(script: string): Variable;
}

/** One word of a command after expansion. */
export interface Field {
  /** Null where it cannot be told; `reason` says why. */
  readonly value: string | null;
  readonly reason: string;
  /** As written in the script. */
  readonly text: string;
  /** An unquoted expansion that cannot be told: it may be no word, one or several. */
  readonly several: boolean;
}

/** What a variable holds at one moment of a script. */
export type Variable =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'list'; readonly fields: readonly Field[] }
  /** `unset`: nothing in sight sets it, so that `${X:-default}` gives the default. */
  | { readonly kind: 'unknown'; readonly reason: string; readonly unset: boolean };

/** Variables that a file sets around its commands: `env:` of a workflow, the variables of a Makefile. */
export type Variables = (name: string) => Variable | undefined;

export const NO_VARIABLES: Variables = () => undefined;

export function textVariable(text: string): Variable {
  return { kind: 'text', text };
}

export function unknownVariable(reason: string): Variable {
  return { kind: 'unknown', reason, unset: false };
}
