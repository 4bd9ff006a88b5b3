import type { Written } from './toml.js';

export type { Written } from './toml.js';

/**
 * What a project's own file asks for: pyproject.toml, Pipfile, setup.cfg, setup.py, a conda environment. Everything it
 * names, with its line; which of it an install takes is the question of `selectRequirements`.
 */
export interface PythonProject {
  readonly path: string;
  readonly kind: 'pyproject' | 'pipfile' | 'setup.cfg' | 'setup.py' | 'conda';
  /** As written; compare `normalizeName` of it. */
  readonly name: Written | null;
  readonly requiresPython: Written | null;
  readonly requirements: readonly ProjectRequirement[];
  readonly buildSystem: BuildSystem | null;
  /** Extras that can be asked for, those without requirements too; normalised. */
  readonly extras: readonly string[];
  readonly groups: readonly RequirementGroup[];
  /** `[tool.uv] default-groups`; null: not set. */
  readonly defaultGroups: readonly string[] | 'all' | null;
  /** Other lists that belong to it: `-r` in an environment, `file:` in setup.cfg, `dynamic` of setuptools. */
  readonly includes: readonly ProjectInclude[];
  readonly indexes: readonly PackageIndex[];
  /** Other projects that are one with it (uv): globs as written. */
  readonly workspace: { readonly members: readonly Written[]; readonly exclude: readonly Written[]; readonly line: number } | null;
  /** Whether an install installs the project itself; null: nothing says so, the tool's own habit holds. */
  readonly isPackage: boolean | null;
  /** Commands that an install makes: `[project.scripts]`, `[tool.poetry.scripts]`, `entry_points`. */
  readonly scripts: readonly { readonly name: string; readonly target: string; readonly line: number }[];
  /** Which tools the file has tables for. */
  readonly tools: readonly ProjectTool[];
  /** What could not be read: the list of requirements may then be longer. */
  readonly problems: readonly { readonly line: number; readonly reason: string }[];
}

export type ProjectTool = 'uv' | 'poetry' | 'pdm' | 'pip' | 'pipenv' | 'conda';

export interface ProjectRequirement {
  /** Normalised (PEP 503). '' where only a path or an address is given, and its name cannot be told. */
  readonly name: string;
  /** As it stands in the file: `flask>=2`, `^1.2`, `{ path = "../lib" }`. */
  readonly written: string;
  readonly line: number;
  /** Which versions, in the words of the tool: `>=2,<3`, `^1.2`, `=1.26`; null: any. */
  readonly version: string | null;
  readonly extras: readonly string[];
  /** PEP 508 marker; Poetry's `python` and `platform` stand beside it. Null: none. */
  readonly marker: string | null;
  /** Poetry's `python = ">=3.8"`, as written; null: none. */
  readonly python: string | null;
  /** Poetry: taken only through an extra. */
  readonly optional: boolean;
  readonly group: GroupOf | null;
  /** Where it comes from instead of the index; several with their markers (uv, Poetry). */
  readonly sources: readonly RequirementSource[];
  readonly installer: 'pip' | 'conda';
}

/** `extra`: asked for by `name[extra]`. `group`: a dependency group. `dev`: the older tables for development. */
export interface GroupOf {
  readonly kind: 'extra' | 'group' | 'dev';
  /** Normalised. */
  readonly name: string;
}

export interface RequirementGroup {
  readonly kind: 'group' | 'dev';
  readonly name: string;
  readonly line: number;
  /** `include-group`, Poetry's `include-groups`. */
  readonly includes: readonly Written[];
  /** Poetry's `optional = true`: only with `--with`. */
  readonly optional: boolean;
}

export interface RequirementSource {
  /** `workspace`: another project of the same workspace (uv). `index`: a named index. */
  readonly kind: 'path' | 'git' | 'url' | 'index' | 'workspace';
  /** The path, the address, the index's name, as written; '' for a workspace. */
  readonly target: string;
  /** Branch, tag or commit. */
  readonly reference: string | null;
  readonly editable: boolean;
  readonly marker: string | null;
  readonly line: number;
}

export interface ProjectInclude {
  /** As written, relative to the file's folder. */
  readonly path: string;
  readonly kind: 'requirement' | 'constraint';
  readonly line: number;
  readonly group: GroupOf | null;
}

export interface PackageIndex {
  readonly name: string | null;
  readonly url: string;
  readonly line: number;
  /** Takes the place of the default index. */
  readonly isDefault: boolean;
  /** Asked only for what names it. */
  readonly explicit: boolean;
}

export interface BuildSystem {
  /** Null: setuptools, by PEP 517. */
  readonly backend: Written | null;
  readonly requires: readonly ProjectRequirement[];
}
