import { describe, expect, test } from 'vitest';
import { known } from '#answer/answer.js';
import type { Plan } from '#plan/types.js';
import { provedPlan } from '#plan/proof/proved-plan.js';
import { defineRule } from '#rule/define.js';
import { edit } from '#rule/edit.js';
import { subjectsOf } from '#rule/subjects.js';
import { workspaceModel } from '#services/workspace-model.js';
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

/** The same sets with numpy held: its line stands where its name belongs. */
const KEPT = {
  ...HELD_DOWN,
  'numpy pandas pytest': HELD_DOWN['pandas pytest'].replace('numpy 2.1.0', 'numpy 1.24.4*'),
  'numpy pandas': HELD_DOWN.pandas.replace('numpy 2.1.0', 'numpy 1.24.4*'),
};

const WOULD_RISE = 'root: numpy would go from 1.24.4 to 2.1.0, which the fix does not declare';

test('a fix whose removal lets another package rise comes with a limit that keeps it, and says so', async () => {
  const plan = await planned('numba==0.57.0  # drop\npandas==2.2.0\npytest==8.0.0\n', told(KEPT));
  expect(said(plan)).toEqual([
    'numba applied: proved by uv: 5 packages before, 4 after; gone: numba (Dockerfile:4); ' +
      'requirements.txt asks for numpy<2: without that it would go from 1.24.4 to 2.1.0 where numba leaves (null:null)',
  ]);
  expect(textAfter(plan, 'requirements.txt')).toBe('numpy<2  # held as it was beside numba\npandas==2.2.0\npytest==8.0.0\n');
  expect(plan.proof?.fixes.map(({ outcome, holds }) => [outcome, holds])).toEqual([
    ['proved', [{ name: 'numpy', specifier: '<2', path: 'requirements.txt', root: 'pandas', from: '1.24.4', to: '2.1.0', beside: ['numba'] }]],
  ]);
});

test('a limit that leaves room for another version gives way to the version itself', async () => {
  const roomy = (requests: readonly InstallRequest[]): string => {
    const line = requests.flatMap(({ lines }) => lines).find(({ name }) => name === 'numpy');
    return line?.text === 'numpy<2' ? KEPT['numpy pandas'].replace('1.24.4', '1.26.4') : KEPT['numpy pandas'];
  };
  const plan = await planned('numba==0.57.0  # drop\npandas==2.2.0\n', (requests) =>
    namesOf(requests) === 'pandas numpy' ? Promise.resolve(resolution(roomy(requests))) : told(KEPT)(requests));
  expect(textAfter(plan, 'requirements.txt')).toBe('pandas==2.2.0\nnumpy==1.24.4  # held as it was beside numba\n');
  expect(plan.proof?.fixes.map(({ outcome }) => outcome)).toEqual(['proved']);
});

test('where a limit does not keep it either the fix is rejected, with what it would do by itself', async () => {
  const stubborn = { ...HELD_DOWN, 'numpy pandas pytest': HELD_DOWN['pandas pytest'].replace('numpy 2.1.0', 'numpy 2.1.0*') };
  const plan = await planned('numba==0.57.0  # drop\npandas==2.2.0\npytest==8.0.0\n', told(stubborn));
  const reason = `${WOULD_RISE}; a limit on numpy does not keep it`;
  expect(said(plan)).toEqual([`numba rejected: ${reason} (Dockerfile:4)`]);
  expect(plan.fixes.map((fix) => [fix.status, fix.reason])).toEqual([['rejected', `${reason} (Dockerfile:4)`]]);
  expect(plan.changes).toEqual([]);
  expect(plan.proof?.fixes.map(({ outcome }) => outcome)).toEqual(['refuted']);
});

