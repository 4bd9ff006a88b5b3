import type { PythonSource } from '../source.js';

/** The same, with other lines: for code that was taken out of another file. */
export function withLines(source: PythonSource, lineOf: (line: number) => number): PythonSource {
  const moved = <T extends { readonly line: number }>(one: T): T => ({ ...one, line: lineOf(one.line) });
  return {
    imports: source.imports.map(moved),
    symbols: source.symbols.map(moved),
    attributes: source.attributes.map(moved),
    strings: source.strings.map(moved),
    calls: source.calls.map((call) => ({ ...moved(call), arguments: call.arguments.map(moved) })),
    searchPaths: source.searchPaths.map(moved),
    main: source.main === null ? null : lineOf(source.main),
    problems: source.problems.map(moved),
  };
}
