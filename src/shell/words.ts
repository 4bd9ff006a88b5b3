import type { Assignment, Redirection, Word } from 'unbash';
import type { Span } from '#text/span.js';
import type { ShellAssignment, ShellRedirect, ShellWord } from './types.js';
import { assignmentValue, wordValue } from './values.js';

/** Where spans of parser nodes lie: in the script itself, or in a copy of a nested one. */
export interface Place {
  readonly text: string;
  /** For a script inside backquotes with escapes: the stretch that holds it. Its nodes have no place of their own. */
  readonly within: Span | null;
}

interface Node {
  readonly pos: number;
  readonly end: number;
}

export function spanOf(place: Place, { pos, end }: Node): Span {
  return place.within ?? { start: pos, end };
}

export function shellWord(place: Place, word: Word): ShellWord {
  const exact = place.within === null && place.text.slice(word.pos, word.end) === word.text;
  return { span: spanOf(place, word), text: word.text, value: wordValue(word), exact };
}

/** `export A=b`: the parser sees an assignment, the command sees a word. */
export function assignmentWord(place: Place, assignment: Assignment): ShellWord {
  const value = assignmentValue(assignment);
  return {
    span: spanOf(place, assignment),
    text: assignment.text,
    value: value === null ? null : `${assignment.name}=${value}`,
    exact: place.within === null && place.text.slice(assignment.pos, assignment.end) === assignment.text,
  };
}

export function shellAssignment(place: Place, assignment: Assignment): ShellAssignment {
  return { span: spanOf(place, assignment), name: assignment.name, value: assignmentValue(assignment) };
}

/** A redirection with its descriptor in the operator (`2>`); a here-document's target is its name. */
export function shellRedirect(place: Place, redirect: Redirection): ShellRedirect {
  const { descriptor } = redirect;
  const number = descriptor ? (descriptor.type === 'FileDescriptor' ? String(descriptor.value) : `{${descriptor.name}}`) : '';
  const operator = number + redirect.operator;
  if (redirect.type === 'HereDoc') {
    const end = redirect.delimiter?.end ?? redirect.end;
    const body = { text: redirect.body.text, expands: redirect.delimiter?.quoted === false };
    return { span: spanOf(place, { pos: redirect.pos, end }), operator, target: redirect.delimiter?.value ?? null, body };
  }
  const { target } = redirect;
  return { span: spanOf(place, redirect), operator, target: target ? wordValue(target) : null, ...(target ? { text: target.text } : {}) };
}