test('the others are planned and proved anew, and no set is resolved twice', async () => {
  const asked: string[] = [];
  const plan = await planned('numba==0.57.0  # drop\npandas==2.2.0\npytest==8.0.0  # drop\n', told({ ...KEPT, 'pandas numpy': KEPT['numpy pandas'] }, asked));
  expect(plan.findings.map(({ packages, status }) => [...packages, status])).toEqual([['numba', 'applied'], ['pytest', 'applied']]);
  expect(textAfter(plan, 'requirements.txt')).toBe('numpy<2  # held as it was beside numba\npandas==2.2.0\n');
  expect(asked.toSorted()).toEqual(['numba pandas pytest', 'numpy pandas', 'numpy pandas pytest', 'pandas', 'pandas pytest']);
});

test('a file with hashes takes no limit: the fix is rejected, and says what could be written', async () => {
  const hash = `--hash=sha256:${'0'.repeat(64)}`;
  const plan = await planned(`numba==0.57.0 ${hash}  # drop\npandas==2.2.0 ${hash}\npytest==8.0.0 ${hash}\n`, told(HELD_DOWN));
  expect(said(plan)).toEqual([`numba rejected: ${WOULD_RISE}; ask for numpy<2 where pandas is asked for (requirements.txt:1), and it can go (Dockerfile:4)`]);
});

test('a line that asks for the package by name gets the limit', async () => {
  const plan = await planned('numba==0.57.0  # drop\nnumpy>=1.20\npandas==2.2.0\n', (requests) => {
    const numpy = requests.flatMap(({ lines }) => lines).find(({ name }) => name === 'numpy')?.text;
    const numba = namesOf(requests).includes('numba');
    const version = numba || numpy === 'numpy>=1.20,<2' ? '1.24.4' : '2.1.0';
    return Promise.resolve(resolution(`${numba ? 'numba 0.57.0\n' : ''}pandas 2.2.0\nnumpy ${version}* <- ${numba ? 'numba, ' : ''}pandas`));
  });
  expect(textAfter(plan, 'requirements.txt')).toBe('numpy>=1.20,<2  # held as it was beside numba\npandas==2.2.0\n');
  expect(plan.proof?.fixes.map(({ outcome }) => outcome)).toEqual(['proved']);
});

