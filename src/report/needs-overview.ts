import { countVerdicts, type ServiceNeeds } from '#needs/by-service.js';
import type { Need, Verdict } from '#needs/types.js';
import { visible } from '#text/visible.js';
import { clipped, columnsOf, count, padded, widest } from './columns.js';
import type { Paint } from './paint.js';
import { placeOf } from './place.js';

interface OverviewOptions {
  readonly width: number;
  readonly flags: string;
}

/** Rows of a block before `… N more`. */
const MOST = 8;

/** Columns that a reason keeps beside its place; with less it goes below. */
const LEAST_REASON = 44;

/** Many services on one screen: how many verdicts each has, then what asks for a decision, line by line. */
export function needsOverview(told: readonly ServiceNeeds[], options: OverviewOptions, paint: Paint): readonly (readonly string[])[] {
  return [countTable(told, paint), unusedBlock(told, options), unknownBlock(told, options), blindBlock(told, options), missingBlock(told, options)];
}

/** A row for each service, a column for each verdict that any has. */
function countTable(told: readonly ServiceNeeds[], paint: Paint): readonly string[] {
  const verdicts = [...countVerdicts(told.flatMap(({ needs }) => needs.needs)).keys()];
  const rows = told.map(({ service, needs }) => {
    const counts = countVerdicts(needs.needs);
    return { service: visible(service), cells: [needs.needs.length, ...verdicts.map((verdict) => counts.get(verdict) ?? 0), needs.missing.length].map((number) => (number === 0 ? '-' : String(number))) };
  });
  const head = ['asked', ...verdicts, 'missing'];
  const names = widest(['service', ...rows.map(({ service }) => service)]);
  const widths = head.map((title, index) => widest([title, ...rows.map(({ cells }) => cells[index] ?? '')]));
  const line = (name: string, cells: readonly string[]): string => `  ${padded(name, names)}  ${cells.map((cell, index) => ' '.repeat((widths[index] ?? 0) - columnsOf(cell)) + cell).join('  ')}`;
  return [paint('dim', line('service', head)), ...rows.map(({ service, cells }) => line(service, cells))];
}

/** One line of a file with the services that have a verdict on it. */
interface SharedLine {
  readonly place: string;
  readonly name: string;
  readonly needs: readonly { readonly service: string; readonly need: Need }[];
}

function sharedLines(told: readonly ServiceNeeds[]): readonly SharedLine[] {
  const lines = new Map<string, { place: string; name: string; needs: { service: string; need: Need }[] }>();
  for (const { service, needs } of told) {
    for (const need of needs.needs) {
      const { at, name } = need.asked;
      const key = JSON.stringify([at.path, at.line, name]);
      const line = lines.get(key) ?? { place: placeOf(at.path, at.line), name: visible(name), needs: [] };
      line.needs.push({ service, need });
      lines.set(key, line);
    }
  }
  return [...lines.values()];
}

function unusedBlock(told: readonly ServiceNeeds[], options: OverviewOptions): readonly string[] {
  const lines = sharedLines(told);
  const unused = lines.filter(({ needs }) => needs.every(({ need }) => need.verdict === 'unused'));
  const some = lines.filter((line) => !unused.includes(line) && line.needs.some(({ need }) => need.verdict === 'unused'));
  const rows = unused.map(({ place, name, needs }) => ({ place, name, text: needs.length === 1 ? `of ${visible(needs[0]?.service ?? '')}` : `in all ${needs.length} services that install it` }));
  return [
    ...block('unused', rows, options, 'slimify needs --all'),
    ...(some.length === 0 ? [] : [`${rows.length === 0 ? 'unused' : '  '}${rows.length === 0 ? ': ' : ''}${count(some.length, 'line')} ${some.length === 1 ? 'is' : 'are'} unused in some of the services that install ${some.length === 1 ? 'it' : 'them'}`]),
  ];
}

