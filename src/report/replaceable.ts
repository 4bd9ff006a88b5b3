import type { Place } from '#answer/answer.js';
import type { Replaceable, ReplaceableUse } from '#needs/replaceable.js';
import type { WhyService } from '#needs/why.js';
import { listedFew } from '#text/listed.js';
import { visible } from '#text/visible.js';
import { wrapped } from './columns.js';
import { placeOf } from './place.js';

/** Places of one name that are shown. */
const FEW_PLACES = 3;

/** `beside`: services that have it from the same line, and need it or may. */
function notFromThatLine(beside: readonly string[]): string {
  const [has, needs] = beside.length === 1 ? ['has', 'needs'] : ['have', 'need'];
  return `not from that line: ${listedFew(beside)} ${has} it from there too, and ${needs} it or may`;
}

/** Whether a service could do without a requirement, below what it needs it for; nothing where the verdict has said it all. */
export function replaceableLines({ needs, replaceable }: Pick<WhyService, 'needs' | 'replaceable'>, { width, all, beside }: { readonly width: number; readonly all: boolean; /** Services that need what the same line brings, or may. */ readonly beside: readonly string[] }): readonly string[] {
  if (replaceable === null) return [];
  const line = (text: string, indent = '     '): readonly string[] => wrapped(visible(text), Math.max(40, width - indent.length)).map((one) => `${indent}${one}`);
  switch (replaceable.kind) {
    case 'remove':
      return line(`Could it go? ${beside.length === 0 ? 'yes: requirements/unused takes it out' : notFromThatLine(beside)}`);
    case 'keep':
      // Where nothing imports it the verdict above is the reason already.
      return needs.every(({ verdict }) => verdict === 'used') && needs.every(({ reason }) => reason !== replaceable.because) ? line(`Could it be replaced? keep it: ${replaceable.because}`) : [];
    case 'lines':
      return [
        ...line(`Could it be replaced? by a line for what it brings${freedText(replaceable)}`),
        ...replaceable.lines.flatMap(({ name, version, reason }) => line(`${name}${version === null ? '' : `==${version}`}  ${reason}`, '       ')),
      ];
    case 'code':
      return [
        ...line(`Could it be replaced? in code, by what does the same${replaceable.adds.length > 0 ? `, with ${replaceable.adds.join(' and ')} asked for` : ''}${freedText(replaceable)}${replaceable.after.length > 0 ? `, once ${replaceable.after.join(' and ')} is gone, which nothing needs and which brings it` : ''}`),
        ...replaceable.uses.flatMap((use) => useLines(use, all, line)),
      ];
  }
}

function useLines({ symbol, places, by, differs }: ReplaceableUse, all: boolean, line: (text: string, indent: string) => readonly string[]): readonly string[] {
  const shown = all ? places : places.slice(0, FEW_PLACES);
  const more = places.length > shown.length ? ` and ${places.length - shown.length} more` : '';
  return [
    ...line(`${shown.map(({ path, line: at }: Place) => placeOf(path, at)).join(', ')}${more}  ${symbol}`, '       '),
    // Code is not wrapped: it is there to be copied.
    ...by.split('\n').map((one) => `         ${visible(one)}`),
    ...line(`differs: ${differs}`, '         '),
  ];
}

function freedText({ freed }: Extract<Replaceable, { readonly freed: unknown }>): string {
  return freed.size === '' ? '' : `; ${freed.size} less`;
}
