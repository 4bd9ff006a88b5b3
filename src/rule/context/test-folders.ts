import { baseName } from '#text/paths.js';

/** A folder whose files serve those who develop, by its name and by what lies in it. */
export interface TestFolder {
  readonly path: string;
  readonly kind: 'tests' | 'docs' | 'benchmarks';
  readonly files: readonly string[];
}

const NAMES: Readonly<Record<TestFolder['kind'], RegExp>> = {
  tests: /^(?:tests?|__tests__|e2e|integration_tests|unit_tests)$/,
  docs: /^docs?$/,
  benchmarks: /^benchmarks?$/,
};

const TEST_FILE = /^(?:test_.*|.*_test|tests|conftest)\.py$/;

/** The outermost of such folders among these paths. A name alone says nothing: tests are recognised by their files, docs by having no code. */
export function testFolders(paths: readonly string[]): readonly TestFolder[] {
  const byFolder = new Map<string, { kind: TestFolder['kind']; files: string[] }>();
  for (const path of paths) {
    const names = path.split('/').slice(0, -1);
    for (const [at, name] of names.entries()) {
      const kind = kindOf(name);
      if (kind === null) continue;
      const folder = names.slice(0, at + 1).join('/');
      const found = byFolder.get(folder) ?? { kind, files: [] };
      byFolder.set(folder, found);
      found.files.push(path);
      break;
    }
  }
  return [...byFolder].flatMap(([path, { kind, files }]) => (isSuch(kind, files) ? { path, kind, files } : []));
}

function kindOf(name: string): TestFolder['kind'] | null {
  if (NAMES.tests.test(name)) return 'tests';
  if (NAMES.docs.test(name)) return 'docs';
  return NAMES.benchmarks.test(name) ? 'benchmarks' : null;
}

function isSuch(kind: TestFolder['kind'], files: readonly string[]): boolean {
  const code = files.filter((path) => path.endsWith('.py')).map(baseName);
  if (kind === 'tests') return code.some((name) => TEST_FILE.test(name));
  if (kind === 'docs') return files.some((path) => /\.(?:md|rst)$/.test(path)) && code.every((name) => name === 'conf.py');
  return code.length > 0;
}
