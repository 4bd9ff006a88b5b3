import { describe, expect, test } from 'vitest';
import type { FileChange, Plan, PlannedFinding, Status } from '#plan/types.js';
import { finding, fix, planOf } from '../patch/plan-of.js';
import type { Must, MustNot } from './cases.js';
import { judge, type Row } from './judge.js';
import type { World } from './world.js';

const FILES: Readonly<Record<string, string>> = {
  'svc/requirements.txt': 'fastapi==0.115.0\npandas==2.2.0\npytest==8.3.3\npytest-cov==5.0.0\ntorch==2.5.0\n',
  'svc/Dockerfile': 'FROM python:3.12-slim\nCOPY svc/requirements.txt .\nRUN pip install --user -r requirements.txt\nUSER app\n',
  'svc/ner.Dockerfile': 'FROM python:3.12-slim\nRUN pip install transformers==4.45.2 torch\nHEALTHCHECK CMD curl -f http://localhost:80/health\n',
  'musl/Dockerfile': 'FROM python:3.12-alpine\nCOPY svc/requirements.txt .\nRUN pip install -r requirements.txt\n',
  'home/Dockerfile': 'FROM python:3.12-slim AS builder\nRUN pip install --user flask\nFROM python:3.12-slim\nCOPY --from=builder /root/.local /root/.local\nUSER app\n',
  'native/Dockerfile': 'FROM python:3.12-slim\nRUN apt-get update && apt-get install -y --no-install-recommends curl gcc=4:12 && pip install flask\n',
  'blue/Dockerfile': 'FROM python:3.12-slim\nCOPY requirements.txt .\nCOPY src/ ./src/\n',
  'blue/requirements.txt': 'flask\n',
  'blue/src/main.py': '',
  'shared/log.py': '',
  'compose/all.yml': 'services:\n  blue:\n    build:\n      context: ../blue\n      dockerfile: Dockerfile\n  other:\n    build: ..\n',
};

/** A made-up plan: one fix of a rule, as the texts of the files that it leaves, and the findings that say more. */
interface MadeUp {
  readonly rule: string;
  readonly after?: Readonly<Record<string, string>>;
  readonly status?: Status;
  readonly findings?: readonly Partial<PlannedFinding>[];
}

function planWith({ rule, after = {}, status = 'applied', findings = [] }: MadeUp): Plan {
  const changes = Object.entries(after).map(([path, text]): FileChange => ({ path, before: FILES[path] ?? null, after: text }));
  return planOf({
    changes: status === 'applied' ? changes : [],
    fixes: changes.length > 0 ? [fix({ id: 'f', rule, status, paths: Object.keys(after), changes })] : [],
    findings: findings.map((parts, index) => finding({ id: `${index}`, rule, status, ...parts })),
  });
}

function rowOf(side: 'must', condition: Must, plan: Plan, rules?: readonly string[]): Row;
function rowOf(side: 'mustNot', condition: MustNot, plan: Plan, rules?: readonly string[]): Row;
function rowOf(side: 'must' | 'mustNot', condition: Must | MustNot, plan: Plan, rules: readonly string[] = ['x/rule']): Row {
  const world: World = { plan, rules: new Set(rules), paths: Object.keys(FILES), installed: new Set([reqs]), text: (path) => FILES[path] ?? null };
  const [row] = judge({ commit: '0123456789ab', about: '', must: [], mustNot: [], [side]: [condition] }, world);
  if (!row) throw new Error('no row');
  return row;
}

function without(path: string, ...names: readonly string[]): string {
  return (FILES[path] ?? '').split('\n').filter((line) => !names.some((name) => line.startsWith(`${name}=`))).join('\n');
}

const text = 'a condition of the test';
const reqs = 'svc/requirements.txt';
const multistage = 'FROM python:3.12-slim AS builder\nCOPY svc/requirements.txt .\nRUN pip install --user -r requirements.txt\nFROM python:3.12-slim\nCOPY --from=builder /root/.local /home/app/.local\nUSER app\n';

