import { normalizeName } from '#pep/name.js';
import type { InstallRequest } from '#sizes/types.js';

/** The same text for requests that ask for the same: neither where they are written matters, nor the number of their stage. */
export function requestKey(requests: readonly InstallRequest[]): string {
  return JSON.stringify(
    requests.map(({ at: _at, environment: _environment, lines, left, ...rest }) => ({
      ...rest,
      lines: lines.map(({ name, text }) => [name, text]),
      left: left.map(({ what, reason }) => [what, reason]),
    })),
  );
}

/** Names that both ask for or constrain, but in other words. */
export function rewordedIn(before: readonly InstallRequest[], after: readonly InstallRequest[]): ReadonlySet<string> {
  const [old, now] = [wordsOf(before), wordsOf(after)];
  return new Set([...old].flatMap(([name, words]) => (now.has(name) && now.get(name) !== words ? name : [])));
}

/** Which install is the first that asks for something else than before; the first of all where they cannot be paired. */
export function changedInstall(before: readonly InstallRequest[], after: readonly InstallRequest[]): number {
  if (before.length !== after.length) return 0;
  const at = after.findIndex((request, index) => requestKey([request]) !== requestKey(before.slice(index, index + 1)));
  return Math.max(0, at);
}

function wordsOf(requests: readonly InstallRequest[]): ReadonlyMap<string, string> {
  const found = new Map<string, string[]>();
  const add = (name: string, text: string): void => {
    found.set(name, [...(found.get(name) ?? []), text]);
  };
  for (const { lines, constraints } of requests) {
    for (const { name, text } of lines) add(name, text);
    for (const text of constraints) add(normalizeName(/^[\w.-]+/.exec(text)?.[0] ?? text), `constraint ${text}`);
  }
  return new Map([...found].map(([name, texts]) => [name, texts.toSorted().join('\n')]));
}
