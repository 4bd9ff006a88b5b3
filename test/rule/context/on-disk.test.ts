import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { builtInRules } from '#rules';
import { nodeIo } from '#io/node.js';
import { run } from '#run.js';

function repository(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), 'ignore-'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(root, path, '..'), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  nodeIo.git(['init', '-q'], root);
  return root;
}

const SHOP = {
  'Dockerfile': 'FROM python:3.12-slim-bookworm\nWORKDIR /app\nCOPY requirements.txt .\nRUN pip install --no-cache-dir -r requirements.txt\nCOPY . .\nCMD ["python", "app.py"]\n',
  'requirements.txt': 'flask==3.1.0\n',
  'app.py': 'import flask\n',
};

async function planned(root: string) {
  const rules = builtInRules.filter(({ meta }) => meta.name === 'dockerfile/dockerignore');
  const { plan } = await run({ root, paths: [], rules, only: [], skip: [], services: [], safety: 'review', config: null }, nodeIo);
  return { messages: plan.findings.map(({ message }) => message), text: plan.changes.find(({ path }) => path === '.dockerignore')?.after ?? null };
}

test('what git ignores and lies there is told with its bytes', async () => {
  const root = repository({ ...SHOP, '.gitignore': '.venv/\n*.sqlite3\n', '.dockerignore': '.git\n', '.venv/lib/big.so': 'x'.repeat(3_000_000), 'local.sqlite3': 'y'.repeat(2_000_000) });
  const { messages, text } = await planned(root);
  expect(messages).toEqual(['`COPY . .` takes .venv (3.0 MB here) and local.sqlite3 (2.0 MB here) into the image']);
  expect(text).toBe('.git\n**/.venv\n**/__pycache__\nlocal.sqlite3\n');
});

test('a database that the code names stays', async () => {
  const root = repository({ ...SHOP, 'app.py': 'import flask\nDB = "local.sqlite3"\n', '.gitignore': '*.sqlite3\n', '.dockerignore': '.git\n', 'local.sqlite3': 'y'.repeat(2_000_000) });
  expect(await planned(root)).toEqual({ messages: [], text: null });
});

test('a folder called venv that is none, and packages that git may know, stay', async () => {
  const root = repository({ ...SHOP, '.dockerignore': '.git\n', 'venv/code.py': 'x'.repeat(2_000_000), 'package.json': '{}', 'node_modules/vendored/index.js': 'x'.repeat(2_000_000) });
  expect(await planned(root)).toEqual({ messages: [], text: null });
});

test('an ignore file that git ignores is not written', async () => {
  const root = repository({ ...SHOP, '.gitignore': '.dockerignore\n', '.dockerignore': 'x\n' });
  expect(await planned(root)).toMatchObject({ text: null });
});