describe('what slimify must not propose', () => {
  const CASES: readonly { readonly what: string; readonly condition: MustNot; readonly breaks: MadeUp; readonly because: string; readonly holds: MadeUp }[] = [
    {
      what: 'a package goes from a requirements file',
      condition: { text, kind: 'drops', files: ['svc/**'], packages: ['pandas'] },
      breaks: { rule: 'x/rule', after: { [reqs]: without(reqs, 'pandas') } },
      because: 'pandas would go from svc/requirements.txt',
      holds: { rule: 'x/rule', after: { [reqs]: without(reqs, 'pytest').replace('pandas==2.2.0', 'pandas==2.2.0  # kept') } },
    },
    {
      what: 'a package goes from an install in a Dockerfile',
      condition: { text, kind: 'drops', files: ['svc/ner.Dockerfile'], packages: ['torch'] },
      breaks: { rule: 'x/rule', after: { 'svc/ner.Dockerfile': 'FROM python:3.12-slim\nRUN pip install transformers==4.45.2\n# torch\n' } },
      because: 'torch would go from svc/ner.Dockerfile',
      holds: { rule: 'x/rule', after: { 'svc/ner.Dockerfile': 'FROM python:3.12-slim\nRUN pip install --index-url https://download.pytorch.org/whl/cpu torch \\\n && pip install transformers==4.45.2\n' } },
    },
    {
      what: 'a package is called unused, without a fix',
      condition: { text, kind: 'drops', files: [reqs], packages: ['pandas'] },
      breaks: { rule: 'requirements/unused', status: 'proposed', findings: [{ path: reqs, packages: ['pandas'] }] },
      because: 'pandas is called unused in svc/requirements.txt',
      holds: { rule: 'requirements/unused', status: 'proposed', findings: [{ path: reqs, packages: ['torch'] }, { path: 'blue/requirements.txt', packages: ['pandas'] }] },
    },
    {
      what: 'a rule touches a file',
      condition: { text, kind: 'touches', files: [reqs], rule: 'requirements/cpu-torch' },
      breaks: { rule: 'requirements/cpu-torch', after: { [reqs]: `${FILES[reqs]}# seen\n` } },
      because: 'requirements/cpu-torch would change svc/requirements.txt: Change it',
      holds: { rule: 'requirements/unused', after: { [reqs]: `${FILES[reqs]}# seen\n` } },
    },
    {
      what: 'a requirements file names another index',
      condition: { text, kind: 'adds-index', files: [reqs] },
      breaks: { rule: 'x/rule', after: { [reqs]: `--extra-index-url https://download.pytorch.org/whl/cpu\n${FILES[reqs]}` } },
      because: 'svc/requirements.txt would name one more package index',
      holds: { rule: 'x/rule', after: { [reqs]: `# --extra-index-url https://download.pytorch.org/whl/cpu\n${FILES[reqs]}` } },
    },
    {
      what: 'a Dockerfile names another index',
      condition: { text, kind: 'adds-index', files: ['svc/ner.Dockerfile'] },
      breaks: { rule: 'x/rule', after: { 'svc/ner.Dockerfile': 'FROM python:3.12-slim\nENV PIP_EXTRA_INDEX_URL=https://download.pytorch.org/whl/cpu\nRUN pip install transformers torch\n' } },
      because: 'svc/ner.Dockerfile would name one more package index',
      holds: { rule: 'x/rule', after: { 'svc/ner.Dockerfile': 'FROM python:3.12-slim\nRUN pip install --no-cache-dir transformers torch\n' } },
    },
    {
      what: 'an install names another index by the short option',
      condition: { text, kind: 'adds-index', files: ['svc/ner.Dockerfile'] },
      breaks: { rule: 'x/rule', after: { 'svc/ner.Dockerfile': 'FROM python:3.12-slim\nRUN pip install -i https://download.pytorch.org/whl/cpu transformers torch\n' } },
      because: 'svc/ner.Dockerfile would name one more package index',
      holds: { rule: 'x/rule', after: { 'svc/ner.Dockerfile': `${FILES['svc/ner.Dockerfile']}RUN curl -f http://localhost:80/health\n` } },
    },
    {
      what: 'a base becomes Alpine',
      condition: { text, kind: 'alpine', files: ['svc/Dockerfile'] },
      breaks: { rule: 'x/rule', status: 'proposed', after: { 'svc/Dockerfile': (FILES['svc/Dockerfile'] ?? '').replace('slim', 'alpine') } },
      because: 'svc/Dockerfile would start from Alpine',
      holds: { rule: 'x/rule', after: { 'svc/Dockerfile': `# alpine would not do\n${FILES['svc/Dockerfile']}` } },
    },
    {
      what: 'Alpine is suggested in words',
      condition: { text, kind: 'alpine', files: ['svc/Dockerfile'] },
      breaks: { rule: 'dockerfile/alpine', status: 'proposed', findings: [{ path: 'svc/Dockerfile', message: 'an Alpine base would do' }] },
      because: 'dockerfile/alpine says of svc/Dockerfile: an Alpine base would do',
      holds: { rule: 'dockerfile/alpine', status: 'proposed', findings: [{ path: 'musl/Dockerfile', message: 'torch has no musl wheel' }] },
    },
    {
      what: 'packages are copied into /root for another user',
      condition: { text, kind: 'user-install', files: ['**'] },
      breaks: { rule: 'x/rule', after: { 'svc/Dockerfile': multistage.replace('/home/app/.local', '/root/.local') } },
      because: 'svc/Dockerfile would copy into /root for another user',
      holds: { rule: 'x/rule', after: { 'svc/Dockerfile': multistage, 'musl/Dockerfile': multistage.replace('/home/app/.local', '/root/.local').replace('USER app', 'USER root') } },
    },
    {
      what: 'a user is named behind a copy into /root',
      condition: { text, kind: 'user-install', files: ['**'] },
      breaks: { rule: 'x/rule', after: { 'musl/Dockerfile': 'FROM python:3.12-slim AS base\nUSER 1001\nFROM base\nCOPY --from=x /root/.local /root/.local\n' } },
      because: 'musl/Dockerfile would copy into /root for another user',
      holds: { rule: 'x/rule', after: { 'musl/Dockerfile': 'FROM python:3.12-slim AS base\nUSER 1001\nFROM base\nCOPY --from=x /root/.local /rooted/.local\n' } },
    },
    {
      what: 'a COPY names what the context does not hold',
      condition: { text, kind: 'leaves-context', files: ['blue/Dockerfile'], compose: 'compose/all.yml', service: 'blue' },
      breaks: { rule: 'x/rule', after: { 'blue/Dockerfile': `${FILES['blue/Dockerfile']}COPY shared/ ./shared/\n` } },
      because: 'blue/Dockerfile would COPY shared/, which blue does not hold',
      holds: {
        rule: 'x/rule',
        after: {
          'blue/Dockerfile': 'FROM python:3.12-slim\nCOPY blue/requirements.txt .\nCOPY blue/src/ ./src/\nCOPY shared/ ./shared/\n',
          'compose/all.yml': (FILES['compose/all.yml'] ?? '').replace('context: ../blue', 'context: ..'),
        },
      },
    },
    {
      what: 'a context moves and its COPY lines do not',
      condition: { text, kind: 'leaves-context', files: ['blue/Dockerfile'], compose: 'compose/all.yml', service: 'blue' },
      breaks: { rule: 'x/rule', after: { 'compose/all.yml': (FILES['compose/all.yml'] ?? '').replace('context: ../blue', 'context: ..') } },
      because: 'blue/Dockerfile would COPY requirements.txt, which the context does not hold',
      holds: { rule: 'x/rule', after: { 'blue/Dockerfile': `${FILES['blue/Dockerfile']}COPY --from=builder /opt/venv /opt/venv\n` } },
    },
  ];

  test.each(CASES)('$what', ({ condition, breaks, because, holds }) => {
    expect(rowOf('mustNot', condition, planOf({}))).toMatchObject({ verdict: 'held', because: null });
    expect(rowOf('mustNot', condition, planWith(breaks))).toMatchObject({ verdict: 'broken', because });
    expect(rowOf('mustNot', condition, planWith({ status: 'proposed', ...breaks }))).toMatchObject({ verdict: 'broken', because });
    expect(rowOf('mustNot', condition, planWith(holds))).toMatchObject({ verdict: 'held' });
  });

  test.each(CASES)('held and rejected fixes propose nothing: $what', ({ condition, breaks }) => {
    for (const status of ['held', 'rejected', 'circular'] as const) expect(rowOf('mustNot', condition, planWith({ ...breaks, status }))).toMatchObject({ verdict: 'held' });
  });

  test('a fix without a preview that declares to remove the package', () => {
    const condition: MustNot = { text, kind: 'drops', files: [reqs], packages: ['pandas'] };
    const plan = planOf({ fixes: [fix({ id: 'f', rule: 'x/rule', status: 'deferred', paths: [reqs], effects: [{ images: 'all', removes: ['pandas'] }] })] });
    expect(rowOf('mustNot', condition, plan)).toMatchObject({ verdict: 'broken', because: 'pandas would go from svc/requirements.txt' });
  });

  test('a rule that crashes', () => {
    expect(judge({ commit: '0123456789ab', about: '', must: [], mustNot: [] }, {
      plan: planOf({ crashes: [{ rule: 'x/rule', message: 'out of luck', stack: '' }] }), rules: new Set(), paths: [], installed: new Set(), text: () => null,
    })).toMatchObject([{ verdict: 'broken', text: 'x/rule crashes', because: 'out of luck' }]);
  });
});

