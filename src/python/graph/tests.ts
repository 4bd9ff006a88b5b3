import { baseName } from '#text/paths.js';
import type { Run } from './run.js';
import type { Entry } from './types.js';

/** Folders of tests as pytest's and Django's own documentation have them. */
const FOLDERS: ReadonlySet<string> = new Set(['test', 'tests', '__tests__']);
/** `test_*.py` and `tests.py`; production code is called so too (`jobs/test_connection.py`). */
const NAMES = /^(?:test_.*|tests)\.py$/;
const FRAMEWORKS = /^(?:pytest|unittest|nose2?|hypothesis|django\.test|rest_framework\.test)(?:\.|$)/;

/** Whether a file of the workspace is one of tests: it lies among tests, or is called like one and imports what tests are written with. */
export function isTest(run: Run, path: string): boolean {
  if (isAmongTests(path)) return true;
  if (!NAMES.test(baseName(path))) return false;
  const source = run.world.source(path);
  return source.ok && source.value.imports.some(({ module, level }) => level === 0 && FRAMEWORKS.test(module));
}

function isAmongTests(path: string): boolean {
  return baseName(path) === 'conftest.py' || path.split('/').slice(0, -1).some((part) => FOLDERS.has(part));
}

/** `manage.py test`, as a reason tells the command that runs it. */
const DJANGO_TESTS = /\bmanage\w*\.py['"]? test(?:\s|$)/;

/**
 * Whether a start runs tests: pytest's and unittest's files are entries of their own, Django's runner finds them by itself.
 * Else a text leads to none: `TEST_RUNNER` of Django's settings is read by `manage.py test` alone (django/test/utils.py, `get_runner`).
 */
export function runsTests(entries: readonly Entry[]): boolean {
  return entries.some((entry) => {
    if (entry.kind === 'module') return /^(?:pytest|unittest)(?:\.|$)/.test(entry.module) || isTestModule(entry.module);
    return entry.kind === 'file' && (isAmongTests(entry.path) || NAMES.test(baseName(entry.path)) || DJANGO_TESTS.test(entry.because));
  });
}

function isTestModule(module: string): boolean {
  return module.split('.').some((part) => FOLDERS.has(part) || /^(?:test_.*|conftest)$/.test(part));
}
