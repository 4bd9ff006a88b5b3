import type { Answer, Hits, Place } from '#answer/answer.js';
import type { Verdict } from '#needs/types.js';
import type { NarrowExtras } from './extras/types.js';
import type { Narrow, NarrowLimits } from './narrow/types.js';

/** One asked-for distribution with every image that installs it, whatever file holds it. */
export interface Requirement {
  readonly kind: 'requirement';
  /** Normalised (PEP 503). */
  readonly name: string;
  /** The whole line as written, without comments. */
  readonly written: string;
  readonly extras: readonly string[];
  /** `==1.2,<2`; empty without. */
  readonly specifiers: string;
  readonly marker: string | null;
  /** `name @ https://…`; null for a requirement that an index answers. */
  readonly url: string | null;
  readonly hashed: boolean;
  /** What somebody wrote about this line, at its end or above it; null: nothing. */
  readonly comment: string | null;
  readonly at: Place;
  readonly file: RequirementsFile;
  readonly images: Images;
  /**
   * Fewer or other extras that bring all that its images need; null: there are none. `smallest`, `speed`: MB below which it is
   * not worth a word, of what nothing needs and of what is given up for size.
   */
  narrowExtras(smallest: number, speed: number): Answer<NarrowExtras | null>;
  /** What its images could do without it, by what else does the same; null: one of them needs it as it is, or none does anything with it. */
  narrow(limits: NarrowLimits): Answer<Narrow | null>;
}

export interface RequirementsFile {
  readonly path: string;
  /** `project`: the file of a project (pyproject.toml), whose locks are among `compiledTo`. `inline`: a Dockerfile, with words of a RUN. */
  readonly origin: 'hand-written' | 'compiled' | 'frozen' | 'project' | 'inline';
  /** pip checks hashes for the whole file as soon as one line has one. */
  readonly hashed: boolean;
  /** Compiled files made from this one, each with the command that makes it anew. */
  readonly compiledTo: readonly { readonly path: string; readonly command: string }[];
}

/** The images that install a requirement; queries range over all of them. */
export interface Images {
  /** Ids of the builds: the Dockerfile, and what sets a build apart where it has several. */
  readonly names: readonly string[];
  /** The Python of each image, and whether every Dockerfile that names the file was understood. */
  pythons(): Answer<readonly ImagePython[]>;
  /** Images with a Python below this version (`3.3`), by name and place: what holds for the others does not hold for them. */
  pythonsBelow(version: string): Hits;
  /** Installs into a folder of their own (`--target`, `--prefix`), which precede the standard library on PYTHONPATH. */
  installedAside(): Answer<readonly Place[]>;
  /** Code that they hold, or steps of their builds, that look the distribution up by its name (`importlib.metadata.version`, `pip show`). */
  askedByName(): Hits;
  /**
   * What each image needs the line for. Incomplete where one of them cannot be told, where the search in an image was not
   * complete, or where an install that was not followed may take the file; assumed where a verdict takes something for granted.
   */
  needs(): Answer<readonly ImageNeed[]>;
  /**
   * The images that need it, each with the reason: everything but `unused`, `redundant` and `unknown`. Where none does, other lines
   * that ask the same images for it and stay for the sake of others. Incomplete where CI installs the file to test code that
   * imports it.
   */
  neededBy(): Hits;
}

/** The verdict on a line in one image. */
export interface ImageNeed {
  readonly image: string;
  readonly verdict: Verdict;
  /** One line for a person. */
  readonly reason: string;
  /** Whether its marker lets the image install it. */
  readonly applies: 'yes' | 'no' | 'unknown';
  /** The first proof; the line itself where there is none. */
  readonly at: Place;
}

export interface ImagePython {
  readonly image: string;
  /** `3.11`; null where it cannot be told. */
  readonly version: string | null;
  readonly at: Place;
}
