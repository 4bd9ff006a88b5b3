import type { IgnorePattern } from '#files/dockerignore.js';
import type { ImageModel } from '#image/image.js';
import { contextDebris, type Debris } from '#knowledge/context-debris.js';
import { baseName, folderOf, pathIn } from '#text/paths.js';
import { namedBy } from './named.js';
import { worksWith } from './environment-uses.js';
import { onDisk, sizeWords, type OnDisk } from './on-disk.js';
import { gitignored, isWorkplace, markOf, workplaces } from './tool-marks.js';
import type { DraftLine } from './types.js';
import { patternOf, type ContextView } from './view.js';

/** Less than this is nothing to make a line for by itself. */
export const WORTH_A_LINE = 1_000_000;

/** Of the folders that bytecode comes up in so many are looked at. */
const FEW = 40;

/** Lines for what tools leave in the folders that they work in, as far as it is there or comes up on a developer's machine. */
export function debrisLines(view: ContextView): readonly DraftLine[] {
  return contextDebris().flatMap((debris) => debrisLine(view, debris) ?? []);
}

function debrisLine(view: ContextView, debris: Debris): DraftLine | null {
  const { snapshot, scope, paths } = view;
  const { name, kind } = debris;
  if (namedBy(scope.images, (path) => isNamed(baseName(path), name)) !== null || isWanted(view, name)) return null;
  const probes = placesOf(view, debris).map((folder) => pathIn(folder, name));
  const present = workplaces(scope, paths).map((folder) => pathIn(folder, name));
  const looked = name === '__pycache__' ? [...present, ...probes.slice(0, FEW)] : present;
  const there = thereOf(view, debris, looked);
  const probe = [...(there === null ? [] : present.filter((path) => snapshot.tree.onDisk(path) !== null)), ...probes].find((path) => view.taker(path) !== null);
  const taken = probe === undefined ? null : view.taker(probe);
  if (probe === undefined || !taken) return null;
  const versioned = paths.filter((path) => path.split('/').includes(name));
  const mark = markOf(snapshot, scope, debris, paths);
  if (there === null && versioned.length === 0 && mark === null) return null;
  if (kind !== 'cache' && versioned.length > 0) return null;
  // What lies in folders of these names is not listed: git may know it all the same.
  if (there !== null && (kind === 'environment' || kind === 'packages') && snapshot.tree.git !== null && !isIgnoredByGit(view, present, name)) return null;
  if (kind === 'packages' && !(paths.some((path) => baseName(path) === 'package.json') && view.takers(probe).every(installsItself))) return null;
  if (kind === 'environment' && view.takers(probe).some((image) => worksWith(snapshot, image, name))) return null;
  const bytes = there?.bytes ?? null;
  // Other debris comes up in one folder, and a line for that is right.
  const missed = name === '__pycache__' || kind === 'packages' ? scope.ignore?.patterns.find((one) => !one.negated && baseName(one.pattern) === name) : undefined;
  const big = bytes !== null && bytes >= WORTH_A_LINE;
  const comes = name === '.venv' || name === 'venv' || name === 'node_modules' ? mark?.own === true : false;
  const from = missed ? { path: scope.path, line: missed.line } : (mark?.at ?? null);
  const because = missed ? whyMissed(missed, scope.ignore?.patterns ?? []) : there !== null ? `${sizeWords(there)} of it lie here` : (mark?.text ?? `${versioned[0]} is in the repository`);
  return {
    // A folder of code may be called so elsewhere; the other names are nobody's.
    patterns: name === 'venv' ? [...new Set([...present.filter((path) => isVenv(view, path)), ...probes])].filter((path) => view.taker(path) !== null).map((path) => patternOf(scope, path)) : [`**/${name}`],
    paths: [probe, ...(there === null ? probes.slice(0, FEW) : looked.filter((path) => snapshot.tree.onDisk(path) !== null))],
    label: there === null || there.bytes < 50_000 ? name : `${name} (${sizeWords(there)} here)`,
    bytes,
    because: `${name}: ${debris.what}: ${because}`,
    from,
    strong: big || comes || missed !== undefined,
    hides: versioned.flatMap((path) => view.imagePaths(path)),
    taken,
  };
}

