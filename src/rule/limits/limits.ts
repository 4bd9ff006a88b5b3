import { known, row, type Hit } from '#answer/answer.js';
import { ask } from '#answer/ledger.js';
import { inPlaceOrder } from '#answer/once.js';
import type { ComposeService } from '#compose/types.js';
import type { StatsFile } from '#files/docker-stats.js';
import type { Snapshot } from '#files/snapshot.js';
import { readBuildFiles } from '#services/build-files.js';
import { shownBytes } from '#text/memory-size.js';
import type { TextEdit } from '#text/edits.js';
import { finderOf, isTwin } from './containers.js';
import { isUnder, measuredBy, samplesAnswer, sampleRow, type Sample } from './measure.js';
import { nextStep, TIGHT, writtenLike } from './steps.js';
import type { MemoryLimits, StrangeContainers, TightLimit, UnmeasuredLimits, UnreadStats } from './types.js';
import { limitsOf, swapOf, type WrittenLimit } from './written.js';

/** A service with what it is held to. */
interface Limited {
  readonly service: ComposeService;
  readonly limits: readonly [WrittenLimit, ...WrittenLimit[]];
  readonly samples: readonly Sample[];
}

/** Edits by the path of their file. */
export type LimitEdits = ReadonlyMap<string, readonly TextEdit[]>;

const edits = new WeakMap<TightLimit, LimitEdits>();

export function editsOfLimit(limit: TightLimit): LimitEdits | null {
  return edits.get(limit) ?? null;
}

/** What compose files let their services have of memory, against what samples say that these use. */
export function memoryLimits(snapshot: Snapshot, files: readonly StatsFile[]): MemoryLimits {
  const services = readBuildFiles(snapshot).flatMap((file) => file.services);
  const { byService, strangers } = measuredBy(files, finderOf(services));
  const limited = services.flatMap((service): readonly Limited[] => {
    const [first, ...others] = limitsOf(service, snapshot);
    return first ? [{ service, limits: [first, ...others], samples: takenUnder(first.bytes, byService.get(service) ?? []) }] : [];
  });
  return {
    tight: tightLimits(limited, snapshot),
    // Where samples were given and none can be read, that is what there is to say.
    unmeasured: files.some(({ samples }) => samples.ok) || files.length === 0 ? unmeasured(limited, files.length > 0) : null,
    strangers: strange(strangers),
    unread: files.flatMap(({ path, samples }): readonly UnreadStats[] => {
      if (samples.ok) return [];
      const at = { path, line: samples.line ?? 1 };
      return [{ path, reason: samples.reason, at, proof: () => ask(known(samples.reason, samples.reason, [row('source', samples.reason, at)])) }];
    }),
  };
}

/** The samples that were taken under a limit; all, where none was: they are of another configuration. */
function takenUnder(bytes: number | null, samples: readonly Sample[]): readonly Sample[] {
  const own = bytes === null ? samples : samples.filter((sample) => isUnder(sample, bytes));
  return own.length > 0 ? own : samples;
}

function tightLimits(limited: readonly Limited[], snapshot: Snapshot): readonly TightLimit[] {
  const byPlace = new Map<string, Limited[]>();
  for (const one of limited) for (const { row: { at, span } } of one.limits) add(byPlace, `${at.path}:${span?.start ?? `line ${at.line}`}`, one);
  const done = new Set<Limited>();
  const found = [...byPlace.values()].flatMap((group): readonly TightLimit[] => {
    const tight = group.filter((one) => !done.has(one) && isTight(one, limited)).toSorted((a, b) => usedBy(b) - usedBy(a));
    for (const one of tight) done.add(one);
    const [highest] = tight;
    const limit = highest ? tightLimit(highest, { group, limited, snapshot }) : null;
    return limit ? [limit] : [];
  });
  // What is sure comes first: a doubt lowers all that a rule asks after it.
  return found.toSorted((a, b) => Number(b.isSure) - Number(a.isSure) || inPlaceOrder(a.at, b.at));
}

function add<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (!list) map.set(key, [value]);
  else if (!list.includes(value)) list.push(value);
}

/** What a service is held to: by its file, or where a variable decides by what its samples say. */
function bytesOfLimit({ limits, samples }: Limited): number | null {
  return limits[0].bytes ?? samples[0]?.limit ?? null;
}

/** Where a service has several sets of files, a sample speaks of those whose limit it ran with; where it ran with none of theirs, of the highest. */
function isTight(one: Limited, limited: readonly Limited[]): boolean {
  const bytes = bytesOfLimit(one);
  if (bytes === null || one.samples.length === 0 || usedBy(one) < TIGHT * bytes) return false;
  const twins = limited.filter(({ service }) => isTwin(service, one.service));
  const meant = twins.filter((twin) => twin.samples.some((sample) => isUnder(sample, bytesOfLimit(twin) ?? 0)));
  return meant.length > 0 ? meant.includes(one) : twins.every((twin) => (bytesOfLimit(twin) ?? 0) <= bytes);
}

