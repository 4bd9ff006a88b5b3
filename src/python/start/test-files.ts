import { iniValue, readIni } from '#pyproject/ini.js';
import { fileOf, filesBelow, openFile, resolveIn } from './image-files.js';
import type { Parsed } from './options.js';
import { addEntry, written, type Call, type Walk } from './walk.js';

/** Folders that pytest does not look into (`norecursedirs`). */
const LEFT_OUT = /^(?:\..*|node_modules|venv|build|dist|_darcs|CVS|\{arch\}|.*\.egg|__pycache__|site-packages)$/;

/** pytest and unittest: the files of the arguments, else of `testpaths`, else of the working folder. */
export function runTests(walk: Walk, call: Call, parsed: Parsed, kind: 'pytest' | 'unittest'): void {
  if (kind === 'unittest' && parsed.arguments.length > 0 && parsed.arguments[0]?.value !== 'discover') return;
  const given = parsed.arguments.flatMap(({ value }) => (value === null || value === 'discover' ? [] : [value.split('::', 1)[0] ?? value]));
  const paths = given.length > 0 ? given : testPaths(walk, call);
  const because = `${walk.because} starts ${written(call.words)}`;
  for (const name of paths.slice(0, 100)) {
    const imagePath = resolveIn(call.folder, name);
    if (imagePath === null) continue;
    const own = fileOf(walk.files, imagePath);
    const found = own === null ? filesBelow(walk.files, imagePath, (folder) => !LEFT_OUT.test(folder)).filter(isTest) : [imagePath];
    for (const one of found) {
      const path = fileOf(walk.files, one);
      if (path !== null) addEntry(walk, { kind: 'file', path, because, at: call.at });
    }
  }
}

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
