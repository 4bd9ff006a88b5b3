import type { PlanSavings } from '#plan/savings/types.js';
import type { Plan, PlannedFix } from '#plan/types.js';
import { plus, NOTHING } from '#sizes/packages/heft.js';
import { listed } from '#text/listed.js';
import { visible } from '#text/visible.js';
import { count, wrapped } from './columns.js';
import type { TextOptions } from './options.js';
import { bytesText } from './packages-bytes.js';

/** `~176 MB`, `~176 MB +` where of some of the fixes nothing is known; null: of none. */
export function savedBy(fixes: readonly Pick<PlannedFix, 'id'>[], savings: PlanSavings | null | undefined): string | null {
  const known = fixes.flatMap(({ id }) => savings?.fixes.get(id) ?? []);
  const sum = known.reduce(plus, NOTHING);
  if (known.length === 0 || sum.high === 0) return null;
  return `${bytesText(sum)}${known.length < fixes.length ? ' +' : ''}`;
}

/** What all of it saves, and what that leaves out. Nothing where nothing is known. */
export function savedInAll({ changes }: Plan, { savings, width }: Pick<TextOptions, 'savings' | 'width'>): readonly string[] {
  if (!savings || changes.length === 0 || savings.total.high <= 0) return [];
  const { total, services, uncounted } = savings;
  const sum = bytesText({ ...total, low: Math.max(0, total.low) });
  const few = [...uncounted].slice(0, 3).map((name) => visible(name));
  const more = uncounted.size > few.length ? ` and ${uncounted.size - few.length} more` : '';
  const another = uncounted.size === 0 ? '' : `, nor the smaller builds that ${listed(few)}${more} ${uncounted.size === 1 ? 'takes' : 'take'} from another index`;
  return wrapped(`${count(holdingLess(services), 'service')} would hold ${sum} less in packages, base images and what chown stores again. Not counted: files, caches${another}.`, width);
}

/** How many services hold less: of those that a plan changes some only hold other files, or install in another order. */
export function holdingLess(services: PlanSavings['services']): number {
  return [...services.values()].filter(({ high }) => high > 0).length;
}
