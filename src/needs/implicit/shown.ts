import type { Call } from '#python/source.js';
import { shorten } from '#text/shorten.js';
import { visible } from '#text/visible.js';
import { LONGEST_TEXT } from './lookup.js';

/** More of a text is not looked at. */
const LONGEST = 4000;

/** Options and keys whose value is a secret by their name. */
const SECRET = /((?:pass(?:word|wd|phrase)?|secret|token|credential|auth|api[-_]?key|secret[-_]?key|access[-_]?key)[\w-]*["']?(?:\s*[:=]\s*|\s+)["']?)[^\s"',]+/giu;

/**
 * A text as it may be shown: without what stands between `//` and `@` of an address, the query behind it, and what options
 * such as `--password` are given. A password may itself hold `@` and `/`, so the last `@` of the word counts.
 */
export function withoutSecrets(text: string): string {
  return shortened(text).replace(SECRET, '$1***').replace(/(:\/\/)[^\s"'<>]*@/gu, '$1***@').replace(/(:\/\/[^\s"'<>?]*\?)[^\s"'<>]+/gu, '$1***');
}

/** An address that is cut could lose the `@` that shows where its password ends. */
function shortened(text: string): string {
  return text.length > LONGEST ? text.slice(0, LONGEST).replace(/(:\/\/)\S*$/u, '$1***') : text;
}

/** A piece of code or configuration for a line of evidence. */
export function shown(text: string): string {
  return visible(shorten(withoutSecrets(text)));
}

/** Of a text the word that a sign was found in: the rest of a line of configuration is nobody's business. */
export function shownPiece(text: string, fits: RegExp | undefined): string {
  const near = shortened(text);
  const match = fits?.exec(near.slice(0, LONGEST_TEXT));
  if (!match) return shown(text);
  const lead = /^[^\w./@*-]*/u.exec(match[0])?.[0].length ?? 0;
  const start = match.index + lead;
  const end = Math.max(match.index + match[0].length, start + (/^[^\s"'`,;)}\]]*/u.exec(near.slice(start))?.[0].length ?? 0));
  return shown(near.slice(start, end).trimEnd());
}

/** `pandas.read_excel(engine="calamine")`; a value that is computed is shown as `…`. */
export function shownCall(call: Call, argument: Call['arguments'][number] | undefined): string {
  if (argument === undefined) return `${call.name}(…)`;
  const value = argument.value === null ? '…' : argument.text ? `"${shown(argument.value)}"` : shown(argument.value);
  return typeof argument.name === 'number' ? `${call.name}(${argument.name === 0 ? '' : '…, '}${value})` : `${call.name}(${argument.name}=${value})`;
}
