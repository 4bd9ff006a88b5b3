import { joinPath } from './carry.js';
import type { InstallCall } from './install-calls.js';
import { factsAt, type InstallView } from './install-view.js';
import type { Environment } from './resolved-install.js';
import type { StageModel } from '#image/stages/stages.js';

/** The options and words of a call. */
export function words({ call }: InstallCall): readonly (string | null)[] {
  return [...call.globalOptions, ...call.arguments];
}

/** A variable that a call sees; null where it is not set, empty, or cannot be told. */
export function told(install: InstallCall, name: string): string | null {
  const value = install.variable(name);
  return value === undefined || value === null || value === '' ? null : value;
}

/** A path as seen from the folder of a call; null where that cannot be told. */
export function inFolder(install: InstallCall, path: string): string | null {
  return path.startsWith('/') ? path.replace(/(.)\/+$/, '$1') : install.folder === null ? null : joinPath(install.folder, path);
}

/** Whether a folder is a prefix of the system's own Pythons. */
export function isSystem(folder: string): boolean {
  return folder === '/usr' || folder === '/usr/local' || folder === '';
}

/** The environment whose `bin` comes first in PATH; null: the system's. */
export function inPath(view: InstallView, install: InstallCall, venvs: ReadonlySet<string>): Environment | null {
  for (const entry of (told(install, 'PATH') ?? '').split(':')) {
    const folder = /^(\/.+)\/bin\/?$/.exec(entry)?.[1];
    if (folder === undefined) continue;
    if (isSystem(folder)) return null;
    if (venvs.has(folder) || /(?:^|\/)\.?v?(?:virtual)?env[^/]*$/i.test(folder)) return { kind: 'venv', path: folder };
    if (/conda|mamba/.test(folder)) return { kind: 'conda', path: folder };
  }
  return view.models[install.stage] && condaBase(view, install.stage) ? { kind: 'conda', path: '/opt/conda' } : null;
}

/** The Python of the base image. Official images build it into /usr/local (docker-library/python), distributions into /usr. */
export function systemOf(view: InstallView, { stage }: InstallCall): Environment {
  const reference = baseReference(view, stage);
  if (reference !== null && /(?:^|\/)(?:python|uv):|astral-sh\/uv/.test(`${reference}:`)) return { kind: 'system', path: '/usr/local' };
  if (reference !== null && /(?:^|\/)(?:debian|ubuntu|alpine|fedora|amazonlinux|centos|rockylinux|almalinux)(?::|$)|^nvidia\/cuda/.test(reference)) return { kind: 'system', path: '/usr' };
  return { kind: 'system', path: null };
}

/** The external image that a stage stands on; null: it cannot be told. */
export function baseReference({ models }: InstallView, stage: number): string | null {
  let model: StageModel | undefined = models[stage];
  while (model?.base.kind === 'stage') model = models[model.base.index];
  return model?.base.kind === 'image' ? model.base.reference : null;
}

/** Whether a stage stands on an image of conda. */
export function condaBase(view: InstallView, stage: number): boolean {
  return /conda|mamba/.test(baseReference(view, stage) ?? '');
}

/** The folder of a conda environment by its name; conda's images put conda into /opt/conda. */
export function condaPath(view: InstallView, install: InstallCall, name: string): string | null {
  if (name.startsWith('/')) return name;
  const inPathOf = /(?:^|:)(\/[^:]*(?:conda|mamba)[^:/]*)\/bin/.exec(told(install, 'PATH') ?? '')?.[1];
  const root = told(install, 'MAMBA_ROOT_PREFIX') ?? told(install, 'CONDA_DIR') ?? inPathOf ?? (condaBase(view, install.stage) ? '/opt/conda' : null);
  return root === null ? null : name === 'base' ? root : `${root}/envs/${name}`;
}

const venvs = new WeakMap<InstallView, ReadonlySet<string>>();

/** The virtual environments that any RUN of the file makes. */
export function madeVenvs(view: InstallView): ReadonlySet<string> {
  const known = venvs.get(view);
  if (known) return known;
  const found = new Set<string>();
  for (const [stage, { stage: written }] of view.models.entries()) {
    for (const at of written.instructions.keys()) {
      const facts = factsAt(view, stage, at);
      for (const { kind, path } of facts.ok ? facts.value.environments : []) if (kind === 'venv' && path !== null) found.add(joinPath('', path));
    }
  }
  venvs.set(view, found);
  return found;
}
