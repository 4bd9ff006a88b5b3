import type { FileChange } from '#plan/types.js';
import { visible } from '#text/visible.js';
import { count, padded, widest } from './columns.js';
import { diffLines } from './diff.js';
import type { TextOptions } from './options.js';
import { painter } from './paint.js';
import { placeOf } from './place.js';
import type { SavedPlan } from './saved-plan.js';

/** A saved plan as a person reads it who is about to write it: each fix with its place, then the whole diff. */
export function savedPlanView({ report }: SavedPlan, changes: readonly FileChange[], options: Pick<TextOptions, 'colour'>): string {
  if (changes.length === 0) return 'Nothing to change.\n';
  const paint = painter(options.colour);
  const chosen = report.fixes.flatMap((fix) => {
    const findings = report.findings.filter((finding) => finding.chosen && finding.fix === fix.id);
    const [first] = findings;
    return first ? [{ fix, place: placeOf(first.path, first.line) }] : [];
  });
  const safeties = widest(chosen.map(({ fix }) => fix.safety));
  const rules = widest(chosen.map(({ fix }) => fix.rule));
  const rows = chosen.map(({ fix, place }) => `  ${padded(fix.safety, safeties)}  ${padded(fix.rule, rules)}  ${visible(fix.title)}  ${paint('dim', place)}`);
  const head = `A saved plan: ${count(chosen.length, 'fix', 'fixes')} for ${count(changes.length, 'file')}.`;
  return `${[head, '', ...rows, '', ...changes.flatMap((change) => diffLines(change, paint))].join('\n')}\n`;
}
