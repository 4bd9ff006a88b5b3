import type { Place } from '#answer/answer.js';
import type { Doubt, Entry } from '#python/graph/types.js';

/** What is known about a command line that runs in a container. */
export interface CommandLine {
  /** As the kernel gets them; a shell form is `/bin/sh`, `-c` and the text. */
  readonly words: readonly string[];
  /** Working folder, absolute in the image; null where it cannot be told. */
  readonly folder: string | null;
  /** Variables that it sees; null: set to what cannot be told. */
  readonly environment: ReadonlyMap<string, string | null>;
  readonly at: Place;
  readonly because: string;
}

/** The files of the image that a command may be one of. */
export interface CommandFiles {
  /** The workspace file at an absolute image path. */
  fileAt(imagePath: string): string | null;
  list(imagePath: string): readonly string[];
  /** The text of a workspace file; null where it is none. */
  text(path: string): string | null;
  /** Console scripts of first-party projects that the image installs: `serve` -> `app.cli:main`. */
  readonly scripts: ReadonlyMap<string, { readonly target: string; readonly at: Place }>;
}

/** What a command line starts, all the way down through shells, launchers, supervisors and scripts. */
export interface Started {
  readonly entries: readonly Entry[];
  /** Folders that it puts on `sys.path` (`--chdir`, `--app-dir`, `PYTHONPATH=x cmd`), absolute in the image. */
  readonly folders: readonly { readonly folder: string; readonly at: Place; readonly because: string }[];
  /** Every program that runs, first-party ones too. */
  readonly programs: readonly Program[];
  /** What it runs cannot be told. */
  readonly doubts: readonly Doubt[];
  /** Files that its programs read as settings. */
  readonly settings: readonly SettingsFile[];
}

/** A file that a program reads as settings: `uvicorn --log-config`, gunicorn's configuration, `alembic.ini`. */
export interface SettingsFile {
  /** Absolute in the image; no workspace file need be known there. */
  readonly path: string;
  /** Where it is named. */
  readonly at: Place;
}

/** One program with its words. */
export interface Program {
  /** Without the folder: `uvicorn`, `celery`, `python`; `python -m NAME` counts as NAME, with `module: true`. */
  readonly name: string;
  readonly module: boolean;
  /** Name and arguments, variables filled in where they are known. */
  readonly words: readonly string[];
  /** Variables set for it alone. */
  readonly environment: ReadonlyMap<string, string | null>;
  readonly at: Place;
}
