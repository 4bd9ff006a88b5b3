import type { Import, PythonSource } from '#python/source.js';

/** One line of imports-oracle.py. */
export interface OracleRecord {
  readonly path: string;
  readonly by: 'ast' | 'lib2to3' | null;
  readonly error?: string;
  readonly imports?: readonly (readonly [module: string, level: number, name: string | null, as: string | null, line: number, guards: string | null])[];
  readonly symbols?: readonly string[] | null;
}

/** What a run adds up to. */
export interface ImportTally {
  files: number;
  python2: number;
  bindings: number;
  missed: number;
  invented: number;
  guards: number;
  symbols: number;
  symbolsMissed: number;
  symbolsFalse: number;
  readonly unparsed: string[];
  readonly differences: string[];
  readonly guardDifferences: string[];
  readonly symbolDifferences: string[];
}

export function importTally(): ImportTally {
  return {
    files: 0, python2: 0, bindings: 0, missed: 0, invented: 0, guards: 0, symbols: 0, symbolsMissed: 0, symbolsFalse: 0,
    unparsed: [], differences: [], guardDifferences: [], symbolDifferences: [],
  };
}

/** Compares one file, imports as a multiset with their lines. */
export function compareImports(tally: ImportTally, record: OracleRecord, source: PythonSource): void {
  tally.files++;
  if (record.by === null || record.imports === undefined) {
    tally.unparsed.push(`${record.path}: ${record.error}`);
    return;
  }
  if (record.by === 'lib2to3') tally.python2++;
  tally.bindings += record.imports.length;
  const ours = new Map<string, Import[]>();
  for (const one of source.imports) {
    if (one.by !== 'statement') continue;
    const key = JSON.stringify([one.module, one.level, one.name, one.as, one.line]);
    const known = ours.get(key);
    if (known) known.push(one);
    else ours.set(key, [one]);
  }
  for (const [module, level, name, as, line, guards] of record.imports) {
    const key = JSON.stringify([module, level, name, as, line]);
    const one = ours.get(key)?.shift();
    if (one === undefined) {
      tally.missed++;
      tally.differences.push(`missed ${record.path}: ${key}`);
    } else if (guards !== null && guardLetters(one) !== [...new Set(guards)].sort().join('')) {
      tally.guards++;
      tally.guardDifferences.push(`${record.path}:${line}: ${guardLetters(one)} is ${guards}`);
    }
  }
  for (const [key, left] of ours) {
    tally.invented += left.length;
    if (left.length > 0) tally.differences.push(`invented ${record.path}: ${key}`);
  }
  if (record.symbols) compareSymbols(tally, record.path, record.symbols, source);
}

function compareSymbols(tally: ImportTally, path: string, symbols: readonly string[], source: PythonSource): void {
  const theirs = new Set(symbols);
  const ours = new Set(source.symbols.map(({ name }) => name));
  tally.symbols += theirs.size;
  for (const name of theirs) {
    if (ours.has(name)) continue;
    tally.symbolsMissed++;
    tally.symbolDifferences.push(`missed ${path}: ${name}`);
  }
  for (const name of ours) if (!theirs.has(name)) tally.symbolsFalse++;
}

function guardLetters({ guards }: Import): string {
  const letters = guards.map(({ kind }) => ({ typing: 't', optional: 'o', fallback: 'h', function: 'f', main: '', version: '', platform: '' })[kind]);
  return [...new Set(letters)].filter((letter) => letter !== '').sort().join('');
}

export function importTallyText(tally: ImportTally, bytes: number, milliseconds: number): string {
  const { files, python2, bindings, missed, invented, guards, symbols, symbolsMissed, symbolsFalse, unparsed } = tally;
  return [
    `${files} files, ${(bytes / 1e6).toFixed(1)} MB, ${bindings} imports: ${missed} missed, ${invented} invented`,
    `  ${python2} read by lib2to3 as Python 2; ${unparsed.length} that Python does not parse`,
    `  ${guards} imports with other guards; ${symbols} symbols: ${symbolsMissed} missed, ${symbolsFalse} false`,
    `  ${(bytes / 1e3 / milliseconds).toFixed(0)} MB/s`,
    ...section('difference', tally.differences),
    ...section('guards', tally.guardDifferences),
    ...section('symbol', tally.symbolDifferences),
    ...section('not parsed', unparsed),
    '',
  ].join('\n');
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.slice(0, 20).map((line) => `  ${title}: ${line.slice(0, 300)}`);
}
