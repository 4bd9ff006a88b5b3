import {
  findNodeAtLocation, getNodeValue, parseTree, printParseErrorCode, type Node, type ParseError,
} from 'jsonc-parser';
import { jsonProblem } from '#text/json-words.js';
import { lineAt, lineStart, lineTable } from '#text/lines.js';

/** A JSON document with comments, and where each of its parts stands. */
export interface ConfigDocument {
  readonly value: unknown;
  /** `slimify.config.json:9:5: ` for the value at a path of keys, or for its key. */
  at(path: readonly (string | number)[], what?: 'value' | 'key'): string;
}

export type ParsedConfig =
  | { readonly ok: true; readonly document: ConfigDocument }
  | { readonly ok: false; readonly errors: readonly string[] };

/** Reads JSON with comments and trailing commas. Each error is one line with its place. */
export function parseConfig(shown: string, text: string): ParsedConfig {
  const problems: ParseError[] = [];
  const json = text.replace(/^\ufeff/, ' ');
  const root = parseTree(json, problems, { allowTrailingComma: true });
  const table = lineTable(json);
  const place = (offset: number): string => {
    const line = lineAt(table, offset);
    return `${shown}:${line}:${offset - lineStart(table, line) + 1}: `;
  };
  const [problem] = problems;
  if (problem) {
    return { ok: false, errors: [place(problem.offset) + jsonProblem(printParseErrorCode(problem.error))] };
  }
  if (!root) return { ok: false, errors: [`${place(0)}the file is empty`] };
  const doubles = repeatedKeys(root).map((key) => {
    return `${place(key.offset)}the key ${JSON.stringify(key.value)} stands there twice`;
  });
  if (doubles.length > 0) return { ok: false, errors: doubles };
  return {
    ok: true,
    document: {
      value: getNodeValue(root) as unknown,
      at: (path, what = 'value') => {
        const node = findNodeAtLocation(root, [...path]);
        const key = what === 'key' && node?.parent?.type === 'property' ? node.parent.children?.[0] : undefined;
        return place((key ?? node ?? root).offset);
      },
    },
  };
}

function repeatedKeys(node: Node): readonly Node[] {
  const children = node.children ?? [];
  const keys = node.type === 'object' ? children.flatMap((property) => property.children?.[0] ?? []) : [];
  const doubles = keys.filter((key, index) => keys.findIndex(({ value }) => value === key.value) !== index);
  return [...doubles, ...children.flatMap(repeatedKeys)];
}
