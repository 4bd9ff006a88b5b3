import { evaluate, type GithubContexts, textOf } from './expression.js';
import type { Field } from '#compose/shell/variables.js';
import { newPlaceholders, type Placeholders } from '#compose/shell/placeholders.js';

/** No template stands in another, and none is so long. */
const TEMPLATE = /\$\{\{((?:[^}'$]|\$(?!\{\{)|\}(?!\})|'[^']*'){0,5000})\}\}/g;

/** A text with its `${{ … }}` worked out; the value is null where one of them cannot be told. */
export function fillTemplate(text: string, contexts: GithubContexts): Field {
  let reason: string | null = null;
  const value = text.replaceAll(TEMPLATE, (_, inner: string) => {
    const found = evaluate(inner, contexts);
    if (found.value === undefined) reason ??= found.reason;
    return found.value === undefined ? '' : textOf(found.value);
  });
  return { value: reason === null ? value : null, reason: reason ?? '', text, several: false };
}

/** The text with the parts that can be told filled in; the others stay as written. */
export function fillKnown(text: string, contexts: GithubContexts): string {
  return text.replaceAll(TEMPLATE, (whole: string, inner: string) => {
    const found = evaluate(inner, contexts);
    return found.value === undefined ? whole : textOf(found.value);
  });
}

/** A script that a shell parser can read: GitHub fills templates in before the shell sees them. */
export interface FilledScript {
  readonly text: string;
  /** The templates that cannot be told: in the text they are variables. */
  readonly placeholders: Placeholders;
}

/** Templates that stand for a variable that every shell of a runner has. */
const PLACES: Readonly<Record<string, string>> = { 'github.workspace': 'GITHUB_WORKSPACE', 'github.action_path': 'GITHUB_ACTION_PATH' };

/** Fills the templates of a `run:` text in, keeping its lines: a value's line ends become blanks. */
export function fillScript(text: string, contexts: GithubContexts): FilledScript {
  const placeholders = newPlaceholders();
  const filled = text.replaceAll(TEMPLATE, (whole: string, inner: string) => {
    const ends = whole.split('\n').length - 1;
    const place = PLACES[inner.trim()];
    if (place !== undefined) return `\${${place}}`;
    const { value, reason } = evaluate(inner, contexts);
    if (value !== undefined) return textOf(value).replaceAll(/\s*\n\s*/g, ' ') + '\\\n'.repeat(ends);
    return placeholders.make(reason, whole) + '\\\n'.repeat(ends);
  });
  return { text: filled, placeholders };
}
