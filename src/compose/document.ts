import type { Span } from '#text/span.js';
import { read, unreadable, type Read } from '#text/read.js';
import { readYamlDocuments, yamlEntries, type YamlNode } from './yaml.js';

/** A compose file as a document that edits are made in: what it means stands in `compose/`, this is what it says. */
export interface ComposeFile {
  readonly kind: 'compose';
  readonly path: string;
  readonly text: string;
  /** Every value that is written in it, in the order of the file; what an alias names again stands where its anchor is. */
  readonly values: readonly ComposeLeaf[];
}

export interface ComposeLeaf {
  /** `services.api.mem_limit`, `services.api.healthcheck.test.1`; documents behind the first have their number in front. */
  readonly way: string;
  readonly text: string;
  readonly span: Span;
  readonly line: number;
}

export function parseComposeFile(path: string, text: string): Read<ComposeFile> {
  const values: ComposeLeaf[] = [];
  const seen = new Set<YamlNode>();
  for (const [number, document] of readYamlDocuments(text).entries()) {
    if (!document.ok) return unreadable(document.reason, document.line);
    if (document.value.root !== null) collect(document.value.root, number === 0 ? '' : `${number}:`, seen, values);
  }
  return read({ kind: 'compose', path, text, values: values.toSorted((a, b) => a.span.start - b.span.start) });
}

/** The depth of a document is bounded by its reader. */
function collect(node: YamlNode, way: string, seen: Set<YamlNode>, values: ComposeLeaf[]): void {
  if (seen.has(node)) return;
  seen.add(node);
  const below = (key: string | number): string => (way === '' || way.endsWith(':') ? `${way}${key}` : `${way}.${key}`);
  if (node.kind === 'map') for (const { key, value } of yamlEntries(node)) collect(value, below(key), seen, values);
  else if (node.kind === 'list') for (const [index, item] of node.items.entries()) collect(item, below(index), seen, values);
  else if (node.span !== null) values.push({ way, text: node.text, span: node.span, line: node.line });
}
