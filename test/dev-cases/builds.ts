import { readFileSync } from 'node:fs';

/** Which images commits of a public repository build, read by hand. */
export interface Builds {
  readonly about: string;
  readonly source: string;
  readonly date: string;
  /** What the fields of the file mean. */
  readonly fields: Readonly<Record<string, string>>;
  /** By commit: twelve hex digits. */
  readonly commits: Readonly<Record<string, CommitBuilds>>;
}

export interface CommitBuilds {
  /** By compose file: those that it includes. */
  readonly includes: Readonly<Record<string, readonly string[]>>;
  readonly unreadable: readonly { readonly file: string; readonly reason: string }[];
  readonly builds: readonly ServiceBuild[];
  /** Builds of compose files under names that do not say so. */
  readonly otherNames: readonly ServiceBuild[];
  readonly unnamed: readonly UnnamedDockerfile[];
}

/** Paths are from the root of the repository, the root itself a dot. */
export interface ServiceBuild {
  readonly service: string;
  readonly files: readonly string[];
  readonly dockerfile: string;
  readonly context: string;
  readonly target: string | null;
  /** As written: variables are not put in. */
  readonly args: Readonly<Record<string, string>>;
  readonly profiles: readonly string[];
  /** Why it cannot be built from the files of the repository alone. */
  readonly problem: string | null;
}

/** A Dockerfile that no compose file names. */
export interface UnnamedDockerfile {
  readonly dockerfile: string;
  readonly judgement: 'production' | 'dev' | 'test' | 'template/example' | 'unknown';
  readonly reason: string;
  /** The folder that holds what it copies, or null where none does. */
  readonly context: string | null;
  readonly namedBy: readonly string[];
  readonly problem: string | null;
}

export function readBuilds(): Builds {
  return JSON.parse(readFileSync(new URL('builds.json', import.meta.url), 'utf8')) as Builds;
}
