import type { Snapshot } from '#files/snapshot.js';
import { folderOf, resolvePath } from '#text/paths.js';

/** Build backends and build requirements that compile. */
const COMPILING = /\b(?:maturin|setuptools[-_]rust|scikit[-_]build(?:[-_]core)?|mesonpy|meson[-_]python|cython|pybind11|nanobind|mypyc|cffi|milksnake|sipbuild|numpy)\b/i;

/** Why a project of the workspace is compiled when it is installed; null: nothing of it says so. */
export function builtProject(snapshot: Snapshot, path: string): string | null {
  const at = (name: string): string => resolvePath(folderOf(path), name) ?? name;
  const setup = snapshot.text(at('setup.py')) ?? '';
  if (/\b(?:ext_modules|Extension|cythonize|rust_extensions|cffi_modules|RustExtension|CMakeExtension)\b/.test(setup)) return `${at('setup.py')} builds an extension`;
  const system = /^\[build-system\][^\n]*\n((?:(?!\[)[^\n]*\n?)*)/m.exec(snapshot.text(at('pyproject.toml')) ?? '')?.[1] ?? '';
  const tool = COMPILING.exec(system)?.[0];
  return tool === undefined ? null : `${at('pyproject.toml')} is built with ${tool}`;
}
