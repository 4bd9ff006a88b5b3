import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pathsBelow } from '#files/tree.js';
import { workspaceServices } from '#services/workspace-services.js';
import { baseName } from '#text/paths.js';
import { run, type Installed } from './environment.js';
import type { Gone } from './hidden.js';
import { rows, variables } from './imports.js';
import type { LaidOut } from './lay-out.js';
import type { Subject } from './services.js';

/** The tests of a service, where they can be run as its developers do. */
export interface TestBed {
  readonly folder: string;
  readonly files: readonly string[];
  /** What the tests themselves need; it is never hidden from them. */
  readonly needs: readonly string[];
}

/** Test tools by the module that tests import. Those of the first line are always there. */
const ALWAYS = ['pytest', 'pytest-asyncio', 'pytest-mock', 'pytest-timeout', 'httpx'];
const TOOLS: Readonly<Record<string, string>> = {
  freezegun: 'freezegun', respx: 'respx', aioresponses: 'aioresponses', requests_mock: 'requests-mock', time_machine: 'time-machine', factory: 'factory-boy', faker: 'faker',
  pytest_django: 'pytest-django', pytest_httpx: 'pytest-httpx', aiosqlite: 'aiosqlite', hypothesis: 'hypothesis', polyfactory: 'polyfactory', model_bakery: 'model-bakery', pytest_httpserver: 'pytest-httpserver',
};

/** Copies the workspace, without what is large, and adds test tools to the environment; null: the service has no tests. */
export function testBed(subject: Subject, installed: Installed, folder: string, work: string, gone: Gone): TestBed | null {
  const { snapshot } = subject;
  const home = homeOf(subject);
  const files = testsBelow(subject, home);
  if (files.length === 0) return null;
  // One copy serves all services of the workspace.
  const copy = join(work, '../.workspace');
  for (const path of snapshot.tree.paths) {
    const from = join(folder, path);
    if (/(?:^|\/)node_modules\//.test(path) || !isSmallFile(from) || existsSync(join(copy, path))) continue;
    mkdirSync(dirname(join(copy, path)), { recursive: true });
    copyFileSync(from, join(copy, path));
  }
  const own = pathsBelow(snapshot.tree, home).filter((path) => files.includes(path) || baseName(path) === 'conftest.py' || /(?:^|\/)tests?\//.test(path));
  const imported = mentionsIn(own.filter((path) => path.endsWith('.py')).map((path) => join(copy, path)));
  const tops = new Set(imported.map(({ module }) => module.split('.', 1)[0] ?? module));
  const tools = [...ALWAYS, ...[...tops].flatMap((top) => TOOLS[top] ?? [])];
  const frozen = run('uv', ['pip', 'freeze', '--python', installed.python]);
  writeFileSync(join(work, 'frozen.txt'), frozen.text.split('\n').filter((line) => line.includes('==')).join('\n'));
  const added = run('uv', ['pip', 'install', '--quiet', '--python', installed.python, '-c', join(work, 'frozen.txt'), ...tools]);
  if (!added.ok) return null;
  return { folder: join(copy, home), files, needs: [...tools, ...[...tops].flatMap((top) => gone.owners[top] ?? [])] };
}

/** Where the tests are run from: the service's folder, or that of its context where no tests are in it and no other service installs anything. */
function homeOf(subject: Subject): string {
  const { service, image, snapshot } = subject;
  const { context } = image.build;
  const alone = workspaceServices(snapshot).services.every(({ folder, requirements }) => folder === service.folder || requirements.length === 0);
  return context.kind === 'folder' && alone && testsBelow(subject, service.folder).length === 0 ? context.path : service.folder;
}

function testsBelow({ snapshot }: Subject, folder: string): readonly string[] {
  return pathsBelow(snapshot.tree, folder).filter((path) => /^(?:test_.*|.*_test)\.py$/.test(baseName(path)));
}

function isSmallFile(path: string): boolean {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats !== undefined && stats.isFile() && stats.size < 2_000_000;
}

export interface Mention {
  readonly path: string;
  readonly line: number;
  readonly module: string;
  readonly typing: boolean;
  readonly guarded: boolean;
}

/** Every import in files, by CPython's own parser. */
export function mentionsIn(files: readonly string[]): readonly Mention[] {
  const { text } = run('python3', [fileURLToPath(new URL('mentions.py', import.meta.url))], { input: files.join('\n') });
  return text.split('\n').filter(Boolean).map((line) => JSON.parse(line) as Mention).filter(({ module }) => module !== undefined);
}

export interface Tested {
  readonly passed: ReadonlySet<string>;
  readonly failed: ReadonlyMap<string, string>;
  /** Whether the time was over before all had run. */
  readonly cut: boolean;
}

/** Runs tests; all of them without a list. */
export function runTests(bed: TestBed, installed: Installed, laid: LaidOut, work: string, gone: Gone | null, limit: number, only: readonly string[] = []): Tested {
  const out = join(work, 'tests.jsonl');
  rmSync(out, { force: true });
  const env = { ...variables(installed, laid, work, gone, [bed.folder]), NEEDS_ORACLE_RESULTS: out, ...(laid.django ? { DJANGO_SETTINGS_MODULE: laid.django } : {}) };
  const words = ['-m', 'pytest', '-q', '-p', 'needs_oracle_results', '-p', 'no:cacheprovider', '-o', 'addopts=', '--rootdir', '.', '--timeout', '20', '--continue-on-collection-errors', ...only];
  const { signal } = spawnSync(installed.python, words, { cwd: bed.folder, env, timeout: limit * 1000, killSignal: 'SIGKILL', stdio: 'ignore' });
  const passed = new Set<string>();
  const failed = new Map<string, string>();
  for (const { id, outcome, text } of rows(out) as readonly { readonly id: string; readonly outcome: string; readonly text: string }[]) {
    if (outcome === 'passed') passed.add(id);
    else if (outcome !== 'ended') failed.set(id, text);
  }
  for (const id of failed.keys()) passed.delete(id);
  return { passed, failed, cut: signal !== null };
}
