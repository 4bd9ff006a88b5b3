import { scanPython } from './scan/scan.js';
import type { PythonSource } from './source.js';

/** What the code of `python -c` or a here-document says; every line of it counts to the line of its command. */
export function scanCode(text: string, line: number): PythonSource {
  const source = scanPython(new TextEncoder().encode(text));
  const placed = <T extends { readonly line: number }>(rows: readonly T[]): readonly T[] => rows.map((one) => ({ ...one, line }));
  return {
    imports: placed(source.imports),
    symbols: placed(source.symbols),
    attributes: placed(source.attributes),
    strings: placed(source.strings),
    calls: placed(source.calls).map((call) => ({ ...call, arguments: placed(call.arguments) })),
    searchPaths: placed(source.searchPaths),
    main: source.main === null ? null : line,
    problems: placed(source.problems),
  };
}
