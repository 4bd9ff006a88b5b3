import { expandText, expandWord, type Lookup } from '#shell/expand-word.js';
import { outcomeOf, takesBranch } from '#shell/outcome.js';
import { parseShell } from '#shell/parse.js';
import type { ShellCondition } from '#shell/types.js';
import type { Value } from './scope.js';
import { plainWord, type Word } from './walk.js';

/** What the words of one command see. */
export interface Sight {
  /** Undefined: not set. */
  readonly value: (name: string) => Value;
  readonly arguments: readonly Word[];
  /** `$0`. */
  readonly name: string | null;
  readonly folder: string | null;
}

/** The words that a shell makes of one as written: `"$@"` and lists become several. */
export function wordsOf(text: string, sight: Sight): readonly Word[] {
  const all = /^"?\$(?:[@*]|\{[@*](?::(\d))?\})"?$/.exec(text);
  if (all) return sight.arguments.slice(all[1] === undefined ? 0 : Math.max(Number(all[1]) - 1, 0));
  const list = /^"?\$\{(\w+)\[[@*]\](?::?[-+][^}]*)?\}"?$/.exec(text)?.[1];
  const items = list === undefined ? undefined : sight.value(list);
  if (Array.isArray(items)) return items as readonly Word[];
  const single = /^\$(\w+)$/.exec(text)?.[1];
  const value = single === undefined ? undefined : sight.value(single);
  if (single !== undefined && Array.isArray(value)) return (value as readonly Word[]).slice(0, 1);
  const optional = /^\$\{\w+(?::?[+]|:-\}$|-\}$)/.test(text);
  const fields = expandWord(text, lookupOf(text, sight));
  return fields.flatMap((field): readonly Word[] => {
    if (field.value !== null) return [plainWord(field.value)];
    // `${DEBUG:+--reload}` of a variable that nobody sets vanishes.
    return optional && field.pattern === null ? [] : [{ value: null, text: field.pattern ?? text }];
  });
}

/** A value as an assignment makes it. */
export function textOf(text: string, sight: Sight): string | null {
  return expandText(text, lookupOf(text, sight));
}

/** Whether a branch is surely not taken, as far as the arguments of the script decide about it. */
export function isLeftOut(condition: ShellCondition, sight: Sight): boolean {
  if (!('text' in condition) || !/\$\{?[\d@*#]/.test(condition.choice?.word ?? condition.text)) return false;
  const lookup = lookupOf(condition.text, sight);
  if (condition.kind === 'case' && condition.choice) return takesBranch(condition.choice.word, condition.choice.patterns, condition.choice.earlier, lookup) === false;
  return (condition.kind === 'if' || condition.kind === 'else') && outcomeOf(condition.text, lookup) === (condition.kind === 'if' ? 'false' : 'true');
}

/** The words of `(a "b" $c)`. */
export function listOf(text: string, sight: Sight): readonly Word[] | null {
  const parsed = parseShell(`: ${text.replace(/^\(|\)$/g, '').replace(/\s+/g, ' ')}`);
  const words = parsed.ok ? parsed.script.commands.find((command) => command.words[0]?.text === ':')?.words : undefined;
  return words === undefined ? null : words.slice(1).flatMap((word) => wordsOf(word.text, sight));
}

/**
 * The variables as a word sees them. One that nothing is known to set cannot be told, since it may be given when the container is
 * started; where the word says what it is to be then (`${PORT:-80}`), that is what the image means it to be.
 */
function lookupOf(text: string, sight: Sight): Lookup {
  const fallback = new Set([...text.matchAll(/\$\{(\w+):?[-=+]/g)].map(([, name]) => name));
  return (name) => {
    if (name.startsWith('$(')) return substituted(name, sight);
    if (name === '0') return sight.name ?? undefined;
    if (name === '#') return String(sight.arguments.length);
    if (name === '@' || name === '*') return joined(sight.arguments);
    if (/^\d+$/.test(name)) {
      const word = sight.arguments[Number(name) - 1];
      return word === undefined ? null : (word.value ?? undefined);
    }
    if (/^\W/.test(name)) return undefined;
    const value = sight.value(name);
    if (value === undefined) return fallback.has(name) ? null : name === 'PWD' ? (sight.folder ?? undefined) : undefined;
    if (value === null) return undefined;
    return typeof value === 'string' ? value : joined(value);
  };
}

function joined(words: readonly Word[]): string | undefined {
  return words.some(({ value }) => value === null) ? undefined : words.map(({ value }) => value).join(' ');
}

const OWN_NAME = String.raw`"?\$(?:0|\{0\}|BASH_SOURCE|\{BASH_SOURCE(?:\[0\])?(?:[:-]+\$0)?\})"?`;
const LINKED = String.raw`(?:"?\$\(\s*(?:readlink -f|realpath|readlink)(?: --)?\s+${OWN_NAME}\s*\)"?|${OWN_NAME})`;
const DIRNAME = String.raw`dirname(?: --)?\s+${LINKED}`;
const OWN_FOLDER = new RegExp(`^${DIRNAME}$`);
const FROM_OWN_FOLDER = new RegExp(String.raw`^(?:cd|realpath|readlink -f)(?: --| -P)?\s+"?\$\(\s*${DIRNAME}\s*\)"?((?:/[\w.-]+)*)"?(?:\s*>\s*/dev/null(?: 2>&1)?)?(?:\s*(?:&&|;)\s*pwd(?: -P)?)?$`);

/** `$(dirname "$0")`, `$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)`, `$(pwd)`, `$(which python)`. */
function substituted(text: string, sight: Sight): string | undefined {
  const inside = text.slice(2, -1).trim();
  if (inside.length > 300) return undefined;
  const which = /^(?:which|command -v|type -p)\s+([\w.-]+)$/.exec(inside)?.[1];
  if (which !== undefined) return which;
  const echo = /^echo\s+(?:-n\s+)?("[^"$`]*"|[\w./:-]+)$/.exec(inside)?.[1];
  if (echo !== undefined) return echo.replaceAll('"', '');
  if (inside === 'pwd' || inside === 'pwd -P') return sight.folder ?? undefined;
  const here = sight.name === null || !sight.name.includes('/') ? null : sight.name.slice(0, Math.max(sight.name.lastIndexOf('/'), 1));
  if (OWN_FOLDER.test(inside)) return here ?? undefined;
  const moved = FROM_OWN_FOLDER.exec(inside);
  return moved === null || here === null ? undefined : `${here}${moved[1] ?? ''}`;
}
