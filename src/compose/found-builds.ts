import type { Place } from '#answer/answer.js';
import type { BuildMention, ComposeCall } from './types.js';
import { shown } from './workspace-folder.js';

/** What a stretch of a file tells of builds. */
export interface FoundBuilds {
  readonly mentions: readonly BuildMention[];
  readonly calls: readonly ComposeCall[];
  readonly problems: readonly { readonly at: Place; readonly reason: string }[];
}

export const NOTHING: FoundBuilds = { mentions: [], calls: [], problems: [] };

/** More builds than this in one file are no file that a person keeps. */
export const MOST_BUILDS = 5_000;

/**
 * All that was found, each build once: combinations of a matrix that do not touch it make the same build.
 * Names that only the readers know stand in no text behind it.
 */
export function uniqueBuilds(found: readonly FoundBuilds[]): FoundBuilds {
  const mentions = new Map<string, BuildMention>();
  for (const one of found.flatMap(({ mentions }) => mentions)) {
    const key = keyOf(one);
    if (!mentions.has(key)) mentions.set(key, one);
  }
  const calls = unique(found.flatMap(({ calls }) => calls));
  const problems = unique(found.flatMap(({ problems }) => problems));
  return withTexts(bounded({ mentions: [...mentions.values()], calls, problems }), shown);
}

function bounded({ mentions, calls, problems }: FoundBuilds): FoundBuilds {
  const beyond = mentions[MOST_BUILDS] ?? calls[MOST_BUILDS];
  if (!beyond) return { mentions, calls, problems };
  const reason = `more than ${MOST_BUILDS} builds in one file: the others are left out`;
  return { mentions: mentions.slice(0, MOST_BUILDS), calls: calls.slice(0, MOST_BUILDS), problems: [...problems, { at: { path: beyond.at.path, line: 1 }, reason }] };
}

function keyOf(mention: BuildMention): string {
  return JSON.stringify({ ...mention, circumstances: [], args: [...mention.args], contexts: [...mention.contexts] });
}

function unique<T>(all: readonly T[]): readonly T[] {
  return [...new Map(all.map((one) => [JSON.stringify(one), one])).values()];
}

/** The same findings with each of their texts changed. */
export function withTexts(found: FoundBuilds, change: (text: string) => string): FoundBuilds {
  return changed(found, change) as FoundBuilds;
}

/** A value whose texts stay as they are is the same value. */
function changed(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value);
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Map) {
    const entries = [...value].map(([key, one]) => [changed(key, change), changed(one, change)] as const);
    return entries.length === 0 ? value : new Map(entries);
  }
  if (Array.isArray(value)) {
    const items = value.map((one) => changed(one, change));
    return items.every((one, index) => one === value[index]) ? value : items;
  }
  const entries = Object.entries(value).map(([key, one]) => [key, one, changed(one, change)] as const);
  return entries.every(([, before, after]) => before === after) ? value : Object.fromEntries(entries.map(([key, , after]) => [key, after]));
}
