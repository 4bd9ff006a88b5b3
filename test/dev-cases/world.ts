import { kindOf } from '#files/kinds.js';
import type { FileChange, Plan, PlannedFinding, PlannedFix } from '#plan/types.js';

/** A repository at a commit, with what slimify would do to it. */
export interface World {
  readonly plan: Plan;
  /** Names of the rules there are. */
  readonly rules: ReadonlySet<string>;
  /** Every file of the commit, sorted, relative to the root. */
  readonly paths: readonly string[];
  /** The files of the workspace that some image for production installs in slimify's model, by `-r`, by what those include or are compiled from. */
  readonly installed: ReadonlySet<string>;
  /** The text of a file of the commit; null where there is none. */
  text(path: string): string | null;
}

/** What is written or suggested. Held, rejected and circular fixes are neither. */
export function isProposed({ status }: PlannedFix | PlannedFinding): boolean {
  return status === 'applied' || status === 'proposed' || status === 'deferred';
}

/** Every way in which a file could come out: the plan's result, and what each proposed fix does by itself. */
export function changesOf({ plan }: World, path: string): readonly FileChange[] {
  return [...plan.changes, ...plan.fixes.filter(isProposed).flatMap(({ changes }) => changes)].filter((change) => change.path === path);
}

/** The fixes of a rule that are written or suggested. */
export function proposedBy({ plan }: World, rule: string): readonly PlannedFix[] {
  return plan.fixes.filter((fix) => fix.rule === rule && isProposed(fix));
}

/** A file's text once the plan is applied. */
export function textAfter(world: World, path: string): string | null {
  const change = world.plan.changes.find((one) => one.path === path);
  return change ? change.after : world.text(path);
}

/** The Dockerfiles and requirements files that patterns name: `*` stands for a name, `**` for any number of folders. */
export function matching(world: World, patterns: readonly string[]): readonly string[] {
  const expressions = patterns.map(expressionOf);
  return world.paths.filter((path) => kindOf(path) !== null && expressions.some((expression) => expression.test(path)));
}

function expressionOf(pattern: string): RegExp {
  const source = pattern.replaceAll(/\*\*\/?|\*|[.+^${}()|[\]\\?]/g, (part) => {
    if (part === '**/') return '(?:[^/]+/)*';
    if (part === '**') return '.*';
    return part === '*' ? '[^/]*' : `\\${part}`;
  });
  return new RegExp(`^${source}$`);
}

/** Names out of `names` that a pattern means: `pytest*` is `pytest` and all that begins with it. */
export function named(pattern: string, names: ReadonlySet<string>): readonly string[] {
  if (!pattern.endsWith('*')) return names.has(pattern) ? [pattern] : [];
  return [...names].filter((name) => name.startsWith(pattern.slice(0, -1)));
}
