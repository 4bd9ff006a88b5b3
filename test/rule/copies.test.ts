import { describe, expect, test } from 'vitest';
import { edit } from '#rule/edit.js';
import { subjectsOf } from '#rule/subjects.js';
import { applyEdits } from '#text/edits.js';
import { load } from '../workspace.js';

type Files = Record<string, string>;

function ordered(text: string, files: Files): string {
  const [early] = subjectsOf(load({ Dockerfile: text, ...files }).snapshot, 'dockerfile').flatMap((one) => one.earlyCopies());
  if (!early) return 'nothing';
  const change = edit.copyLater(early);
  return change.kind === 'edit' ? applyEdits(text, change.edits).text : change.kind;
}

function twice(text: string, files: Files): readonly string[] {
  return subjectsOf(load({ Dockerfile: text, ...files }).snapshot, 'dockerfile').flatMap((one) => one.copiedTwice().map(({ kind, first, second, size }) => `${kind} ${first.at.line} ${second.at.line} ${size}`));
}

const CODE = { 'app/main.py': 'print(1)\n', 'requirements.txt': 'flask\n' };

describe('a COPY of code before an install', () => {
  test('is found, and the list takes its place', () => {
    expect(ordered('FROM python:3.12\nWORKDIR /w\nCOPY . .\nRUN pip install -r requirements.txt\nCMD ["python"]\n', CODE)).toBe(
      'FROM python:3.12\nWORKDIR /w\nCOPY requirements.txt ./\nRUN pip install -r requirements.txt\nCOPY . .\nCMD ["python"]\n',
    );
  });

  test('lies below the folder that the list is looked for in, by the folder of the file that includes it', () => {
    const files = { 'app/main.py': '', 'deps/a/requirements.txt': '-r ../requirements.txt\n', 'deps/requirements.txt': 'flask\n' };
    expect(ordered('FROM python:3.12\nCOPY . /w\nRUN pip install -r /w/deps/a/requirements.txt\n', files)).toBe(
      'FROM python:3.12\nCOPY deps/a/requirements.txt /w/deps/a/\nCOPY deps/requirements.txt /w/deps/\nRUN pip install -r /w/deps/a/requirements.txt\nCOPY . /w\n',
    );
  });

  test('at the end of a file without a last line ending stays whole', () => {
    expect(ordered('FROM python:3.12\nCOPY . /w\nRUN pip install -r /w/requirements.txt', CODE)).toBe('FROM python:3.12\nCOPY requirements.txt /w/\nRUN pip install -r /w/requirements.txt\nCOPY . /w');
  });

  test('is left where a list includes itself in a circle', () => {
    expect(ordered('FROM python:3.12\nCOPY . /w\nRUN pip install -r /w/requirements.txt\n', { ...CODE, 'requirements.txt': '-r requirements.txt\nflask\n' })).toBe('nothing');
  });
});

describe('files that come twice', () => {
  test('are told with what they weigh', () => {
    expect(twice('FROM python:3.12\nWORKDIR /w\nCOPY app app\nCOPY . .\n', CODE)).toEqual(['over 3 4 1 file, 1 kB']);
  });

  test('in three places are told of twice', () => {
    const files = { 'data/a.csv': 'a\n', 'data/b.csv': 'b\n' };
    expect(twice('FROM python:3.12\nCOPY data /a\nCOPY data /b\nCOPY data /c\n', files)).toEqual(['beside 2 3 2 files, 1 kB', 'beside 2 4 2 files, 1 kB']);
  });
});

test('thousands of COPYs end in a moment', () => {
  const copies = Array.from({ length: 3000 }, (_, at) => `COPY app /w/d${at}`).join('\n');
  const text = `FROM python:3.12\n${copies}\nRUN pip install -r /w/d0/requirements.txt\n`;
  const start = performance.now();
  expect([ordered(text, CODE), twice(text, CODE).length]).toEqual(['nothing', 0]);
  expect(performance.now() - start).toBeLessThan(10_000);
});
