import { assumed, incomplete, known, row } from '#answer/answer.js';
import { ask, unheard } from '#answer/ledger.js';
import type { Snapshot } from '#files/snapshot.js';
import { hitsOf } from '#answer/once.js';
import { debrisLines } from './debris-lines.js';
import { isCheckout, readsGit } from './git-folder.js';
import { namedBy, meansPath } from './named.js';
import { onDisk, sizeWords } from './on-disk.js';
import { privateLines } from './private-lines.js';
import { ignoreScopes, type IgnoreScope } from './scopes.js';
import type { DraftLine, IgnoreDraft } from './types.js';
import { contextView, type ContextView } from './view.js';

const drafts = new WeakMap<Snapshot, readonly IgnoreDraft[]>();

/** The ignore files of a workspace as they could be; those that no line is worth changing for are not among them. */
export function ignoreDrafts(snapshot: Snapshot): readonly IgnoreDraft[] {
  const cached = drafts.get(snapshot);
  if (cached) return cached;
  const found = unheard(() => ignoreScopes(snapshot).flatMap((scope) => draftOf(snapshot, scope) ?? []));
  drafts.set(snapshot, found);
  return found;
}

function draftOf(snapshot: Snapshot, scope: IgnoreScope): IgnoreDraft | null {
  const view = contextView(snapshot, scope);
  if (!view) return null;
  const lines = [...gitLine(view), ...debrisLines(view), ...privateLines(view)];
  return lines.some(({ strong }) => strong) ? draft(snapshot, scope, view, lines) : null;
}

/** A draft of these lines, for whoever finds lines of another kind. */
export function draft(snapshot: Snapshot, scope: IgnoreScope, view: ContextView, lines: readonly DraftLine[]): IgnoreDraft | null {
  const first = lines.find(({ strong }) => strong) ?? lines[0];
  if (!first) return null;
  const hits = hitsOf(scope.against);
  const bytes = lines.reduce((sum, line) => sum + (line.bytes ?? 0), 0);
  const rows = lines.map(({ because, from }) => row('source', because, from ?? undefined));
  const inferred = scope.images.find(({ build }) => build.readFrom.length === 0);
  const guess = lines.some((line) => line.bytes === null) ? 'what is not there now is taken to come up on the machine that builds' : inferred ? `${scope.folder === '' ? 'the root' : scope.folder} is taken to be the build context of ${inferred.build.dockerfile}` : null;
  const because = guess ?? 'it lies in the context, and nothing that is built from it or runs in it reads it';
  return {
    path: scope.path,
    text: snapshot.text(scope.path),
    lines: lines.flatMap(({ patterns }) => patterns),
    names: lines.filter(({ strong }) => strong).map(({ label }) => label),
    ...view.takenBy(lines.flatMap(({ paths }) => paths)),
    copy: first.taken.copy,
    at: first.taken.at,
    hides: [...new Set(lines.flatMap(({ hides }) => hides))],
    brings: snapshot.text(scope.path) === null ? view.imagePaths(scope.path) : [],
    proof: () => ask(scope.images.every((image) => scope.unsure.includes(image)) ? incomplete(bytes, 'which folder is the build context is not told', rows) : guess === null ? known(bytes, because, rows) : assumed(bytes, because, rows)),
    against: () => ask(known(hits, 'no COPY, ADD or mount of any build of the context names what stays out, and nothing there reads it')),
  };
}

function gitLine(view: ContextView): readonly DraftLine[] {
  const { snapshot, scope } = view;
  const checkout = isCheckout(snapshot, scope.folder);
  const taken = checkout === null ? null : view.taker('.git');
  if (checkout === null || !taken) return [];
  const isGit = (written: string): boolean => meansPath(written, '.git');
  if (namedBy(scope.images, isGit) !== null || scope.ignore?.patterns.some(({ negated, pattern, matches }) => negated && (pattern.startsWith('.git') || matches('.git'))) === true) return [];
  if (readsGit(snapshot, scope) !== null) return [];
  const there = onDisk(snapshot, '.git');
  return [{
    patterns: ['.git'],
    paths: ['.git'],
    label: there === null ? '.git' : `.git (${sizeWords(there)} here)`,
    bytes: there?.bytes ?? null,
    because: `.git: the history of the repository: ${checkout}${there === null ? '' : `, ${sizeWords(there)} of it lie here`}`,
    from: null,
    strong: true,
    hides: [],
    taken,
  }];
}
