import { incomplete, known, row } from '#answer/answer.js';
import type { DistributionEdges, Edge } from '#knowledge/edge-types.js';
import type { RequirementEntry, RequirementsDocument } from '#requirements/types.js';
import { lineAt, lineTable } from '#text/lines.js';
import type { EdgeSource } from './source.js';
import { viaOf } from './via.js';

/**
 * Who requires whom by the `# via` comments of a compiled file; empty for a file without any. What the
 * extras of a parent add stands among its `requires`, since the comments do not say which extra it was.
 * A distribution that nothing of the file comes by requires nothing, as far as this file's Python and
 * platform go.
 */
export function edgesOfCompiled(document: RequirementsDocument): ReadonlyMap<string, DistributionEdges> {
  if (document.origin.kind !== 'compiled') return new Map();
  const entries = document.entries.filter((entry) => entry.kind === 'requirement');
  const vias = entries.map((entry) => ({ entry, via: viaOf(document, entry) }));
  if (vias.every(({ via }) => via === null)) return new Map();
  const requires = new Map<string, Edge[]>(entries.map(({ name }) => [name, []]));
  for (const { entry, via } of vias) {
    for (const parent of via?.parents ?? []) {
      if (parent !== entry.name) requires.get(parent)?.push({ name: entry.name, extras: [], marker: entry.requirement.marker });
    }
  }
  const lines = lineTable(document.text);
  return new Map(
    entries.map((entry) => {
      const source = `${document.path}:${lineAt(lines, entry.span.start)}`;
      return [entry.name, { name: entry.name, version: pinOf(entry), requires: requires.get(entry.name) ?? [], optional: new Map(), merged: true, source }];
    }),
  );
}

/** The same as a source; incomplete where a line of the file says nothing of whom it comes by. */
export function compiledEdges(document: RequirementsDocument): EdgeSource {
  const edges = edgesOfCompiled(document);
  const silent = document.entries.find((entry) => entry.kind === 'requirement' && viaOf(document, entry) === null);
  return (name, version) => {
    const value = edges.get(name);
    if (value === undefined || (version !== null && value.version !== null && value.version !== version)) {
      return known(null, `${document.path} does not tell what ${name} requires`);
    }
    const what = `${document.path} names ${value.requires.map((edge) => edge.name).join(', ') || 'nothing'} as coming by ${name}`;
    const evidence = [row('source', what, { path: document.path, line: Number(value.source.split(':').at(-1)) })];
    if (silent !== undefined) return incomplete(value, `line ${silent.lines.first} of ${document.path} does not say whom it comes by`, evidence);
    return known(value, what, evidence);
  };
}

function pinOf({ requirement: { specifiers } }: RequirementEntry): string | null {
  const [only] = specifiers;
  return specifiers.length === 1 && only !== undefined && (only.operator === '==' || only.operator === '===') ? only.version : null;
}
