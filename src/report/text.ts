import type { Plan } from '#plan/types.js';
import { count } from './columns.js';
import { detailOf } from './detail.js';
import { footerOf } from './footer.js';
import { crashedRules, heldBack, skippedFiles } from './held.js';
import type { TextOptions } from './options.js';
import { proofLines } from './proof.js';
import { savedInAll } from './saved.js';
import { shown, type Shown } from './shown.js';
import { fileTable, ruleTable } from './table.js';

/**
 * The plan as a person reads it: what was looked at, the tables, what was held back; then each
 * finding with its reason, evidence and diff; last, what to type next. Pure: the same plan and
 * options give the same text.
 */
export function textReport(plan: Plan, options: TextOptions): string {
  const parts = shown(plan, options.safety);
  const details = [...parts.chosen, ...parts.remarks, ...(options.suggestions ? parts.suggestions : [])];
  const blocks = [
    [lookedAt(plan)],
    fileTable(plan, parts.chosen, options),
    ruleTable(details, options),
    heldBack(parts, options),
    skippedFiles(plan, options),
    crashedRules(plan, options),
    ...[...details, ...(options.all ? stoppedInFull(parts) : [])].map((unit) => detailOf(unit, options)),
    [...savedInAll(plan, options), ...proofLines(plan, options), ...footerOf(plan, parts, options)],
  ];
  return blocks.filter((block) => block.length > 0).map((block) => `${block.join('\n')}\n`).join('\n');
}

/** `17 Dockerfiles, 20 requirements files, 17 images`. */
export function lookedAt({ stats }: Plan): string {
  return [
    count(stats.dockerfiles, 'Dockerfile'),
    count(stats.requirementsFiles, 'requirements file'),
    count(stats.images, 'image'),
  ].join(', ');
}

function stoppedInFull(parts: Shown): Shown['stopped'] {
  return parts.stopped.filter(({ status }) => status !== 'suppressed');
}
