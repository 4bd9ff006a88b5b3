import type { Place } from '#answer/answer.js';
import type { RunCommand } from '#dockerfile/run.js';
import type { Field, Lookup } from '#shell/expand-word.js';
import type { ShellRedirect } from '#shell/types.js';
import type { Span } from '#text/span.js';
import type { Runs } from '#image/installs/resolved-install.js';

/** A word of a command as the shell hands it over. */
export interface StepWord extends Field {
  /** As written. */
  readonly text: string;
  /** Where it stands in the Dockerfile; null where it cannot be edited. */
  readonly span: Span | null;
  /** Index of the written word that it comes from. */
  readonly word: number;
}

/** One command of a RUN, or of a script that it runs, with all that decides about it. */
export interface Step {
  /** Position among the steps of its RUN. */
  readonly order: number;
  /** For a nested script the outer command, with words of its own and no spans. */
  readonly command: RunCommand;
  /** Wrappers (`sudo`, `gosu app`, `env`) taken off. Several rounds: a loop over known words. */
  readonly rounds: readonly (readonly StepWord[])[];
  /** Index in `command.command.words` at which the unwrapped command starts. */
  readonly first: number;
  readonly folder: string | null;
  readonly runs: Runs;
  /** Line in the Dockerfile, 1-based. */
  readonly line: number;
  /** Where it stands if that is another file: a script that the RUN calls. */
  readonly script: Place | null;
  /** It stands in a script within a word (`sh -c "…"`) or in another file: nobody can edit it by span. */
  readonly nested: boolean;
  /** The user that a wrapper runs it as; null: the one of USER. */
  readonly user: string | null;
  /** The conda environment that `conda run -n` names; null: none. */
  readonly condaEnvironment: string | null;
  readonly lookup: Lookup;
  readonly redirects: readonly ShellRedirect[];
  /** The step whose output it reads. */
  readonly input: Step | null;
  /** It runs a script of its own, whose commands follow as steps. */
  readonly followed: boolean;
}
