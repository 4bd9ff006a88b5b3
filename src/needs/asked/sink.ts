import type { Place } from '#answer/answer.js';
import type { Snapshot } from '#files/snapshot.js';
import type { MarkerEnvironment } from '#pep/types.js';
import type { PythonProject } from '#pyproject/types.js';
import type { Asked } from '#needs/types.js';

/** A project of the workspace whose code an image installs. */
export interface InstalledProject {
  /** Its own file: `libs/common/pyproject.toml`. */
  readonly path: string;
  readonly project: PythonProject;
  readonly at: Place;
}

/** Where the readers of requirements put what they find in the installs of an image. */
export interface Sink {
  readonly snapshot: Snapshot;
  readonly environment: MarkerEnvironment;
  readonly add: (asked: Asked) => void;
  readonly project: (project: InstalledProject) => void;
  /** Why more may be asked for than was found. */
  readonly doubt: (text: string, at: Place) => void;
  /** Reads a requirements file, with what it includes. */
  readonly file: (path: string, ships: boolean) => void;
  /** The folder of the workspace that lies where an install finds a path or `file:` address of a list; null: none that is known. */
  readonly located: (written: string) => string | null;
  /** Reads the project in a folder of the workspace; false: there is none. */
  readonly folder: (folder: string, extras: readonly string[], ships: boolean, at: Place) => boolean;
}
