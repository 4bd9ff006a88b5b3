import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { repository } from '../patch/git.js';
import { faults } from '../report/schema.js';
import { slimify } from './slimify.js';

const DOCKERFILE = (name: string): string =>
  `FROM python:3.12-slim\nWORKDIR /srv\nCOPY libs/requirements.txt .\nRUN pip install --no-cache-dir -r requirements.txt\nCOPY libs libs\nCOPY ${name} ${name}\nCMD ["uvicorn", "${name}.main:app"]\n`;
const APP = 'from fastapi import FastAPI\n\napp = FastAPI()\n';

const FILES = {
  'compose.yaml': 'services:\n  api:\n    build:\n      context: .\n      dockerfile: api/Dockerfile\n  mail:\n    build:\n      context: .\n      dockerfile: mail/Dockerfile\n  db:\n    image: postgres:16\n',
  'api/Dockerfile': DOCKERFILE('api'),
  'api/main.py': `from libs.text import words\n${APP}`,
  'mail/Dockerfile': DOCKERFILE('mail'),
  'mail/main.py': `import starlette.responses\n${APP}`,
  'libs/__init__.py': '',
  'libs/text.py': 'import yaml\n\n\ndef words(text):\n    return yaml.safe_load(text)\n',
  'libs/requirements.txt': 'fastapi==0.115.8\nPyYAML==6.0.2\nnltk==3.9.1\nuvicorn==0.34.0\n',
};

/** One for all tests: none writes. */
const { root } = repository(FILES, mkdtempSync(join(tmpdir(), 'slimify-test-')));
afterAll(() => rmSync(root, { recursive: true, force: true }));

interface Report {
  readonly services: readonly { readonly service: string; readonly requirements: readonly { readonly name: string; readonly verdict: string }[] }[];
  readonly totals: Readonly<Record<string, number>>;
}

function verdicts(out: string): Readonly<Record<string, readonly string[]>> {
  const { services } = JSON.parse(out) as Report;
  return Object.fromEntries(services.map(({ service, requirements }) => [service, requirements.map(({ name, verdict }) => `${name} ${verdict}`)]));
}

test('needs says for each service what it needs, follows shared code, and names what it imports without asking', () => {
  const { code, out, err } = slimify(root, 'needs');
  expect([code, err]).toEqual([0, '']);
  expect(out).toContain('api   api/Dockerfile   4 requirements: 1 unused, 2 used, 1 command\n');
  expect(out).toMatch(/\n {2}used +pyyaml +libs\/text\.py:1 /);
  expect(out).toMatch(/\n {2}unused +nltk +libs\/requirements\.txt:3 /);
  expect(out).toContain('mail   mail/Dockerfile   4 requirements: 2 unused, 1 used, 1 command\n');
  expect(out).toMatch(/imported, and not asked for\n {4}starlette(?:\.responses)? +mail\/main\.py:1 +/);
  expect(out).toContain('\n2 services, 8 requirements (4 lines, some shared): 3 unused, 3 used, 2 command\n');
});

test('services can be named, as words or by --service', () => {
  const word = slimify(root, 'needs', 'mail', '--json');
  expect(verdicts(word.out)).toEqual({ mail: ['fastapi used', 'pyyaml unused', 'nltk unused', 'uvicorn command'] });
  expect(slimify(root, 'needs', '--service', 'mail', '--json').out).toBe(word.out);
});

test('needs --json follows its schema', () => {
  const { out } = slimify(root, 'needs', '--json');
  expect(faults('needs', JSON.parse(out))).toBeNull();
  expect((JSON.parse(out) as Report).totals).toEqual({ unused: 3, used: 3, command: 2 });
});

test('--all shows the way from the start command to the import', () => {
  expect(slimify(root, 'needs', 'api', '--all').out).toMatch(/uvicorn api\.main:app \(api\/Dockerfile:7\) ->\s+api\/main\.py:1 .* -> libs\/text\.py:1 /);
});

test('a service that runs a ready-made image asks for nothing', () => {
  expect(slimify(root, 'needs', 'db')).toMatchObject({ code: 2, err: 'slimify: db runs a ready-made image: nothing here says what is installed in it\n' });
});

test('what a person keeps is used, and the plan leaves it alone', () => {
  const repo = repository({ ...FILES, 'slimify.config.json': '{ "keep": [{ "package": "NLTK", "reason": "the demo mode", "service": "mail" }] }\n' });
  expect(verdicts(slimify(repo.root, 'needs', '--json').out)).toMatchObject({ mail: ['fastapi used', 'pyyaml unused', 'nltk used', 'uvicorn command'], api: ['fastapi used', 'pyyaml used', 'nltk unused', 'uvicorn command'] });
  expect(slimify(repo.root, 'plan', '--only', 'requirements/unused').out).not.toContain('-nltk');
});

test('the report of a plan has the verdict on each line for each service, and the plan drops what none needs', () => {
  const { out } = slimify(root, 'plan', '--json');
  const report = JSON.parse(out) as { requirements: { name: string }[]; files: unknown };
  expect(report.requirements.filter(({ name }) => name === 'nltk' || name === 'pyyaml')).toMatchObject([
    { path: 'libs/requirements.txt', line: 2, name: 'pyyaml', service: 'api', verdict: 'used' },
    { path: 'libs/requirements.txt', line: 3, name: 'nltk', service: 'api', verdict: 'unused' },
    { path: 'libs/requirements.txt', line: 2, name: 'pyyaml', service: 'mail', verdict: 'unused' },
    { path: 'libs/requirements.txt', line: 3, name: 'nltk', service: 'mail', verdict: 'unused' },
  ]);
  expect(slimify(root, 'plan').out).toContain('\n-nltk==3.9.1\n');
});

test('a virtual environment tells the names of modules that no catalogue has', () => {
  const repo = repository({ ...FILES, 'libs/text.py': 'import housestyle\n', 'libs/requirements.txt': `${FILES['libs/requirements.txt']}company-text==1.0\n` });
  const site = join(repo.root, '.venv/lib/python3.12/site-packages/company_text-1.0.dist-info');
  mkdirSync(site, { recursive: true });
  writeFileSync(join(site, 'METADATA'), 'Metadata-Version: 2.1\nName: company-text\nVersion: 1.0\n');
  writeFileSync(join(site, 'RECORD'), 'housestyle/__init__.py,,\n');
  expect(verdicts(slimify(repo.root, 'needs', 'api', '--json').out)['api']).toContain('company-text unknown');
  const { out, err } = slimify(repo.root, 'needs', 'api', '--venv', '.venv', '--json');
  expect(err).toBe('');
  expect(verdicts(out)['api']).toContain('company-text used');
});
