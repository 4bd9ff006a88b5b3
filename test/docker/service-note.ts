import type { PypiFront } from './pypi-front.js';
import type { Installed } from './service-differences.js';
import type { Built } from './service-see.js';

/** Sizes and counts of a service before and after, in a line. */
export function noteOf(front: PypiFront, before: Built, after: Built): string {
  const [first] = Object.values(after.seen.answers);
  return [
    `${megabytes(before.image.size)} to ${megabytes(after.image.size)} MB${stubbed(front, before.seen.distributions, after.seen.distributions)}`,
    `${before.seen.distributions.length} to ${after.seen.distributions.length} distributions`,
    `${Object.keys(after.seen.own).length} modules and ${Object.keys(after.seen.others).length} of others imported`,
    `${Object.keys(after.seen.answers).length} routes, health ${typeof first === 'object' ? first.status : 'without an answer'}`,
    `built in ${Math.round(before.seconds)} and ${Math.round(after.seconds)} s`,
  ].join('; ');
}

/** What the sizes leave out. */
function stubbed({ stubs }: PypiFront, before: readonly Installed[], after: readonly Installed[]): string {
  const [had, has] = [before, after].map((all) => all.flatMap(({ name, version }) => stubs.get(`${name}==${version}`) ?? (stubs.has(`${name}==${version}`) ? [0] : [])));
  if (!had || had.length === 0) return '';
  const sum = had.reduce((total, bytes) => total + bytes, 0);
  return ` (without ${had.length} wheels of ${megabytes(sum)} MB packed before and ${has?.length ?? 0} after, which are stubs)`;
}

/** Decimal. */
export function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(0);
}
