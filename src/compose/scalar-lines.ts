import { lineAt, lineTable } from '#text/lines.js';
import { remembered } from '#text/remembered.js';
import type { YamlScalar } from './yaml.js';

/** All scalars of one file ask for its lines. */
const linesOf = remembered((file) => file.split('\n'), 3);

/**
 * The line of the file for an offset in a scalar's text. A `|` block keeps its lines; in a folded or
 * plain one of several lines the word that stands at the offset is looked for.
 */
export function scalarLines(scalar: YamlScalar, text: string, file: string): (offset: number) => number {
  const table = lineTable(text);
  if (scalar.style === 'literal') return (offset) => scalar.textLine + lineAt(table, offset) - 1;
  const lines = linesOf(file).slice(scalar.textLine - 1, scalar.textLine + 499);
  return (offset) => {
    const word = /^\S+/.exec(text.slice(offset, offset + 200))?.[0] ?? '';
    if (word === '') return scalar.textLine;
    let left = count(text.slice(0, offset), word);
    for (const [index, line] of lines.entries()) {
      const here = count(line, word);
      if (here > left) return scalar.textLine + index;
      left -= here;
    }
    return scalar.textLine;
  };
}

function count(text: string, word: string): number {
  return text.split(word).length - 1;
}
