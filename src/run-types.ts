import type { StatsFile } from '#files/docker-stats.js';
import type { ScanAids } from '#python/ahead/ahead.js';
import type { LineVerdict } from '#needs/by-service.js';
import type { Keep } from '#needs/types.js';
import type { NeedOptions } from '#needs/workspace-needs.js';
import type { Ignore } from '#plan/suppressions/types.js';
import type { PlanSavings } from '#plan/savings/types.js';
import type { Plan } from '#plan/types.js';
import type { Rule } from '#rule/types.js';
import type { Purpose } from '#services/service.js';
import type { PackagePorts } from '#sizes/packages/image-packages.js';
import type { Resolver } from '#sizes/proof/types.js';

/**
 * What a run is asked for. Whoever calls has found the workspace, read the configuration and loaded
 * the rules; the run decides nothing about the command line.
 */
export interface RunOptions {
  /** The workspace: an absolute path of a folder that exists, symlinks resolved. */
  readonly root: string;
  /** Files and folders that findings are restricted to: relative to `root`, `/` between names. Empty: everything. */
  readonly paths: readonly string[];
  /** Every rule that was loaded: the built-in ones, then the configuration's own. Names are unique. */
  readonly rules: readonly Rule[];
  /** Rule names or finding ids. Empty: every rule. A finding id also lets a suggestion be written. */
  readonly only: readonly string[];
  /** Rule names or finding ids that are left out. */
  readonly skip: readonly string[];
  /** Names of services that findings are restricted to. Empty: everything. */
  readonly services: readonly string[];
  /** The highest level whose fixes are put in the plan's changes. */
  readonly safety: 'safe' | 'review';
  readonly config: Config | null;
  /** What is installed, from a venv or `pip list`; not given: nobody said. */
  readonly metadata?: NeedOptions['metadata'];
  /** What containers use, as `docker stats` printed it; not given: nobody measured. */
  readonly stats?: readonly StatsFile[];
  /** Proves the fixes that change what installs ask for; not given: nobody is asked, and nothing leaves the machine. */
  readonly resolver?: Resolver;
  /** Whom sizes of packages are asked of, for {@link RunResult.savings}; not given: nothing is weighed. */
  readonly sizes?: PackagePorts;
  /** Called with one line when a stage of the run begins. */
  readonly progress?: (line: string) => void;
  /** Other threads of this machine, which scan Python files ahead; not given: this one does all. The result is the same. */
  readonly workers?: ScanAids['workers'];
  /** Where what Python files say is kept from run to run; not given: nowhere. The result is the same. */
  readonly cacheFor?: ScanAids['cacheFor'];
}

export interface RunResult {
  readonly plan: Plan;
  readonly workspace: RunWorkspace;
  /** The rules that took part. */
  readonly rules: readonly Rule[];
  /** SHA-256 (hex) of each file as it was read, by path relative to the root: `write` refuses files that changed since. */
  readonly hashes: ReadonlyMap<string, string>;
  /** Of these paths (relative to the root), those that git ignores: never written. */
  ignored(paths: readonly string[]): Promise<readonly string[]>;
  /** Of these paths (relative to the root), those with changes that are not committed. Empty without git. */
  dirty(paths: readonly string[]): Promise<readonly string[]>;
  /** The verdict on every line that asks for something, for each service that installs it; worked out when it is called, of the texts as they were read. */
  verdicts(): readonly LineVerdict[];
  /** What the plan saves, as far as can be told without building; worked out once, when it is called. Null: nobody was named who knows sizes. */
  savings(): Promise<PlanSavings | null>;
  /** Keeps of the configuration that speak of nothing that is asked for. */
  idleKeeps(): readonly ConfiguredKeep[];
  /** Entries of the configuration's `ignore` that match nothing. */
  idleIgnores(): readonly Ignore[];
  /** Wall-clock milliseconds. */
  readonly milliseconds: number;
}

export interface RunWorkspace {
  /** As given in the options. */
  readonly root: string;
  /** The git root that holds the workspace, absolute; null without git. */
  readonly gitRoot: string | null;
  /** The workspace relative to the git root, `/` between names and at the end; '' where they are the same or without git. */
  readonly prefix: string;
  /** Why git does not answer though there is a repository; null: it does, or there is none. */
  readonly gitTrouble: string | null;
}

/** A configuration that was read and checked; nothing in it names an unknown rule. */
export interface Config {
  /** Absolute path of the file that it was read from. */
  readonly path: string;
  /** By rule name. A rule that is not named is on, with its own defaults. */
  readonly rules: ReadonlyMap<string, RuleSetting>;
  /** The rules of its own that the configuration names, loaded. */
  readonly ownRules: readonly Rule[];
  /** By service name or glob of Dockerfiles relative to the configuration's folder: what images are for. */
  readonly services: ReadonlyMap<string, ServiceSetting>;
  /** Globs relative to the configuration's folder: only these files are looked at. Empty: all. */
  readonly include: readonly string[];
  /** Globs relative to the configuration's folder: these files are not looked at. */
  readonly exclude: readonly string[];
  /** Packages that stay whatever the search says. */
  readonly keep: readonly ConfiguredKeep[];
  /** Findings that are not wanted; paths relative to the configuration's folder. */
  readonly ignore: readonly Ignore[];
}

/** A keep with where it is written. */
export interface ConfiguredKeep extends Keep {
  /** `slimify.config.json:9:5: `, of the package's name. */
  readonly written: string;
  /** The same of the service's name; of the package's where it names none. */
  readonly serviceWritten: string;
}

export interface ServiceSetting {
  readonly purpose: Purpose['kind'] | null;
}

export interface RuleSetting {
  readonly on: boolean;
  /** Checked against the rule's own schema, its defaults filled in; undefined: the rule's defaults. */
  readonly options: unknown;
}
