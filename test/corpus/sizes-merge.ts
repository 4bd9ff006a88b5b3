import type { SizeRow, SizesFile, SizesSource } from '#knowledge/package-sizes.js';

/** A lock file's rows and where a person can find it. */
export interface SourcedWheels {
  /** `owner/repository@commit:path`. */
  readonly source: string;
  readonly checked: string;
  readonly rows: Readonly<Record<string, SizeRow>>;
}

const FIELDS = ['any', 'x86_64', 'aarch64', 'musl', 'unpacked', 'py', 'pyc'] as const;

/**
 * The sources with what new ones add. A figure stands once: what was told before stays with who told it first,
 * measured ones before locks, and a row that adds nothing is left out. Nothing goes: what a version weighs never changes.
 */
export function mergeSizes(before: Readonly<Record<string, SizesSource>>, added: readonly SourcedWheels[]): SizesFile['sources'] {
  const kept = Object.entries(before);
  const all: readonly (readonly [string, SizesSource])[] = [
    ...kept.filter(([, { kind }]) => kind === 'measured'),
    ...kept.filter(([, { kind }]) => kind === 'lock'),
    ...added.toSorted((a, b) => (a.source < b.source ? -1 : 1)).map(({ source, checked, rows }) => [source, { kind: 'lock', checked, wheels: rows }] as const),
  ];
  const told = new Map<string, Set<string>>();
  const sources = all.flatMap(([name, source]) => {
    const wheels = Object.entries(source.wheels).flatMap(([key, row]) => {
      const known = told.get(key) ?? new Set();
      const news = FIELDS.filter((field) => row[field] !== undefined && !known.has(field));
      told.set(key, new Set([...known, ...news]));
      return news.length === 0 ? [] : [[key, Object.fromEntries(news.map((field) => [field, row[field]]))] as const];
    });
    return wheels.length === 0 ? [] : { name, source: { ...source, wheels: Object.fromEntries(wheels) } };
  });
  const merged: Record<string, SizesSource> = {};
  for (const { name, source } of sources) {
    const same = merged[name];
    merged[name] = same === undefined ? source : { ...source, wheels: { ...same.wheels, ...joined(same.wheels, source.wheels) } };
  }
  return merged;
}

/** Rows of one place that was read twice, field by field. */
function joined(before: SizesSource['wheels'], after: SizesSource['wheels']): SizesSource['wheels'] {
  return Object.fromEntries(Object.entries(after).map(([key, row]) => [key, { ...row, ...before[key] }]));
}

/** The text of `src/knowledge/package-sizes.json`: one version a line, in order, so that a refresh shows as what changed. */
export function sizesText({ $schema, factors, platforms, pythons, sources }: SizesFile): string {
  const parts = sorted(sources).map(([name, { kind, checked, wheels }]) => {
    const lines = sorted(wheels).map(([key, row]) => `      ${JSON.stringify(key)}: ${JSON.stringify(row)}`);
    return `    ${JSON.stringify(name)}: {\n      "kind": ${JSON.stringify(kind)}, "checked": ${JSON.stringify(checked)},\n      "wheels": {\n${lines.join(',\n')}\n      }\n    }`;
  });
  const named: Readonly<Record<string, object>> = { factors, platforms, pythons };
  const tables = Object.entries(named).map(([name, table]) => {
    const lines = sorted(Object.fromEntries(Object.entries(table))).map(([key, value]: readonly [string, unknown]) => `    ${JSON.stringify(key)}: ${spaced(value)}`);
    return `  ${JSON.stringify(name)}: {\n${lines.join(',\n')}\n  }`;
  });
  return `{\n  "$schema": ${JSON.stringify($schema)},\n${tables.join(',\n')},\n  "sources": {\n${parts.join(',\n')}\n  }\n}\n`;
}

/** One line, with a blank after each colon outside of texts. */
function spaced(value: unknown): string {
  return JSON.stringify(value, null, 1).replace(/\n\s*/g, ' ').replace(/\[ /g, '[').replace(/ \]/g, ']');
}

function sorted<T>(table: Readonly<Record<string, T>>): readonly (readonly [string, T])[] {
  return Object.entries(table).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}
