import { resolvePath } from '#text/paths.js';
import type { FileChange } from '#plan/types.js';
import { askedFor, countIndexes } from './asked.js';
import type { MustNot } from './cases.js';
import { composeContext } from './compose-context.js';
import { contextSources, countAlpine, countRootCopies } from './dockerfile.js';
import { changesOf, isProposed, matching, named, textAfter, type World } from './world.js';

/** What is proposed that must not be; null where nothing is. */
export function whyProposed(condition: MustNot, world: World): string | null {
  for (const file of matching(world, condition.files)) {
    const because = whyInFile(condition, file, world);
    if (because !== null) return because;
  }
  return null;
}

function whyInFile(condition: MustNot, file: string, world: World): string | null {
  switch (condition.kind) {
    case 'drops':
      return whyDropped(condition.packages, file, world);
    case 'touches':
      return whyTouched(condition.rule ?? null, file, world);
    case 'adds-index':
      return grows(file, world, (text) => countIndexes(file, text)) ? `${file} would name one more package index` : null;
    case 'alpine':
      return whyAlpine(file, world);
    case 'user-install':
      return grows(file, world, countRootCopies) ? `${file} would copy into /root for another user` : null;
    case 'leaves-context':
      return whyOutside(condition.compose, condition.service, file, world);
  }
}

function grows(file: string, world: World, count: (text: string | null) => number): boolean {
  return changesOf(world, file).some(({ before, after }) => count(after) > count(before));
}

/** Taken out of the text, out of a text that could not be previewed, or said to be unused without a fix. */
function whyDropped(packages: readonly string[], file: string, world: World): string | null {
  const asked = askedFor(file, world.text(file));
  for (const name of packages.flatMap((pattern) => named(pattern, asked))) {
    if (changesOf(world, file).some((change) => losesPackage(change, name))) return `${name} would go from ${file}`;
    const unseen = world.plan.fixes.filter((fix) => isProposed(fix) && fix.changes.length === 0 && fix.paths.includes(file));
    if (unseen.some(({ effects }) => effects.some(({ removes = [] }) => removes.includes(name)))) return `${name} would go from ${file}`;
    const said = world.plan.findings.filter((finding) => finding.rule === 'requirements/unused' && finding.path === file && isProposed(finding));
    if (said.some((finding) => finding.packages.includes(name))) return `${name} is called unused in ${file}`;
  }
  return null;
}

function losesPackage({ path, before, after }: FileChange, name: string): boolean {
  return askedFor(path, before).has(name) && !askedFor(path, after).has(name);
}

function whyTouched(rule: string | null, file: string, { plan }: World): string | null {
  const fix = plan.fixes.find((one) => isProposed(one) && (rule === null || one.rule === rule) && (one.paths.includes(file) || one.changes.some(({ path }) => path === file)));
  return fix ? `${fix.rule} would change ${file}: ${fix.title}` : null;
}

function whyAlpine(file: string, world: World): string | null {
  if (countAlpine(world.text(file)) > 0) return null;
  if (grows(file, world, countAlpine)) return `${file} would start from Alpine`;
  const finding = world.plan.findings.find((one) => one.rule.endsWith('/alpine') && one.path === file && isProposed(one));
  return finding ? `${finding.rule} says of ${file}: ${finding.message}` : null;
}

/** A source of COPY that the context does not hold, with the compose file as it would be beside that Dockerfile. */
function whyOutside(compose: string, service: string, file: string, world: World): string | null {
  const whole = { dockerfile: textAfter(world, file), composed: textAfter(world, compose), created: world.plan.changes };
  const single = world.plan.fixes.filter(isProposed).map(({ changes }) => ({
    dockerfile: textIn(changes, file, world),
    composed: textIn(changes, compose, world),
    created: changes,
  }));
  for (const { dockerfile, composed, created } of [whole, ...single]) {
    const context = composeContext(compose, composed, service);
    const held = [...world.paths, ...created.filter(({ after }) => after !== null).map(({ path }) => path)];
    const outside = contextSources(dockerfile).find((source) => context === null || !isHeld(held, resolvePath(context, source.replace(/^\/+/, ''))));
    if (outside !== undefined) return `${file} would COPY ${outside}, which ${context === null || context === '' ? 'the context' : context} does not hold`;
  }
  return null;
}

function textIn(changes: readonly FileChange[], path: string, world: World): string | null {
  const change = changes.find((one) => one.path === path);
  return change ? change.after : world.text(path);
}

function isHeld(paths: readonly string[], path: string | null): boolean {
  return path !== null && (path === '' || paths.some((one) => one === path || one.startsWith(`${path}/`)));
}
