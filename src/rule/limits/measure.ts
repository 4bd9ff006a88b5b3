import type { Answer, Evidence } from '#answer/answer.js';
import { incomplete, known, row } from '#answer/answer.js';
import type { ComposeService } from '#compose/types.js';
import type { MemorySample, StatsFile } from '#files/docker-stats.js';
import { shownBytes } from '#text/memory-size.js';
import { isAmbiguous, type Finder } from './containers.js';

/** A sample with the file that it stands in. */
export interface Sample extends MemorySample {
  readonly path: string;
}

/** Samples by service, and those that are of none. */
export interface Measured {
  readonly byService: ReadonlyMap<ComposeService, readonly Sample[]>;
  /** The first sample of each container that is of no service, with the reason. */
  readonly strangers: readonly { readonly sample: Sample; readonly reason: string }[];
}

export function measuredBy(files: readonly StatsFile[], find: Finder): Measured {
  const byService = new Map<ComposeService, Sample[]>();
  const strangers = new Map<string, { readonly sample: Sample; readonly reason: string }>();
  const found = new Map<string, readonly ComposeService[]>();
  for (const { path, samples } of files) {
    for (const one of samples.ok ? samples.value : []) {
      const sample = { ...one, path };
      const services = found.get(one.container) ?? find(one.container);
      found.set(one.container, services);
      const reason = services.length === 0 ? 'no service of a compose file has this container' : isAmbiguous(services) ? `it may be of ${[...new Set(services.map(({ at }) => at.path))].join(' or ')}` : null;
      if (reason !== null) {
        if (!strangers.has(one.container)) strangers.set(one.container, { sample, reason });
        continue;
      }
      for (const service of services) {
        const list = byService.get(service);
        if (list) list.push(sample);
        else byService.set(service, [sample]);
      }
    }
  }
  return { byService, strangers: [...strangers.values()] };
}

/** Samples are many where somebody has watched for a day: the highest are shown. */
const MOST_SHOWN = 6;

/** Docker prints four digits. */
const PRINTED = 0.005;

/** Whether a sample was taken under this limit. */
export function isUnder({ limit }: MemorySample, bytes: number): boolean {
  return Math.abs(limit - bytes) <= bytes * PRINTED;
}

/** The samples that say that a limit of so many bytes is tight, the highest first; those of another limit do not tell for sure. */
export function samplesAnswer(samples: readonly Sample[], bytes: number): Answer<string> {
  const sorted = samples.toSorted((a, b) => b.used - a.used);
  const [highest] = sorted;
  const because = highest ? `${highest.container} used ${shownBytes(highest.used)}` : 'no sample';
  const shown = sorted.slice(0, MOST_SHOWN).map(sampleRow);
  const rest = sorted.slice(MOST_SHOWN);
  const [first, last] = [rest[0], rest.at(-1)];
  const more = first && last ? [row('source', `${rest.length} more samples, from ${shownBytes(last.used)} to ${shownBytes(first.used)}`)] : [];
  const evidence = [...shown, ...more];
  if (highest && !isUnder(highest, bytes)) return incomplete(because, `${highest.container} ran with a limit of ${shownBytes(highest.limit)}, the file says ${shownBytes(bytes)}: the samples may be of another configuration`, evidence);
  return known(because, because, evidence);
}

export function sampleRow({ container, text, path, line }: Sample): Evidence {
  return row('source', `${container} used ${text}`, { path, line });
}
