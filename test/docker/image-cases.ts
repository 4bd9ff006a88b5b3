import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Facts } from './facts.js';

/** A build of `images/<folder>/workspace`, as its build.json says it, with what a person wrote down about the image. */
export interface ImageCase {
  /** `<folder>` or, of several builds, `<folder>/<build>`. */
  readonly name: string;
  /** The workspace, absolute. */
  readonly workspace: string;
  /** Folders and files below the workspace. */
  readonly context: string;
  readonly dockerfile: string;
  readonly target: string | null;
  readonly args: Readonly<Record<string, string>>;
  /** By id, a file below the workspace. */
  readonly secrets: Readonly<Record<string, string>>;
  /** The image at the bottom of the target. */
  readonly base: string;
  /** Files that a RUN makes out of nothing or changes: they match no file of the workspace. */
  readonly made: readonly string[];
  /** Of these, those that a RUN changed: they still came from the workspace. */
  readonly edited: readonly string[];
  /** Only in `test:docker:all`: CI builds at most 20 images. */
  readonly onlyInAll: boolean;
  /** Written by hand before the image was ever built. */
  readonly facts: Facts;
}

/** build.json: one build, or several by name under `builds`. */
type Written = Partial<Omit<ImageCase, 'name' | 'workspace' | 'facts'>> & { readonly builds?: Readonly<Record<string, Written>> };

export const DEFAULT_BASE = 'python:3.11-slim-bookworm';

export function imageCases(folder: string): readonly ImageCase[] {
  return readdirSync(folder).sort().flatMap((name) => casesOf(join(folder, name), name));
}

function casesOf(folder: string, name: string): readonly ImageCase[] {
  const written = (existsSync(join(folder, 'build.json')) ? json(join(folder, 'build.json')) : {}) as Written;
  const facts = json(join(folder, 'facts.json')) as Facts | Readonly<Record<string, Facts>>;
  if (!written.builds) return [caseOf(folder, name, written, facts as Facts)];
  return Object.entries(written.builds).map(([build, one]) => {
    const said = (facts as Readonly<Record<string, Facts>>)[build];
    if (!said) throw new Error(`${name}/facts.json says nothing of ${build}`);
    return caseOf(folder, `${name}/${build}`, { ...written, ...one }, said);
  });
}

function caseOf(folder: string, name: string, written: Written, facts: Facts): ImageCase {
  const { context = '.', dockerfile = 'Dockerfile', target = null, args = {}, secrets = {}, base = DEFAULT_BASE, made = [], edited = [], onlyInAll = false } = written;
  return { name, workspace: join(folder, 'workspace'), context, dockerfile, target, args, secrets, base, made, edited, onlyInAll, facts };
}

function json(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'));
}
