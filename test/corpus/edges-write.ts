import type { EdgesEntry, EdgesFile, EdgesSource } from '#knowledge/edges.js';

/**
 * The text of `src/knowledge/edges.json`: sources and distributions in order, one distribution a line,
 * so that a refresh shows in a patch as what changed. Empty lists stay, since "requires nothing" is a fact.
 */
export function edgesText({ $schema, sources }: EdgesFile): string {
  const parts = sorted(sources).map(([name, source]) => `    ${JSON.stringify(name)}: ${sourceText(source)}`);
  return `{\n  "$schema": ${JSON.stringify($schema)},\n  "sources": {\n${parts.join(',\n')}\n  }\n}\n`;
}

function sourceText({ kind, checked, distributions }: EdgesSource): string {
  const lines = sorted(distributions).map(([key, entry]) => `      ${JSON.stringify(key)}: ${entryText(entry)}`);
  return `{\n      "kind": ${JSON.stringify(kind)}, "checked": ${JSON.stringify(checked)},\n      "distributions": {\n${lines.join(',\n')}\n      }\n    }`;
}

function entryText({ requires, extras }: EdgesEntry): string {
  const parts: Record<string, unknown> = {};
  if (requires !== undefined) parts['requires'] = [...new Set(requires)].sort();
  const told = extras === undefined ? [] : sorted(extras);
  if (told.length > 0) parts['extras'] = Object.fromEntries(told.map(([extra, edges]) => [extra, [...new Set(edges)].sort()]));
  return JSON.stringify(parts);
}

function sorted<T>(table: Readonly<Record<string, T>>): readonly (readonly [string, T])[] {
  return Object.entries(table).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}
