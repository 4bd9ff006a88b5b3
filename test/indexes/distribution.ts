/** One release of a distribution, as an index of the tests serves it. */
export interface Distribution {
  /** Normalised (PEP 503). */
  readonly name: string;
  /** With its local part: `2.5.1+cpu`. */
  readonly version: string;
  /** Requires-Python; null: the real one says nothing. */
  readonly requiresPython: string | null;
  /** Requires-Dist, as the real one says it. */
  readonly requires: readonly string[];
  /** Provides-Extra. */
  readonly extras: readonly string[];
  readonly wheels: readonly ReleaseFile[];
  /** The source archive; null: not served. */
  readonly sdist: ReleaseFile | null;
  /** Where the fields above are from. */
  readonly source: string;
  /** Modules by path, where they are not what the name says: `cv2/__init__.py`. */
  readonly modules?: Readonly<Record<string, string>>;
  /** Why it is yanked (PEP 592). */
  readonly yanked?: string;
}

export interface ReleaseFile {
  /** `torch-2.5.1+cpu-cp311-cp311-linux_x86_64.whl`. */
  readonly file: string;
  /** Of the real file; what is served is far smaller. Null: not known. */
  readonly bytes: number | null;
}

/** The distributions of one index, with the day their fields were read. */
export interface IndexData {
  readonly checked: string;
  readonly distributions: readonly Distribution[];
}

/** PEP 503. */
export function normalized(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, '-');
}
