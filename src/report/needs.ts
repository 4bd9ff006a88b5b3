import type { NeedsByService, ServiceNeeds } from '#needs/by-service.js';
import { VERDICTS } from '#needs/by-service.js';
import type { Missing, Need, Verdict } from '#needs/types.js';
import { visible } from '#text/visible.js';
import { clipped, columnsOf, count, padded, widest, wrapped } from './columns.js';
import { evidenceRows } from './evidence.js';
import { needsOverview } from './needs-overview.js';
import { painter, type Paint } from './paint.js';
import { placeOf } from './place.js';
import { chainSteps, colourOf, countsText, proofOf } from './verdicts.js';

export interface NeedsTextOptions {
  readonly width: number;
  readonly colour: boolean;
  /** Every image of each service, and every row of evidence. */
  readonly all: boolean;
  /** Whether services were named: then each requirement has its line, however many there are. */
  readonly named: boolean;
  /** What has to be typed again: ` --root examples/tax-agent`, or ''. */
  readonly flags: string;
}

/** Requirements that are listed one by one without being asked for. */
const MOST_LISTED = 60;

/** Columns that a reason keeps beside its place; with less it goes below. */
const LEAST_REASON = 24;

/** What each service needs of what it asks for, as a person reads it: one block for each image, the total at the end. Pure. */
export function needsText({ told, untold }: NeedsByService, options: NeedsTextOptions): string {
  if (told.length === 0 && untold.length === 0) return 'No service with an image was found here: there is nothing that asks for packages.\n';
  const paint = painter(options.colour);
  const listed = options.all || options.named || told.reduce((sum, { needs }) => sum + needs.needs.length, 0) <= MOST_LISTED;
  const blocks = [
    ...(listed ? told.map((one) => serviceBlock(one, options, paint)) : needsOverview(told, options, paint)),
    untold.map(({ service, because }) => `${visible(service)}: what it needs cannot be told: ${visible(because)}`),
    [totalLine(told)],
    listed ? [] : next(told, options),
  ];
  return blocks.filter((block) => block.length > 0).map((block) => `${block.join('\n')}\n`).join('\n');
}

/** What can be asked next. */
function next(told: readonly ServiceNeeds[], { flags }: NeedsTextOptions): readonly string[] {
  const service = `slimify needs ${visible(told[0]?.service ?? 'SERVICE')}${flags}`;
  const one = `slimify why PACKAGE${flags}`;
  const width = Math.max(service.length, one.length);
  return ['next', `  ${service.padEnd(width)}  each of its requirements`, `  ${one.padEnd(width)}  one package in every service, with the proof`];
}

function totalLine(told: readonly ServiceNeeds[]): string {
  const needs = told.flatMap((one) => one.needs.needs);
  const services = new Set(told.map(({ service }) => service)).size;
  const lines = new Set(needs.map(({ asked }) => `${asked.at.path}\0${asked.at.line}\0${asked.name}`)).size;
  const shared = lines < needs.length ? ` (${count(lines, 'line')}, some shared)` : '';
  const counts = countsText(needs);
  return `${count(services, 'service')}, ${count(needs.length, 'requirement')}${shared}${counts === '' ? '' : `: ${counts}`}`;
}

function serviceBlock({ service, image, purpose, needs }: ServiceNeeds, options: NeedsTextOptions, paint: Paint): readonly string[] {
  const head = `${paint('bold', visible(service))}   ${visible(image)}${purpose === 'production' ? '' : ` (${purpose})`}   ${count(needs.needs.length, 'requirement')}${needs.needs.length === 0 ? '' : `: ${countsText(needs.needs)}`}`;
  const searched = `  searched ${count(needs.reach.modules.size, 'file')} of the workspace that its start leads to`;
  return [head, searched, ...blindLines(needs.blind, options.width), ...needRows(sorted(needs.needs), options, paint), ...missingRows(needs.missing, options)];
}

