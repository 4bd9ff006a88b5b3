import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { repository } from '../patch/git.js';
import { faults } from '../report/schema.js';
import { slimify } from './slimify.js';

const FILES = {
  'api/Dockerfile': 'FROM python:3.12-slim\nWORKDIR /srv\nCOPY requirements.txt .\nRUN pip install --no-cache-dir -r requirements.txt\nCOPY app app\nCMD ["uvicorn", "app.main:app"]\n',
  'api/requirements.txt': 'fastapi==0.115.8\nPyYAML==6.0.2\nnltk==3.9.1\nuvicorn==0.34.0\n',
  'api/app/main.py': 'from app import text\nfrom fastapi import FastAPI\n\napp = FastAPI()\n',
  'api/app/text.py': 'import yaml\n\n\ndef words(text):\n    return yaml.safe_load(text)\n',
  'web/Dockerfile': 'FROM node:22\nCMD ["node"]\n',
};

/** One for all tests: none writes. */
const { root } = repository(FILES, mkdtempSync(join(tmpdir(), 'slimify-test-')));
afterAll(() => rmSync(root, { recursive: true, force: true }));

test('why shows the way from the start command to the import, and takes the name of a module', () => {
  const { code, out, err } = slimify(root, 'why', 'yaml');
  expect([code, err]).toEqual([0, '']);
  expect(out).toContain('pyyaml, which yaml is a name of\n\napi   used   api/requirements.txt:2  PyYAML==6.0.2\n');
  expect(out).toMatch(/uvicorn app\.main:app \(api\/Dockerfile:6\) ->\s+api\/app\/main\.py:1 [^>]*->\s+api\/app\/text\.py:1 /);
  expect(out).toContain('not in web\n');
});

test('for what is unused it says what was searched', () => {
  const { out } = slimify(root, 'why', 'nltk');
  expect(out).toContain('api   unused   api/requirements.txt:3  nltk==3.9.1\n');
  expect(out.split('\n').filter((line) => line.startsWith('     searched')).length).toBeGreaterThan(0);
});

test('what nobody asks for and comes along says through whom', () => {
  expect(slimify(root, 'why', 'pydantic-core').out).toContain('api   not asked for; comes along: fastapi -> pydantic -> pydantic-core\n');
});

test('why --json follows its schema', () => {
  const { code, out } = slimify(root, 'why', 'pyyaml', '--json');
  expect(code).toBe(0);
  expect(faults('why', JSON.parse(out))).toBeNull();
  expect(JSON.parse(out)).toMatchObject({ version: 1, asked: 'pyyaml', packages: [{ name: 'pyyaml', services: [{ service: 'api', requirements: [{ verdict: 'used' }] }], without: ['web'] }] });
});
