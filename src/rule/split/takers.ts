import type { Hit } from '#answer/answer.js';
import type { Snapshot } from '#files/snapshot.js';
import { installersOf } from '#rule/outside-installs.js';
import { untoldInstalls } from '#services/other-images.js';
import type { Consumer } from './consumers.js';
import type { Outsider } from './outside.js';
import type { SplitWorld } from './subject.js';
import { supplyOf } from './supply.js';
import type { Split, SplitOptions } from './types.js';

/** Everybody whom a file of `-r` lines would not serve. */
export function keepsOf({ snapshot, uses, models }: SplitWorld, path: string, untold: readonly { readonly production: boolean; readonly text: string; readonly at: Hit['at'] }[], bystanders: readonly Consumer[], outsiders: readonly Outsider[]): Split['keeps'] {
  const constraints = (uses.byFile.get(path) ?? []).flatMap(({ kind, model, install }) => (kind === 'constraint' ? [{ text: `takes ${path} as constraints`, at: { path: model.document.path, line: install.line } }] : []));
  const alone = bystanders.flatMap(({ ways }) =>
    ways.flatMap((way) => {
      const supply = supplyOf(way, path, []);
      if (supply.ok && supply.value.kind === 'along' && !way.by.joined.includes('*')) return [];
      return [{ text: `an image for development or tests copies ${path} alone`, at: { path: way.image.dockerfile.document.path, line: way.by.lines.first } }];
    }),
  );
  const doubts = untoldInstalls(snapshot, path, uses, models).map((text) => ({ text, at: { path, line: 1 } }));
  const lost = untold.filter(({ production }) => !production).map(({ text, at }) => ({ text, at }));
  const all = [...constraints, ...alone, ...lost, ...outsiders.filter(({ bears }) => !bears), ...doubts];
  return [...new Map(all.toReversed().map(({ text, at }) => [`${at.path}:${at.line} ${at.path === path ? text : ''}`, { text, at }])).values()].toReversed();
}

/** Who reads the source of a compiled file otherwise than to compile it, which a list of `-r` lines serves as well. */
export function readersOf(outsiders: readonly Outsider[]): Split['keeps'] {
  return outsiders.filter(({ bears, text }) => !bears && !/\b(?:pip-compile|pip compile|compile)\b/.test(text)).map(({ text, at }) => ({ text, at }));
}

/** What a person should know of those who take the file. */
export function afterwards(path: string, oldFile: SplitOptions['oldFile'], keeps: Split['keeps'], outsiders: readonly Outsider[], options: SplitOptions): readonly string[] {
  const watched = outsiders.flatMap(({ at, text, watches }) => (watches ? [`${at.path}:${at.line} ${text}: the new files beside it belong there as well`] : []));
  if (oldFile === 'keep') {
    const named = keeps.map(({ at, text }) => `${at.path}:${at.line} ${text}`);
    const kept = options.oldFile === 'keep' ? [] : named.map((text) => `${text}: ${path} stays as it is for it, so that its lines stand twice until it takes the groups`);
    return [...kept, ...watched];
  }
  const takes = outsiders.filter(({ watches }) => !watches);
  const lost = oldFile === 'base' ? takes.map(({ at, text }) => `${at.path}:${at.line} ${text}: name the groups that it needs`) : [];
  return [...lost, ...watched];
}

/** Pages that tell people to install the shared file alone, which no longer brings what went to files of services. */
export function pagesOf(snapshot: Snapshot, path: string, files: readonly string[]): readonly string[] {
  // One that shows how to work on one service shows it for all.
  const missing = (installs: readonly { readonly file: string }[]): readonly string[] => (installs.some(({ file }) => files.includes(file)) ? [] : [...new Set(files)]);
  return installersOf(snapshot, path).flatMap(({ unit, installs, at }) => {
    const without = unit.page ? missing(installs) : [];
    return without.length === 0 ? [] : [`${at.path}:${at.line} installs ${path}, which leaves to ${without.slice(0, 3).join(', ')}${without.length > 3 ? ' and others' : ''} what one service alone needs`];
  });
}