function usedBy({ samples }: Limited): number {
  return samples.reduce((most, { used }) => Math.max(most, used), 0);
}

interface Around {
  /** All that the same written limit holds for. */
  readonly group: readonly Limited[];
  readonly limited: readonly Limited[];
  readonly snapshot: Snapshot;
}

function tightLimit(highest: Limited, around: Around): TightLimit | null {
  const { group, snapshot } = around;
  const { service, limits, samples } = highest;
  const bytes = bytesOfLimit(highest);
  if (bytes === null) return null;
  const used = usedBy(highest);
  const step = nextStep(used, bytes);
  const [first] = limits;
  const to = step === null ? null : (writtenLike(step, first.text) ?? `${step / 1024 ** 2}M`);
  const hits = refusalsOf(highest, step, around);
  const limit: TightLimit = {
    kind: 'limit',
    at: first.row.at,
    service: service.name,
    serviceAt: service.at,
    sharedBy: [...new Set(group.map((one) => one.service.name))].toSorted(),
    limit: first.text,
    to: to ?? '',
    used: shownBytes(used),
    isSure: samples.some((sample) => isUnder(sample, bytes)),
    percent: Math.floor((used * 100) / bytes),
    samples: () => ask(samplesAnswer(samples, bytes)),
    refusals: () => ask(known(hits, 'the limit stands by itself, and for this service alone or for others that are as tight')),
  };
  if (hits.length === 0 && step !== null) edits.set(limit, editsTo(step, highest, snapshot));
  return limit;
}

function refusalsOf(highest: Limited, step: number | null, { group, limited, snapshot }: Around): readonly Hit[] {
  const { service, limits } = highest;
  const hit = (text: string, at: Hit['at'] = limits[0].row.at): Hit => ({ text, at, image: null });
  const hits = limits.flatMap(({ refusal, row: { at } }) => (refusal === null ? [] : [hit(refusal, at)]));
  if (step === null) return [...hits, hit('no limit below a terabyte leaves 30 % free')];
  const others = [...new Map(group.filter((one) => one.service.name !== service.name).map((one) => [`${one.service.at.path}\0${one.service.name}`, one])).values()];
  const easy = others.filter((one) => !isTight(one, limited)).map((one) => one.service.name).toSorted();
  if (easy.length > 0) hits.push(hit(`the limit also holds for ${easy.join(', ')}, of which no sample says that more is needed: give ${service.name} a limit of its own`));
  const [first, second] = limits;
  if (second && first.bytes !== second.bytes) hits.push(hit(`it has another limit besides, ${second.row.key}: ${second.row.text}`, second.row.at));
  const swap = swapOf(service, snapshot);
  // Docker wants memory and swap together to be no less than memory alone; 0 and -1 say nothing of it.
  const small = swap !== null && !swap.row.text.startsWith('-') && swap.bytes !== 0 && (swap.bytes === null || swap.bytes < step);
  if (small && (swap.bytes !== first.bytes || swap.refusal !== null)) hits.push(hit(`memswap_limit: ${swap.row.text} would be less than the limit, which Docker refuses`, swap.row.at));
  return hits;
}

function editsTo(step: number, { service, limits }: Limited, snapshot: Snapshot): LimitEdits {
  const byPath = new Map<string, TextEdit[]>();
  const swap = swapOf(service, snapshot);
  // Where swap was none, it stays none.
  const both = swap !== null && swap.bytes === limits[0].bytes ? [...limits, swap] : limits;
  for (const { place, text, row: { at } } of both) {
    const written = writtenLike(step, text);
    if (place !== null && written !== null) add(byPath, at.path, { span: place, text: written });
  }
  return byPath;
}

function unmeasured(limited: readonly Limited[], some: boolean): UnmeasuredLimits | null {
  const measured = new Set(limited.filter(({ samples }) => samples.length > 0).map(({ service }) => `${service.at.path}\0${service.name}`));
  const rest = [...new Map(limited.map((one) => [`${one.service.at.path}\0${one.service.name}`, one])).entries()].flatMap(([key, one]) => (measured.has(key) ? [] : [one]));
  const [first] = rest;
  if (!first) return null;
  const services = [...new Set(rest.map(({ service }) => service.name))];
  const evidence = rest.map(({ service, limits: [{ row: { key, text, at } }] }) => row('source', `${service.name} has ${key}: ${text}`, at));
  return { at: first.limits[0].row.at, services, some, proof: () => ask(known(services, some ? 'no sample speaks of them' : 'nothing says what they use', evidence)) };
}

function strange(strangers: readonly { readonly sample: Sample; readonly reason: string }[]): StrangeContainers | null {
  const [first] = strangers;
  if (!first) return null;
  const names = strangers.map(({ sample }) => sample.container);
  const evidence = strangers.map(({ sample, reason }) => ({ ...sampleRow(sample), text: `${sample.container}: ${reason}` }));
  return { at: { path: first.sample.path, line: first.sample.line }, names, proof: () => ask(known(names, 'their names fit no service', evidence)) };
}
