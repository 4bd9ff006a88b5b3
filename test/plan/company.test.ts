import { expect, test } from 'vitest';
import { known } from '#answer/answer.js';
import { builtInRules } from '#rules';
import type { Plan } from '#plan/types.js';
import { defineRule } from '#rule/define.js';
import type { Requirement } from '#rule/requirement.js';
import type { Change, Edit, Rule } from '#rule/types.js';
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
    'held b/requirements.txt: requests',
  ]);
  const after = Object.fromEntries(Object.entries(FILES).map(([path, text]) => [path, textAfter(plan, path) ?? text]));
  expect(fixesOf(await unused(after))).toEqual(['held b/requirements.txt: requests']);
});

/** One image of two lists that ask for tabulate: taken out of the second alone, its version would be another one. */
const TWO_LISTS = {
  Dockerfile: 'FROM python:3.12-slim\nCOPY libs/requirements.txt libs.txt\nCOPY own/requirements.txt own.txt\nRUN pip install -r libs.txt\nRUN pip install -r own.txt\nCMD ["python"]\n',
  'libs/requirements.txt': 'fastapi==0.115.0\ntabulate==0.9.0\n',
  'own/requirements.txt': 'tabulate==0.8.10\nhumanize==4.0.0\n',
  // Of another image.
  'else/Dockerfile': 'FROM python:3.12-slim\nCOPY else/requirements.txt .\nRUN pip install -r requirements.txt\nCMD ["python"]\n',
  'else/requirements.txt': 'rich==14.0.0\n',
};

interface Does {
  readonly name: string;
  readonly path: string;
  readonly to?: string;
  /** Where it is declared; not given: everywhere. */
  readonly images?: readonly string[];
}

/** A rule that takes names out of lists, or writes others for them. */
function ruleThat(name: string, does: readonly Does[]): Rule {
  const change = (requirement: Requirement, edit: Edit, to: string | undefined): Change => (to === undefined ? edit.remove(requirement) : edit.rename(requirement, to));
  const rule = defineRule({
    meta: { name: `test/${name}`, scope: 'requirement', summary: 'Test', why: 'A test', safety: 'safe', messages: { found: '{name}' } },
    *check(requirement, { edit }) {
      const own = does.find((one) => one.name === requirement.name && one.path === requirement.at.path);
      if (!own) return;
      const effect = { images: own.images ?? ('all' as const), removes: [own.name], adds: own.to === undefined ? [] : [own.to] };
      yield { findings: [{ message: 'found', at: requirement, data: { name: own.name }, evidence: [known(true, 'seen')] }], fix: { title: 'Change it', changes: [change(requirement, edit, own.to)], effects: [effect] } };
    },
  });
  return rule;
}

const OWN: readonly Does[] = [{ name: 'tabulate', path: 'own/requirements.txt' }, { name: 'humanize', path: 'own/requirements.txt' }];
const LIBS: readonly Does[] = [{ name: 'tabulate', path: 'libs/requirements.txt' }];

test('it is found as well where others come first that change nothing about it', async () => {
  const plan = await planFiles(TWO_LISTS, [ruleThat('own', OWN), ruleThat('libs', LIBS)]);
  expect(fixesOf(plan)).toEqual(['applied libs/requirements.txt: tabulate', 'applied own/requirements.txt: humanize', 'applied own/requirements.txt: tabulate']);
});

test('what is wrong beside fixes that undo each other is tried again without them', async () => {
  const there = ruleThat('there', [{ name: 'rich', path: 'else/requirements.txt', to: 'tqdm' }]);
  const back = ruleThat('back', [{ name: 'tqdm', path: 'else/requirements.txt', to: 'rich' }]);
  const plan = await planFiles(TWO_LISTS, [there, ruleThat('own', OWN.slice(0, 1)), back, ruleThat('libs', LIBS)]);
  expect(fixesOf(plan)).toEqual(['applied libs/requirements.txt: tabulate', 'applied own/requirements.txt: tabulate', 'circular else/requirements.txt: rich', 'circular else/requirements.txt: tqdm']);
});

test('fixes that are right one by one, and not together, do not keep others from being found', async () => {
  const names = ['a', 'b', 'c', 'd'];
  const files = {
    // `a` comes last: its tabulate is the one that holds.
    Dockerfile: ['FROM python:3.12-slim', 'COPY . .', ...names.toReversed().map((name) => `RUN pip install -r ${name}/requirements.txt`), 'CMD ["python"]', ''].join('\n'),
    'a/requirements.txt': 'tabulate==0.8.10\n',
    'b/requirements.txt': 'tabulate==0.9.0\n',
    'c/requirements.txt': 'rich==14.0.0\n',
    'd/requirements.txt': 'rich==14.0.0\n',
  };
  const does = names.map((name): Does => ({ path: `${name}/requirements.txt`, ...(name < 'c' ? { name: 'tabulate' } : { name: 'rich', images: ['another'] }) }));
  expect(fixesOf(await planFiles(files, [ruleThat('all', does)]))).toEqual([
    'applied a/requirements.txt: tabulate', 'applied b/requirements.txt: tabulate', 'applied c/requirements.txt: rich', 'rejected d/requirements.txt: rich',
  ]);
});
