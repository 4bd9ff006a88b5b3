import type { Place } from '#answer/answer.js';
import type { Span } from '#text/span.js';
import type { InstallCall } from './install-calls.js';

/** One call of a Python package manager in an image: what it installs, where to, and when. */
export interface ResolvedInstall {
  readonly install: InstallCall;
  readonly at: Place;
  /** Whether what it installs ends up in the image: its stage is in the chain, or a COPY --from takes its environment along. */
  readonly ships: boolean;
  readonly inputs: readonly InstallInput[];
  readonly into: Environment;
  readonly runs: Runs;
  /** Options that decide where packages come from (`--index-url`, `--find-links`, `--no-index`, their environment variables), as written. */
  readonly indexes: readonly string[];
  /** Why some input cannot be told; null: every input is known. */
  readonly unresolved: string | null;
  /** The inputs are known, but something changes what they say (`sed -i requirements.txt`); null: nothing. */
  readonly doubt: string | null;
}

export type InstallInput =
  /** A file that lists requirements; `path` is a workspace path. Constraints install nothing by themselves. */
  | { readonly kind: 'file'; readonly role: 'requirement' | 'constraint'; readonly written: string; readonly path: string; readonly at: Place | null }
  /** A project or lock of the workspace, by the file that declares it (`pyproject.toml`, `setup.py`, `Pipfile`, `environment.yml`): `uv sync`, `poetry install`, `pip install .`, `pipenv`, `conda env create`. */
  | { readonly kind: 'project'; readonly path: string; readonly extras: readonly string[]; readonly groups: readonly string[]; readonly withoutDev: boolean; readonly editable: boolean; readonly lock: string | null }
  /** `pip install flask==3.0`: the requirement as written, with its place; `span`: where it stands in the Dockerfile, null where it cannot be edited. */
  | { readonly kind: 'inline'; readonly name: string; readonly written: string; readonly at: Place; readonly span: Span | null }
  /** A wheel, an archive, a VCS or URL address; a wheel that an earlier `pip wheel` made names that call's inputs instead. */
  | { readonly kind: 'archive'; readonly written: string; readonly name: string | null; readonly at: Place }
  /** Wheels that an earlier step built (`pip wheel -w /wheels -r …`): where, and what went in. */
  | { readonly kind: 'wheels'; readonly folder: string; readonly from: readonly InstallInput[] };

/** Where packages land. `path`: absolute in the image; null where it cannot be told. */
export interface Environment {
  readonly kind: 'system' | 'venv' | 'user' | 'target' | 'prefix' | 'conda' | 'tool' | 'none';
  readonly path: string | null;
}

export type Runs =
  | { readonly kind: 'always' }
  /** The arguments of this build decide that it does not run. */
  | { readonly kind: 'never'; readonly because: string }
  /** A condition that only the build tells, as written. */
  | { readonly kind: 'if'; readonly condition: string };
