import type { PythonSource } from './source.js';
import { LARGEST_FILE, scanPython } from './scan/scan.js';
import { withLines } from './scan/lines.js';

/** Cell magics whose cell is Python all the same (IPython/core/magics). */
const PYTHON_CELLS: readonly string[] = ['time', 'timeit', 'capture', 'prun', 'memit', 'mprun', 'heat', 'snakeviz', 'python', 'python3', 'python2', 'py'];
/** Line magics with a statement behind them. */
const TIMED = /^(\s*)%(?:time|timeit|prun|memit)\s+(?!-)/;
/** `%load_ext x` imports x, but for the extensions of IPython itself. */
const LOADED = /^\s*%(?:load_ext|reload_ext)\s+([\w.]+)\s*$/;
const OWN_EXTENSIONS: readonly string[] = ['autoreload', 'storemagic'];
/** Imports made by `%matplotlib` and `%pylab` (IPython/core/pylabtools.py). */
const PLOTTING: ReadonlyMap<string, string> = new Map([['matplotlib', '__import__("matplotlib")'], ['pylab', 'import numpy, matplotlib']]);
const MAGIC = /^\s*(?:[%!]|\?{1,2}\w)|^[^#'"]*[\w\])]\?{1,2}\s*$/;
/** `files = !ls`, `x = %env HOME` */
const ASSIGNED = /^(\s*[\w.,\s]+=\s*)[!%](?!=).*$/;
/** Lines looked for in vain until the lines of the JSON text are given up. */
const MOST_FAILURES = 20;

/**
 * Reads the code of a notebook (nbformat 3 and 4) as one file: code cells one after the other, without magics and shell lines.
 * Lines are those of the JSON text where its lines of code can be found again, else those of the joined code.
 */
export function scanNotebook(bytes: Uint8Array): PythonSource {
  if (bytes.length > LARGEST_FILE) return problem(`larger than ${LARGEST_FILE / 1e6} MB`);
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString().replace(/^\uFEFF/, '');
  const notebook = parsed(text);
  if (notebook === null) return problem('no notebook: its JSON cannot be read');
  const language = languageOf(notebook);
  if (language !== null && !/^i?python[23]?$/i.test(language)) return problem(`a notebook for ${language.slice(0, 40)}`);
  const cells = codeCells(notebook);
  if (cells === null) return problem('no notebook: it has no cells');
  const joined = cells.map((cell) => pythonOf(cell.join('')));
  const source = scanPython(Buffer.from(joined.join('\n')));
  const lines = jsonLines(text, cells);
  return lines === null ? source : withLines(source, (line) => lines[line - 1] ?? line);
}

function problem(reason: string): PythonSource {
  return { imports: [], symbols: [], attributes: [], strings: [], calls: [], searchPaths: [], main: null, problems: [{ line: 1, reason }] };
}

type Json = Readonly<Record<string, unknown>>;

function parsed(text: string): Json | null {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function languageOf({ metadata }: Json): string | null {
  if (!isObject(metadata)) return null;
  const { language_info: info, kernelspec } = metadata;
  const language = isObject(info) && typeof info['name'] === 'string' ? info['name'] : isObject(kernelspec) ? kernelspec['language'] : null;
  return typeof language === 'string' ? language : null;
}

/** The pieces of each code cell's source, as the JSON holds them. */
function codeCells(notebook: Json): readonly (readonly string[])[] | null {
  const sheets = Array.isArray(notebook['worksheets']) ? notebook['worksheets'].filter(isObject) : [notebook];
  const cells = sheets.flatMap((sheet) => (Array.isArray(sheet['cells']) ? [sheet['cells']] : []));
  if (cells.length === 0) return null;
  return cells.flat().filter(isObject).flatMap((cell) => {
    if (cell['cell_type'] !== 'code') return [];
    const source = cell['source'] ?? cell['input'];
    const pieces: readonly unknown[] = Array.isArray(source) ? source : [source];
    return [pieces.filter((piece) => typeof piece === 'string')];
  });
}

/** A cell without what is not Python; every line stays where it is. */
function pythonOf(cell: string): string {
  const lines = cell.split('\n');
  const first = lines.findIndex((line) => line.trim() !== '');
  const magic = /^\s*%%(\w+)/.exec(lines[first] ?? '')?.[1];
  if (magic !== undefined) {
    if (!PYTHON_CELLS.includes(magic)) return '\n'.repeat(lines.length - 1);
    lines[first] = '';
  }
  const indent = /^[ \t]*/.exec(lines.find((line) => line.trim() !== '') ?? '')?.[0] ?? '';
  let continued = false;
  return lines
    .map((line) => {
      const own = indent !== '' && line.startsWith(indent) ? line.slice(indent.length) : line;
      const plain = continued ? '' : withoutMagic(own);
      continued = (continued || plain !== own) && /\\\s*$/.test(own);
      return plain;
    })
    .join('\n');
}

function withoutMagic(line: string): string {
  if (line.length > 10_000 || !/[%!?]/.test(line)) return line;
  const loaded = LOADED.exec(line)?.[1];
  if (loaded !== undefined) return OWN_EXTENSIONS.includes(loaded) ? '' : `__import__("${loaded}")`;
  const plotting = PLOTTING.get(/^\s*%(\w+)/.exec(line)?.[1] ?? '');
  if (plotting !== undefined) return plotting;
  if (TIMED.test(line)) return line.replace(TIMED, '$1');
  if (ASSIGNED.test(line)) return line.replace(ASSIGNED, '$1None');
  return MAGIC.test(line) ? '' : line;
}

/** For each line of the joined code, its line in the JSON text; null where they cannot be found again. */
function jsonLines(text: string, cells: readonly (readonly string[])[]): readonly number[] | null {
  const lines: number[] = [];
  let offset = 0;
  let line = 1;
  let failures = 0;
  for (const cell of cells) {
    for (const piece of cell.length === 0 ? [''] : cell) {
      const quoted = JSON.stringify(piece);
      let at = text.indexOf(quoted, offset);
      if (at < 0) at = text.indexOf(asciiOnly(quoted), offset);
      if (at < 0 && ++failures > MOST_FAILURES) return null;
      for (; offset < at; offset++) if (text.charCodeAt(offset) === 10) line++;
      const own = piece.split('\n');
      if (piece.endsWith('\n')) own.pop();
      for (let index = 0; index < own.length; index++) lines.push(line);
    }
    if (cell.at(-1)?.endsWith('\n') === true) lines.push(line);
  }
  return lines;
}

function asciiOnly(quoted: string): string {
  return quoted.replace(/[^ -~]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