/** A line for one folder says nothing of the others; one for all is taken back by an exception below it. */
function whyMissed({ written, line }: IgnorePattern, patterns: readonly IgnorePattern[]): string {
  const exception = written.startsWith('**/') ? patterns.findLast((one) => one.negated && one.line > line) : undefined;
  return exception ? `${written} in line ${line} leaves it out, and exceptions like ${exception.written} in line ${exception.line} take it in again` : `${written} in line ${line} leaves out that of one folder alone`;
}

/** The folders that it comes up in, if it does: those that their tools work in. */
function placesOf({ snapshot, scope, paths }: ContextView, { name, kind, marks }: Debris): readonly string[] {
  if (name === '__pycache__') return [...new Set(paths.flatMap((path) => (path.endsWith('.py') ? folderOf(path) : [])))];
  if (kind === 'packages') return [...new Set(paths.flatMap((path) => (baseName(path) === 'package.json' ? folderOf(path) : [])))];
  const own = workplaces(scope, paths).filter((folder) => gitignored(snapshot, folder, name)?.own === true);
  const marked = paths.flatMap((path) => (marks.includes(baseName(path)) && baseName(path) !== 'conftest.py' ? folderOf(path) : []));
  return [...new Set([...(isWorkplace(scope.folder, paths) ? [scope.folder] : []), ...own, ...marked])];
}

/** `node_modules*` and the like mean it too. */
function isNamed(written: string, name: string): boolean {
  if (!/[*?[]/.test(written)) return written === name;
  const stem = written.replace(/[*?[].*$/, '');
  return stem !== '' && name.startsWith(stem);
}

/** An exception of the ignore file asks for it. */
function isWanted({ scope: { ignore } }: ContextView, name: string): boolean {
  return ignore?.patterns.some(({ negated, pattern, matches }) => negated && (pattern.split('/').includes(name) || matches(name))) === true;
}

/** What of it lies on this disk, in the folders that people work in. */
function thereOf({ snapshot, taker }: ContextView, { name }: Debris, probes: readonly string[]): OnDisk | null {
  let bytes = 0;
  let whole = true;
  let found = false;
  for (const path of probes) {
    if (snapshot.tree.onDisk(path) === null || taker(path) === null) continue;
    if (name === 'venv' && !isVenv({ snapshot }, path)) continue;
    const one = onDisk(snapshot, path);
    if (!one) continue;
    found = true;
    bytes += one.bytes;
    whole &&= one.whole;
  }
  return found ? { bytes, whole } : null;
}

/** A folder of that name is one only with its settings (PEP 405). */
function isVenv({ snapshot }: Pick<ContextView, 'snapshot'>, path: string): boolean {
  return snapshot.contextFiles.names(path).includes('pyvenv.cfg');
}

function isIgnoredByGit({ snapshot, scope }: ContextView, probes: readonly string[], name: string): boolean {
  if (gitignored(snapshot, scope.folder, name)) return true;
  return probes.every((path) => snapshot.tree.onDisk(path) === null || snapshot.contextFiles.names(path).includes('.gitignore') || gitignored(snapshot, folderOf(path), name) !== null);
}

/** A stage that works with Node's packages installs them itself, or none does work with them. */
function installsItself({ dockerfile: { stages }, needed }: ImageModel): boolean {
  return [...needed].every((index) => {
    const stage = stages[index]?.stage;
    const texts = stage?.instructions.filter(({ keyword }) => /^(?:RUN|CMD|ENTRYPOINT)$/.test(keyword)).map(({ joined }) => joined).join('\n') ?? '';
    const node = /\b(?:node|npm|npx|yarn|pnpm|bun)\b/.test(`${stage?.from.image.text} ${texts}`);
    return !node || /\b(?:npm\s+(?:ci|i|install|clean-install)|yarn\s+install|yarn(?:\s+--\S+)*\s*(?:&&|$)|pnpm\s+(?:i|install)|bun\s+(?:i|install))\b/m.test(texts);
  });
}

