import type { Span } from '#text/span.js';

/**
 * A YAML document as its readers need it: plain nodes with 1-based lines, aliases followed and merge
 * keys (`<<`) filled in. A node that two aliases name is one object; walking all of them is bounded,
 * because a document that grows too large when its aliases are followed is refused.
 */
export type YamlNode = YamlMap | YamlList | YamlScalar;

export interface YamlMap {
  readonly kind: 'map';
  readonly line: number;
  /** `!reset`, `!reference`; null: none is written. */
  readonly tag: string | null;
  /** In the order of the file, what a merge key brings last; each key once. */
  readonly entries: readonly YamlEntry[];
}

export interface YamlEntry {
  readonly key: string;
  /** The line of the key. What an alias or a merge key brings stands where its anchor is written. */
  readonly line: number;
  readonly value: YamlNode;
}

export interface YamlList {
  readonly kind: 'list';
  readonly line: number;
  readonly tag: string | null;
  readonly items: readonly YamlNode[];
}

export interface YamlScalar {
  readonly kind: 'scalar';
  readonly line: number;
  readonly tag: string | null;
  /** As YAML reads it, quotes and indentation gone; a plain `3.10` stays `3.10`, no value at all is ''. */
  readonly text: string;
  /** By the core schema of YAML 1.2, as GitHub and compose read it: `yes` and `on` are strings. */
  readonly type: 'string' | 'number' | 'boolean' | 'null';
  readonly style: 'plain' | 'quoted' | 'literal' | 'folded';
  /** The line of the first line of `text`: behind the header of a `|` or `>` block, else `line`. */
  readonly textLine: number;
  /** Where it stands in the file, quotes included, its anchor not; null: nothing is written. */
  readonly span: Span | null;
}

/** The entry of a map by its key; null where `node` is no map or has no such key. */
export function yamlEntry(node: YamlNode | null | undefined, key: string): YamlEntry | null {
  return (node?.kind === 'map' ? node.entries.find((entry) => entry.key === key) : undefined) ?? null;
}

/** The value behind a path of keys: `yamlAt(root, 'deploy', 'resources')`. */
export function yamlAt(node: YamlNode | null | undefined, ...keys: readonly string[]): YamlNode | null {
  return keys.reduce<YamlNode | null>((at, key) => yamlEntry(at, key)?.value ?? null, node ?? null);
}

/** The entries of a map; none of anything else. */
export function yamlEntries(node: YamlNode | null | undefined): readonly YamlEntry[] {
  return node?.kind === 'map' ? node.entries : [];
}

/** The items of a list; none of anything else. */
export function yamlItems(node: YamlNode | null | undefined): readonly YamlNode[] {
  return node?.kind === 'list' ? node.items : [];
}

/** The text of a scalar that has a value; null for anything else. */
export function yamlText(node: YamlNode | null | undefined): string | null {
  return node?.kind === 'scalar' && node.type !== 'null' ? node.text : null;
}
