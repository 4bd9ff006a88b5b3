import type { Aspect, Effect } from '#rule/types.js';
import { isWithin } from '#text/paths.js';
import type { Asked, FileRow } from './asked.js';
import { declarationsOf, type Declared } from './declared.js';

/**
 * The image contract for one image: what it asks for after a fix may differ from before only in what
 * the fix declares for it, and no less of it may be understood. Returns the first difference that is
 * not declared, in words, or null.
 */
export function imageBreach(image: string, before: Asked, after: Asked, effects: readonly Effect[]): string | null {
  const declared = declarationsOf(effects).of(image);
  return (
    requirementBreach(before, after, declared) ??
    systemBreach(before, after, declared) ??
    shippedBreach(before, after, declared) ??
    fileBreach(before, after, declared) ??
    aspectBreach(before, after, declared) ??
    (after.opaque > before.opaque ? 'less of it would be understood than before' : null)
  );
}

function requirementBreach(before: Asked, after: Asked, declared: Declared): string | null {
  for (const [name, text] of before.requirements) {
    const now = after.requirements.get(name);
    if (now === undefined && !declared.removes(plain(name))) return `it would no longer ask for ${name}, which the fix does not declare`;
    if (now !== undefined && now !== text && !declared.alters('versions') && !declared.holds(name)) return `it would ask for ${name} as "${now}", which the fix does not declare`;
  }
  for (const name of after.requirements.keys()) {
    if (!before.requirements.has(name) && !declared.adds(plain(name))) return `it would ask for ${name}, which the fix does not declare`;
  }
  return null;
}

/** A constraint goes with the requirement of its name, and so does what a project asks for (`flask in api/pyproject.toml`). */
function plain(name: string): string {
  return name.replace(/^constraint | in .*$/g, '');
}

function systemBreach(before: Asked, after: Asked, declared: Declared): string | null {
  const name = (row: string): string => row.slice(row.indexOf(' ') + 1);
  const gone = [...before.system].find((row) => !after.system.has(row) && !declared.removesApt(name(row)));
  if (gone !== undefined) return `it would no longer install ${name(gone)}, which the fix does not declare`;
  const come = [...after.system].find((row) => !before.system.has(row) && !declared.addsApt(name(row)));
  return come === undefined ? null : `it would install ${name(come)}, which the fix does not declare`;
}

/** What the image itself holds, and not only a stage on its way. */
function shippedBreach(before: Asked, after: Asked, declared: Declared): string | null {
  const isDeclared = (row: string, how: 'removes' | 'adds'): boolean => {
    const name = row.slice(row.indexOf(' ') + 1);
    if (!row.startsWith('python ')) return how === 'removes' ? declared.removesApt(name) : declared.addsApt(name);
    return how === 'removes' ? declared.removes(plain(name)) : declared.adds(plain(name));
  };
  const gone = [...before.shipped].find((row) => !after.shipped.has(row) && !isDeclared(row, 'removes'));
  if (gone !== undefined) return `it would no longer hold ${gone.slice(gone.indexOf(' ') + 1)}, which the fix does not declare`;
  const come = [...after.shipped].find((row) => !before.shipped.has(row) && !isDeclared(row, 'adds'));
  return come === undefined ? null : `it would hold ${come.slice(come.indexOf(' ') + 1)}, which the fix does not declare`;
}

/** What it gets from the workspace, from stages and from here-documents, in order. */
function fileBreach(before: Asked, after: Asked, declared: Declared): string | null {
  if (declared.alters('files')) return null;
  const kept = ({ files }: Asked): readonly FileRow[] => files.filter(({ path }) => !declared.file(path));
  const [old, now] = [kept(before), kept(after)];
  const at = old.findIndex((row, index) => !isSameRow(row, now[index], before, after, declared));
  const gone = at < 0 ? now[old.length]?.text : old[at]?.text;
  return gone === undefined ? null : `it would have other files (${gone}), and the fix does not declare that it alters the files`;
}

/** A COPY of a folder brings fewer files where an ignore file leaves some out, and that file where it is new: each of them has to be declared by its path in the image. */
function isSameRow(row: FileRow, now: FileRow | undefined, before: Asked, after: Asked, declared: Declared): boolean {
  if (row.text === now?.text) return true;
  if (!row.taken || !now?.taken || now.path !== row.path || now.taken.source !== row.taken.source || now.taken.owner !== row.taken.owner) return false;
  const { source, files } = row.taken;
  const isBelow = (path: string): boolean => isWithin(path, source);
  const [hidden, added] = [hiddenFiles(before, after).filter(isBelow), addedFiles(before, after).filter(isBelow)];
  const imagePath = (path: string): string => `${row.path === '/' ? '' : row.path}${source === '' ? '/' : ''}${path.slice(source.length)}`;
  return files - hidden.length + added.length === now.taken.files && [...hidden, ...added].every((path) => declared.file(imagePath(path)));
}

/** What a fix makes in the context: an ignore file is copied as any other file. */
function addedFiles({ context: before }: Asked, { context: after }: Asked): readonly string[] {
  if (before === null || after === null || before === after || before.context !== after.context) return [];
  return after.paths.filter((path) => !before.has(path) && before.excludedBy(path) === null);
}

/** What an ignore file leaves out that it did not leave out before. */
function hiddenFiles({ context: before }: Asked, { context: after }: Asked): readonly string[] {
  if (before === null || after === null || before === after || before.context !== after.context) return [];
  return before.paths.filter((path) => after.excludedBy(path) !== null);
}

const WORDS: Readonly<Record<Aspect, string>> = {
  base: 'another base image',
  user: 'another user',
  files: 'other files',
  environment: 'another environment',
  path: 'another PATH',
  entry: 'another entry command, port or volume',
  healthcheck: 'another health check',
  limits: 'other limits of memory',
  index: 'other indexes or options of the installs',
  versions: 'other versions',
  commands: 'other commands in its RUNs',
  caches: 'other caches left or removed',
  recommends: 'other recommended packages',
};

function aspectBreach(before: Asked, after: Asked, declared: Declared): string | null {
  for (const [aspect, text] of before.aspects) {
    if (!declared.alters(aspect) && after.aspects.get(aspect) !== text) {
      return `it would have ${WORDS[aspect]}, and the fix does not declare that it alters the ${aspect}`;
    }
  }
  return null;
}
