import type { Read } from '#text/read.js';
import { read, unreadable } from '#text/read.js';
import { skipSpace } from './space.js';
import type { Directive } from './types.js';

/** Parser directives stand at the top, each at most once; the first other line ends them. */
export interface DirectiveReader {
  readonly directives: Directive[];
  done: boolean;
}

const DIRECTIVE = /^([a-zA-Z][a-zA-Z0-9]*)[\t\n\f\r ]*=[\t\n\f\r ]*([^\n]+?)[\t\n\f\r ]*$/;
const NAMES: ReadonlySet<string> = new Set(['syntax', 'escape', 'check'] satisfies readonly Directive['name'][]);

/**
 * Looks at one line (from its first character that is no white space) for a directive, as BuildKit's
 * DirectiveParser does: an unknown name or a plain comment ends the search.
 */
export function readDirective(reader: DirectiveReader, text: string, start: number, end: number): Read<Directive | null> {
  if (reader.done) return read(null);
  const match = text[start] === '#' && start < end
    ? DIRECTIVE.exec(text.slice(skipSpace(text, start + 1, end), end))
    : null;
  const name = match?.[1]?.toLowerCase();
  const value = match?.[2];
  if (!isName(name) || value === undefined) {
    reader.done = true;
    return read(null);
  }
  if (reader.directives.some((directive) => directive.name === name)) {
    return unreadable(`the parser directive \`${name}\` stands there twice`);
  }
  if (name === 'escape' && value !== '\\' && value !== '`') {
    return unreadable(`\`escape=${value}\` is neither a backslash nor a backtick`);
  }
  const directive = { name, value, span: { start, end } };
  reader.directives.push(directive);
  return read(directive);
}

function isName(name: string | undefined): name is Directive['name'] {
  return name !== undefined && NAMES.has(name);
}
