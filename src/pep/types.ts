import type { Span } from '#text/span.js';

/** A PEP 508 requirement; spans are offsets into the string that was parsed. */
export interface Pep508 {
  /** As written; compare `normalizeName` of it (PEP 503). */
  readonly name: string;
  readonly nameSpan: Span;
  readonly extras: readonly string[];
  /** With the brackets; null without extras. */
  readonly extrasSpan: Span | null;
  readonly specifiers: readonly Specifier[];
  /** From the first operator to the end of the last version, without parentheses; null without specifiers. */
  readonly specifierSpan: Span | null;
  readonly url: string | null;
  readonly urlSpan: Span | null;
  /** The marker as written, without the semicolon. */
  readonly marker: string | null;
  readonly markerSpan: Span | null;
}

export interface Specifier {
  readonly operator: '===' | '==' | '~=' | '!=' | '<=' | '>=' | '<' | '>';
  readonly version: string;
  readonly span: Span;
}

/** PEP 508 environment, as far as it is known; an absent name is unknown. */
export type MarkerEnvironment = Readonly<Partial<Record<MarkerVariable, string>>>;

export type MarkerVariable =
  | 'python_version'
  | 'python_full_version'
  | 'os_name'
  | 'sys_platform'
  | 'platform_release'
  | 'platform_system'
  | 'platform_version'
  | 'platform_machine'
  | 'platform_python_implementation'
  | 'implementation_name'
  | 'implementation_version'
  | 'extra';
