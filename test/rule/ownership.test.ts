import { describe, expect, test } from 'vitest';
import { edit } from '#rule/edit.js';
import { subjectsOf } from '#rule/subjects.js';
import type { OwnedAgain } from '#rule/ownership/types.js';
import { applyEdits } from '#text/edits.js';
import { load } from '../workspace.js';

function owned(text: string, files: Record<string, string> = { 'src/a.py': '', 'src/b.py': '' }): readonly OwnedAgain[] {
  return subjectsOf(load({ Dockerfile: text, ...files }).snapshot, 'dockerfile').flatMap((one) => one.ownedAgain());
}

function after(text: string): string {
  const [again] = owned(text);
  if (!again) return 'nothing';
  if (!again.writable) return again.refusals().value.map((hit) => `${hit.at.line}: ${hit.text}`).join('\n');
  const change = edit.own(again);
  return change.kind === 'edit' ? applyEdits(text, change.edits).text : `${change.kind}`;
}

describe('a chown of copied files', () => {
  test('becomes the flag of the COPY, and the folder of WORKDIR keeps a call of its own', () => {
    expect(after('FROM python:3.12-slim\nWORKDIR /app\nCOPY src src\nRUN chown -R 1000:1000 /app\n')).toBe(
      'FROM python:3.12-slim\nWORKDIR /app\nCOPY --chown=1000:1000 src src\nRUN chown 1000:1000 /app\n',
    );
  });

  test('goes with its RUN where COPY makes the folder too', () => {
    expect(after('FROM python:3.12-slim\nCOPY src /app\nRUN chown -R 1000:1000 /app\nUSER 1000\n')).toBe('FROM python:3.12-slim\nCOPY --chown=1000:1000 src /app\nUSER 1000\n');
  });

  test('over several lines is written on one, and what stands around it stays', () => {
    expect(after('FROM python:3.12-slim\nCOPY src /app\nRUN set -eux; \\\n    mkdir /data; \\\n    chown -R 1000:1000 \\\n      /app \\\n      /data; \\\n    true\n')).toBe(
      'FROM python:3.12-slim\nCOPY --chown=1000:1000 src /app\nRUN set -eux; \\\n    mkdir /data; \\\n    chown 1000:1000 /data; \\\n    true\n',
    );
  });

  test('takes the comment of its user along, and leaves one of its own', () => {
    expect(after('FROM python:3.12-slim\nWORKDIR /app\n\n# the code\nCOPY src src\n\n# Create an unprivileged user\nRUN useradd app && chown -R app:app /app\n')).toBe(
      'FROM python:3.12-slim\nWORKDIR /app\n\n# Create an unprivileged user\nRUN useradd app\n\n# the code\nCOPY --chown=app:app src src\n\nRUN chown app:app /app\n',
    );
  });

  test('is held where two RUNs make the user and his group', () => {
    expect(after('FROM python:3.12-slim\nWORKDIR /app\nCOPY src src\nRUN groupadd staffers\nRUN useradd -g staffers app\nRUN chown -R app:staffers /app\n')).toBe('5: line 5 makes users in a way that cannot be moved up');
  });

  test('says nothing of a Dockerfile without one', () => {
    expect(owned('FROM python:3.12-slim\nCOPY src /app\nRUN echo chown -R is not called\n')).toEqual([]);
  });
});

test('builds whose arguments give other owners hold it, with both named', () => {
  const files = {
    Dockerfile: 'FROM python:3.12-slim\nARG OWNER=1000\nWORKDIR /app\nCOPY src src\nRUN if [ "$OWNER" = 1000 ]; then chown -R 1000:1000 /app; fi\n',
    'compose.yaml': 'services:\n  a:\n    build: .\n  b:\n    build:\n      context: .\n      args: { OWNER: "2000" }\n',
    'src/a.py': '',
  };
  const [again] = subjectsOf(load(files).snapshot, 'dockerfile').flatMap((one) => one.ownedAgain());
  expect(again?.writable ?? false).toBe(false);
});

describe('what nobody would write by hand', () => {
  test('a thousand COPYs and calls are looked through in a moment', () => {
    const copies = Array.from({ length: 1000 }, (_, at) => `COPY src /app/d${at}`).join('\n');
    const calls = Array.from({ length: 300 }, (_, at) => `RUN chown -R 1000:1000 /app/d${at}`).join('\n');
    const start = performance.now();
    expect(owned(`FROM python:3.12-slim\n${copies}\n${calls}\n`).length).toBe(300);
    expect(performance.now() - start).toBeLessThan(10_000);
  });

  test('a call of ten thousand paths ends', () => {
    const paths = Array.from({ length: 10_000 }, (_, at) => `/app/d${at}`).join(' ');
    const start = performance.now();
    owned(`FROM python:3.12-slim\nCOPY src /app\nRUN chown -R 1000:1000 ${paths}\n`);
    expect(performance.now() - start).toBeLessThan(10_000);
  });
});
