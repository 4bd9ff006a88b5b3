import { type Node, parseTree, type ParseError, printParseErrorCode } from 'jsonc-parser';
import { jsonProblem } from '#text/json-words.js';
import { lineAt, type LineTable, lineTable } from '#text/lines.js';
import { type Read, read, unreadable } from '#text/read.js';
import { readTemplate } from '#compose/hcl/hcl.js';
import type { HclAttribute, HclBlock, HclBody, HclExpression } from '#compose/hcl/syntax.js';

const BLOCKS: readonly string[] = ['target', 'group', 'variable', 'function'];

/** A bake file in JSON, as the same blocks that HCL has (hashicorp/hcl, json/spec.md): strings are templates. */
export function readBakeJson(text: string): Read<HclBody> {
  const errors: ParseError[] = [];
  const lines = lineTable(text);
  const root = parseTree(text, errors, { disallowComments: true });
  const [error] = errors;
  if (error) return unreadable(`not valid JSON: ${jsonProblem(printParseErrorCode(error.error))}`, lineAt(lines, error.offset));
  if (root?.type !== 'object') return unreadable('a bake file in JSON is an object, and this is none', 1);
  const attributes: HclAttribute[] = [];
  const blocks: HclBlock[] = [];
  for (const { name, key, value } of propertiesOf(root)) {
    const line = lineAt(lines, key.offset);
    if (!BLOCKS.includes(name)) attributes.push({ name, line, value: expressionOf(value, text, lines) });
    else for (const one of value.type === 'array' ? (value.children ?? []) : [value]) for (const block of blocksOf(name, one, text, lines)) blocks.push(block);
  }
  return read({ attributes, blocks });
}

function blocksOf(type: string, node: Node, text: string, lines: LineTable): readonly HclBlock[] {
  return propertiesOf(node).flatMap(({ name, key, value }) =>
    (value.type === 'array' ? (value.children ?? []) : [value]).map((one) => ({
      type,
      labels: [name],
      line: lineAt(lines, key.offset),
      body: {
        attributes: propertiesOf(one).map((each) => ({ name: each.name, line: lineAt(lines, each.key.offset), value: expressionOf(each.value, text, lines) })),
        blocks: [],
      },
    })),
  );
}

interface Property {
  readonly name: string;
  readonly key: Node;
  readonly value: Node;
}

function propertiesOf(node: Node): readonly Property[] {
  if (node.type !== 'object') return [];
  return (node.children ?? []).flatMap(({ children }) => {
    const [key, value] = children ?? [];
    return key && value ? [{ name: String(key.value), key, value }] : [];
  });
}

function expressionOf(node: Node, text: string, lines: LineTable): HclExpression {
  const line = lineAt(lines, node.offset);
  const source = text.slice(node.offset, node.offset + node.length);
  if (node.type === 'array') return { kind: 'list', items: (node.children ?? []).map((item) => expressionOf(item, text, lines)), line, source };
  if (node.type === 'object') {
    const entries = propertiesOf(node).map(({ key, value }) => ({ key: expressionOf(key, text, lines), value: expressionOf(value, text, lines) }));
    return { kind: 'object', entries, line, source };
  }
  const value: unknown = node.value;
  if (typeof value !== 'string') return { kind: 'literal', value: typeof value === 'number' || typeof value === 'boolean' ? value : null, line, source };
  const template = readTemplate(value);
  return template.ok ? { ...template.value, line, source: value } : { kind: 'other', what: `a template that cannot be read (${template.reason})`, line, source };
}
