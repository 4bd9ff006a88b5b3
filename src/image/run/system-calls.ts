import type { RunCommand } from '#dockerfile/run.js';
import type { Place } from '#answer/answer.js';
import type { Span } from '#text/span.js';
import type { Runs } from '#image/installs/resolved-install.js';

/** One call of a system package manager in a RUN. */
export interface SystemCall {
  readonly manager: 'apt' | 'apk' | 'dnf' | 'zypper' | 'pacman';
  /** The program as written: `apt-get`, `apt`, `microdnf`, `yum` … */
  readonly program: string;
  readonly action: 'update' | 'upgrade' | 'install' | 'remove' | 'clean' | 'other';
  readonly packages: readonly SystemPackage[];
  /** `apk add --virtual .build`: the name under which the packages are taken out again. */
  readonly virtual: string | null;
  /** Whether recommended packages come along: apt without `--no-install-recommends` and without `APT::Install-Recommends=false`; null for managers without the idea. */
  readonly recommends: boolean | null;
  /** Every word, variables filled in; null where one cannot be told. */
  readonly words: readonly (string | null)[];
  /** Packages that a variable, a file or a substitution names: the list is not whole. */
  readonly doubt: string | null;
  readonly command: RunCommand;
  /** Position among the commands of its RUN. */
  readonly order: number;
  /** 1-based line of the call itself. */
  readonly line: number;
  readonly runs: Runs;
  /** Where it stands if that is a script of the workspace that the RUN calls. */
  readonly script: Place | null;
}

export interface SystemPackage {
  readonly name: string;
  /** `=1.2`, `~=1.2`, as written; null without. */
  readonly version: string | null;
  /** Where it stands in the file; null where it cannot be edited. */
  readonly span: Span | null;
}
