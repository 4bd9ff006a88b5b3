import { iniValue, readIni } from '#pyproject/ini.js';
import { fileOf, filesBelow, openFile, resolveIn } from './image-files.js';
import type { Parsed } from './options.js';
import { addEntry, written, type Call, type Walk } from './walk.js';

/** Folders that pytest does not look into (`norecursedirs`). */
const LEFT_OUT = /^(?:\..*|node_modules|venv|build|dist|_darcs|CVS|\{arch\}|.*\.egg|__pycache__|site-packages)$/;

/**
 * pytest and unittest: the files of the arguments, else of `testpaths`, else of the working folder. An argument that names no
 * file is the value of an option of some plugin (`--browser firefox`): it chooses no files.
 */
export function runTests(walk: Walk, call: Call, parsed: Parsed, kind: 'pytest' | 'unittest'): void {
  if (kind === 'unittest' && parsed.arguments.length > 0 && parsed.arguments[0]?.value !== 'discover') return;
  const given = parsed.arguments.flatMap(({ value }) => (value === null || value === 'discover' ? [] : [value.split('::', 1)[0] ?? value]));
  const named = testsOf(walk, call, given);
  const because = `${walk.because} starts ${written(call.words)}`;
  for (const path of named.length > 0 ? named : testsOf(walk, call, testPaths(walk, call))) addEntry(walk, { kind: 'file', path, because, at: call.at });
}

/** The files of tests that these are, or that stand below them. */
function testsOf(walk: Walk, call: Call, names: readonly string[]): readonly string[] {
  return names.slice(0, MOST_NAMES).flatMap((name) => {
    const imagePath = resolveIn(call.folder, name);
    if (imagePath === null) return [];
    const own = fileOf(walk.files, imagePath);
    const found = own === null ? filesBelow(walk.files, imagePath, (folder) => !LEFT_OUT.test(folder)).filter(isTest) : [imagePath];
    return found.flatMap((one) => fileOf(walk.files, one) ?? []);
  });
}

/** Arguments that are looked at, at most. */
const MOST_NAMES = 100;

function isTest(path: string): boolean {
  return /\/(?:test_[^/]*|[^/]*_test|conftest|tests?)\.py$/.test(path);
}

/** `testpaths` of pytest's own files of settings. */
function testPaths(walk: Walk, call: Call): readonly string[] {
  for (const [name, section] of [['pytest.ini', 'pytest'], ['tox.ini', 'pytest'], ['setup.cfg', 'tool:pytest']] as const) {
    const file = openFile(walk.files, call.folder, name);
    const value = file === null ? null : iniValue(readIni(file.text), section, 'testpaths');
    if (value !== null) return value.lines.flatMap(({ text }) => text.split(/\s+/));
  }
  const pyproject = openFile(walk.files, call.folder, 'pyproject.toml');
  const list = pyproject === null ? undefined : /^testpaths\s*=\s*(\[[^\]]*\]|"[^"]*")/m.exec(pyproject.text)?.[1];
  return list === undefined ? ['.'] : [...list.matchAll(/["']([^"']+)["']/g)].map(([, path]) => path ?? '');
}