describe('what slimify must propose', () => {
  const rule = 'x/rule';
  const CASES: readonly { readonly what: string; readonly condition: Must; readonly holds: MadeUp; readonly wrong: readonly MadeUp[] }[] = [
    {
      what: 'an unused package goes',
      condition: { text, rule, kind: 'drops', files: [reqs], packages: ['pandas'] },
      holds: { rule, after: { [reqs]: without(reqs, 'pandas') } },
      wrong: [{ rule: 'other/rule', after: { [reqs]: without(reqs, 'pandas') } }, { rule, after: { [reqs]: without(reqs, 'torch') } }],
    },
    {
      what: 'test tools move to another file',
      condition: { text, rule, kind: 'moves', files: [reqs], packages: ['pytest*'] },
      holds: { rule, after: { [reqs]: without(reqs, 'pytest', 'pytest-cov'), 'svc/requirements-dev.txt': '-r requirements.txt\npytest==8.3.3\npytest-cov==5.0.0\n' } },
      wrong: [
        { rule, after: { [reqs]: without(reqs, 'pytest', 'pytest-cov') } },
        { rule, after: { [reqs]: without(reqs, 'pytest'), 'svc/requirements-dev.txt': 'pytest==8.3.3\n' } },
        { rule, after: { 'svc/requirements-dev.txt': 'pytest==8.3.3\npytest-cov==5.0.0\n' } },
      ],
    },
    {
      what: 'test tools move in so many files',
      condition: { text, rule, kind: 'moves', files: ['*/requirements.txt'], packages: ['flask', 'pytest*'], atLeast: 2 },
      holds: { rule, after: { [reqs]: without(reqs, 'pytest', 'pytest-cov'), 'svc/requirements-dev.txt': 'pytest\npytest-cov\n', 'blue/requirements.txt': '', 'blue/dev-requirements.txt': 'flask\n' } },
      wrong: [{ rule, after: { 'blue/requirements.txt': '', 'blue/dev-requirements.txt': 'flask\n' } }],
    },
    {
      what: 'torch comes from a CPU index',
      condition: { text, rule, kind: 'cpu-torch', files: [reqs, 'svc/Dockerfile'] },
      holds: { rule, after: { 'svc/Dockerfile': (FILES['svc/Dockerfile'] ?? '').replace('RUN ', 'RUN pip install --user torch==2.5.0 --index-url https://download.pytorch.org/whl/cpu\nRUN ') } },
      wrong: [
        { rule, after: { [reqs]: without(reqs, 'torch').replace('fastapi', '--extra-index-url https://download.pytorch.org/whl/cpu\nfastapi') } },
        { rule, after: { [reqs]: `# https://download.pytorch.org/whl/cpu\n${FILES[reqs]}` } },
        { rule, after: { 'svc/ner.Dockerfile': 'FROM python:3.12-slim\nRUN pip install torch --index-url https://download.pytorch.org/whl/cpu\n' } },
      ],
    },
    {
      what: 'a builder stage',
      condition: { text, rule, kind: 'builder-stage', files: ['svc/Dockerfile'] },
      holds: { rule, after: { 'svc/Dockerfile': multistage } },
      wrong: [
        { rule, after: { 'svc/Dockerfile': `${multistage}RUN pip install flask\n` } },
        { rule, after: { 'svc/Dockerfile': multistage.replace('COPY --from=builder', '# COPY --from=builder') } },
        { rule, after: { 'svc/Dockerfile': `${FILES['svc/Dockerfile']}RUN true\n` } },
      ],
    },
    {
      what: 'packages where the user can read them',
      condition: { text, rule, kind: 'user-install', files: ['home/Dockerfile'] },
      holds: { rule, after: { 'home/Dockerfile': (FILES['home/Dockerfile'] ?? '').replace('/root/.local /root/.local', '/root/.local /home/app/.local') } },
      wrong: [{ rule, after: { 'home/Dockerfile': `${FILES['home/Dockerfile']}RUN true\n` } }],
    },
    {
      what: 'a finding that speaks of the package',
      condition: { text, rule, kind: 'reports', files: ['musl/Dockerfile'], about: ['torch'] },
      holds: { rule, status: 'proposed', findings: [{ path: 'musl/Dockerfile', message: 'no wheel of torch fits Alpine' }] },
      wrong: [
        { rule, status: 'proposed', findings: [{ path: 'musl/Dockerfile', message: 'no wheel of torchvision fits Alpine' }] },
        { rule, status: 'proposed', findings: [{ path: 'svc/Dockerfile', message: 'no wheel of torch fits Alpine' }] },
        { rule, status: 'held', findings: [{ path: 'musl/Dockerfile', message: 'no wheel of torch fits Alpine' }] },
      ],
    },
  ];

  test.each(CASES)('$what', ({ condition, holds, wrong }) => {
    expect(rowOf('must', condition, planWith(holds))).toMatchObject({ verdict: 'held', because: null });
    expect(rowOf('must', condition, planWith({ status: 'proposed', ...holds }))).toMatchObject({ verdict: 'held' });
    for (const plan of [planOf({}), planWith({ ...holds, status: 'held' }), ...wrong.map(planWith)]) expect(rowOf('must', condition, plan)).toMatchObject({ verdict: 'broken' });
  });

  test.each(CASES)('waits for its rule: $what', ({ condition, holds }) => {
    expect(rowOf('must', condition, planWith(holds), ['other/rule'])).toMatchObject({ verdict: 'waiting', because: 'x/rule' });
  });

  test('a package that another fix puts back', () => {
    const condition: Must = { text, rule, kind: 'drops', files: [reqs], packages: ['pandas'] };
    const plan = planWith({ rule, after: { [reqs]: without(reqs, 'pandas') } });
    expect(rowOf('must', condition, { ...plan, changes: [] })).toMatchObject({ verdict: 'broken', because: 'svc/requirements.txt asks for pandas again in the end' });
  });
});

