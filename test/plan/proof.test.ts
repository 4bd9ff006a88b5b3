import { describe, expect, test } from 'vitest';
import { known } from '#answer/answer.js';
import type { Plan } from '#plan/types.js';
import { provedPlan } from '#plan/proof/proved-plan.js';
import { defineRule } from '#rule/define.js';
import { edit } from '#rule/edit.js';
import { subjectsOf, workspaceModel } from '#rule/subjects.js';
import { documentUsers } from '#rule/users.js';
import { workspaceServices } from '#services/workspace-services.js';
import { setsOf } from '#sizes/proof/sets.js';
import type { Resolver } from '#sizes/proof/types.js';
import { byEnvironment, requestsOf } from '#sizes/request/requests.js';
import type { InstallRequest, Resolution } from '#sizes/types.js';
import { resolution } from '../sizes/proof/hand-made.js';
import { loadAll } from '../workspace.js';
import { planFiles, textAfter } from './plan-files.js';

/** Drops every requirement whose line says so in a comment, one fix each. */
const dropMarked = defineRule({
  meta: { name: 'test/drop', scope: 'requirement', summary: 'Drop what is marked', why: 'A test', safety: 'safe', messages: { marked: '{name} is marked' } },
  *check(requirement, { edit }) {
    if (requirement.comment?.includes('drop') !== true) return;
    yield {
      findings: [{ message: 'marked' as const, data: { name: requirement.name }, at: requirement, evidence: [known(true, 'its comment says so')] }],
      fix: { title: `Drop ${requirement.name}`, changes: [edit.remove(requirement)], effects: [{ images: 'all', removes: [requirement.name] }] },
    };
  },
});

const DOCKERFILE = `FROM python:3.11-slim
WORKDIR /app
COPY requirements.txt .
RUN pip install --no-cache-dir -r requirements.txt
COPY main.py .
CMD ["python", "main.py"]
`;

/** What sets of requirements resolve to, by their names in order; a set that is not listed fails the test. */
function told(sets: Readonly<Record<string, string | Resolution>>, asked: string[] = []): Resolver {
  return (requests) => {
    const key = namesOf(requests);
    asked.push(key);
    const found = sets[key];
    if (found === undefined) throw new Error(`nobody said what "${key}" resolves to`);
    return Promise.resolve(typeof found === 'string' ? resolution(found) : found);
  };
}

function namesOf(requests: readonly InstallRequest[]): string {
  return requests.flatMap(({ lines }) => lines.map(({ name }) => name)).join(' ');
}

function planned(requirements: string, resolver: Resolver): Promise<Plan> {
  return planFiles({ Dockerfile: DOCKERFILE, 'requirements.txt': requirements, 'main.py': '' }, [dropMarked], { resolver });
}

/** `drop-a: applied`, in the order of the report, with what the resolver says. */
function said(plan: Plan): readonly string[] {
  return plan.findings.map(({ packages, status, evidence, heldBy }) => {
    const rows = [...evidence, ...heldBy].filter(({ kind }) => kind === 'resolver').map(({ text, path, line }) => `${text} (${path}:${line})`);
    return `${packages.join()} ${status}: ${rows.join('; ') || 'nothing'}`;
  });
}

const HELD_DOWN = {
  'numba pandas pytest': `
    numba 0.57.0
    pandas 2.2.0
    numpy 1.24.4 <- numba, pandas
    pytest 8.0.0
    iniconfig 2.0.0 <- pytest
  `,
  'pandas pytest': `
    pandas 2.2.0
    numpy 2.1.0 <- pandas
    pytest 8.0.0
    iniconfig 2.0.0 <- pytest
  `,
  'numba pandas': `
    numba 0.57.0
    pandas 2.2.0
    numpy 1.24.4 <- numba, pandas
  `,
  'pandas': `
    pandas 2.2.0
    numpy 2.1.0 <- pandas
  `,
};

test('a fix that does what it declares is proved', async () => {
  const plan = await planned('numba==0.57.0\npandas==2.2.0\npytest==8.0.0  # drop\n', told(HELD_DOWN));
  expect(said(plan)).toEqual(['pytest applied: proved by uv: 5 packages before, 3 after; gone: iniconfig, pytest (Dockerfile:4)']);
  expect(plan.proof?.fixes.map(({ outcome, by }) => [outcome, by])).toEqual([['proved', 'uv']]);
});

