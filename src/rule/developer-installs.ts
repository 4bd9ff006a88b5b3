import type { FileUse } from '#services/file-uses.js';
import { baseName, folderOf } from '#text/paths.js';
import type { DeveloperFile } from './developer-file.js';
import type { Dockerfile, Install, Instruction } from './dockerfile.js';
import type { DeveloperInstall } from './requirements-list.js';

/**
 * How images for tests and development can install the developers' file in place of the plain one: where the file is copied by a
 * line of its own, and installed by a plain `-r`, in a Dockerfile that no production image has this install from. `uses`: the
 * installs of the plain file; `developers`: whether one of them is for tests or development.
 */
export function developerInstalls(path: string, target: DeveloperFile, uses: readonly FileUse[], developers: (use: FileUse) => boolean, dockerfiles: readonly Dockerfile[]): readonly DeveloperInstall[] {
  // The new name is put in place of the old one, in the same folder of the image: so the one has to bring the other along.
  if (!target.includes || folderOf(target.path) !== folderOf(path) || !target.path.endsWith('.txt')) return [];
  const groups = new Map<string, FileUse[]>();
  for (const use of uses) {
    const key = `${use.model.document.path}:${use.install.line}`;
    groups.set(key, [...(groups.get(key) ?? []), use]);
  }
  return [...groups.values()].flatMap((group) => (group.every(developers) ? installOf(path, target, group, dockerfiles) : []));
}

function installOf(path: string, target: DeveloperFile, group: readonly FileUse[], dockerfiles: readonly Dockerfile[]): readonly DeveloperInstall[] {
  const [use] = group;
  if (!use || use.install.script !== null) return [];
  const { install: call, model } = use;
  const files = call.files.filter(({ kind, changed }) => kind === 'requirement' && changed === null);
  const file = files.find(({ written }) => baseName(written) === baseName(path));
  const subject = dockerfiles.find((one) => one.path === model.document.path);
  const install = subject && installAt(subject, call.line);
  if (!file || !install || install.words.filter((word) => word === file.written).length !== 1) return [];
  const copy = copyFor(install, path, target);
  if (copy === null) return [];
  const by = file.written.slice(0, file.written.length - baseName(path).length) + baseName(target.path);
  return [{ images: group.map(({ image }) => image), install, word: file.written, by, copy: copy === 'there' ? null : copy }];
}

function installAt({ stages }: Dockerfile, line: number): Install | null {
  const found = stages.flatMap(({ instructions }) => instructions.flatMap((one) => (one.keyword === 'RUN' ? one.installs().value.filter(({ at }) => at.line === line) : [])));
  return found.length === 1 ? (found[0] ?? null) : null;
}

/** The line that copies the file, for one beside it; `there`: a whole folder is copied; null: it cannot be told. */
function copyFor({ run }: Install, path: string, target: DeveloperFile): DeveloperInstall['copy'] | 'there' {
  const above = run.stage.instructions.slice(0, run.stage.instructions.indexOf(run));
  const copies = above.flatMap((one) => (one.keyword === 'COPY' ? (copyParts(one) ?? []) : []));
  const own = copies.filter(({ sources }) => sources.some((source) => baseName(source) === baseName(path)));
  const [copy, second] = own;
  if (copy && !second && copy.sources.length === 1 && copy.flags.every((flag) => /^--(?:chown|link|chmod)\b/.test(flag))) {
    const [source = ''] = copy.sources;
    const folder = source.slice(0, source.length - baseName(path).length);
    const into = copy.into.endsWith('/') || copy.into === '.' || copy.into === '..' ? copy.into : baseName(copy.into) === baseName(path) ? copy.into.slice(0, -baseName(path).length) || './' : null;
    if (into === null) return null;
    const flags = copy.flags.map((flag) => `${flag} `).join('');
    return { after: copy.by, text: `COPY ${flags}${folder}${baseName(target.path)} ${into}` };
  }
  return own.length === 0 && copies.some(({ sources, flags }) => flags.length === 0 && sources.some((source) => source === '.' || source === './')) ? 'there' : null;
}

interface CopyParts {
  readonly by: Instruction;
  readonly flags: readonly string[];
  readonly sources: readonly string[];
  readonly into: string;
}

/** The words of a plain COPY; null for one with quotes, variables in its flags, here-documents or a list. */
function copyParts(by: Instruction): CopyParts | null {
  if (/["'[<\\]|--from\b/.test(by.text)) return null;
  const words = by.text.split(/\s+/).slice(1);
  const flags = words.filter((word) => word.startsWith('--'));
  const paths = words.filter((word) => !word.startsWith('--'));
  const into = paths.at(-1);
  return into === undefined || paths.length < 2 ? null : { by, flags, sources: paths.slice(0, -1), into };
}
