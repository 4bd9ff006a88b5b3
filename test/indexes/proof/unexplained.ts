import type { Compiled } from './compiled.js';

/** What the fixes that were written say about one image. */
export interface Said {
  /** Lines that are to go, or to move out of what it installs. */
  readonly packages: ReadonlySet<string>;
  /** Limits on what comes anyway. */
  readonly holds: ReadonlySet<string>;
  /** The findings in words: what is installed instead is named there. */
  readonly words: string;
}

/** Distributions that a CPU build replaces. */
export const TORCH = new Set(['torch', 'torchvision', 'torchaudio']);

/**
 * Every difference between two resolutions of one image that was not declared, one line each. `compiled`: the files pin all that
 * comes, so that what goes with a declared line has a line of its own, which nobody wrote.
 */
export function unexplained(before: Compiled, after: Compiled, { packages, holds, words }: Said, compiled = false): readonly string[] {
  const removed = [...before.asked].filter((name) => !after.asked.has(name));
  const added = [...after.asked].filter((name) => !before.asked.has(name));
  const rebuilt = [...TORCH].filter((name) => after.versions.get(name)?.endsWith('+cpu') && !before.versions.get(name)?.endsWith('+cpu'));
  const staying = [...before.asked].filter((name) => !removed.includes(name));
  const alongside = compiled ? reachable(before, [...packages], new Set()) : new Set<string>();
  const brought = reachable(after, added, new Set());
  // A CPU build requires less than the one of CUDA, and a line that goes may have asked for extras of what stays.
  const firm = reachable(before, staying, new Set([...rebuilt, ...reachable(before, removed, new Set())]));
  const gone = [...before.versions.keys()].filter((name) => !after.versions.has(name));
  return [
    ...(before.leftOut.join() === after.leftOut.join() ? [] : [`left out: ${before.leftOut.join(', ')}, then ${after.leftOut.join(', ')}`]),
    ...removed.filter((name) => !packages.has(name) && !alongside.has(name)).map((name) => `no longer asks for ${name}, which no finding says`),
    ...added.filter((name) => !holds.has(name) && !(TORCH.has(name) && packages.has(name)) && !words.includes(name)).map((name) => `asks for ${name}, which no fix says`),
    ...[...after.versions].flatMap(([name, version]) => {
      const old = before.versions.get(name);
      if (old === undefined) return brought.has(name) ? [] : [`${name} ${version} comes`];
      return old === version || (rebuilt.includes(name) && version === `${old}+cpu`) ? [] : [`${name} goes from ${old} to ${version}`];
    }),
    ...gone.filter((name) => firm.has(name)).map((name) => `${name} goes, though what stays requires it`),
  ];
}

/** What these bring along, themselves included; what `closed` ones require is not looked at. */
function reachable({ versions, parents }: Compiled, from: readonly string[], closed: ReadonlySet<string>): ReadonlySet<string> {
  const found = new Set(from.filter((name) => versions.has(name)));
  for (let size = -1; size !== found.size;) {
    size = found.size;
    for (const [name, all] of parents) if (all.some((parent) => found.has(parent) && !closed.has(parent))) found.add(name);
  }
  return found;
}
