import type { SourceMap } from '#text/source-map.js';
import type { Span } from '#text/span.js';

/** A Dockerfile read without loss. Every span is in UTF-16 offsets of `text`. */
export interface DockerfileDocument {
  readonly kind: 'dockerfile';
  readonly path: string;
  readonly text: string;
  readonly escape: '\\' | '`';
  readonly directives: readonly Directive[];
  /** Whole-line comments outside instructions, in order. */
  readonly comments: readonly Span[];
  readonly instructions: readonly Instruction[];
  readonly stages: readonly Stage[];
}

export interface Directive {
  readonly name: 'syntax' | 'escape' | 'check';
  readonly value: string;
  readonly span: Span;
}

/** One instruction: BuildKit's logical line, with its here-documents. */
export interface Instruction {
  readonly kind: 'instruction';
  /** Position in the file, from 0. */
  readonly index: number;
  /** Upper-cased. */
  readonly keyword: string;
  readonly keywordSpan: Span;
  /** From the first character of the keyword to the last character before the final line ending. */
  readonly span: Span;
  /** 1-based, inclusive, here-documents included. */
  readonly lines: { readonly first: number; readonly last: number };
  /** The joined text (continuations and comments taken out), as BuildKit sees it. */
  readonly joined: string;
  /** From `joined` to the file. */
  readonly source: SourceMap;
  readonly flags: readonly Flag[];
  /** Everything behind keyword and flags, as a stretch of `joined`. */
  readonly args: Span;
  /** The JSON (exec) form, where BuildKit takes it as such. */
  readonly json: readonly JsonWord[] | null;
  /** The words of the arguments for FROM, COPY, ADD, ENV, ARG, WORKDIR, USER, EXPOSE and the like; empty for shell forms. */
  readonly words: readonly Word[];
  readonly heredocs: readonly Heredoc[];
  /** Comment lines inside the instruction. */
  readonly comments: readonly Span[];
  /** The comment lines directly above, which belong to it (no blank line between; never a directive). */
  readonly leading: Span | null;
  /** `ONBUILD RUN …`: the instruction that it holds. */
  readonly trigger: Instruction | null;
}

export interface Flag {
  /** Without the dashes. */
  readonly name: string;
  /** Behind `=`, quotes and escapes removed; null for a bare flag. */
  readonly value: string | null;
  readonly span: Span | null;
  readonly valueSpan: Span | null;
}

export interface Word {
  /** As written, continuations joined. */
  readonly text: string;
  /** Null where a continuation splits it. */
  readonly span: Span | null;
}

export interface JsonWord {
  readonly value: string;
  /** The string with its quotes; null where a continuation splits it. */
  readonly span: Span | null;
}

export interface Heredoc {
  readonly name: string;
  readonly expand: boolean;
  readonly chomp: boolean;
  /** The lines between, as they stand in the file, without the terminator. */
  readonly body: Span;
}

/** A stage as written: FROM and what follows. */
export interface Stage {
  readonly index: number;
  /** The name behind AS, as written; null for an unnamed stage. */
  readonly name: string | null;
  readonly from: From;
  /** FROM first. */
  readonly instructions: readonly Instruction[];
}

export interface From {
  readonly instruction: Instruction;
  /** `python:3.11-slim@sha256:…`, as written, variables not expanded. */
  readonly image: Word;
  readonly platform: string | null;
}

/** A stretch of shell in a RUN (or CMD, ENTRYPOINT, HEALTHCHECK CMD) with its way back to the file. */
export interface ShellPart {
  readonly text: string;
  readonly source: SourceMap;
}
