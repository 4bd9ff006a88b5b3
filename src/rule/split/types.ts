import type { Answer, Place } from '#answer/answer.js';
import type { Requirement } from '#rule/requirement.js';

/** What the options of `requirements/split` decide. */
export interface SplitOptions {
  /** What becomes of the shared file: a list of all groups for developers, the base group itself, or as it is. */
  readonly oldFile: 'all' | 'base' | 'keep';
  /** MB that a service may carry without need. */
  readonly maxWaste: number;
  /** The part of all services, from 0 to 1, from which on a requirement is everybody's. */
  readonly base: number;
  /** MB with all that comes along, below which a requirement of two services is everybody's. */
  readonly small: number;
  /** The name of a group's file; `{group}` is its name. */
  readonly file: string;
  /** By category of the catalogue, the group that its requirements go to. */
  readonly categories: Readonly<Record<string, string>>;
  /** By group, the requirements that belong to it in any case: names, or globs of names. */
  readonly groups: Readonly<Record<string, readonly string[]>>;
  /** Whether what one service alone needs goes into its own file. */
  readonly pushDown: boolean;
}

/** How one shared file would be split. */
export interface Split {
  readonly groups: readonly SplitGroup[];
  readonly moves: readonly SplitMove[];
  /** Members that the options force into the group of developers, and that an image needs. */
  readonly refused: readonly RefusedMember[];
  readonly images: readonly SplitImage[];
  /** Names of services that need nothing of the file and no longer install it. */
  readonly without: readonly string[];
  /** What becomes of the shared file, which may be less than was asked for. */
  readonly oldFile: SplitOptions['oldFile'];
  /** Who takes the file in a way that does not bear its new form, so that it stays as it is. */
  readonly keeps: readonly { readonly text: string; readonly at: Place }[];
  /** The compiled file that is divided along, which stays as it is; null: the shared file is none's source. */
  readonly compiled: string | null;
  /** Names that the compiled file pins. */
  readonly pins: readonly string[];
  /** The file has options (indexes) that each group repeats. */
  readonly indexes: boolean;
  /** Everybody else who takes the shared file, and what that means to them. */
  readonly afterwards: readonly string[];
}

export interface SplitGroup {
  readonly name: string;
  readonly path: string;
  /** The file that is compiled from it, which images install; null: they install it itself. */
  readonly output: string | null;
  readonly lines: readonly Requirement[];
  /** Names of the services that install it. */
  readonly services: readonly string[];
}

export interface SplitMove {
  readonly line: Requirement;
  /** `own`: the file of the one service that needs it; `listed`: that file has it already. `left`: it stays in the shared file, which no image installs. `without`: it stays there, and services that need nothing of the file install it no longer. */
  readonly kind: 'group' | 'own' | 'listed' | 'dev' | 'left' | 'without';
  readonly to: string;
  /** Names of the services that need it. */
  readonly services: readonly string[];
  /** Nobody needs it: it stays with all of them until another rule takes it out. */
  readonly unused: boolean;
  /** Why they do, and whether it could be told. */
  readonly needs: Answer<unknown>;
}

export interface RefusedMember {
  readonly line: Requirement;
  readonly group: string;
  readonly reason: string;
}

/** What an image no longer asks for. */
export interface SplitImage {
  readonly image: string;
  readonly removes: readonly string[];
  /** An install of it asks for nothing else, and goes as a whole. */
  readonly installGoes: boolean;
}
