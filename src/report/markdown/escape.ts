import { visible } from '#text/visible.js';
import { clipped } from '../columns.js';

/** A text from a repository is cut there: a line of a Dockerfile may have megabytes. */
const LONGEST = 400;

/**
 * Prose as GitHub-flavoured Markdown that says just that: no character of it makes a heading, a link, a table's cell, HTML,
 * a mention (`@name`), a reference (`#12`) or a link by itself. What stands between backticks stays code.
 */
export function prose(text: string): string {
  const parts = clipped(text, LONGEST).split(/`([^`]+)`/);
  return parts.map((part, index) => (index % 2 === 1 ? code(part) : plainText(visible(part)))).join('');
}

/** The same, in which web addresses are links: of texts that are slimify's own. */
export function proseWithLinks(text: string): string {
  const parts = clipped(text, LONGEST).split(/(https:\/\/[\w.~/#?&=%+:@!$*-]+[\w/])/);
  return parts.map((part, index) => (index % 2 === 1 ? `<${part}>` : prose(part))).join('');
}

function plainText(text: string): string {
  return text
    .replace(/[\\`*_[\]<>|~&$]/g, (character) => ENTITIES[character] ?? `\\${character}`)
    // Mentions, references and addresses are found in the text as it is shown; a comment inside parts them.
    .replace(/@(?=\w)/g, '@<!-- -->')
    .replace(/#(?=\d)/g, '#<!-- -->')
    .replace(/\bGH-(?=\d)/gi, (word) => `${word}<!-- -->`)
    .replace(/www(?=\.)/gi, (www) => `${www}<!-- -->`)
    .replace(/:\/\/(?=\S)/g, ':<!-- -->//')
    // What begins a line as a list, a heading or a rule does.
    .replace(/^(\s*)([-+#=])/, '$1\\$2')
    .replace(/^(\s*\d+)([.)])/, '$1\\$2');
}

const ENTITIES: Readonly<Record<string, string>> = { '<': '&lt;', '>': '&gt;', '&': '&amp;' };

/** A piece of a repository as code: nothing in it means anything to Markdown, also in the cell of a table. */
export function code(text: string): string {
  const shown = visible(clipped(text, LONGEST)).replaceAll('|', '\\|');
  if (shown.trim() === '') return shown === '' ? '(empty)' : `\`"${shown}"\``;
  const longest = Math.max(0, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const pad = /^[` ]|[` ]$/.test(shown) ? ' ' : '';
  return `${fence}${pad}${shown}${pad}${fence}`;
}
