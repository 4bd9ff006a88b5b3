import { expect, test } from 'vitest';
import { builtInRules } from '#rules';
import type { Plan } from '#plan/types.js';
import { planFiles, textAfter } from './plan-files.js';

function dockerfile(name: string): string {
  return [
    'FROM python:3.12-slim-bookworm', 'WORKDIR /app', 'COPY libs/requirements.txt /tmp/libs.txt', `COPY ${name}/requirements.txt /tmp/own.txt`,
    'RUN pip install --no-cache-dir -r /tmp/libs.txt', 'RUN pip install --no-cache-dir -r /tmp/own.txt', `COPY ${name}/app ./app`, 'CMD ["python", "-m", "app.main"]', '',
  ].join('\n');
}

/** `a` and the shared list both ask for tabulate, which nothing needs; `b` does so for requests, which `a` needs. */
const FILES = {
  'libs/requirements.txt': 'fastapi==0.115.0\ntabulate==0.9.0\nrequests==2.32.3\n',
  'a/requirements.txt': 'tabulate==0.8.10\nhumanize==4.0.0\n',
  'b/requirements.txt': 'isodate==0.6.1\nrequests==2.31.0\n',
  'a/Dockerfile': dockerfile('a'),
  'b/Dockerfile': dockerfile('b'),
  'a/app/__init__.py': '',
  'b/app/__init__.py': '',
  'a/app/main.py': 'import fastapi\nimport requests\n',
  'b/app/main.py': 'import fastapi\n',
};

const unused = (files: Readonly<Record<string, string>>): Promise<Plan> => planFiles(files, builtInRules, { only: ['requirements/unused'] });

function fixesOf({ findings }: Plan): readonly string[] {
  return [...new Set(findings.map(({ status, path, message }) => `${status} ${path}: ${message.split(' ')[0] ?? ''}`))].toSorted();
}

test('a fix that is right only beside another is found behind it, whatever else of the batch is wrong', async () => {
  const plan = await unused(FILES);
  expect(fixesOf(plan)).toEqual([
    'applied a/requirements.txt: humanize',
    'applied a/requirements.txt: tabulate',
    'applied b/requirements.txt: isodate',
    'applied libs/requirements.txt: tabulate',
    'rejected b/requirements.txt: requests',
  ]);
  const after = Object.fromEntries(Object.entries(FILES).map(([path, text]) => [path, textAfter(plan, path) ?? text]));
  expect(fixesOf(await unused(after))).toEqual(['rejected b/requirements.txt: requests']);
});
