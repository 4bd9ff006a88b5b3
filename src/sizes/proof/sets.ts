import { requestKey } from './requests.js';
import type { Resolver } from './types.js';
import type { InstallRequest, Resolution } from '#sizes/types.js';

/** So many resolvers run beside each other: each waits for the index most of its time. */
const AT_ONCE = 4;

/** Asks a resolver once for each set of requests, whichever image and round it comes up in. */
export interface Sets {
  readonly resolve: Resolver;
  /** Resolves what is not known yet, some at a time. */
  prepare(wanted: readonly (readonly InstallRequest[])[]): Promise<void>;
}

export function setsOf(resolve: Resolver, progress: (line: string) => void): Sets {
  const known = new Map<string, Promise<Resolution>>();
  function resolveOnce(requests: readonly InstallRequest[]): Promise<Resolution> {
    const key = requestKey(requests);
    const found = known.get(key) ?? resolve(requests);
    known.set(key, found);
    return found;
  }
  async function prepare(wanted: readonly (readonly InstallRequest[])[]): Promise<void> {
    const open = [...new Map(wanted.map((requests) => [requestKey(requests), requests])).entries()].filter(([key]) => !known.has(key));
    const queue = open.map(([, requests]) => requests);
    let done = 0;
    const tell = (): void => progress(`resolving sets of requirements, ${done} of ${open.length} done`);
    if (open.length > 0) tell();
    const work = async (): Promise<void> => {
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
        await resolveOnce(next);
        done += 1;
        tell();
      }
    };
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, queue.length) }, work));
  }
  return { resolve: resolveOnce, prepare };
}
