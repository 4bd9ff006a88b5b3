import type { NeedsByService, ServiceNeeds } from '#needs/by-service.js';
import type { Missing } from '#needs/types.js';
import { visible } from '#text/visible.js';
import { clipped, count, padded, widest, wrapped } from './columns.js';
import { indented, LEAST_REASON, needRows } from './need-rows.js';
import { needsOverview } from './needs-overview.js';
import { painter, type Paint } from './paint.js';
import { placeOf } from './place.js';
import { countsText } from './verdicts.js';

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
  return [head, searched, ...blindLines(needs.blind, options.width), ...needRows(needs.needs, options, paint), ...missingRows(needs.missing, options)];
}

/** Why nothing is called unused, and what helps. */
export function blindLines(blind: string | null, width: number): readonly string[] {
  if (blind === null) return [];
  const text = `nothing is called unused here: ${visible(blind)}. What it may load can be named in slimify.config.json: "keep": [{ "package": …, "reason": … }]`;
  return indented(wrapped(text, Math.max(40, width - 4)), '  ', '    ');
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
