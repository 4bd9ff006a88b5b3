import type { Place } from '#answer/answer.js';
import type { Guard, PythonSource } from '#python/source.js';
import type { Read } from '#text/read.js';

/** The Python code that one image holds, as its interpreter would find it. */
export interface CodeWorld {
  /** The workspace file at an absolute image path; null where none is known to lie. */
  fileAt(imagePath: string): string | null;
  /** Names in a folder of the image that come from the workspace; empty where there is none. */
  list(imagePath: string): readonly string[];
  /** What a workspace file says. Files that are no Python code and cannot be read are not asked for. */
  source(path: string): Read<PythonSource>;
  /** The files of the workspace itself: what an installed project is made of. Folders without a `/` at either end; the root is ''. */
  readonly workspace: WorkspaceFiles;
  /** Where modules are looked for, in the order of `sys.path`; site-packages is not among them. */
  readonly roots: readonly Root[];
}

export interface WorkspaceFiles {
  has(path: string): boolean;
  /** Names of files and folders in a folder; empty where there is none. */
  list(folder: string): readonly string[];
}

/** One entry of `sys.path` that holds first-party code. */
export type Root =
  | { readonly kind: 'image'; readonly folder: string; readonly because: string; readonly at: Place | null }
  /**
   * Packages of a project that the image installs (`pip install .`, `-e ./libs/common`, a `uv` workspace member), found in the
   * workspace, since the image holds an installed copy. `modules`: the top-level names that it brings; null: all that lie there.
   */
  | {
      readonly kind: 'project';
      readonly folder: string;
      readonly modules: readonly string[] | null;
      /** The folder itself is this package, under another name (`package_dir={'app': 'src'}`); absent: packages lie in it by their names. */
      readonly package?: string;
      readonly because: string;
      readonly at: Place | null;
    };

/** Where code begins to run. */
export type Entry =
  /** Imported by a program, or run by `python -m` (`main`). */
  | { readonly kind: 'module'; readonly module: string; readonly main: boolean; readonly because: string; readonly at: Place }
  /** Run by its path, which is that of the workspace, or absolute in the image; its folder comes first on `sys.path`. */
  | { readonly kind: 'file'; readonly path: string; readonly because: string; readonly at: Place }
  /** `python -c`, a here-document: the code itself. */
  | { readonly kind: 'code'; readonly text: string; readonly because: string; readonly at: Place };

/** What runs, once the entries do. */
export interface Reach {
  /** By workspace path. */
  readonly modules: ReadonlyMap<string, Reached>;
  /** Imports that no workspace file answers: the standard library's and those of distributions. */
  readonly outside: readonly Outside[];
  /** Why more may run than was found. Each stops `unused` for what it could reach. */
  readonly doubts: readonly Doubt[];
}

export interface Reached {
  /** Workspace path. */
  readonly path: string;
  /** Dotted name; null for a file that is run. */
  readonly module: string | null;
  /** Who brought it in; null: an entry. */
  readonly by: Place | null;
  readonly because: string;
  /** Of an entry: where the command stands that runs it. */
  readonly at?: Place;
}

export interface Outside {
  /** As it is imported, with the name of a `from` import behind it, since that may be a module: `google.cloud.storage`, `fastapi.FastAPI`. */
  readonly module: string;
  /** The name that `from` takes, which is the end of `module` too (`FastAPI`), or `*`; empty for `import m`. */
  readonly names: readonly string[];
  readonly at: Place;
  readonly guards: readonly Guard[];
  /** `probe`: only asked for. `text`: a string that names it (`INSTALLED_APPS`, `import_string`). */
  readonly by: 'statement' | 'dynamic' | 'probe' | 'text';
  /** A folder or file of the workspace has the same name and may be what is meant. */
  readonly shadowedBy: string | null;
}

export interface Doubt {
  readonly text: string;
  readonly at: Place | null;
  /**
   * What it may hide. `modules`: first-party code of the same image that is not listed. `distributions`: imports of any
   * distribution. `{ prefix }`: only modules below a name (`import_module(f"plugins.{name}")`).
   */
  readonly hides: 'modules' | 'distributions' | { readonly prefix: string };
}
