import type { Report, ReportedFix } from '../json.js';
import { count } from '../columns.js';
import { bytesText } from '../packages-bytes.js';
import { shortName } from '../shown.js';
import { code, prose } from './escape.js';
import { fitted, GITHUB_LIMIT, type Section } from './fit.js';
import { fixItem, heldItem, type ItemOptions } from './items.js';
import type { Links } from './links.js';

export interface MarkdownOptions {
  readonly links: Links;
  /** By rule name: what it is for. */
  readonly rules: ReadonlyMap<string, { readonly summary: string; readonly why: string }>;
  /** What has to be typed to see what is left out: `slimify plan --safety review --root x`. */
  readonly command: string;
  readonly limit?: number;
}

/** Rows of a table before `… N more`. */
const MOST_ROWS = 60;
/** Fixes of a rule that are shown where its section has to be short. */
const FEW_FIXES = 20;
/** Things of one kind that are listed in full. */
const MOST_ITEMS = 40;

/**
 * A plan as the text of a pull request, in GitHub-flavoured Markdown: what it is worth for each service, what a person has to
 * do, then each rule with its fixes and their evidence, what was held back and what was not read. Nothing of a repository means
 * anything to Markdown in it. Pure; the first line is the title.
 */
export function markdownReport(report: Report, options: MarkdownOptions): string {
  const chosen = report.fixes.filter(({ id, status }) => status === 'applied' || report.findings.some((finding) => finding.chosen && finding.fix === id));
  const rules = [...new Set(chosen.map(({ rule }) => rule))];
  const sections: readonly Section[] = [
    { forms: [`# ${titleOf(report, chosen)}`], name: null },
    { forms: [serviceTable(report, chosen, MOST_ROWS), serviceTable(report, chosen, 10)], name: null },
    nextSteps(chosen),
    ...rules.map((rule) => ruleSection(rule, chosen.filter((fix) => fix.rule === rule), report, options)),
    heldSection(report, options),
    skippedSection(report),
  ];
  return fitted(sections, options.limit ?? GITHUB_LIMIT, (names, shortened) => missing(names, shortened, options));
}

/** `Make 14 services smaller: 46 fixes in 41 files`, for the title of a pull request too. */
export function titleOf({ files, findings }: Report, chosen: readonly ReportedFix[]): string {
  if (chosen.length === 0) return 'slimify: nothing to change';
  const services = new Set(findings.flatMap((finding) => (finding.chosen ? finding.services : [])));
  const who = services.size === 0 ? 'images' : count(services.size, 'service');
  return `Make ${who} smaller: ${count(chosen.length, 'fix', 'fixes')} in ${count(files.length, 'file')}`;
}

/** Per service: what it saves, and which rules change it. */
function serviceTable(report: Report, chosen: readonly ReportedFix[], most: number): string {
  if (chosen.length === 0) return '';
  const rules = rulesByService(report);
  const rows = report.services.filter(({ name }) => rules.has(name));
  const shown = rows.slice(0, most);
  const known = report.services.filter(({ saves }) => saves != null);
  const lines = shown.map(({ name, saves }) => `| ${code(name)} | ${saves == null ? 'not known' : savedText(saves)} | ${rules.get(name) ?? ''} |`);
  const nobody = rules.get('');
  const table = [
    '| service | saves | changes |',
    '| --- | ---: | --- |',
    ...lines,
    ...(rows.length > shown.length ? [`| … ${rows.length - shown.length} more | | |`] : []),
    ...(nobody === undefined ? [] : [`| no service | | ${nobody} |`]),
  ];
  return [table.join('\n'), ...(known.length === 0 ? [] : [LEGEND])].join('\n\n');
}

const LEGEND =
  'What is saved is what packages, base image, system packages and layers that chown stores again take on disk: `~` from the bundled catalogue, `=` measured, without a mark as the package index tells it. Files of the repository and caches are not counted, nor are smaller builds of the same version, such as torch for the CPU. `slimify plan --resolve` asks the index.';

function savedText(saves: NonNullable<Report['services'][number]['saves']>): string {
  if (saves.high <= 0) return '-';
  return bytesText({ low: Math.max(0, saves.low), high: saves.high, basis: saves.basis });
}