describe('what a person did and is worth nothing: the reason is looked up', () => {
  const rule = 'x/rule';
  const blue = 'blue/requirements.txt';

  test('a list that no image installs', () => {
    const condition: Must = { text, rule, kind: 'in-no-image', files: [blue], packages: ['flask'] };
    expect(rowOf('must', condition, planOf({}))).toMatchObject({ verdict: 'held', because: null });
    expect(rowOf('must', condition, planWith({ rule: 'other/rule', after: { [blue]: '' } }))).toMatchObject({ verdict: 'held' });
    expect(rowOf('must', condition, planWith({ rule, after: { [blue]: '' } }))).toMatchObject({ verdict: 'broken', because: expect.stringContaining('x/rule would change blue/requirements.txt') });
    expect(rowOf('must', { ...condition, files: [reqs], packages: ['pytest'] }, planOf({}))).toMatchObject({ verdict: 'broken', because: 'an image for production installs svc/requirements.txt' });
    expect(rowOf('must', { ...condition, packages: ['celery'] }, planOf({}))).toMatchObject({ verdict: 'broken', because: expect.stringContaining('does not ask for celery') });
    expect(rowOf('must', condition, planOf({}), ['other/rule'])).toMatchObject({ verdict: 'waiting' });
  });

  test.each([
    ['svc/Dockerfile', null],
    ['musl/Dockerfile', 'python:3.12-alpine is no slim base'],
    ['home/Dockerfile', 'it is not of one stage'],
    ['native/Dockerfile', 'gcc serves builds alone'],
  ])('a builder stage that would leave nothing behind: %s', (file, because) => {
    const condition: Must = { text, rule, kind: 'nothing-built', files: [file] };
    expect(rowOf('must', condition, planOf({}))).toMatchObject({ verdict: because === null ? 'held' : 'broken', because });
    expect(rowOf('must', condition, planWith({ rule, status: 'held', findings: [{ path: file, message: 'gcc is shipped' }] }))).toMatchObject({ verdict: 'broken', because: because ?? `x/rule says of ${file}: gcc is shipped` });
  });
});

