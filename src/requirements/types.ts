import type { Pep508 } from '#pep/types.js';
import type { SourceMap } from '#text/source-map.js';
import type { Span } from '#text/span.js';

/** A requirements file as pip reads it, without loss. Spans are UTF-16 offsets of `text`. */
export interface RequirementsDocument {
  readonly kind: 'requirements';
  readonly path: string;
  readonly text: string;
  /** Who wrote it: a person, a compiler (pip-tools, uv), or `pip freeze`. */
  readonly origin: Origin;
  /** Every logical line that means something to pip, in order. */
  readonly entries: readonly Entry[];
  /** What a writer should know before touching the file, by line. Empty in a file that pip reads as it is meant. */
  readonly problems: readonly Problem[];
}

/**
 * `refused`: pip stops here. `template`, `conflict`: the same, because the file is a template or holds conflict markers.
 * `ignored`: pip reads on without what stands here. `encoding`: pip may read other characters than we did.
 */
export interface Problem {
  readonly kind: 'refused' | 'template' | 'conflict' | 'ignored' | 'encoding';
  /** 1-based. */
  readonly line: number;
  readonly reason: string;
}

export type Origin =
  | { readonly kind: 'hand-written' }
  /** `sources` are paths as the header or the `# via -r` lines give them, resolved against the file's folder. */
  | { readonly kind: 'compiled'; readonly by: 'pip-compile' | 'uv' | 'unknown'; readonly command: string | null; readonly sources: readonly string[] }
  | { readonly kind: 'frozen' };

export type Entry = RequirementEntry | OptionEntry | LocalEntry | InvalidEntry;

interface EntryBase {
  /** From the first character of the first line to the last one before the final line ending. */
  readonly span: Span;
  /** 1-based, as editors count, inclusive. */
  readonly lines: { readonly first: number; readonly last: number };
  /** The joined logical line, comments taken out, as pip sees it. */
  readonly joined: string;
  readonly source: SourceMap;
  /** The comment at the end of the line, with its `#`; null without. */
  readonly comment: Span | null;
  /** Comment lines directly above without a blank line between. */
  readonly leading: Span | null;
  /** The indented `# via` lines below, in a compiled file. */
  readonly via: Span | null;
}

/** `name[extra]==1.0 ; marker --hash=…`. */
export interface RequirementEntry extends EntryBase {
  readonly kind: 'requirement';
  /** Normalised (PEP 503). */
  readonly name: string;
  readonly requirement: Pep508;
  /** Where name, extras, specifiers and marker stand in the file; null where a continuation splits them. */
  readonly places: { readonly name: Span | null; readonly extras: Span | null; readonly specifiers: Span | null; readonly marker: Span | null };
  /** `sha256:…`, as written. */
  readonly hashes: readonly string[];
  /** Every option of the line, hashes included. */
  readonly options: readonly PipOption[];
}

/** A line of options: `-r other.txt`, `--index-url …`. */
export interface OptionEntry extends EntryBase {
  readonly kind: 'option';
  readonly options: readonly PipOption[];
}

/** A path, an archive, a URL without a name, a VCS address; with or without `-e`. */
export interface LocalEntry extends EntryBase {
  readonly kind: 'local';
  readonly editable: boolean;
  /** A folder (pip resolves it against the working directory, not the file), an archive on disk, a URL, a repository. */
  readonly form: 'path' | 'archive' | 'url' | 'vcs';
  /** As written, without extras and marker. */
  readonly target: string;
  /** Where the target stands in the file; null where a continuation or quotes split it. */
  readonly targetSpan: Span | null;
  readonly extras: readonly string[];
  readonly marker: string | null;
  /** From `name @`, `#egg=` or a wheel's file name, normalised; null without. */
  readonly name: string | null;
  /** Every option of the line, `--editable` and hashes included. */
  readonly options: readonly PipOption[];
}

/** What pip itself would refuse. */
export interface InvalidEntry extends EntryBase {
  readonly kind: 'invalid';
  readonly reason: string;
}

export interface PipOption {
  /** The long form: `--requirement`, `--index-url`, `--hash`. */
  readonly name: string;
  readonly value: string | null;
  readonly span: Span | null;
  readonly valueSpan: Span | null;
}
