import type { Call } from '#python/source.js';
import { shorten } from '#text/shorten.js';
import { visible } from '#text/visible.js';

/** More of a text is not looked at; an address that goes on beyond it is cut off where it starts. */
const LONGEST = 4000;

/**
 * A text as it may be shown: without what stands between `//` and `@` of an address, and without the query behind it,
 * since both may hold a password. A password may itself hold `@` and `/`, so the last `@` of the word counts.
 */
export function withoutSecrets(text: string): string {
  const start = text.length > LONGEST ? text.slice(0, LONGEST).replace(/(:\/\/)\S*$/u, '$1***') : text;
  return start.replace(/(:\/\/)[^\s"'<>]*@/gu, '$1***@').replace(/(:\/\/[^\s"'<>?]*\?)[^\s"'<>]+/gu, '$1***');
}

/** A piece of code or configuration for a line of evidence. */
export function shown(text: string): string {
  return visible(shorten(withoutSecrets(text)));
}

/** `pandas.read_excel(engine="calamine")`; a value that is computed is shown as `…`. */
export function shownCall(call: Call, argument: Call['arguments'][number] | undefined): string {
  if (argument === undefined) return `${call.name}(…)`;
  const value = argument.value === null ? '…' : argument.text ? `"${shown(argument.value)}"` : shown(argument.value);
  return typeof argument.name === 'number' ? `${call.name}(${argument.name === 0 ? '' : '…, '}${value})` : `${call.name}(${argument.name}=${value})`;
}
