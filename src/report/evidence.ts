import type { Evidence } from '#answer/answer.js';
import { visible } from '#text/visible.js';
import { columnsOf, padded, widest, wrapped } from './columns.js';
import type { Paint } from './paint.js';
import { placeOf } from './place.js';

const KINDS: Readonly<Record<Evidence['kind'], string>> = {
  source: 'seen',
  absence: 'searched',
  catalogue: 'known',
  assumption: 'assumed',
  resolver: 'resolver',
};

/**
 * Rows `kind  text  path:line`. A place that does not fit goes to the next line whole; what stands
 * alike in many places is one row that counts them, unless all are asked for.
 */
export function evidenceRows(
  evidence: readonly Evidence[], width: number, all: boolean, paint: Paint,
): readonly string[] {
  const unique = all ? rowsOf(evidence) : counted(together(rowsOf(evidence)));
  const kinds = widest(unique.map(({ kind }) => kind));
  const room = Math.max(20, width - kinds - 7);
  const places = widest(unique.map(({ place }) => place));
  const placed = unique.filter(({ place }) => place !== '');
  const texts = Math.min(widest(placed.map(({ text }) => text)), room - places - 2);
  const indent = ' '.repeat(kinds + 7);
  return unique.flatMap(({ kind, text, place }) => {
    const head = `     ${paint('dim', padded(kind, kinds))}  `;
    if (place !== '' && columnsOf(text) + 2 + columnsOf(place) <= room) {
      return [`${head}${padded(text, Math.min(texts, room - columnsOf(place) - 2))}  ${place}`];
    }
    const [start = '', ...rest] = wrapped(text, room);
    return [head + start, ...[...rest, place].filter((line) => line !== '').map((line) => indent + line)];
  });
}

interface Row {
  readonly kind: string;
  readonly text: string;
  readonly place: string;
}

/** Equal rows once. */
function rowsOf(evidence: readonly Evidence[]): readonly Row[] {
  const rows = evidence.map(({ kind, text, path, line }) => ({
    kind: KINDS[kind],
    text: visible(text),
    place: path === null ? '' : placeOf(path, line),
  }));
  return [...new Map(rows.map((row) => [JSON.stringify(row), row])).values()];
}

const NUMBER = /(?<![\w.-])\d+(?![\w.-])/g;

/** What was searched in several images, told once where only the numbers differ: in the 32 to 100 modules. */
function together(rows: readonly Row[]): readonly Row[] {
  const alike = new Map<string, Row[]>();
  for (const row of rows) {
    const key = row.kind === KINDS.absence && row.place === '' ? row.text.replace(NUMBER, '#') : JSON.stringify(row);
    alike.set(key, [...(alike.get(key) ?? []), row]);
  }
  return [...alike.values()].flatMap((group): readonly Row[] => {
    const [head] = group;
    if (!head || group.length === 1) return group;
    const numbers = group.map(({ text }) => (text.match(NUMBER) ?? []).map(Number));
    let at = 0;
    const text = head.text.replace(NUMBER, () => {
      const own = numbers.map((list) => list[at] ?? 0);
      at += 1;
      const [least, most] = [Math.min(...own), Math.max(...own)];
      return least === most ? `${least}` : `${least} to ${most}`;
    });
    return [{ ...head, text }];
  });
}

/** Rows that say the same of more than two places as one. */
function counted(rows: readonly Row[]): readonly Row[] {
  const alike = new Map<string, Row[]>();
  for (const row of rows) {
    const key = JSON.stringify([row.kind, row.text]);
    alike.set(key, [...(alike.get(key) ?? []), row]);
  }
  return [...alike.values()].flatMap((group) => {
    const [head] = group;
    return head && group.length > 2 ? [{ ...head, place: `${head.place} and ${group.length - 1} more` }] : group;
  });
}
