import { Ajv } from 'ajv';
import { readFileSync } from 'node:fs';
import { read, unreadable, type Read } from '#text/read.js';

/** What people did, and what went wrong, at commits of a public repository. */
export interface Cases {
  readonly repository: string;
  readonly commits: readonly CommitCase[];
}

export interface CommitCase {
  /** The commit to run on: twelve hex digits. */
  readonly commit: string;
  readonly about: string;
  readonly must: readonly Must[];
  readonly mustNot: readonly MustNot[];
}

interface About {
  /** What a person reads in the table. */
  readonly text: string;
  /** Paths from the root of the repository; `*` is a name, `**` any number of folders. */
  readonly files: readonly string[];
}

/** Names as PEP 503 has them; in `moves` and `drops` a `*` at the end stands for any ending. */
interface Packages {
  readonly packages: readonly string[];
}

/**
 * What a rule should propose (write or suggest):
 * - `drops`: every file no longer asks for the packages.
 * - `moves`: the same, and another requirements file of the folder asks for them; `atLeast`: in so many of the files.
 * - `cpu-torch`: the files come to name a CPU index or wheel, and torch is still asked for.
 * - `builder-stage`: one stage more, a last one that installs no Python package and copies from another.
 * - `user-install`: nothing is copied into /root for a user who is not root, as it was.
 * - `reports`: a finding in the file speaks of the packages.
 *
 * What a person did need not be worth a proposal. Then the case says why, and that is looked up in what slimify answers:
 * - `in-no-image`: no image for production that slimify finds installs the files, which ask for the packages: nothing that ships would change.
 * - `nothing-built`: the files are of one stage on a slim base and install no system package that slimify's catalogue knows as one for
 *   builds, so that a builder would leave nothing behind.
 * In both the rule must say nothing of the files: a proposal, or a model that reaches them after all, breaks the case.
 */
export type Must = About & { readonly rule: string } & (
    | (Packages & { readonly kind: 'drops' })
    | (Packages & { readonly kind: 'moves'; readonly atLeast?: number })
    | (Packages & { readonly kind: 'in-no-image' })
    | { readonly kind: 'cpu-torch' | 'builder-stage' | 'user-install' | 'nothing-built' }
    | { readonly kind: 'reports'; readonly about: readonly string[] }
  );

/**
 * What no rule may propose (write or suggest). What speaks against it holds a fix, so that a held one is no proposal.
 * - `drops`: a file no longer asks for a package.
 * - `touches`: a fix (of `rule`, where it is named) changes a file.
 * - `adds-index`: a file names one more package index.
 * - `alpine`: a base becomes Alpine, or a rule of that name says that it could.
 * - `user-install`: something more is copied into /root for a user who is not root.
 * - `leaves-context`: a COPY names what the build context that compose gives does not hold.
 */
export type MustNot = About &
  (
    | (Packages & { readonly kind: 'drops' })
    | { readonly kind: 'touches'; readonly rule?: string }
    | { readonly kind: 'adds-index' | 'alpine' | 'user-install' }
    | { readonly kind: 'leaves-context'; readonly compose: string; readonly service: string }
  );

/** The conditions in a JSON text, or the first thing that is wrong with them. */
export function parseCases(text: string): Read<Cases> {
  const value: unknown = JSON.parse(text);
  const validate = new Ajv({ strict: false, validateFormats: false }).compile<Cases>(JSON.parse(beside('cases.schema.json')));
  if (!validate(value)) {
    const [error] = validate.errors ?? [];
    return unreadable(`${error?.instancePath ?? ''} ${error?.message ?? 'does not fit the schema'}`);
  }
  for (const { commit, must, mustNot } of value.commits) {
    const texts = [...must.map((one) => `must ${one.text}`), ...mustNot.map((one) => `must not ${one.text}`)];
    const twice = texts.find((one, index) => texts.indexOf(one) !== index);
    if (twice) return unreadable(`${commit} says twice: ${twice}`);
  }
  const commits = value.commits.map(({ commit }) => commit);
  const again = commits.find((commit, index) => commits.indexOf(commit) !== index);
  return again ? unreadable(`${again} is there twice`) : read(value);
}

export function readCases(): Read<Cases> {
  return parseCases(beside('cases.json'));
}

function beside(name: string): string {
  return readFileSync(new URL(name, import.meta.url), 'utf8');
}
