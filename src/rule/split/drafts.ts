import type { Snapshot } from '#files/snapshot.js';
import type { RequirementsDocument } from '#requirements/types.js';
import { grouped } from '#text/grouped.js';
import type { Requirement } from '#rule/requirement.js';
import type { Change } from '#rule/types.js';
import type { CompiledPair } from './compiled.js';
import type { MadeForDevelopers } from './developers.js';
import type { Way } from './points.js';
import type { Supply } from './supply.js';
import type { Split, SplitGroup, SplitOptions } from './types.js';

/** What the edit builder needs beside what a rule sees. */
export interface SplitDraft {
  /** The first state of the plan. */
  readonly start: Snapshot;
  readonly document: RequirementsDocument;
  /** The compiled file that images install in its place, with its graph. */
  readonly compiled: CompiledPair | null;
  /** The file that takes the tools of developers, where the same plan has made one. */
  readonly developers: MadeForDevelopers | null;
  readonly groups: readonly SplitGroup[];
  readonly oldFile: SplitOptions['oldFile'];
  /** Into the own file of a service; `add` is false where it lists the line already. */
  readonly pushed: readonly { readonly line: Requirement; readonly into: RequirementsDocument; readonly add: boolean }[];
  readonly ways: readonly { readonly way: Way; readonly supply: Supply; readonly groups: readonly SplitGroup[] }[];
  /** What takes the file away from services that need nothing of it. */
  readonly leaving: readonly Change[];
  /** Groups that the shared file names by `-r`, where it becomes a list of them. */
  readonly listed: readonly SplitGroup[];
}

const drafts = new WeakMap<Split, SplitDraft>();

/** Keeps what a split was made of: what rules are handed says nothing of bytes. */
export function keepDraft(split: Split, draft: SplitDraft): void {
  drafts.set(split, draft);
}

export function draftOf(split: Split): SplitDraft | null {
  return drafts.get(split) ?? null;
}

const made = new WeakMap<Snapshot, Map<string, string>>();

/** Remembers the text of a group's file, for as long as a plan lasts. */
export function keepMade({ start }: SplitDraft, path: string, text: string): void {
  const texts = made.get(start) ?? new Map<string, string>();
  made.set(start, texts);
  texts.set(path, text);
}

/**
 * Whether a file is a group as a split of the same plan made it: nobody who installs it carries too much of it, by the verdicts that
 * made it. Another run looks at it anew.
 */
export function isMade(snapshot: Snapshot, { path, text }: RequirementsDocument): boolean {
  return made.get(snapshot.start ?? snapshot)?.get(path) === text;
}

/** The file that images install. */
export function installedPath({ document, compiled }: Pick<SplitDraft, 'document' | 'compiled'>): string {
  return compiled?.output.path ?? document.path;
}

/** The file of a group that images install. */
export function outputOf({ path, output }: SplitGroup): string {
  return output ?? path;
}

export type WayDraft = SplitDraft['ways'][number];

/** The word of a COPY that a way's file comes by; '' where it comes along with others. */
export function copyKey({ way, supply }: WayDraft): string {
  return supply.kind === 'named' ? `${way.image.dockerfile.document.path}:${way.by.index}:${supply.source}` : '';
}

/** A renamed file keeps its name in the image where one group takes its place. */
export function keepsName(copies: Copies, one: WayDraft): boolean {
  if (one.supply.kind !== 'named' || !one.supply.renamed) return false;
  return new Set(copies.get(copyKey(one))?.flatMap(({ groups }) => groups)).size === 1;
}

/** The ways of each word of a COPY: of one Dockerfile many images may be built. */
export type Copies = ReadonlyMap<string, readonly WayDraft[]>;

export function copiesOf(ways: readonly WayDraft[]): Copies {
  return grouped(ways, copyKey);
}
