import type { PlannedFinding } from '#plan/types.js';
import { visible } from '#text/visible.js';
import { columnsOf, wrapped } from './columns.js';
import { diffLines } from './diff.js';
import { evidenceRows } from './evidence.js';
import type { TextOptions } from './options.js';
import { painter, type Paint } from './paint.js';
import { placeOf, withPlace } from './place.js';
import { savedBy } from './saved.js';
import { whereOf, type Unit } from './units.js';

export type DetailOptions = Pick<TextOptions, 'width' | 'colour' | 'all' | 'savings'>;

/** One heading with what it stands for: message, evidence with its places, what is left to do, the diff. */
export function detailOf(unit: Unit, options: DetailOptions): readonly string[] {
  const paint = painter(options.colour);
  const afterwards = unit.fixes.flatMap((fix) => fix.afterwards).filter(first);
  return [
    headingOf(unit, options.width, paint),
    ...messagesOf(unit.findings, options, paint),
    ...reasonsOf(unit, options.width),
    ...savedLines(unit, options.savings),
    idsOf(unit, options.all, paint),
    ...afterwards.map((step) => `   afterwards: ${visible(step)}`),
    ...unit.changes.flatMap((change) => diffLines(change, paint)),
  ];
}

/** `── rule · path:line · safety ──────`: the rule stands to the right edge, the place is never cut. */
function headingOf(unit: Unit, width: number, paint: Paint): string {
  const status = unit.status === 'applied' || unit.status === 'proposed' ? '' : ` · ${unit.status}`;
  const text = `── ${unit.rule} · ${whereOf(unit)} · ${unit.safety}${status} `;
  return paint('bold', text + '─'.repeat(Math.max(2, width - columnsOf(text))));
}

/** Each message once, with the places it holds for beyond the heading's, and the evidence under it. */
function messagesOf(findings: readonly PlannedFinding[], { width, all }: DetailOptions, paint: Paint): readonly string[] {
  const byMessage = new Map<string, PlannedFinding[]>();
  for (const finding of findings) {
    byMessage.set(finding.message, [...(byMessage.get(finding.message) ?? []), finding]);
  }
  const [first] = findings;
  const heading = first ? placeOf(first.path, first.line) : '';
  return [...byMessage].flatMap(([message, group]) => {
    const places = new Set(group.map(({ path, line }) => placeOf(path, line)));
    places.delete(heading);
    return [
      ...wrapped(visible(message), width - 3).map((line) => `   ${line}`),
      ...[...places].map((place) => `     ${paint('dim', 'at')} ${place}`),
      ...evidenceRows(group.flatMap(({ evidence }) => evidence), width, all, paint),
    ];
  });
}

/** What `explain` and `--only` take for a name. */
function idsOf({ findings }: Unit, all: boolean, paint: Paint): string {
  const ids = findings.map(({ id }) => id);
  const few = all || ids.length <= 3 ? ids : ids.slice(0, 2);
  const more = few.length < ids.length ? ` and ${ids.length - few.length} more` : '';
  return `   ${paint('dim', `id ${few.join(', ')}${more}`)}`;
}

/** Why the safety is lower than the rule's own, and what speaks against the fix. */
function reasonsOf(unit: Unit, width: number): readonly string[] {
  const { safety, status, reason, findings } = unit;
  const lower = findings.flatMap(({ safetyReason }) => (safetyReason === null ? [] : `${safety}: ${safetyReason}`));
  const against = reason === null ? [] : [`${status}: ${reason}`];
  const held = findings.flatMap(({ heldBy }) => heldBy).map((each) => `${status}: ${withPlace(each)}`);
  const lines = [...lower, ...against, ...held].filter(first);
  return lines.flatMap((line) => wrapped(visible(line), width - 3)).map((line) => `   ${line}`);
}

function savedLines({ fixes }: Unit, savings: DetailOptions['savings']): readonly string[] {
  const saved = savedBy(fixes, savings);
  return saved === null ? [] : [`   saves ${saved}`];
}

function first<T>(value: T, index: number, all: readonly T[]): boolean {
  return all.indexOf(value) === index;
}