test('a fix whose removal lets another package rise is rejected, and the difference is shown', async () => {
  const plan = await planned('numba==0.57.0  # drop\npandas==2.2.0\npytest==8.0.0\n', told(HELD_DOWN));
  expect(said(plan)).toEqual(['numba rejected: root: numpy would go from 1.24.4 to 2.1.0, which the fix does not declare (Dockerfile:4)']);
  expect(plan.fixes.map(({ status, reason }) => [status, reason])).toEqual([['rejected', 'root: numpy would go from 1.24.4 to 2.1.0, which the fix does not declare (Dockerfile:4)']]);
  expect(plan.changes).toEqual([]);
  expect(plan.proof?.fixes.map(({ outcome }) => outcome)).toEqual(['refuted']);
});

test('the others are planned and proved anew without it, and no set is resolved twice', async () => {
  const asked: string[] = [];
  const plan = await planned('numba==0.57.0  # drop\npandas==2.2.0\npytest==8.0.0  # drop\n', told(HELD_DOWN, asked));
  expect(said(plan)).toEqual([
    'numba rejected: root: numpy would go from 1.24.4 to 2.1.0, which the fix does not declare (Dockerfile:4)',
    'pytest applied: proved by uv: 5 packages before, 3 after; gone: iniconfig, pytest (Dockerfile:4)',
  ]);
  expect(textAfter(plan, 'requirements.txt')).toBe('numba==0.57.0  # drop\npandas==2.2.0\n');
  expect(asked.toSorted()).toEqual(['numba pandas', 'numba pandas pytest', 'pandas', 'pandas pytest']);
});

test('a fix after which nothing resolves is rejected with what the resolver says', async () => {
  const conflict: Resolution = { ...resolution(''), complete: false, conflict: true, because: 'pandas==2.2.0 has no wheel for Python 3.11' };
  const plan = await planned('numba==0.57.0  # drop\npandas==2.2.0\npytest==8.0.0\n', told({ ...HELD_DOWN, 'pandas pytest': conflict }));
  expect(said(plan)).toEqual(['numba rejected: root: what is left could not be installed: pandas==2.2.0 has no wheel for Python 3.11 (Dockerfile:4)']);
});

test('where nobody can resolve, the plan stands as it was, and says so', async () => {
  const unable = { ...resolution(''), complete: false, because: 'neither uv nor pip is in PATH' };
  const lines = 'numba==0.57.0  # drop\npandas==2.2.0\npytest==8.0.0\n';
  const plan = await planned(lines, () => Promise.resolve(unable));
  const without = await planFiles({ Dockerfile: DOCKERFILE, 'requirements.txt': lines, 'main.py': '' }, [dropMarked]);
  expect(plan.changes).toEqual(without.changes);
  expect(plan.findings.map(({ safety }) => safety)).toEqual(without.findings.map(({ safety }) => safety));
  expect(said(plan)).toEqual(['numba applied: not proved: neither uv nor pip is in PATH (Dockerfile:4)']);
  expect(without.proof).toBeUndefined();
});

describe('a file that several images install', () => {
  const own = (name: string, more: string): string => `FROM python:3.11-slim
COPY requirements.txt .
RUN pip install --no-cache-dir -r requirements.txt${more}
COPY ${name}/main.py .
CMD ["python", "main.py"]
`;
  const files = {
    'compose.yaml': 'services:\n  api:\n    build: { context: ., dockerfile: api/Dockerfile }\n  batch:\n    build: { context: ., dockerfile: batch/Dockerfile }\n',
    'api/Dockerfile': own('api', ''),
    'api/main.py': '',
    'batch/Dockerfile': own('batch', ' numba==0.57.0'),
    'batch/main.py': '',
  };

  test('all of them are asked; where all say the same it is said once', async () => {
    const plan = await planFiles({ ...files, 'batch/Dockerfile': own('batch', ''), 'requirements.txt': 'numba==0.57.0\npandas==2.2.0\npytest==8.0.0  # drop\n' }, [dropMarked], { resolver: told(HELD_DOWN) });
    expect(said(plan)).toEqual(['pytest applied: proved by uv: 5 packages before, 3 after; gone: iniconfig, pytest (2 images) (api/Dockerfile:3)']);
  });

  test('one that would differ rejects the fix, with the service and the line', async () => {
    const plan = await planFiles({ ...files, 'requirements.txt': 'pandas==2.2.0\npytest==8.0.0  # drop\n' }, [dropMarked], {
      resolver: told({
        'pandas pytest': HELD_DOWN['pandas pytest'],
        'pandas': HELD_DOWN.pandas,
        'pandas pytest numba': HELD_DOWN['numba pandas pytest'],
        'pandas numba': HELD_DOWN['numba pandas'].replace('numpy 1.24.4', 'numpy 1.24.1'),
      }),
    });
    expect(said(plan)).toEqual(['pytest rejected: batch: numpy would go from 1.24.4 to 1.24.1, which the fix does not declare (batch/Dockerfile:3)']);
    expect(plan.changes).toEqual([]);
  });
});

