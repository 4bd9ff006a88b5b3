import { execFileSync } from 'node:child_process';
import { lstatSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createHttp } from '#io/http.js';
import { withScratchFolder } from '#io/folders.js';
import { bytecodeOf } from '#sizes/wheel/bytecode.js';
import { measureWheel } from '#sizes/wheel/measure.js';
import { sendPart, withServer } from '../../io/http-server.js';
import { pipPython } from '../../oracles/pip-venv.js';
import { archive, wheelFiles, type ArchiveFile } from './archive.js';

const pip = pipPython();
const PACKAGE: readonly ArchiveFile[] = [
  { name: 'spam/__init__.py', content: 'def main():\n    return 0\n' },
  { name: 'spam/data.txt', content: 'x'.repeat(5000) },
];

test.skipIf(!pip.ok).each<[string, readonly ArchiveFile[], string | undefined]>([
  ['a package', PACKAGE, undefined],
  ['scripts that are written for it', PACKAGE, '[console_scripts]\nspam = spam:main\nspam-with-a-long-name = spam:main\n'],
  ['files that go elsewhere', [...PACKAGE, { name: 'spam-1.0.data/scripts/old', content: '#!python\nprint(1)\n' }, { name: 'spam-1.0.data/data/share/spam/x', content: 'x' }, { name: 'spam-1.0.data/purelib/eggs.py', content: '' }], undefined],
  ['many files', [...PACKAGE, ...Array.from({ length: 500 }, (_, index) => ({ name: `spam/${index}.txt`, content: 'x', stored: true }))], undefined],
])('pip installs as many bytes as are said: %s', async (_, files, entryPoints) => {
  if (!pip.ok) return expect.fail(pip.reason);
  const bytes = archive(wheelFiles(files, entryPoints));
  const file = 'spam-1.0-py3-none-any.whl';
  const said = await withServer((request, response) => sendPart(bytes, request, response), ({ url }) =>
    measureWheel({ file, url: `${url}/${file}`, bytes: null, sha256: null }, { http: createHttp(), cache: null }),
  );
  if (!said.ok) return expect.fail(said.reason);
  await withScratchFolder(new Map([['wheels/README', '']]), (folder) => {
    writeFileSync(join(folder, 'wheels', file), bytes);
    // By its name: of a path pip notes where it was (PEP 610).
    const options = ['--no-deps', '--no-compile', '--no-index', '--find-links', `${folder}/wheels`, '--quiet', '--target', `${folder}/target`];
    execFileSync(pip.python, ['-m', 'pip', 'install', ...options, 'spam'], { stdio: 'pipe', env: { ...process.env, PIP_FIND_LINKS: '' } });
    const installed = bytesBelow(`${folder}/target`);
    expect(installed).toBeGreaterThanOrEqual(said.value.files.low);
    expect(installed).toBeLessThanOrEqual(said.value.files.high);
    expect(said.value.files.high - said.value.files.low).toBeLessThan(2000);
    return Promise.resolve();
  });
}, 60_000);

test.skipIf(!pip.ok)('what Python compiles of real files is within what is said', () => {
  if (!pip.ok) return expect.fail(pip.reason);
  const script = `
import json, marshal, pathlib, sys, pip
rows = [(str(path), path.read_bytes()) for path in pathlib.Path(pip.__file__).parent.rglob("*.py")]
compiled = sum(16 + len(marshal.dumps(compile(source, name, "exec"))) for name, source in rows)
print(json.dumps(["%d.%d" % sys.version_info[:2], len(rows), sum(len(source) for _, source in rows), compiled]))
`;
  const [python, files, bytes, compiled] = JSON.parse(execFileSync(pip.python, ['-c', script], { encoding: 'utf8' })) as [string, number, number, number];
  const said = bytecodeOf({ bytes, files, paths: 0 }, python);
  expect(files).toBeGreaterThan(300);
  expect(compiled).toBeGreaterThanOrEqual(said.low);
  expect(compiled).toBeLessThanOrEqual(said.high);
});

test('bytecode differs by Python, and is wider where Python is not known; nothing compiles to nothing', () => {
  const bytecode = (python: string | null): readonly number[] => {
    const { low, high } = bytecodeOf({ bytes: 1_000_000, files: 10, paths: 200 }, python);
    return [low, high];
  };
  const [[low310 = 0, high310 = 0], [low311 = 0, high311 = 0], [low = 0, high = 0]] = [bytecode('3.10'), bytecode('3.11'), bytecode(null)];
  expect(low310).toBeLessThan(low311);
  expect(high310).toBeLessThan(high311);
  expect(low).toBeLessThanOrEqual(low310);
  expect(high).toBeGreaterThanOrEqual(high311);
  expect(bytecodeOf({ bytes: 0, files: 0, paths: 0 }, '3.11')).toEqual({ low: 0, high: 0, basis: 'measured' });
});

function bytesBelow(folder: string): number {
  const names = readdirSync(folder, { recursive: true }) as string[];
  return names.map((name) => lstatSync(join(folder, name))).reduce((sum, stats) => sum + (stats.isFile() ? stats.size : 0), 0);
}
