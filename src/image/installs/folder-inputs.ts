import { folderOf, isWithin } from '#text/paths.js';
import { joinPath, plain } from './carry.js';
import { programOf } from '#image/run/facts.js';
import { found, missing, placeOf, spotOf, type Inputs } from './inputs.js';
import type { InstallCall } from './install-calls.js';
import { factsAt, type InstallView } from './install-view.js';
import type { InstallInput } from './resolved-install.js';
import type { Step, StepWord } from '#image/run/step.js';
import { whence, type Spot } from './whence.js';

/** Files that make a folder a project. */
export const PROJECT_FILES = ['pyproject.toml', 'setup.py', 'setup.cfg'];

/** A folder that is installed: a project of the workspace, or what a RUN fetched and unpacked there. */
export function folderInput(view: InstallView, install: InstallCall, folder: string, target: { readonly extras: readonly string[]; readonly editable: boolean; readonly word: StepWord }): Inputs {
  const spot = spotOf(install);
  let unknown: string | null = null;
  for (const file of PROJECT_FILES) {
    const origin = whence(view, spot, joinPath(folder, file));
    if (origin.kind === 'workspace') {
      const project = found({ kind: 'project', path: origin.path, extras: target.extras, groups: [], withoutDev: true, editable: target.editable, lock: null });
      return origin.changed === null ? project : { ...project, doubts: [`${origin.changed} changes ${origin.path}`] };
    }
    if (origin.kind === 'download') return found({ kind: 'archive', written: `${origin.download.program === 'git' ? 'git+' : ''}${origin.download.urls[0] ?? '?'}`, name: null, at: placeOf(view.document, install, target.word) });
    if (origin.kind === 'unknown') unknown ??= origin.because;
  }
  const unpacked = unknown === null ? unpackedAt(view, install, folder) : null;
  if (unpacked !== null) return found({ kind: 'archive', written: unpacked, name: null, at: placeOf(view.document, install, target.word) });
  return missing(unknown ?? `no project of the workspace lies at ${folder}`);
}

/** `curl …tar.gz | tar xz && cd x && pip install .`: the archive that a RUN fetched and unpacked at or above the folder. */
function unpackedAt(view: InstallView, { stage, at, order }: InstallCall, folder: string): string | null {
  for (let [index, before, from] = [at, order, stage]; ; index -= 1, before = Number.POSITIVE_INFINITY) {
    if (index < 0) {
      const base = view.models[from]?.base;
      if (base?.kind !== 'stage') return null;
      from = base.index;
      index = (view.models[from]?.stage.instructions.length ?? 0) - 1;
    }
    const facts = factsAt(view, from, index);
    if (!facts.ok) continue;
    const { downloads, steps } = facts.value;
    const unpacks = steps.some((step) => step.order < before && /^(?:tar|unzip|bsdtar|7z)$/.test(programOf(step.rounds[0] ?? []) ?? '') && isWithin(plain(folder), plain(unpackFolder(step) ?? folder)));
    const urls = downloads.filter((download) => download.order < before && download.program !== 'git').flatMap((download) => download.urls);
    const archives = urls.filter((url) => url === null || /\.(?:tar|tgz|zip|tar\.\w+)(?:$|[?/#])|\/(?:tarball|zipball|archive)\//.test(url));
    if (unpacks && archives.length > 0) return archives.at(-1) ?? null;
  }
}

function unpackFolder(step: Step): string | null {
  const values = (step.rounds[0] ?? []).map(({ value }) => value);
  const at = values.findIndex((value) => value === '-C' || value === '-d' || value === '--directory');
  const named = at < 0 ? null : (values[at + 1] ?? null);
  return named === null ? step.folder : named.startsWith('/') ? named : step.folder === null ? null : joinPath(step.folder, named);
}

/** The project of the workspace that lies at a folder; null: none. */
export function projectAt(view: InstallView, spot: Spot, folder: string, extras: readonly string[]): InstallInput | null {
  for (const file of PROJECT_FILES) {
    const origin = whence(view, spot, joinPath(folder, file));
    if (origin.kind === 'workspace') return { kind: 'project', path: origin.path, extras, groups: [], withoutDev: true, editable: false, lock: null };
  }
  return null;
}

/** `python setup.py install`. */
export function setupInput(view: InstallView, install: InstallCall): Inputs {
  const script = install.command.command.words.map(({ value }) => value).find((value) => value !== null && /(?:^|\/)setup\.py$/.test(value)) ?? 'setup.py';
  if (install.folder === null && !script.startsWith('/')) return missing('the folder that setup.py lies in cannot be told');
  const path = joinPath(script.startsWith('/') ? '' : (install.folder ?? ''), script);
  const word: StepWord = { value: script, pattern: script, text: script, span: null, word: 0 };
  return folderInput(view, install, folderOf(path) || '/', { extras: [], editable: install.call.subcommand.endsWith('develop'), word });
}
