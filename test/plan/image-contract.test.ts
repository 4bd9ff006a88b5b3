import { known } from '#answer/answer.js';
import { defineRule } from '#rule/define.js';
import type { Effect, Rule } from '#rule/types.js';
import { describe, expect, test } from 'vitest';
import { planFiles, textAfter } from './plan-files.js';

const DOCKERFILE = `FROM python:3.11-slim
WORKDIR /app
RUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*
COPY requirements.txt .
RUN pip install --no-cache-dir -r requirements.txt gunicorn==22.0.0
COPY src/ src/
USER app
CMD ["python", "-m", "src.main"]
`;

const FILES = { 'Dockerfile': DOCKERFILE, 'requirements.txt': 'flask==3.0\nsix==1.16\n', 'src/main.py': '', 'src/other.py': '' };

/** A rule that replaces one piece of text in a file by another, and says what that does to images. */
function replacing(path: string, from: string, to: string, effects: readonly Effect[]): Rule {
  return defineRule({
    meta: { name: 'test/replace', scope: 'workspace', summary: 'Test', why: 'A test', safety: 'safe', messages: { found: 'there is {from}' } },
    *check(workspace) {
      const stands = (text: string): boolean => text.includes(from.trim()) && !(to.includes(from) && text.includes(to));
      const instructions = workspace.dockerfiles.filter((one) => one.path === path).flatMap(({ stages }) => stages.flatMap((stage) => stage.instructions));
      const at = instructions.find(({ text }) => stands(text)) ?? workspace.requirements.find((one) => one.at.path === path && stands(one.written));
      if (!at || workspace.requirements.some(({ name, file }) => file.origin !== 'inline' && to.endsWith(name))) return;
      const start = FILE_TEXTS.get(path)?.indexOf(from) ?? -1;
      yield {
        findings: [{ message: 'found' as const, data: { from }, at: at.at, evidence: [known(true, 'it stands there')] }],
        fix: { title: 'Replace it', changes: [{ kind: 'edit', path, edits: [{ span: { start, end: start + from.length }, text: to }] }], effects },
      };
    },
  });
}

const FILE_TEXTS = new Map<string, string>(Object.entries(FILES));

async function outcome(path: string, from: string, to: string, effects: readonly Effect[], files: Readonly<Record<string, string>> = FILES): Promise<string> {
  FILE_TEXTS.set(path, files[path] ?? '');
  const plan = await planFiles(files, [replacing(path, from, to, effects)]);
  const [finding] = plan.findings;
  if (!finding) return 'nothing was found';
  if (finding.status === 'applied') return textAfter(plan, path)?.includes(to) ? 'applied' : 'applied without a change';
  return `${finding.status}: ${finding.heldBy[0]?.text ?? ''}`;
}

const ALL = { images: 'all' } as const;

