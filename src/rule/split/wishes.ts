import type { Hit } from '#answer/answer.js';
import type { Requirement } from '#rule/requirement.js';
import type { LineNeeds } from './matrix.js';
import type { Split, SplitOptions } from './types.js';

function globOf(pattern: string): RegExp {
  return new RegExp(`^${pattern.toLowerCase().replace(/[-_.]+/g, '-').replace(/[+^${}()|[\]\\]/g, '\\$&').replace(/\*+/g, '.*')}$`);
}

/** The group that the options want a requirement in; null: they say nothing. */
export function forcedGroup(name: string, { groups }: SplitOptions): string | null {
  return Object.entries(groups).find(([group, patterns]) => group !== 'dev' && patterns.some((pattern) => globOf(pattern).test(name)))?.[0] ?? null;
}

/** Whether the options want it out of all images. */
export function forcedToDev(name: string, { groups }: SplitOptions): boolean {
  return (groups['dev'] ?? []).some((pattern) => globOf(pattern).test(name));
}

/** A requirement that the options put into two groups. */
export function clashOf(lines: readonly Requirement[], { groups }: SplitOptions): Hit | null {
  for (const { name, at } of lines) {
    const own = Object.entries(groups).flatMap(([group, patterns]) => (patterns.some((pattern) => globOf(pattern).test(name)) ? [group] : []));
    if (own.length > 1) return { text: `the options put ${name} into ${own.join(' and ')}`, at, image: null };
  }
  return null;
}

/** Those that are wanted out of all images, and that one needs. */
export function refusedMembers(matrix: readonly LineNeeds[], options: SplitOptions): Split['refused'] {
  return matrix.flatMap(({ line, consumers, first, unused }) =>
    forcedToDev(line.name, options) && consumers.length > 0 && !unused ? [{ line, group: 'dev', reason: first ? `${first.image} ${first.reason}` : 'whether a service needs it cannot be told' }] : [],
  );
}
