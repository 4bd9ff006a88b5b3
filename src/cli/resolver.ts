import { join, sep } from 'node:path';
import type { Outside } from '#io/outside.js';
import { DEFAULTS, fileText, type Aids } from '#sizes/resolve/aids.js';
import { createResolver, type Resolver } from '#sizes/resolve/resolve.js';
import { decode } from '#text/decode.js';
import { visible } from '#text/visible.js';

/** A resolver with this machine's uv and pip, or other `tools`, for a workspace. Nothing is asked before it is called. */
export function resolverFor(root: string, { io, processes, cacheFor, endPrograms }: Outside, tools: Partial<Pick<Aids, 'uv' | 'pip' | 'cache'>> = {}): Resolver {
  // Whatever ends us (Ctrl-C, an error) ends uv and pip as well.
  process.once('exit', endPrograms);
  return createResolver({
    ...DEFAULTS,
    processes,
    cache: cacheFor(root),
    variables: process.env,
    workspace: root,
    file: (path) => fileText(path, io),
    text: (path) => textInside(root, path, io),
    ...tools,
  });
}

/** A resolver that somebody looks at. */
export interface Watched {
  readonly resolver: Resolver;
  /** Why something was not resolved by uv or pip, though it was asked for: the first reason, as a line for a person; null: everything was. */
  failure(): string | null;
}

/** The same resolver, whose first failure is remembered: a person who typed `--resolve` must hear of it once. */
export function watched(resolver: Resolver): Watched {
  let first: string | null = null;
  return {
    resolver: async (requests) => {
      const resolution = await resolver(requests);
      if (resolution.by === 'lock' || resolution.by === 'edges') first ??= `nothing was resolved: ${visible(resolution.because)}`;
      return resolution;
    },
    failure: () => first,
  };
}

/** A text of the workspace; null: none, or it lies elsewhere. */
function textInside(root: string, path: string, io: Outside['io']): string | null {
  const real = io.realPath(join(root, path));
  if (real === null || !real.startsWith(root.endsWith(sep) ? root : root + sep)) return null;
  const bytes = io.readFile(real);
  const decoded = bytes.ok ? decode(bytes.value) : null;
  return decoded?.ok ? decoded.text : null;
}
