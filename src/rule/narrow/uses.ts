import type { Place } from '#answer/answer.js';
import type { Snapshot } from '#files/snapshot.js';
import type { Imported } from '#needs/verdict/imports.js';
import { everyUse } from '#python/scan/every-use.js';
import type { Import } from '#python/source.js';
import { pythonSource } from '#python/sources.js';
import { read, unreadable, type Read } from '#text/read.js';

/** A name of a distribution that code uses, with every place. */
export interface Use {
  readonly symbol: string;
  readonly places: readonly Place[];
}

/** Places of one name that are kept; a person needs no more of them. */
const MOST_PLACES = 50;

/**
 * Every name that the code takes out of a distribution, by the files that import it. A module that is handed on as a whole counts
 * as a name. Not told where a text or a computed name imports it, where everything of it is imported (`*`), or where a file
 * cannot be read.
 */
export function usesOf(snapshot: Snapshot, imports: readonly Imported[]): Read<readonly Use[]> {
  const uses = new Map<string, Place[]>();
  const byPath = new Map<string, Imported[]>();
  for (const one of imports) {
    if (one.by !== 'statement') return unreadable(`${one.at.path}:${one.at.line} ${one.by === 'text' ? 'names it in a text' : 'imports it by a name'}, and what is done with it cannot be told`, one.at.line);
    byPath.set(one.at.path, [...(byPath.get(one.at.path) ?? []), one]);
  }
  for (const [path, own] of byPath) {
    const source = pythonSource(snapshot, path);
    const text = snapshot.text(path);
    if (!source.ok || text === null || !path.endsWith('.py')) return unreadable(`what ${path} does with it cannot be read${source.ok ? '' : `: ${source.reason}`}`);
    const taken = source.value.imports.filter((one) => one.level === 0 && one.by === 'statement' && own.some(({ at, module }) => at.line === one.line && isUnder(module, one.module)));
    const star = taken.find(({ name }) => name === '*');
    if (star) return unreadable(`${path}:${star.line} imports all names of ${star.module}`, star.line);
    const bound = new Map(taken.map((one) => [localName(one), qualified(one)]));
    const modules = own.map(({ module }) => module);
    const seen = new Set<string>();
    for (const { name, behind, line } of everyUse(text, new Set(bound.keys()))) {
      const symbol = [bound.get(name) ?? name, ...behind].join('.');
      // `import google.auth` binds google, which others have a part of.
      if (!modules.some((module) => isUnder(symbol, module) || isUnder(module, symbol))) continue;
      seen.add(name);
      add(uses, symbol, { path, line });
    }
    // Imported and not named again: another file may take it from here.
    for (const one of taken) if (!seen.has(localName(one))) add(uses, one.name === null ? one.module : `${one.module}.${one.name}`, { path, line: one.line });
  }
  return read([...uses].map(([symbol, places]) => ({ symbol, places })).toSorted((a, b) => (a.symbol < b.symbol ? -1 : 1)));
}

function isUnder(name: string, module: string): boolean {
  return name === module || name.startsWith(`${module}.`);
}

/** What an import binds in its file: `import a.b` binds `a`. */
function localName({ module, name, as }: Import): string {
  return as ?? name ?? module.split('.', 1)[0] ?? module;
}

function qualified({ module, name, as }: Import): string {
  if (name !== null) return `${module}.${name}`;
  return as === null ? (module.split('.', 1)[0] ?? module) : module;
}

function add(uses: Map<string, Place[]>, symbol: string, at: Place): void {
  const known = uses.get(symbol);
  if (!known) uses.set(symbol, [at]);
  else if (known.length < MOST_PLACES && !known.some(({ path, line }) => path === at.path && line === at.line)) known.push(at);
}
