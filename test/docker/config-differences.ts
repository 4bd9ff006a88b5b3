import type { ImageConfig } from '#verify/types.js';

/** Where programs and packages are found: two stages and a move out of a home change these. */
const PLACES = new Set(['PATH', 'VIRTUAL_ENV', 'PYTHONUSERBASE']);

/** What a container is started with stays, but for the places of programs and packages and what `declared` names. */
export function configDifferences(before: ImageConfig, after: ImageConfig, declared: ReadonlySet<string>): readonly string[] {
  const said = ({ user, workdir, entrypoint, cmd, ports, environment }: ImageConfig): readonly (readonly [string, unknown])[] =>
    Object.entries({ user, workdir, entrypoint, cmd, ports, environment: Object.entries(environment).filter(([name]) => !PLACES.has(name)).toSorted() });
  const now = new Map(said(after));
  return said(before).flatMap(([what, value]) => {
    const [was, is] = [JSON.stringify(value), JSON.stringify(now.get(what))];
    return was === is || declared.has(what) ? [] : [`${what} was ${was}, and now is ${is}`];
  });
}
