import { columnsOf, wrapped } from './columns.js';

/** Columns before what a row of the head says. */
const HEAD_COLUMNS = 15;

/** Lines that are too long go on below themselves: under the text of a row of the head, else four columns further in. */
export function brokenLines(text: string, width: number): string {
  return text.split('\n').flatMap((line) => {
    if (columnsOf(line) <= width) return line;
    const label = /^ *(?:\S+ {2,})?/.exec(line)?.[0] ?? '';
    const hang = label.length === HEAD_COLUMNS ? label.length : label.length - label.trimStart().length + 4;
    const told = line.slice(label.length);
    const [first = ''] = wrapped(told, Math.max(LEAST_COLUMNS, width - label.length));
    const rest = told.slice(first.length).trimStart();
    return [(label + first).trimEnd(), ...(rest === '' ? [] : wrapped(rest, Math.max(LEAST_COLUMNS, width - hang)).map((part) => ' '.repeat(hang) + part.trim()))];
  }).join('\n');
}

/** Columns that text keeps however far in it stands. */
const LEAST_COLUMNS = 20;
