import { folderOf } from '#text/paths.js';
import { kindOf } from '#files/kinds.js';
import type { PlannedFix } from '#plan/types.js';
import { askedFor, countCpuTorch } from './asked.js';
import type { Must } from './cases.js';
import { builtIn, countRootCopies, stagesOf } from './dockerfile.js';
import { isProposed, matching, named, proposedBy, textAfter, type World } from './world.js';

/** What is missing of what a rule should propose; null where nothing is. */
export function whyNotProposed(condition: Must, world: World): string | null {
  switch (condition.kind) {
    case 'drops':
      return first(condition.files, (file) => notDropped(condition, file, world));
    case 'moves':
      return whyNotMoved(condition, world);
    case 'cpu-torch':
      return proposedBy(world, condition.rule).some((fix) => givesCpuTorch(fix, condition.files)) ? null : 'no fix gives these files CPU torch';
    case 'builder-stage':
      return first(condition.files, (file) => {
        const before = stagesOf(world.text(file)).count;
        return someChange(condition, file, world, ({ count, lean }) => count > before && lean, stagesOf) ? null : `no fix gives ${file} a builder stage`;
      });
    case 'user-install':
      return first(condition.files, (file) => (someChange(condition, file, world, (count) => count === 0, countRootCopies) ? null : `${file} still copies into /root for another user`));
    case 'in-no-image':
      return first(condition.files, (file) => (world.installed.has(file) ? `an image for production installs ${file}` : saidOf(condition.rule, file, world)));
    case 'nothing-built':
      return first(condition.files, (file) => builtIn(world.text(file)) ?? saidOf(condition.rule, file, world));
    case 'reports':
      return first(condition.files, (file) => (speaksOf(condition.rule, file, condition.about, world) ? null : `no finding in ${file} speaks of ${condition.about.join(', ')}`));
  }
}

function first(files: readonly string[], why: (file: string) => string | null): string | null {
  for (const file of files) {
    const because = why(file);
    if (because !== null) return because;
  }
  return null;
}

/** What a rule says of a file for which there is a reason to say nothing; null: nothing. */
function saidOf(rule: string, file: string, { plan }: World): string | null {
  const fix = plan.fixes.find((one) => one.rule === rule && isProposed(one) && one.paths.includes(file));
  const finding = plan.findings.find((one) => one.rule === rule && one.path === file);
  return fix ? `${rule} would change ${file}: ${fix.title}` : finding ? `${rule} says of ${file}: ${finding.message}` : null;
}

type Removal = Extract<Must, { kind: 'drops' | 'moves' }>;

function whyNotMoved(condition: Extract<Must, { kind: 'moves' }>, world: World): string | null {
  const asking = matching(world, condition.files).filter((file) => wanted(condition, file, world).length > 0);
  const reasons = asking.flatMap((file) => notDropped(condition, file, world) ?? notElsewhere(condition, file, world) ?? []);
  const { atLeast = asking.length } = condition;
  const moved = asking.length - reasons.length;
  return moved >= atLeast ? null : `${moved} of ${atLeast} files: ${reasons[0] ?? ''}`;
}

function wanted({ packages }: Removal, file: string, world: World): readonly string[] {
  const asked = askedFor(file, world.text(file));
  return packages.flatMap((name) => named(name, asked));
}

/** A package that no fix of the rule takes out of the file, or that is back in the end. */
function notDropped(condition: Removal, file: string, world: World): string | null {
  for (const name of wanted(condition, file, world)) {
    const fixes = proposedBy(world, condition.rule).filter((fix) => takesOut(fix, file, name));
    if (fixes.length === 0) return `${file} still asks for ${name}`;
    const written = fixes.some(({ status }) => status === 'applied');
    if (written && askedFor(file, textAfter(world, file)).has(name)) return `${file} asks for ${name} again in the end`;
  }
  return null;
}

function takesOut({ changes }: PlannedFix, file: string, name: string): boolean {
  return changes.some(({ path, before, after }) => path === file && askedFor(path, before).has(name) && !askedFor(path, after).has(name));
}

/** A package that no other requirements file beside this one asks for, once the rule's fixes are in. */
function notElsewhere(condition: Removal, file: string, world: World): string | null {
  const changed = proposedBy(world, condition.rule).flatMap(({ changes }) => changes);
  const beside = (path: string): boolean => path !== file && folderOf(path) === folderOf(file) && kindOf(path) === 'requirements';
  const texts = [
    ...world.paths.filter(beside).map((path) => ({ path, text: textAfter(world, path) })),
    ...changed.filter(({ path }) => beside(path)).map(({ path, after }) => ({ path, text: after })),
  ];
  const asked = texts.map(({ path, text }) => askedFor(path, text));
  const lost = wanted(condition, file, world).find((name) => !asked.some((names) => names.has(name)));
  return lost === undefined ? null : `nothing beside ${file} asks for ${lost}`;
}

/** Whether a fix changes one of the files so that a CPU index or wheel is named that was not, without losing torch. */
function givesCpuTorch({ changes }: PlannedFix, files: readonly string[]): boolean {
  if (!changes.some(({ path }) => files.includes(path))) return false;
  const more = changes.reduce((sum, { before, after }) => sum + countCpuTorch(after) - countCpuTorch(before), 0);
  const asked = (side: 'before' | 'after'): boolean => changes.some((change) => askedFor(change.path, change[side]).has('torch'));
  return more > 0 && (!asked('before') || asked('after'));
}

function someChange<T>({ rule }: Must, file: string, world: World, right: (value: T) => boolean, look: (text: string | null) => T): boolean {
  return proposedBy(world, rule).some(({ changes }) => changes.some(({ path, after }) => path === file && after !== null && right(look(after))));
}

function speaksOf(rule: string, file: string, about: readonly string[], { plan }: World): boolean {
  const findings = plan.findings.filter((finding) => finding.rule === rule && finding.path === file && isProposed(finding));
  return findings.some(({ title, message, packages, evidence }) => {
    const words = new Set([title, message, ...packages, ...evidence.map(({ text }) => text)].join(' ').toLowerCase().split(/[^\w-]+/));
    return about.every((name) => words.has(name));
  });
}