test('a pin that leaves while its package still comes is not written back into its file', async () => {
  const plan = await planned('numpy==1.24.4  # drop\npandas==2.2.0\n', told({
    'numpy pandas': 'pandas 2.2.0\nnumpy 1.24.4* <- pandas',
    'pandas': HELD_DOWN.pandas,
  }));
  expect(said(plan)).toEqual(['numpy rejected: root: numpy still comes with pandas, and would go from 1.24.4 to 2.1.0, which the fix does not declare (Dockerfile:4)']);
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

  test('a limit goes into the file that the images with the difference alone install', async () => {
    const two = (name: string): string => own(name, ' -r requirements-own.txt').replace('COPY requirements.txt .', `COPY requirements.txt ${name}/requirements-own.txt ./`);
    const resolver: Resolver = (requests) => {
      const asked = namesOf(requests).split(' ');
      const low = asked.includes('numba') || asked.includes('numpy');
      const parents = asked.filter((name) => ['numba', 'pandas', 'scipy'].includes(name));
      return Promise.resolve(resolution([
        ...asked.filter((name) => name !== 'numpy').map((name) => `${name} 1.0`),
        `numpy ${low ? '1.24.4' : '2.1.0'}${asked.includes('numpy') ? '*' : ''} <- ${parents.join(', ')}`,
      ].join('\n')));
    };
    const plan = await planFiles({
      ...files,
      'api/Dockerfile': two('api'), 'batch/Dockerfile': two('batch'),
      'requirements.txt': 'pandas==1.0\n',
      'api/requirements-own.txt': 'scipy==1.0\nnumba==1.0  # drop\n',
      'batch/requirements-own.txt': 'flask==1.0\n',
    }, [dropMarked], { resolver });
    expect(plan.changes).toEqual([{
      path: 'api/requirements-own.txt',
      before: 'scipy==1.0\nnumba==1.0  # drop\n',
      after: 'scipy==1.0\nnumpy<2  # held as it was beside numba\n',
    }]);
    expect(plan.proof?.fixes.map(({ outcome }) => outcome)).toEqual(['proved']);
  });

  test('a limit that would lower what another image installs is not written', async () => {
    const two = own('api', ' -r requirements-own.txt').replace('COPY requirements.txt .', 'COPY requirements.txt api/requirements-own.txt ./');
    const resolver: Resolver = (requests) => {
      const asked = namesOf(requests).split(' ');
      const low = asked.includes('numba') || asked.includes('numpy');
      return Promise.resolve(resolution([
        ...asked.filter((name) => name !== 'numpy').map((name) => `${name} 1.0`),
        `numpy ${low ? '1.24.4' : '2.1.0'}${asked.includes('numpy') ? '*' : ''} <- pandas${asked.includes('numba') ? ', numba' : ''}`,
      ].join('\n')));
    };
    const plan = await planFiles({
      ...files,
      'api/Dockerfile': two, 'batch/Dockerfile': own('batch', ''),
      'requirements.txt': 'pandas==1.0\n',
      'api/requirements-own.txt': 'flask==1.0\nnumba==1.0  # drop\n',
    }, [dropMarked], { resolver });
    expect(said(plan)).toEqual(['numba rejected: api: numpy would go from 1.24.4 to 2.1.0, which the fix does not declare (api/Dockerfile:3)']);
    expect(plan.changes).toEqual([]);
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

describe('a fix that is rejected before others have been applied', () => {
  /** Drops every requirement whose comment says `later`: a rule that comes after the other one. */
  const dropLater = defineRule({
    meta: { name: 'test/later', scope: 'requirement', summary: 'Drop what goes later', why: 'A test', safety: 'safe', messages: { later: '{name} goes' } },
    *check(requirement, { edit }) {
      if (requirement.comment?.includes('later') !== true) return;
      yield {
        findings: [{ message: 'later' as const, data: { name: requirement.name }, at: requirement, evidence: [known(true, 'its comment says so')] }],
        fix: { title: `Drop ${requirement.name}`, changes: [edit.remove(requirement)], effects: [{ images: 'all', removes: [requirement.name] }] },
      };
    },
  });
  const conflict: Resolution = { ...resolution(''), complete: false, conflict: true, because: 'pandas needs numba' };
  const sets = { 'numba pandas six': 'numba 0.57.0\npandas 2.2.0\nsix 1.16.0', 'pandas six': conflict, 'numba six': 'numba 0.57.0\nsix 1.16.0', 'six': 'six 1.16.0' };
  const lines = 'numba==0.57.0  # drop\npandas==2.2.0  # later\nsix==1.16.0\n';
  const files = { Dockerfile: DOCKERFILE, 'requirements.txt': lines, 'main.py': '' };

  test('is tried once more behind them', async () => {
    const plan = await planFiles(files, [dropMarked, dropLater], { resolver: told(sets) });
    expect(plan.findings.map(({ packages, status }) => `${packages.join()} ${status}`)).toEqual(['numba applied', 'pandas applied']);
    expect(textAfter(plan, 'requirements.txt')).toBe('six==1.16.0\n');
    expect(plan.proof?.fixes.map(({ outcome }) => outcome)).toEqual(['proved', 'proved']);
  });

  test('stays rejected where it is wrong there as well, and is not tried a third time', async () => {
    const asked: string[] = [];
    const plan = await planFiles(files, [dropMarked, dropLater], { resolver: told({ ...sets, six: conflict }, asked) });
    expect(plan.findings.map(({ packages, status }) => `${packages.join()} ${status}`)).toEqual(['numba rejected', 'pandas applied']);
    expect(textAfter(plan, 'requirements.txt')).toBe('numba==0.57.0  # drop\nsix==1.16.0\n');
    expect(asked.filter((one) => one === 'six')).toHaveLength(1);
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
