import { assumed, known } from '#answer/answer.js';
import { readEdge } from '#knowledge/edge-text.js';
import type { EdgeSource } from '#needs/edges/source.js';

/** Linux with Python 3.12, of a machine that is not told. */
export const LINUX = { python_version: '3.12', python_full_version: '3.12.8', sys_platform: 'linux', platform_system: 'Linux', os_name: 'posix' };

/**
 * A source from lines, `uvicorn: click, h11 | standard: httptools, uvloop; platform_machine == "x86_64"`;
 * a `~` in front: the record of another version. Edges are split at commas followed by a blank.
 */
export function sourceOf(text: string): EdgeSource {
  const rows = new Map(
    text.trim().split('\n').map((line) => {
      const [required = '', ...extras] = line.trim().replace(/^~/, '').split(' | ');
      const [name = '', edges = ''] = cut(required);
      const optional = new Map(extras.map((extra) => { const [key = '', list = ''] = cut(extra); return [key, edgesOf(list)] as const; }));
      return [name, { edges: { name, version: null, requires: edgesOf(edges), optional, source: 'lines' }, guessed: line.trim().startsWith('~') }] as const;
    }),
  );
  return (name) => {
    const row = rows.get(name);
    if (row === undefined) return known(null, `no line for ${name}`);
    return row.guessed ? assumed(row.edges, 'another version') : known(row.edges, 'a line');
  };
}

function cut(text: string): readonly string[] {
  const at = text.indexOf(':');
  return [text.slice(0, at).trim(), text.slice(at + 1).trim()];
}

function edgesOf(text: string): readonly ReturnType<typeof readEdge>[] {
  return text === '' ? [] : text.split(', ').map((edge) => readEdge(edge.trim()));
}