function unknownBlock(told: readonly ServiceNeeds[], options: OverviewOptions): readonly string[] {
  return block('unknown', linesWith(told, 'unknown'), options, 'slimify needs --all');
}

/** Where the search was blind all is unknown: that is said once, below. */
function linesWith(told: readonly ServiceNeeds[], verdict: Verdict): readonly Row[] {
  const blind = new Set(told.flatMap(({ service, needs }) => (needs.blind === null ? [] : [service])));
  return sharedLines(told).flatMap(({ place, name, needs }) => {
    const own = needs.filter(({ service, need }) => need.verdict === verdict && !blind.has(service));
    const [first] = own;
    return first ? [{ place, name, text: `${own.length === 1 ? visible(first.service) : `${own.length} services`}: ${visible(first.need.reason)}` }] : [];
  });
}

/** The services whose search was not complete, by what it stumbled over. */
function blindBlock(told: readonly ServiceNeeds[], { width }: OverviewOptions): readonly string[] {
  const reasons = new Map<string, string[]>();
  for (const { service, needs } of told) if (needs.blind !== null) reasons.set(needs.blind, [...(reasons.get(needs.blind) ?? []), service]);
  if (reasons.size === 0) return [];
  const rows = [...reasons].map(([blind, services]) => `  ${services.length === 1 ? visible(services[0] ?? '') : `${services.length} services (${visible(services[0] ?? '')} …)`}: ${visible(blind)}`);
  const more = rows.length - MOST;
  const help = '  name in slimify.config.json what it may load: "keep": [{ "package": …, "reason": … }]';
  return ['nothing is called unused where the search was blind', ...rows.slice(0, MOST).map((text) => clipped(text, Math.max(width, 100))), ...(more > 0 ? [`  …${more} more`] : []), help];
}

function missingBlock(told: readonly ServiceNeeds[], options: OverviewOptions): readonly string[] {
  const found = new Map<string, { place: string; name: string; services: Set<string>; through: string | null; names: readonly string[] }>();
  for (const { service, needs } of told) {
    for (const { module, distributions, through, at, optional } of needs.missing) {
      if (optional) continue;
      // Names behind the module (`pydantic.BaseModel`) are many; the distribution that holds them is one.
      const name = distributions.length === 1 ? (distributions[0] ?? module) : module;
      const key = JSON.stringify([name, through]);
      const one = found.get(key) ?? { place: placeOf(at.path, at.line), name: visible(name), services: new Set<string>(), through, names: distributions };
      one.services.add(service);
      found.set(key, one);
    }
  }
  const rows = [...found.values()].map(({ place, name, services, through, names }) => {
    const brought = through === null ? `nothing brings ${names.length === 0 ? 'it' : names.map((one) => visible(one)).join(' or ')}` : `comes along through ${visible(through)}`;
    return { place, name, text: `${services.size === 1 ? [...services].map((one) => visible(one)).join('') : `${services.size} services`}: ${brought}` };
  });
  return block('imported, and not asked for', rows, options, 'slimify needs --all');
}

interface Row {
  readonly place: string;
  readonly name: string;
  readonly text: string;
}

function block(title: string, rows: readonly Row[], { width, flags }: OverviewOptions, more: string): readonly string[] {
  if (rows.length === 0) return [];
  const shown = rows.length <= MOST + 1 ? rows : rows.slice(0, MOST);
  const names = widest(shown.map(({ name }) => name));
  const places = widest(shown.map(({ place }) => place));
  const rest = rows.length - shown.length;
  return [
    title,
    ...shown.flatMap(({ place, name, text }) => {
      const start = `  ${padded(name, names)}  ${padded(place, places)}`;
      const room = width - columnsOf(start) - 2;
      return columnsOf(text) <= room || room >= LEAST_REASON ? [`${start}  ${clipped(text, room)}`] : [start.trimEnd(), `    ${clipped(text, width - 4)}`];
    }),
    ...(rest > 0 ? [`  …${rest} more: ${more}${flags}`] : []),
  ];
}
