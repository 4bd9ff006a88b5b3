/**
 * What a Python file says of other code, found by reading it: nothing is run. Lines are 1-based. Names are qualified
 * through the file's own imports: after `import pandas as pd`, `pd.read_sql` is `pandas.read_sql`.
 */
export interface PythonSource {
  readonly imports: readonly Import[];
  /** Every use of something imported, by its longest attribute chain: `fastapi.Form`, `torch.cuda.is_available`. */
  readonly symbols: readonly Named[];
  /** Names behind a dot on what is not imported (`frame.to_excel`): `to_excel`. */
  readonly attributes: readonly Named[];
  /** Short string literals without white space, and the longer ones that hold an address (`://`). Docstrings are not among them. */
  readonly strings: readonly Named[];
  /**
   * Calls with at least one literal argument, and every call of `import_module`, `__import__`, `exec`, `eval`. Of a file that another
   * thread has read they are made anew whenever they are asked for: to be asked for once.
   */
  readonly calls: readonly Call[];
  /** Changes of `sys.path`, `site.addsitedir`, `__path__`. */
  readonly searchPaths: readonly SearchPath[];
  /** `if __name__ == "__main__"`: the line; null without. */
  readonly main: number | null;
  /** Why something may have been overlooked: null bytes, an unknown encoding, a string without an end. */
  readonly problems: readonly { readonly line: number; readonly reason: string }[];
}

export interface Named {
  readonly name: string;
  readonly line: number;
}

export interface Import {
  /** Without the leading dots; '' for `from . import x`. */
  readonly module: string;
  /** Leading dots of `from ..a import b`; 0: absolute. */
  readonly level: number;
  /** `from m import NAME`; `*` for all; null for `import m`. */
  readonly name: string | null;
  /** The name that it has here: `pd` for `import pandas as pd`; null without `as`. */
  readonly as: string | null;
  readonly line: number;
  /** `dynamic`: a literal given to `importlib.import_module`, `__import__`, `find_spec` and the like; `probe`: only asked whether it is there (`find_spec`). */
  readonly by: 'statement' | 'dynamic' | 'probe';
  readonly guards: readonly Guard[];
}

/**
 * What stands around an import. `typing`: below `if TYPE_CHECKING`, never run. `optional`: in a `try` that catches its
 * ImportError (or everything). `fallback`: in the handler of one. `function`: run when a function is called. `version`:
 * below a test of `sys.version_info` (`test` as written; `negated` in its `else`). `platform`: below a test of
 * `sys.platform` or `os.name`. `main`: below `if __name__ == "__main__"`.
 */
export type Guard =
  | { readonly kind: 'typing' | 'optional' | 'fallback' | 'function' | 'main' }
  | { readonly kind: 'version' | 'platform'; readonly test: string; readonly negated: boolean };

export interface Call {
  /** What is called: qualified (`pandas.read_parquet`), a bare name of the file or a builtin (`create_engine` of `def`), or `.name` behind the dot on what is not imported (`.to_parquet`). */
  readonly name: string;
  readonly line: number;
  readonly arguments: readonly Argument[];
}

export interface Argument {
  /** Keyword, or the position counted from 0. */
  readonly name: string | number;
  /** A literal as Python means it: text, `True`, `False`, `None`, a number as written. Null: something computed. */
  readonly value: string | null;
  /** Whether the value is a string literal. */
  readonly text: boolean;
  /** What a computed text begins with: `plugins.` of `f"plugins.{x}"` and of `"plugins." + x`; `{name}` where it begins with `__name__` or `__package__`. */
  readonly start?: string;
  readonly line: number;
}

export interface SearchPath {
  readonly line: number;
  /** `first`: put before the others. */
  readonly place: 'first' | 'last';
  /**
   * The folder, where it can be told: words of the expression joined with `/`. `{file}` stands for the folder of this file,
   * `{cwd}` for the working folder; `..` goes up: `{file}/../shared`. Null: computed.
   */
  readonly folder: string | null;
  /** The expression as written, shortened. */
  readonly written: string;
}
