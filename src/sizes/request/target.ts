import { unheard } from '#answer/ledger.js';
import type { ImageModel } from '#image/image.js';
import type { ResolvedInstall } from '#image/installs/resolved-install.js';
import type { StageModel } from '#image/stages/stages.js';
import { baseImage, type BaseImage } from '#knowledge/index.js';
import { pythonOf } from '#services/pythons.js';
import type { Target } from '#sizes/types.js';
import { libcOf } from './libc.js';

export interface Targeted {
  readonly target: Target;
  /** What was taken for granted, one line each. */
  readonly assumed: readonly string[];
}

/**
 * What an install chooses wheels for: the Python that runs it, the C library and the machine of its stage. The machine is
 * x86_64 unless FROM names another by `--platform`.
 */
export function targetOf(image: ImageModel, install: ResolvedInstall): Targeted {
  const found = baseOf(image.dockerfile.stages, install.install.stage);
  const { libc, assumed } = libcOf(found?.reference ?? null, found?.base ?? null);
  const python = pythonFor(image, install, found?.base ?? null);
  const patch = patchOf(python.version, found?.base ?? null);
  return { target: { python: python.version, ...(patch === null ? {} : { patch }), arch: found?.arch ?? 'x86_64', libc }, assumed: [assumed, python.assumed].filter((text) => text !== null) };
}

interface Base {
  readonly reference: string;
  readonly base: BaseImage | null;
  readonly arch: Target['arch'];
}

/** The external image that a stage stands on; null where it cannot be told. */
function baseOf(stages: readonly StageModel[], stage: number): Base | null {
  const seen = new Set<number>();
  for (let at = stage; !seen.has(at); ) {
    seen.add(at);
    const model = stages[at];
    if (!model) return null;
    if (model.base.kind === 'stage') {
      at = model.base.index;
      continue;
    }
    if (model.base.kind !== 'image') return null;
    const { reference } = model.base;
    const platform = model.stage.from.platform ?? '';
    return { reference, base: unheard(() => baseImage(reference)).value, arch: /(?:arm64|aarch64)/.test(platform) ? 'aarch64' : 'x86_64' };
  }
  return null;
}

/** `4` of `python:3.11.4-slim`; null: the tag moves with the patch releases, or the Python is another. */
function patchOf(python: string | null, base: BaseImage | null): number | null {
  if (python === null || base?.python !== python || base.implementation !== 'cpython') return null;
  const [, minor, patch] = /^(\d+\.\d+)\.(\d+)(?:-|$)/.exec(base.tag ?? '') ?? [];
  return minor === python ? Number(patch) : null;
}

/** The floor that is taken for granted of "some Python 3" is no version to choose wheels for. */
const FLOOR = '3.8';

function pythonFor(image: ImageModel, { install }: ResolvedInstall, base: BaseImage | null): { readonly version: string | null; readonly assumed: string | null } {
  const told = unheard(() => pythonOf(image.dockerfile, install));
  if (told.value === null || !told.complete) return { version: null, assumed: null };
  if (!told.assumed) return { version: told.value, assumed: null };
  const shown = told.value !== FLOOR || base?.python === FLOOR || base?.aptPython === FLOOR || image.dockerfile.document.text.includes(`python${FLOOR}`);
  return shown ? { version: told.value, assumed: told.because } : { version: null, assumed: null };
}
