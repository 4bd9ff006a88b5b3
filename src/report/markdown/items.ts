import { count } from '../columns.js';
import type { ReportedFinding, ReportedFix } from '../json.js';
import { bytesText } from '../packages-bytes.js';
import { code, prose, proseWithLinks } from './escape.js';
import { linked, type Links } from './links.js';

export interface ItemOptions {
  readonly links: Links;
  /** So many findings of a fix, and rows of evidence of each. */
  readonly findings: number;
  readonly evidence: number;
}

/** A fix with its findings, each with its place and what shows it. */
export function fixItem({ title, safety, saves }: ReportedFix, findings: readonly ReportedFinding[], options: ItemOptions): readonly string[] {
  const [first] = findings;
  const where = first ? ` ${linked(first.path, first.line, options.links)}` : '';
  const more = findings.length > 1 ? ` and ${count(findings.length - 1, 'more place')}` : '';
  const saved = saves == null || saves.high <= 0 ? '' : `, saves ${bytesText({ ...saves, low: Math.max(0, saves.low) })}`;
  const head = `- **${prose(title)}** (${safety}${saved})${where}${more}`;
  const shown = findings.slice(0, options.findings);
  const rest = findings.length - shown.length;
  return [head, ...shown.flatMap((finding, index) => findingLines(finding, index > 0, options)), ...(rest > 0 && shown.length > 0 ? [`  - … ${count(rest, 'more finding')}`] : [])];
}

function findingLines({ message, path, line, safety, safetyReason, evidence }: ReportedFinding, placed: boolean, { links, evidence: most }: ItemOptions): readonly string[] {
  const where = placed ? `${linked(path, line, links)}: ` : '';
  const rows = evidenceRows(evidence, links);
  const rest = rows.length - most;
  return [
    `  - ${where}${prose(message)}`,
    ...(safetyReason === null ? [] : [`    - ${safety}: ${prose(safetyReason)}`]),
    ...rows.slice(0, most).map((row) => `    - ${row}`),
    ...(rest > 0 && most > 0 ? [`    - … ${rest} more`] : []),
  ];
}

/** Each text once, with its first place and how many more there are. */
function evidenceRows(evidence: ReportedFinding['evidence'], links: Links): readonly string[] {
  const places = new Map<string, Set<string>>();
  for (const { kind, text, path, line } of evidence) {
    const shown = kind === 'source' ? code(text) : kind === 'catalogue' ? proseWithLinks(text) : prose(text);
    const known = places.get(shown) ?? new Set();
    places.set(shown, path === null ? known : known.add(linked(path, line, links)));
  }
  return [...places].map(([shown, [first, ...more]]) => (first === undefined ? shown : `${shown} ${first}${more.length > 0 ? ` and ${more.length} more` : ''}`));
}

/** What was not done, and why. */
export function heldItem({ title, message, path, line, status, heldBy }: ReportedFinding, links: Links): string {
  const reasons = [...new Set(heldBy.map(({ text, path: at, line: number }) => `${prose(text)}${at === null ? '' : ` ${linked(at, number, links)}`}`))];
  const few = reasons.slice(0, 3);
  const more = reasons.length > few.length ? `, and ${reasons.length - few.length} more` : '';
  return `- ${linked(path, line, links)} ${prose(title)} (${status}): ${few.join('; ') || prose(message)}${more}`;
}
