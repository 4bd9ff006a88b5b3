import { baseName } from '#text/paths.js';

/** Whether a file is one of tests by its name or folder: pytest's and unittest's own patterns, and what people call them. */
export function isTestFile(path: string): boolean {
  const name = baseName(path);
  if (/^(?:test_.*|.*_test|tests?|conftest)\.py$/.test(name)) return true;
  return path.split('/').slice(0, -1).some((part) => TEST_FOLDERS.has(part));
}

const TEST_FOLDERS: ReadonlySet<string> = new Set(['test', 'tests', 'testing', '__tests__', 'e2e', 'integration_tests', 'unit_tests']);
