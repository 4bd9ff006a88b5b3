import type { Words } from './calls.js';
import { optionValues } from './calls.js';
import { joinPath } from './carry.js';
import { missing, spotOf, type Inputs } from './inputs.js';
import type { InstallCall } from './install-calls.js';
import type { InstallView } from './install-view.js';
import type { InstallInput } from './resolved-install.js';
import { whence } from './whence.js';

type Project = Extract<InstallInput, { kind: 'project' }>;

/** What of a project is installed. */
export type Plan = Omit<Project, 'kind' | 'path' | 'lock'>;

/** The options of a call, before and behind its subcommand. */
export function optionsOf({ call }: InstallCall): Words {
  return [...call.globalOptions, ...call.arguments];
}

/** Names that options give in lists: `--extra a,b`. */
export function listed(values: readonly (string | null)[]): readonly string[] {
  return values.flatMap((value) => (value ?? '').split(/[,\s]+/).filter(Boolean));
}

/** The folder that a call looks for its project in; null where it cannot be told. */
export function startFolder(install: InstallCall, options: Words, names: readonly string[]): string | null {
  const [named] = optionValues(options, names);
  if (named === undefined) return install.folder;
  if (named === null) return null;
  return named.startsWith('/') ? named : install.folder === null ? null : joinPath(install.folder, named);
}

/** The project, or its lock, that lies in the folder of a call. */
export function inFolder(
  view: InstallView, install: InstallCall, options: Words, names: readonly string[], files: readonly string[], locks: readonly string[], plan: Plan,
): Inputs {
  const folder = startFolder(install, options, names);
  if (folder === null) return missing(`the folder that ${install.call.manager} runs in cannot be told`);
  const spot = spotOf(install);
  let unknown: string | null = null;
  // A lock alone tells the project as well: `pipenv sync`, `pipenv install --deploy`.
  for (const file of [...files, ...locks]) {
    const origin = whence(view, spot, joinPath(folder, file));
    if (origin.kind === 'workspace') {
      const lock = locks.flatMap((name) => {
        const found = whence(view, spot, joinPath(folder, name));
        return found.kind === 'workspace' ? found.path : [];
      })[0];
      const doubts = origin.changed === null ? [] : [`${origin.changed} changes ${origin.path}`];
      return { inputs: [{ kind: 'project', path: origin.path, lock: lock ?? null, ...plan }], missing: [], doubts };
    }
    if (origin.kind === 'download') return { inputs: [{ kind: 'archive', written: `git+${origin.download.urls[0] ?? '?'}`, name: null, at: { path: view.document.path, line: install.line } }], missing: [], doubts: [] };
    if (origin.kind === 'unknown') unknown ??= origin.because;
  }
  return missing(unknown ?? `no ${files[0] ?? 'project'} of the workspace lies at ${folder}`);
}