test('a fix that asks for nothing else needs no proof', async () => {
  const quiet = defineRule({
    meta: { name: 'test/comment', scope: 'dockerfile', summary: 'Say hello', why: 'A test', safety: 'safe', messages: { silent: 'no hello' } },
    *check(dockerfile, { edit }) {
      const [first] = dockerfile.stages.flatMap(({ instructions }) => instructions);
      const run = dockerfile.stages.flatMap(({ instructions }) => instructions).find(({ keyword }) => keyword === 'RUN');
      if (!first || !run || run.text.includes('hello')) return;
      yield {
        findings: [{ message: 'silent' as const, at: run, evidence: [known(true, 'it is a RUN')] }],
        fix: { title: 'Say hello', changes: [edit.appendCommand(run, 'echo hello')], effects: [{ images: 'all', alters: ['commands'] }] },
      };
    },
  });
  const plan = await planFiles({ Dockerfile: DOCKERFILE, 'requirements.txt': 'six\n', 'main.py': '' }, [quiet], { resolver: told({ six: 'six 1.16.0' }) });
  expect(plan.findings.map(({ status }) => status)).toEqual(['applied']);
  expect(plan.proof).toEqual({ fixes: [] });
});

test('many that are rejected one after the other come to an end', async () => {
  const names = Array.from({ length: 12 }, (_, at) => `p${at}`);
  const resolver: Resolver = (requests) => {
    const asked = namesOf(requests).split(' ');
    // Each that is gone lets numpy rise by one.
    return Promise.resolve(resolution(`${asked.map((name) => `${name} 1.0`).join('\n')}\nnumpy 1.${names.length + 1 - asked.length} <- last`));
  };
  const plan = await planned(`${names.map((name) => `${name}==1.0  # drop`).join('\n')}\nlast==1.0\n`, resolver);
  expect(plan.findings.map(({ status }) => status)).toEqual(names.map(() => 'rejected'));
  expect(plan.findings.map(({ heldBy }) => heldBy[0]?.text)).toContain('root: numpy would go from 1.0 to 1.1, which the fix does not declare');
  expect([plan.changes, plan.crashes]).toEqual([[], []]);
});

test('a rule whose fixes have new ids in each plan, and are rejected each time, is left out in the end', async () => {
  let refusals = 0;
  const restless = defineRule({
    meta: { name: 'test/restless', scope: 'requirement', summary: 'Drop six', why: 'A test', safety: 'safe', messages: { again: '{name} again' } },
    *check(requirement, { edit }) {
      if (requirement.name !== 'six') return;
      yield {
        findings: [{ message: 'again' as const, data: { name: 'six' }, at: { path: `refusal-${refusals}`, line: 1 }, evidence: [known(true, 'it is six')] }],
        fix: { title: 'Drop six', changes: [edit.remove(requirement)], effects: [{ images: 'all', removes: ['six'] }] },
      };
    },
  });
  const { snapshot } = loadAll({ Dockerfile: DOCKERFILE, 'requirements.txt': 'six\nflask\n', 'main.py': '' });
  const services = workspaceServices(snapshot);
  const { uses } = workspaceModel(snapshot);
  const plan = await provedPlan(
    {
      snapshot,
      rules: [{ rule: restless, options: undefined }],
      choice: { safety: 'safe', only: [], skip: [], paths: [], services: [] },
      source: { subjects: subjectsOf, edit: () => edit, users: documentUsers(snapshot, uses, services) },
      untouchable: new Map(),
      skipped: [],
      modelsEvaluated: () => 0,
      images: 1,
      services: [],
    },
    {
      requestsOf: (image, moment) => byEnvironment(requestsOf(image, moment)),
      sets: setsOf(told({ 'six flask': 'six 1.16.0\nflask 3.0.0', 'flask': 'flask 3.1.0' }), () => {}),
      nameOf: () => `refusal ${++refusals}`,
    },
  );
  expect(plan.changes).toEqual([]);
  expect(plan.crashes.map(({ rule, message }) => `${rule}: ${message}`)).toEqual(['test/restless: it goes on proposing what the resolver rejects, after 20 plans']);
});
