import type { Plan, PlannedFinding } from '#plan/types.js';
import type { Rule } from '#rule/types.js';
import { visible } from '#text/visible.js';
import { wrapped } from './columns.js';
import { detailOf, type DetailOptions } from './detail.js';
import { painter } from './paint.js';
import { unitsOf } from './units.js';

type Look = Pick<DetailOptions, 'width' | 'colour'>;

/** What a rule does and why; its README in full where there is one. */
export function ruleText(rule: Rule, readme: string | null, options: Look): string {
  const { name, scope, summary, why, safety, messages, options: own } = rule.meta;
  const paint = painter(options.colour);
  const says = Object.values<string>(messages).map((message) => `  - ${visible(message)}`);
  const guide = readme?.trimEnd().split('\n').map((line) => visible(line.replace(/\r$/, ''), true));
  return [
    `${paint('bold', name)}  ${visible(summary)}`,
    '',
    ...wrapped(visible(why), options.width),
    '',
    `looks at   every ${scope}`,
    `at most    ${safety}`,
    ...(own ? [`options    ${JSON.stringify(own.defaults)}`] : []),
    'says',
    ...says,
    ...(guide ? ['', ...guide] : []),
    '',
  ].join('\n');
}

/** Everything about one finding: where, why, how safe, the evidence, the fix and its diff. */
export function findingText(plan: Plan, finding: PlannedFinding, rule: Rule | null, options: Look): string {
  const unit = unitsOf({ ...plan, ...onlyThis(plan, finding) })[0];
  const rows = [
    `id         ${finding.id}`,
    `status     ${STATUS[finding.status]}`,
    `safety     ${finding.safety}${finding.safetyReason === null ? '' : `: ${visible(finding.safetyReason)}`}`,
    ...(finding.packages.length > 0 ? [`packages   ${finding.packages.join(', ')}`] : []),
    ...(finding.images.length > 0 ? [`images     ${finding.images.map((image) => visible(image)).join(', ')}`] : []),
    ...(finding.insertedBy === null ? [] : [`inserted   by ${finding.insertedBy}`]),
    ...(rule ? [`rule       ${finding.rule}: ${visible(rule.meta.summary)}`] : []),
  ];
  return [...(unit ? detailOf(unit, { ...options, all: true }) : []), '', ...rows, ''].join('\n');
}

const STATUS: Readonly<Record<PlannedFinding['status'], string>> = {
  applied: 'would be written by slimify apply at this safety',
  proposed: 'right, but not written with these flags',
  held: 'held back by what is named above',
  rejected: 'rejected: the result was not what the fix declared',
  deferred: 'deferred: it overlaps with another fix',
  circular: 'circular: two rules undo each other, the earlier text is kept',
  suppressed: 'suppressed in the file or the configuration',
};

/** The finding with its fix and the findings that share it. */
function onlyThis(plan: Plan, finding: PlannedFinding): Pick<Plan, 'findings' | 'fixes'> {
  if (finding.fix === null) return { findings: [finding], fixes: [] };
  const fixes = plan.fixes.filter(({ id }) => id === finding.fix);
  const ids = new Set(fixes.flatMap((fix) => fix.findings));
  return { findings: plan.findings.filter(({ id }) => ids.has(id)), fixes };
}
