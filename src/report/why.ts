import type { Evidence } from '#answer/answer.js';
import type { Why, WhyService } from '#needs/why.js';
import type { Need } from '#needs/types.js';
import { visible } from '#text/visible.js';
import { count, wrapped } from './columns.js';
import { evidenceRows } from './evidence.js';
import { chainLines } from './need-rows.js';
import { missingText } from './needs.js';
import { painter, type Paint } from './paint.js';
import { placeOf } from './place.js';
import { replaceableLines } from './replaceable.js';
import { colourOf } from './verdicts.js';

export interface WhyTextOptions {
  readonly width: number;
  readonly colour: boolean;
  /** Every row of evidence, and every service by itself. */
  readonly all: boolean;
  /** The word that was asked for. */
  readonly word: string;
  /** What has to be typed again: ` --root examples/tax-agent`, or ''. */
  readonly flags: string;
}

/** Proofs shown of what is needed; of what is not, all that was searched. */
const FEW_PROOFS = 4;

/** What a distribution is to each service: a block for those of which the same can be said. Pure. */
export function whyText(whys: readonly Why[], options: WhyTextOptions): string {
  return whys.map((why) => oneText(why, options)).join('\n');
}

function oneText({ name, services, without }: Why, options: WhyTextOptions): string {
  const paint = painter(options.colour);
  const head = name === options.word ? [] : [`${visible(name)}, which ${visible(options.word)} is a name of`];
  const blocks = alike(services, options.all).map(({ names, service }) => block(names, service, name, options, paint, neededBeside(service, services)));
  const rest = without.length === 0 ? [] : [`not in ${listed(without, options.all)}`];
  return [head, ...blocks, rest].filter((lines) => lines.length > 0).map((lines) => `${lines.join('\n')}\n`).join('\n');
}

/** Services that have it from the same lines and cannot do without it, as far as is known. */
function neededBeside({ needs }: WhyService, services: readonly WhyService[]): readonly WhyService[] {
  const places = new Set(needs.map(({ asked: { at } }) => `${at.path}:${at.line}`));
  return services.filter((other) => other.needs.some(({ asked: { at }, verdict }) => verdict !== 'unused' && places.has(`${at.path}:${at.line}`)));
}

interface Group {
  readonly names: readonly string[];
  readonly service: WhyService;
}

/** Services of which the same can be said, to the last proof. */
function alike(services: readonly WhyService[], all: boolean): readonly Group[] {
  const groups = new Map<string, { names: string[]; service: WhyService }>();
  for (const service of services) {
    const { needs, missing, through, replaceable } = service;
    const key = JSON.stringify([needs.map(({ asked, verdict, reason, chain, evidence }) => [asked.at, verdict, reason, chain, all ? evidence : evidence.map(said)]), missing, through, replaceable, all ? service.image : '']);
    const group = groups.get(key) ?? { names: [], service };
    group.names.push(all ? `${service.service} (${service.image})` : service.service);
    groups.set(key, group);
  }
  return [...groups.values()];
}

/** What was searched differs from service to service in how much there was: one of them shows its numbers for all. */
function said({ kind, text, path, line }: Need['evidence'][number]): readonly unknown[] {
  return kind === 'absence' ? [kind, text.replace(/\d+/g, '')] : [kind, text, path, line];
}

function listed(names: readonly string[], all: boolean): string {
  const shown = all || names.length <= 4 ? names : names.slice(0, 3);
  const rest = names.length - shown.length;
  return shown.map((name) => visible(name)).join(', ') + (rest > 0 ? ` and ${rest} more` : '');
}

function block(names: readonly string[], service: WhyService, name: string, options: WhyTextOptions, paint: Paint, beside: readonly WhyService[]): readonly string[] {
  const who = paint('bold', listed(names, options.all));
  const lines = service.needs.flatMap((need) => [
    `${who}   ${paint(colourOf(need.verdict), need.verdict)}   ${placeOf(need.asked.at.path, need.asked.at.line)}  ${visible(need.asked.written.trim())}`,
    ...needLines(need, options, paint),
    ...keepHint(need, name, names, options),
  ]);
  if (service.needs.length > 0) return [...lines, ...replaceableLines(service, { ...options, beside: [...new Set(beside.map((one) => one.service))] })];
  const through = service.through.length > 1 ? `comes along: ${service.through.toReversed().map((one) => visible(one)).join(' -> ')}` : '';
  const says = service.missing.length > 0 ? `imported, and not asked for${through === '' ? '' : `; ${through}`}` : `not asked for; ${through}`;
  return [`${who}   ${says}`, ...service.missing.map((one) => `     ${placeOf(one.at.path, one.at.line)}  ${visible(one.module)}: ${missingText(one)}`)];
}

function needLines(need: Need, options: WhyTextOptions, paint: Paint): readonly string[] {
  const reason = wrapped(visible(need.reason), Math.max(40, options.width - 5)).map((line) => `     ${line}`);
  const searched = need.verdict === 'unused' || need.verdict === 'unknown' || options.all;
  const told = options.all ? need.evidence : need.evidence.filter((row) => !saidBy(need, row));
  const evidence = searched ? told : told.slice(0, FEW_PROOFS);
  const rest = told.length - evidence.length;
  return [
    ...reason,
    ...chainLines(need.chain, options.width),
    ...evidenceRows(evidence, options.width, options.all, paint),
    ...(rest > 0 ? [`     …${count(rest, 'more proof', 'more proofs')}: slimify why ${visible(options.word)} --all${options.flags}`] : []),
  ];
}

/** Whether the end of the chain, or the reason, is that proof. */
function saidBy({ chain, reason }: Need, { kind, text, path, line }: Evidence): boolean {
  if (kind !== 'source' || path === null) return false;
  const last = chain.at(-1)?.at;
  return (text === reason && line === null) || (last !== undefined && last !== null && last.path === path && last.line === line);
}

/** What a person can do about a verdict that could not be told. */
function keepHint({ verdict }: Need, name: string, services: readonly string[], { width }: WhyTextOptions): readonly string[] {
  if (verdict !== 'unknown') return [];
  const service = services.length === 1 ? `, "service": ${JSON.stringify(services[0])}` : '';
  const text = `it stays. If it is needed, say so in slimify.config.json: "keep": [{ "package": ${JSON.stringify(name)}${service}, "reason": … }]`;
  return wrapped(visible(text), Math.max(40, width - 5)).map((line) => `     ${line}`);
}