describe('what a fix changes in an image it must declare', () => {
  test.each<readonly [string, string, string, string, Effect, string]>([
    ['a distribution less', 'requirements.txt', 'six==1.16\n', '', { ...ALL, removes: ['six'] }, 'requirements.txt would no longer ask for six'],
    ['a distribution more', 'requirements.txt', 'six==1.16', 'six==1.16\nattrs', { ...ALL, adds: ['attrs'] }, 'requirements.txt would ask for attrs'],
    ['another version', 'requirements.txt', 'six==1.16', 'six==1.17', { ...ALL, alters: ['versions'] }, 'the image Dockerfile: it would ask for six as "six==1.17"'],
    ['a distribution named in the RUN itself', 'Dockerfile', ' gunicorn==22.0.0', '', { ...ALL, removes: ['gunicorn'] }, 'the image Dockerfile: it would no longer ask for gunicorn'],
    ['another index', 'Dockerfile', '-r requirements.txt gunicorn', '--index-url https://example.org/simple -r requirements.txt gunicorn', { ...ALL, alters: ['index'] }, 'it would have other indexes'],
    ['a package of the system', 'Dockerfile', 'install -y curl', 'install -y', { ...ALL, apt: { removes: ['curl'] }, alters: ['recommends'] }, 'the image Dockerfile: it would no longer install curl'],
    ['another package of the system', 'Dockerfile', '-y curl', '-y curl git', { ...ALL, apt: { adds: ['git'] }, alters: ['recommends'] }, 'the image Dockerfile: it would install git'],
    ['recommended packages', 'Dockerfile', '-y curl', '-y --no-install-recommends curl', { ...ALL, alters: ['recommends'] }, 'it would have other recommended packages'],
    ['the lists of apt left behind', 'Dockerfile', ' && rm -rf /var/lib/apt/lists/*', '', { ...ALL, alters: ['caches'] }, 'it would have other caches left or removed'],
    ['a command', 'Dockerfile', 'RUN apt-get', 'RUN rm -rf /app && apt-get', { ...ALL, alters: ['commands', 'files'] }, 'it would have other'],
    ['where the files go', 'Dockerfile', 'COPY src/ src/', 'COPY src/ lib/', { ...ALL, alters: ['files'] }, 'Dockerfile would have another COPY'],
    ['the base', 'Dockerfile', 'python:3.11-slim', 'python:3.11', { ...ALL, alters: ['base', 'environment'] }, 'Dockerfile would have another FROM'],
  ])('%s', async (_, path, from, to, effect, reason) => {
    expect(await outcome(path, from, to, [])).toContain(`rejected: `);
    expect(await outcome(path, from, to, [])).toContain(reason);
    expect(await outcome(path, from, to, [effect])).toBe('applied');
  });
});

test('the cache option of an install is a matter of caches alone', async () => {
  expect(await outcome('Dockerfile', ' --no-cache-dir', '', [{ ...ALL, alters: ['caches'] }])).toBe('applied');
  expect(await outcome('Dockerfile', ' --no-cache-dir', ' --no-deps', [{ ...ALL, alters: ['caches'] }])).toContain('other commands in its RUNs');
});

test('commands may move from one RUN to the next without a word: a RUN that fails stops the build as && does', async () => {
  expect(await outcome('Dockerfile', 'update && apt-get', 'update\nRUN apt-get', [])).toBe('applied');
});

test('a fix that makes less of an image understood is rejected', async () => {
  expect(await outcome('Dockerfile', '-r requirements.txt', '-r $UNKNOWN_FILE', [{ ...ALL, removes: ['flask', 'six'] }])).toContain('rejected: the image Dockerfile: ');
});

test('a file that several images install is judged by each of them', async () => {
  const files = {
    'a/Dockerfile': 'FROM python:3.11-slim\nCOPY requirements.txt .\nRUN pip install --no-cache-dir -r requirements.txt\n',
    'b/Dockerfile': 'FROM python:3.11-slim\nCOPY requirements.txt .\nRUN pip install --no-cache-dir -r requirements.txt\n',
    'requirements.txt': 'flask==3.0\nsix==1.16\n',
  };
  expect(await outcome('requirements.txt', 'six==1.16', 'six==1.17', [{ images: ['a/Dockerfile'], alters: ['versions'] }], files)).toContain('rejected: the image b/Dockerfile: it would ask for six as "six==1.17"');
  expect(await outcome('requirements.txt', 'six==1.16', 'six==1.17', [{ images: ['a/Dockerfile', 'b/Dockerfile'], alters: ['versions'] }], files)).toBe('applied');
});

test('an image that only compose tells of is judged as well', async () => {
  const files = {
    'compose.yaml': 'services:\n  api:\n    build: { context: ., dockerfile: api.docker, args: { EXTRA: gunicorn } }\n',
    'api.docker': 'FROM python:3.11-slim\nARG EXTRA=flask\nCOPY requirements.txt .\nRUN pip install --no-cache-dir -r requirements.txt $EXTRA\n',
    'requirements.txt': 'six==1.16\n',
  };
  expect(await outcome('requirements.txt', 'six==1.16', 'six==1.17', [{ images: [], alters: ['versions'] }], files)).toContain('six as "six==1.17"');
});
