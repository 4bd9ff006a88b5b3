import type { Build } from '#image/build.js';
import { grouped } from '#text/grouped.js';
import { pathsOf } from './apply.js';
import type { Candidate } from './collect.js';
import type { Users } from './state.js';
import type { EditedFile } from './verify.js';

/** Files and images that the same fixes of a batch touch. */
export interface Touched {
  readonly fixes: readonly Candidate[];
  readonly files: readonly EditedFile[];
  readonly builds: readonly Build[];
}

/** The edited files and the affected builds by the fixes that touch them; files and builds keep their order. */
export function touchedBy(batch: readonly Candidate[], { files, builds }: Omit<Touched, 'fixes'>, users: (path: string) => Users): readonly Touched[] {
  const ofPath = new Map<string, Set<number>>();
  batch.forEach(({ fix }, index) => {
    for (const path of fix ? pathsOf(fix) : []) addAll(ofPath, path, [index]);
  });
  const ofImage = new Map<string, Set<number>>();
  for (const [path, indexes] of ofPath) for (const image of users(path).images) addAll(ofImage, image, indexes);
  const fixesOf = (...sets: readonly (ReadonlySet<number> | undefined)[]): string => [...new Set(sets.flatMap((set) => [...(set ?? [])]))].toSorted((a, b) => a - b).join(' ');
  const filesBy = grouped(files, ({ path }) => fixesOf(ofPath.get(path)));
  const buildsBy = grouped(builds, ({ id, dockerfile }) => fixesOf(ofImage.get(id), ofPath.get(dockerfile)));
  return [...new Set([...filesBy.keys(), ...buildsBy.keys()])].map((key) => ({
    fixes: key.split(' ').flatMap((index) => batch[Number(index)] ?? []),
    files: filesBy.get(key) ?? [],
    builds: buildsBy.get(key) ?? [],
  }));
}

function addAll(sets: Map<string, Set<number>>, key: string, indexes: Iterable<number>): void {
  const own = sets.get(key) ?? new Set();
  for (const index of indexes) own.add(index);
  sets.set(key, own);
}
