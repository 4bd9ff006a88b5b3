import type { Answer, Hits, Place } from '#answer/answer.js';
import type { Install, Instruction } from './dockerfile.js';
import type { ImageNeed, Requirement, RequirementsFile } from './requirement.js';
import type { Split, SplitOptions } from './split/types.js';

/** One requirements file with all its lines, for rules that change several of them in one fix. */
export interface RequirementsList {
  readonly kind: 'requirements';
  readonly path: string;
  readonly file: RequirementsFile;
  readonly lines: readonly Requirement[];
  /**
   * The lines that every production image with them has for developers alone. A choice of what to look at: ask `needs()` of each
   * line for the proof. Empty for a file that is for developers by its name, or that production installs on a condition alone.
   */
  developerLines(): readonly DeveloperLine[];
  /** Where such lines go. */
  developerFile(): Answer<DeveloperTarget>;
  /** Installs of images for tests and development that can take the developers' file in place of this one. */
  developerInstalls(): readonly DeveloperInstall[];
  /** Images for tests and development, and development containers, that have one of these lines from this file alone, and no install that can take the other. */
  imagesWithout(lines: readonly DeveloperLine[]): Hits;
  /**
   * CI, Makefiles, scripts and task runners that install this file, nothing else that has the line, and run it; and those that run
   * it in a container of these images, pages that tell people to among them. Incomplete where one of them would break: nothing here changes them.
   */
  takersOutside(lines: readonly DeveloperLine[]): Answer<readonly OutsideTaker[]>;
  /** How the file would be split by what its services need; null where there is nothing to split. */
  split(options: SplitOptions): Answer<Split | null>;
  /** What keeps that from being made: installs that cannot name other files with certainty, files that are there already. */
  splitHeldBy(options: SplitOptions): Hits;
}

export interface DeveloperLine {
  readonly line: Requirement;
  /** What the catalogue calls it (`runs and helps tests`); null: no tool, only tests import it. */
  readonly use: string | null;
  /** `needed`: an image for developers has it from here alone. `doubted`: something outside of images does, or `needs()` is not the whole truth. */
  readonly standing: 'sure' | 'doubted' | 'needed';
  /** The verdicts of the images that would lose it: those for tests and development take the developers' file, or hold the fix. */
  needs(): Answer<readonly ImageNeed[]>;
  /** Where the developers' file asks for it already; null: it does not. */
  readonly listed: { readonly written: string; readonly at: Place } | null;
}

export interface DeveloperInstall {
  /** Ids of builds. */
  readonly images: readonly string[];
  readonly install: Install;
  /** The word that names the file, and what it becomes. */
  readonly word: string;
  readonly by: string;
  /** The instruction that brings the developers' file into the image; null: it is there. */
  readonly copy: { readonly after: Instruction; readonly text: string } | null;
}

/** A place outside of images that takes this file, and would go without a line of it. */
export interface OutsideTaker {
  readonly text: string;
  readonly at: Place;
  /** The lines that it runs, by name. */
  readonly names: readonly string[];
  /** The file that it installs; null: it runs the line in a container. */
  readonly installs: string | null;
}

/** Where the lines of developers go. */
export interface DeveloperTarget {
  readonly path: string;
  /** As a person would say where they go: the path, or the part of a project's file for developers. */
  readonly called: string;
  readonly exists: boolean;
  /** Why nothing can go there; null: nothing speaks against it. */
  readonly problem: string | null;
  /** Ids of the images that install it. */
  readonly images: readonly string[];
  /** Commands that make compiled files of it anew. */
  readonly compile: readonly string[];
}