/** Why nothing is called unused, and what helps. */
export function blindLines(blind: string | null, width: number): readonly string[] {
  if (blind === null) return [];
  const text = `nothing is called unused here: ${visible(blind)}. What it may load can be named in slimify.config.json: "keep": [{ "package": …, "reason": … }]`;
  return indented(wrapped(text, Math.max(40, width - 4)), '  ', '    ');
}

function sorted(needs: readonly Need[]): readonly Need[] {
  const order = (verdict: Verdict): number => VERDICTS.indexOf(verdict);
  return needs.toSorted((a, b) => order(a.verdict) - order(b.verdict) || (a.asked.name < b.asked.name ? -1 : a.asked.name > b.asked.name ? 1 : 0));
}

/** `unused  aiokafka  libs/requirements.txt:31  why`: a reason is cut before a path is. */
function needRows(needs: readonly Need[], options: NeedsTextOptions, paint: Paint): readonly string[] {
  const rows = needs.map((need) => ({ need, name: visible(need.asked.name), place: placeText(need) }));
  const verdicts = widest(rows.map(({ need }) => need.verdict));
  const names = widest(rows.map(({ name }) => name));
  const places = Math.min(widest(rows.map(({ place }) => place)), Math.max(0, options.width - verdicts - names - LEAST_REASON - 8));
  return rows.flatMap(({ need, name, place }) => {
    const verdict = paint(colourOf(need.verdict), need.verdict) + ' '.repeat(verdicts - columnsOf(need.verdict));
    const reason = visible(need.reason);
    const start = `  ${verdict}  ${padded(name, names)}  ${padded(place, places)}`;
    const room = options.width - (verdicts + names + Math.max(places, columnsOf(place)) + 8);
    const lines = room >= LEAST_REASON ? [`${start}  ${clipped(reason, room)}`] : [start.trimEnd(), `    ${clipped(reason, options.width - 4)}`];
    return options.all ? [...lines, ...proofRows(need, options.width, paint)] : lines;
  });
}

function placeText(need: Need): string {
  const { path, line } = proofOf(need);
  return placeOf(path, line);
}

/** The reason in full, how it is reached, and every row of evidence. */
export function proofRows({ reason, chain, evidence }: Need, width: number, paint: Paint): readonly string[] {
  const said = indented(wrapped(visible(reason), Math.max(40, width - 5)), '     ', '     ');
  return [...said, ...chainLines(chain, width), ...evidenceRows(evidence, width, true, paint)];
}

/** The steps of a chain behind arrows, as many on a line as fit; none is broken. */
export function chainLines(chain: Need['chain'], width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const step of chainSteps(chain)) {
    const next = line === '' ? step : `${line} -> ${step}`;
    if (line !== '' && columnsOf(next) > width - 8) {
      lines.push(`${line} ->`);
      line = step;
    } else {
      line = next;
    }
  }
  return line === '' ? [] : indented([...lines, line], '     ', '       ');
}

function missingRows(missing: readonly Missing[], { width }: NeedsTextOptions): readonly string[] {
  if (missing.length === 0) return [];
  const rows = missing.map((one) => ({ module: visible(one.module), text: missingText(one), place: placeOf(one.at.path, one.at.line) }));
  const modules = widest(rows.map(({ module }) => module));
  const places = widest(rows.map(({ place }) => place));
  return ['  imported, and not asked for', ...rows.map(({ module, text, place }) => `    ${padded(module, modules)}  ${padded(place, places)}  ${clipped(text, Math.max(LEAST_REASON, width - modules - places - 8))}`)];
}

/** What is known of an import that no requirement answers by itself. */
export function missingText({ module, distributions, through, optional }: Missing): string {
  const names = distributions.map((name) => visible(name)).join(' or ');
  const brought = through === null ? 'nothing brings it' : `comes along through ${visible(through)}`;
  const from = distributions.length === 0 ? 'no catalogue knows it: ' : names === visible(module) ? '' : `${names}: `;
  return `${from}${brought}${optional ? '; the code can do without' : ''}`;
}

function indented(lines: readonly string[], first: string, rest: string): readonly string[] {
  return lines.map((line, index) => (index === 0 ? first : rest) + line);
}