/** `split, unused (2)`, by service; '' for what concerns none. */
function rulesByService({ findings }: Report): ReadonlyMap<string, string> {
  const counts = new Map<string, Map<string, Set<string>>>();
  for (const { rule, fix, chosen, services } of findings) {
    if (!chosen || fix === null) continue;
    for (const service of services.length > 0 ? services : ['']) {
      const rules = counts.get(service) ?? new Map<string, Set<string>>();
      counts.set(service, rules.set(rule, (rules.get(rule) ?? new Set()).add(fix)));
    }
  }
  const words = ([rule, fixes]: readonly [string, ReadonlySet<string>]): string => prose(shortName(rule)) + (fixes.size === 1 ? '' : ` (${fixes.size})`);
  return new Map([...counts].map(([service, rules]) => [service, [...rules].map(words).join(', ')]));
}

function nextSteps(chosen: readonly ReportedFix[]): Section {
  const steps = [...new Set(chosen.flatMap(({ afterwards }) => afterwards))];
  if (steps.length === 0) return { forms: [''], name: null };
  const list = (most: number): string => ['## To do by hand', '', ...steps.slice(0, most).map((step) => `- [ ] ${code(step)}`), ...(steps.length > most ? [`- … ${steps.length - most} more`] : [])].join('\n');
  return { forms: [list(MOST_ITEMS), list(5)], name: 'to do by hand' };
}

function ruleSection(rule: string, fixes: readonly ReportedFix[], { findings }: Report, options: MarkdownOptions): Section {
  const words = options.rules.get(rule);
  const levels = [...new Set(fixes.map(({ safety }) => safety))].join(', ');
  const head = [`## ${prose(rule)} (${levels})`, '', ...(words ? [`${prose(words.why)}`, ''] : [])];
  const items = (few: number, how: Omit<ItemOptions, 'links'>): string => {
    const shown = fixes.slice(0, few).flatMap((fix) => fixItem(fix, findings.filter((finding) => finding.fix === fix.id), { ...how, links: options.links }));
    return [...head, ...shown, ...(fixes.length > few ? [`- … ${fixes.length - few} more`] : [])].join('\n');
  };
  return {
    forms: [items(Infinity, { evidence: 6, findings: 10 }), items(MOST_ITEMS, { evidence: 2, findings: 3 }), items(FEW_FIXES, { evidence: 0, findings: 0 })],
    name: `${rule} (${count(fixes.length, 'fix', 'fixes')})`,
  };
}

function heldSection(report: Report, { links }: MarkdownOptions): Section {
  const held = report.findings.filter(({ status }) => status === 'held' || status === 'rejected' || status === 'deferred' || status === 'circular');
  const suggestions = report.findings.filter(({ status, safety, chosen }) => status === 'proposed' && !chosen && safety === 'suggestion').length;
  const review = report.findings.filter(({ status, safety, chosen }) => status === 'proposed' && !chosen && safety === 'review').length;
  const suppressed = report.findings.filter(({ status }) => status === 'suppressed').length;
  const counted = [
    ...(review > 0 ? [`- ${count(review, 'finding')} for review: \`--safety review\``] : []),
    ...(suggestions > 0 ? [`- ${count(suggestions, 'suggestion')}: \`slimify plan --suggestions\``] : []),
    ...(suppressed > 0 ? [`- ${count(suppressed, 'finding')} suppressed in the files or the configuration`] : []),
  ];
  if (held.length + counted.length === 0) return { forms: [''], name: null };
  const list = (most: number): string => ['## Held back', '', ...held.slice(0, most).map((finding) => heldItem(finding, links)), ...(held.length > most ? [`- … ${held.length - most} more`] : []), ...counted].join('\n');
  return { forms: [list(MOST_ITEMS), list(5)], name: `held back (${held.length})` };
}

function skippedSection({ skipped, crashes }: Report): Section {
  if (skipped.length + crashes.length === 0) return { forms: [''], name: null };
  const rows = [
    ...crashes.map(({ rule, message }) => `- the rule ${code(rule)} failed and is left out: ${prose(message)}`),
    ...skipped.map(({ path, reason }) => `- ${code(path)}: ${prose(reason)}`),
  ];
  const list = (most: number): string => ['## Not read, and left as it is', '', ...rows.slice(0, most), ...(rows.length > most ? [`- … ${rows.length - most} more`] : [])].join('\n');
  return { forms: [list(MOST_ITEMS), list(5)], name: `not read (${rows.length})` };
}

function missing(names: readonly string[], shortened: number, { command }: MarkdownOptions): string {
  const left = names.length === 0 ? '' : `Left out, since the text of a pull request has a limit: ${names.map((name) => prose(name)).join(', ')}. `;
  const short = shortened === 0 ? '' : `${count(shortened, 'section')} ${shortened === 1 ? 'is' : 'are'} shortened. `;
  return `${left}${short}${code(`${command} --all`)} shows everything.`;
}

