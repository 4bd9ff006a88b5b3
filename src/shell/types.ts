import type { Span } from '#text/span.js';

/** A shell script as a list of simple commands; spans are offsets into the script's text. */
export interface ShellScript {
  readonly text: string;
  /** Every simple command, also those inside `if`, loops, groups, functions and substitutions, in source order. */
  readonly commands: readonly ShellCommand[];
}

export interface ShellCommand {
  readonly span: Span;
  /** `PIP_NO_CACHE_DIR=1 pip …`: assignments in front of the command. */
  readonly assignments: readonly ShellAssignment[];
  /** The command's name and arguments. Empty for a line that only assigns. */
  readonly words: readonly ShellWord[];
  readonly redirects: readonly ShellRedirect[];
  /** What decides whether the command runs, outermost first. Empty: it runs whenever the script gets there. */
  readonly conditions: readonly ShellCondition[];
  /** Where its output goes: the command's place in a pipeline. */
  readonly pipe: 'none' | 'first' | 'middle' | 'last';
  /** The whole pipeline that the command is a part of; absent for one that stands alone. */
  readonly pipeline?: Span;
  /** True inside `$(…)`, backquotes or `<(…)`. */
  readonly substituted: boolean;
}

export interface ShellWord {
  readonly span: Span;
  /** The word as it stands in the source. */
  readonly text: string;
  /** Quotes and escapes removed; null when it holds an expansion, a glob-free value cannot be told. */
  readonly value: string | null;
  /** False where the source cannot be edited by span (nested scripts in backquotes). */
  readonly exact: boolean;
}

export interface ShellAssignment {
  readonly span: Span;
  readonly name: string;
  readonly value: string | null;
}

export interface ShellRedirect {
  readonly span: Span;
  readonly operator: string;
  readonly target: string | null;
  /** The target as written; absent for a here-document. */
  readonly text?: string;
  /** What a here-document holds, variables not filled in; `expands`: the shell fills them in. */
  readonly body?: { readonly text: string; readonly expands: boolean };
}

export type ShellCondition =
  /** `left && this`, `left || this`. */
  | { readonly kind: 'and' | 'or'; readonly span: Span }
  /** In the condition of an `if`/`while`/`until`. */
  | { readonly kind: 'test'; readonly span: Span }
  /** In a branch of `if`, `case`, a loop, a function: `text` is what decides, as written. */
  | { readonly kind: 'if' | 'else' | 'case' | 'loop' | 'function'; readonly span: Span; readonly text: string; readonly loop?: ForLoop; readonly choice?: CaseChoice };

/** `for name in items`; items are null for `for name; do`. */
export interface ForLoop {
  readonly name: string;
  readonly items: readonly ShellWord[] | null;
}

/** A branch of `case`: its word, its own patterns and those of the branches before it, as written. */
export interface CaseChoice {
  readonly word: string;
  readonly patterns: readonly string[];
  readonly earlier: readonly string[];
}

export type ParsedShell =
  | { readonly ok: true; readonly script: ShellScript }
  | { readonly ok: false; readonly reason: string };
