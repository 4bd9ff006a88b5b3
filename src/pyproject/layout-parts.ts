/** Where a project's packages lie, as its files say; folders are relative to the project's, '' is itself. */
export interface BuildLayout {
  /** Packages and modules by their names, each with the folder that it lies in. */
  readonly named: readonly NamedPart[];
  /** Folders of which everything is taken, but for what is left out by its name. */
  readonly found: readonly FoundPart[];
  /** What is taken where nothing is written: the habit of the tool that builds; null: everything that lies there. */
  readonly habit: Habit | null;
  readonly plugins: readonly PluginPoint[];
}

export interface NamedPart {
  /** Top-level name. */
  readonly module: string;
  readonly folder: string;
  /** `folder` is the package itself and has another name. */
  readonly renamed: boolean;
}

export interface FoundPart {
  readonly folder: string;
  /** `fnmatch` patterns of dotted names; empty: all. */
  readonly include: readonly string[];
  readonly exclude: readonly string[];
}

export type Habit =
  /** setuptools: `src`, else what lies flat and is no folder of tests, docs and the like. */
  | { readonly kind: 'discover' }
  /** One package of the project's own name, in the first of the folders that holds it. */
  | { readonly kind: 'name'; readonly names: readonly string[]; readonly folders: readonly string[] };

/** `[project.entry-points."group"]`: a module that the group's host imports. */
export interface PluginPoint {
  readonly group: string;
  readonly name: string;
  /** `module:attribute`. */
  readonly target: string;
  readonly file: 'pyproject.toml' | 'setup.cfg' | 'setup.py';
  readonly line: number;
}

/** The texts of a project's files; null: not there. */
export interface LayoutFiles {
  readonly pyproject: string | null;
  readonly setupCfg: string | null;
  readonly setupPy: string | null;
}

/** What one file says of them. */
export type WrittenLayout = Omit<BuildLayout, 'plugins'>;
export const NOTHING_WRITTEN: WrittenLayout = { named: [], found: [], habit: null };

/** Packages with the folders that `package_dir` says: of the package, of the one that holds it, or of all (''). */
export function namedParts(packages: readonly string[], folders: ReadonlyMap<string, string>): readonly NamedPart[] {
  const base = folders.get('') ?? '';
  const parts = new Map<string, NamedPart>();
  for (const name of packages) {
    const [module = name] = name.split('.', 1);
    const own = folders.get(module);
    if (own === undefined) parts.set(module, { module, folder: base, renamed: false });
    else parts.set(module, own.split('/').at(-1) === module ? pathPart(own) : { module, folder: own, renamed: true });
  }
  return [...parts.values()];
}

/** `src/app`, `./app`, `app.py`: the name is the last word, the folder what stands before. */
export function pathPart(path: string): NamedPart {
  const words = path.split('/').filter((word) => word !== '' && word !== '.' && !word.includes('*'));
  const [module = ''] = (words.pop() ?? '').split('.', 1);
  return { module, folder: words.join('/'), renamed: false };
}