describe('a condition that could never break is broken', () => {
  test.each<[MustNot, string]>([
    [{ text, kind: 'drops', files: ['gone/requirements.txt'], packages: ['pandas'] }, 'there is no gone/requirements.txt'],
    [{ text, kind: 'drops', files: [reqs], packages: ['boto3'] }, 'svc/requirements.txt does not ask for boto3'],
    [{ text, kind: 'alpine', files: ['musl/Dockerfile'] }, 'musl/Dockerfile is on Alpine already'],
    [{ text, kind: 'touches', files: ['svc/requirement.txt'] }, 'there is no svc/requirement.txt'],
    [{ text, kind: 'leaves-context', files: ['blue/Dockerfile'], compose: 'compose/all.yml', service: 'green' }, 'compose/all.yml gives green no context'],
  ])('%j', (condition, why) => {
    expect(rowOf('mustNot', condition, planOf({}))).toMatchObject({ verdict: 'broken', because: `the condition does not fit the commit: ${why}` });
  });

  test.each<[Must, string]>([
    [{ text, rule: 'x/rule', kind: 'drops', files: [reqs], packages: ['boto3'] }, 'svc/requirements.txt does not ask for boto3'],
    [{ text, rule: 'x/rule', kind: 'moves', files: ['*/requirements.txt'], packages: ['pytest*'], atLeast: 2 }, 'only 1 files ask for pytest*'],
    [{ text, rule: 'x/rule', kind: 'user-install', files: ['svc/Dockerfile'] }, 'nothing is copied into /root for another user'],
  ])('%j, also while it waits', (condition, why) => {
    expect(rowOf('must', condition, planOf({}), [])).toMatchObject({ verdict: 'broken', because: `the condition does not fit the commit: ${why}` });
  });
});
