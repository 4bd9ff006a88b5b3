import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { incomplete, known, type Answer } from '#answer/answer.js';
import { ask } from '#answer/ledger.js';
import type { Plan, PlannedFinding } from '#plan/types.js';
import { defineRule } from '#rule/define.js';
import type { Rule } from '#rule/types.js';
import { builtInRules } from '#rules';
import type { Config } from '#run-types.js';
import { planFiles, textAfter } from './plan-files.js';

/** Two services with one list; nothing uses `ipaddress` and `leftpad`. */
const FILES = {
  'libs/requirements.txt': 'flask==3.0.0\nidna==3.7\n',
  'apps/api/Dockerfile': 'FROM python:3.11-slim\nCOPY libs/requirements.txt /r.txt\nRUN pip install -r /r.txt\nCOPY apps/api /app\nCMD ["python", "/app/main.py"]\n',
  'apps/api/main.py': 'import flask\n',
  'apps/jobs/Dockerfile': 'FROM python:3.11-slim\nCOPY libs/requirements.txt /r.txt\nRUN pip install -r /r.txt\nCOPY apps/jobs /app\nCMD ["python", "/app/main.py"]\n',
  'apps/jobs/main.py': 'import flask\n',
};
const LIST = 'libs/requirements.txt';
const IDLE = 'slimify/idle-ignore';

function config(part: Partial<Config>): Config {
  return { path: '/workspace/slimify.config.json', rules: new Map(), ownRules: [], services: new Map(), include: [], exclude: [], keep: [], ignore: [], ...part };
}

/** `rule status` of each finding of a file, with what it was suppressed by. */
function rowsOf(plan: Plan, path: string): readonly string[] {
  return plan.findings.filter((finding) => finding.path === path).map(({ rule, status, line, heldBy }) => [`${rule} ${status} ${line}`, ...heldBy.map((one) => `${one.text} (${one.path}:${one.line})`)].join(', '));
}

/** A rule that wants `old` gone from every list, and asks what it is told to. */
function dropOld(answer: Answer<boolean> = known(true, 'seen')): Rule {
  return defineRule({
    meta: { name: 'test/drop-old', scope: 'requirement', summary: 'Drop it', why: 'A test', safety: 'safe', messages: { found: '{name} is old' } },
    *check(requirement, { edit }) {
      ask(answer);
      if (!requirement.name.startsWith('old')) return;
      yield {
        findings: [{ message: 'found' as const, data: { name: requirement.name }, at: requirement, evidence: [answer] }],
        fix: { title: `Drop ${requirement.name}`, changes: [edit.remove(requirement)], effects: [{ images: 'all', removes: [requirement.name] }] },
      };
    },
  });
}

async function planList(text: string, rules: readonly Rule[] = [dropOld()], options: Parameters<typeof planFiles>[2] = {}): Promise<Plan> {
  return planFiles({ ...FILES, [LIST]: text }, rules, options);
}

describe('a comment with a reason suppresses', () => {
  test.each([
    ['on the line before', '# slimify-ignore test/drop-old: read by name\nold==1\nold2==1\n', 2, 1],
    ['at the end of the line', 'old==1  # slimify-ignore test/drop-old: read by name\nold2==1\n', 1, 1],
    ['behind another comment', 'old==1  # for the admin # slimify-ignore test/drop-old: read by name\nold2==1\n', 1, 1],
    ['above another one', '# slimify-ignore test/drop-old: read by name\n# slimify-ignore house/other: x\nold==1\nold2==1\n', 3, 1],
    ['with Windows line ends', '# slimify-ignore test/drop-old: read by name\r\nold==1\r\nold2==1\r\n', 2, 1],
    ['of a line that goes on', '# slimify-ignore test/drop-old: read by name\nold==1 \\\n  --hash=sha256:aa\nold2==1\n', 2, 1],
  ])('%s', async (_, text, line, at) => {
    const plan = await planList(text, [dropOld()]);
    expect(rowsOf(plan, LIST).filter((one) => one.startsWith('test/'))).toEqual([
      `test/drop-old suppressed ${line}, suppressed: read by name (${LIST}:${at})`,
      `test/drop-old applied ${text.replaceAll('\r', '').split('\n').indexOf('old2==1') + 1}`,
    ]);
  });

  test.each([
    ['of another rule', '# slimify-ignore house/other: x\nold==1\n'],
    ['of another line', '# slimify-ignore test/drop-old: x\nflask\nold==1\n'],
    ['with a blank line between', '# slimify-ignore test/drop-old: x\n\nold==1\n'],
    ['with a heading between', '# slimify-ignore test/drop-old: x\n# Old things\nold==1\n'],
    ['that only speaks of it', '# we do not use slimify-ignore test/drop-old: x\nold==1\n'],
  ])('one %s does not', async (_, text) => {
    expect(rowsOf(await planList(text), LIST)).toContainEqual(expect.stringMatching(/^test\/drop-old applied/));
  });

  test.each([
    ['above the instruction', 'FROM python:3.11-slim\n# slimify-ignore dockerfile/pip-cache: a cache mount comes\nRUN pip install flask\n'],
    ['above its other comments', 'FROM python:3.11-slim\n# slimify-ignore dockerfile/pip-cache: a cache mount comes\n# Web\nRUN pip install flask\n'],
    ['inside it', 'FROM python:3.11-slim\nRUN true && \\\n    # slimify-ignore dockerfile/pip-cache: a cache mount comes\n    pip install flask\n'],
    ['indented', 'FROM python:3.11-slim\n   # slimify-ignore dockerfile/pip-cache: a cache mount comes\nRUN pip install flask\n'],
  ])('in a Dockerfile, %s', async (_, text) => {
    const plan = await planFiles({ Dockerfile: text }, builtInRules);
    expect(plan.findings.map(({ rule, status }) => `${rule} ${status}`)).toEqual(['dockerfile/pip-cache suppressed']);
    expect(plan.changes).toEqual([]);
  });

  test.each([
    ['on the line before', '    # slimify-ignore test/drop-old: read by name\n    "old==1",\n    "old2==1",\n'],
    ['at the end of the line', '    "old==1",  # slimify-ignore test/drop-old: read by name\n    "old2==1",\n'],
  ])('in a pyproject.toml, %s', async (_, lines) => {
    const project = `[project]\nname = "api"\nversion = "1"\ndependencies = [\n${lines}]\n`;
    const files = { 'api/pyproject.toml': project, 'api/api.py': '', 'api/Dockerfile': 'FROM python:3.11-slim\nCOPY . /app\nRUN pip install /app\n' };
    const plan = await planFiles(files, [dropOld()]);
    expect(plan.findings.filter(({ rule }) => rule === 'test/drop-old').map(({ packages, status }) => `${packages[0]} ${status}`)).toContain('old suppressed');
    expect(plan.findings.filter(({ packages, status }) => packages[0] === 'old2' && status === 'suppressed')).toEqual([]);
  });

  test('words of a here-document are no comment', async () => {
    const text = 'FROM python:3.11-slim\nRUN <<EOF\n# slimify-ignore dockerfile/pip-cache: x\npip install flask\nEOF\n';
    expect((await planFiles({ Dockerfile: text }, builtInRules)).findings.map(({ rule, status }) => `${rule} ${status}`)).toEqual(['dockerfile/pip-cache applied']);
  });
});

describe('[service] narrows it', () => {
  test.each([
    ['# slimify-ignore test/drop-old[api]: x', 'suppressed'],
    ['# slimify-ignore test/drop-old [jobs, api]: x', 'suppressed'],
    ['# slimify-ignore[api] test/drop-old: x', 'suppressed'],
    ['# slimify-ignore test/drop-old[web]: x', 'applied'],
  ])('%s: %s', async (comment, status) => {
    const files = { ...FILES, 'apps/web/Dockerfile': 'FROM python:3.11-slim\nRUN pip install flask\n', [LIST]: `${comment}\nold==1\n` };
    const plan = await planFiles(files, [dropOld()]);
    expect(plan.findings.find(({ rule }) => rule === 'test/drop-old')?.status).toBe(status);
  });
});

describe('it moves with its line', () => {
  test('another fix above it changes nothing', async () => {
    const first: Rule = { ...dropOld(), meta: { ...dropOld().meta, name: 'test/first' } };
    const plan = await planList('old==1\n# slimify-ignore test/drop-old: keep\nold2==1  # slimify-ignore test/first: keep as well\n', [first, dropOld()]);
    expect(rowsOf(plan, LIST)).toEqual([
      `test/first applied 1`,
      `test/first suppressed 3, suppressed: keep as well (${LIST}:3)`,
      `test/drop-old suppressed 3, suppressed: keep (${LIST}:2)`,
    ]);
  });

  test('a suppressed unused line still takes part in split, and its comment goes where it goes', async () => {
    const files = {
      'libs/requirements.txt': '# Web\nflask==3.0.0\n# slimify-ignore requirements/unused: read by name in the plug-in host\nidna==3.7\ntorch==2.3.0\n',
      'apps/api/Dockerfile': FILES['apps/api/Dockerfile'],
      'apps/api/main.py': 'import flask\n',
      'apps/ml/Dockerfile': FILES['apps/jobs/Dockerfile'].replaceAll('jobs', 'ml'),
      'apps/ml/main.py': 'import torch\n',
    };
    const plan = await planFiles(files, builtInRules.filter(({ meta }) => ['requirements/unused', 'requirements/split'].includes(meta.name)));
    expect(plan.findings.filter(({ rule }) => rule === 'requirements/unused').map(({ status, packages }) => [status, ...packages])).toEqual([['suppressed', 'idna']]);
    const texts = plan.changes.filter(({ path }) => path.startsWith('libs/')).map(({ after }) => after ?? '');
    expect(plan.findings.some(({ rule, status }) => rule === 'requirements/split' && status === 'applied')).toBe(true);
    expect(texts.filter((text) => text.includes('# slimify-ignore requirements/unused: read by name in the plug-in host\nidna==3.7\n'))).toHaveLength(1);
    expect(plan.findings.some(({ rule }) => rule === IDLE)).toBe(false);
  });

  test('narrowed to a service it is a need of that service: split gives it the line, and nobody else', async () => {
    const list = (comment: string): string => `flask==3.0.0\n${comment}idna==3.7\ntorch==2.3.0\ncelery==5.3.0\n`;
    const service = (name: string, code: string): Record<string, string> => ({
      [`apps/${name}/Dockerfile`]: FILES['apps/jobs/Dockerfile'].replaceAll('jobs', name),
      [`apps/${name}/main.py`]: `import flask\n${code}`,
    });
    const rules = builtInRules.filter(({ meta }) => ['requirements/unused', 'requirements/split'].includes(meta.name));
    const planned = (comment: string): Promise<Plan> => planFiles({ [LIST]: list(comment), ...service('api', ''), ...service('ml', 'import torch\n'), ...service('jobs', 'import celery\n') }, rules);
    const holding = (plan: Plan): readonly string[] => plan.changes.filter(({ after }) => /^idna/m.test(after ?? '')).map(({ path }) => path);
    const takers = (plan: Plan, files: readonly string[]): readonly string[] => plan.changes.filter(({ path, after }) => path.endsWith('/Dockerfile') && files.some((file) => after?.includes(file.slice(file.lastIndexOf('/') + 1)))).map(({ path }) => path);
    const narrowed = await planned('# slimify-ignore requirements/unused[ml]: a plug-in of torch reads it by name\n');
    expect(narrowed.findings.filter(({ rule }) => rule === 'requirements/unused').map(({ status, packages }) => [status, ...packages])).toEqual([['suppressed', 'idna']]);
    expect(takers(narrowed, holding(narrowed))).toEqual(['apps/ml/Dockerfile']);
    expect(narrowed.changes.some(({ after }) => after?.includes('# slimify-ignore requirements/unused[ml]: a plug-in of torch reads it by name\nidna==3.7\n'))).toBe(true);
    expect(narrowed.findings.some(({ rule }) => rule === IDLE)).toBe(false);
    const whole = await planned('# slimify-ignore requirements/unused: somebody reads it by name\n');
    expect(takers(whole, holding(whole))).toEqual(['apps/api/Dockerfile', 'apps/jobs/Dockerfile', 'apps/ml/Dockerfile']);
  });

  test('a line that goes takes it along', async () => {
    const plan = await planList('flask==1\n# slimify-ignore house/other: x\nold==1\n');
    expect(textAfter(plan, LIST)).toBe('flask==1\n');
  });
});

describe('the configuration', () => {
  const ignore = (part: object): Config => config({ ignore: [{ rule: 'test/drop-old', path: '', package: null, reason: 'not now', written: '', ...part }] });

  test.each([
    ['everywhere', {}, ['old suppressed', 'old-b suppressed']],
    ['in a file', { path: LIST }, ['old suppressed', 'old-b suppressed']],
    ['in a folder', { path: 'libs' }, ['old suppressed', 'old-b suppressed']],
    ['not elsewhere', { path: 'lib' }, ['old applied', 'old-b applied']],
    ['of one package, in any spelling', { package: 'OLD_B' }, ['old applied', 'old-b suppressed']],
    ['of packages by a glob', { package: 'old-*' }, ['old applied', 'old-b suppressed']],
    ['of another rule', { rule: 'test/other' }, ['old applied', 'old-b applied']],
  ])('suppresses %s', async (_, part, found) => {
    const plan = await planList('old==1\nold-b==1\n', [dropOld()], { config: ignore(part) });
    expect(plan.findings.map(({ packages, status }) => `${packages[0]} ${status}`)).toEqual(found);
  });
});

describe('one that matches nothing', () => {
  test.each([
    ['above a line', 'flask==3.0.0\n# slimify-ignore test/drop-old: read by name\nidna==3.7\n', 'flask==3.0.0\nidna==3.7\n', 2],
    ['at the end of a line', 'flask==3.0.0  # slimify-ignore test/drop-old: read by name\r\nidna==3.7', 'flask==3.0.0\r\nidna==3.7', 1],
    ['behind another comment', 'flask==3.0.0  # web # slimify-ignore test/drop-old: x\n', 'flask==3.0.0  # web\n', 1],
  ])('is a finding, and a safe fix takes it away: %s', async (_, text, after, line) => {
    const plan = await planList(text, [dropOld()], { safety: 'safe' });
    expect(plan.findings).toMatchObject([{ rule: IDLE, status: 'applied', safety: 'safe', line, path: LIST, message: 'nothing of test/drop-old is here to suppress' }]);
    expect(textAfter(plan, LIST)).toBe(after);
    expect((await planList(after)).findings).toEqual([]);
  });

  test('in a Dockerfile too, unless what is below would turn into a directive', async () => {
    const comment = '# slimify-ignore dockerfile/pip-cache: x\n';
    const idle = await planFiles({ Dockerfile: `FROM python:3.11-slim\n${comment}RUN true\n` }, builtInRules);
    expect(textAfter(idle, 'Dockerfile')).toBe('FROM python:3.11-slim\nRUN true\n');
    const top = await planFiles({ Dockerfile: `${comment}# syntax=docker/dockerfile:1.99\nFROM python:3.11-slim\nRUN true\n` }, builtInRules);
    expect(top.findings).toMatchObject([{ rule: IDLE, fix: null, status: 'proposed', safety: 'suggestion' }]);
  });

  test('lines of what else is found are those of the text as it was', async () => {
    const plan = await planList('# slimify-ignore test/drop-old: x\nflask==1\nold==1  # slimify-ignore test/drop-old: keep\n');
    expect(rowsOf(plan, LIST)).toEqual([`test/drop-old suppressed 3, suppressed: keep (${LIST}:3)`, `${IDLE} applied 1`]);
  });

  test('is a mere suggestion where the rule could not tell, where a file was not read, where no image uses it', async () => {
    const text = '# slimify-ignore test/drop-old: x\nflask==1\n';
    const blind = await planList(text, [dropOld(incomplete(true, 'a path cannot be told'))]);
    expect(blind.findings).toMatchObject([{ rule: IDLE, status: 'proposed', safety: 'suggestion', safetyReason: 'a path cannot be told' }]);
    const unread = await planFiles({ ...FILES, [LIST]: text, 'apps/x/Dockerfile': 'nonsense here\n' }, [dropOld()]);
    expect(unread.findings).toMatchObject([{ rule: IDLE, safety: 'suggestion', safetyReason: expect.stringMatching(/^apps\/x\/Dockerfile was not read: /) }]);
    const alone = await planFiles({ 'a/requirements.txt': text }, [dropOld()]);
    expect(alone.findings).toMatchObject([{ rule: IDLE, safety: 'suggestion', safetyReason: 'no image is known that uses a/requirements.txt' }]);
  });

  test.each([
    ['# slimify-ignore test/drop-old', 'it gives no reason; write one behind a colon'],
    ['# slimify-ignore test/drop-old:  ', 'it gives no reason; write one behind a colon'],
    ['# slimify-ignore test/dropold: x', 'there is no rule "test/dropold"'],
    ['# slimify-ignore unused: x', '"unused" is no rule\'s name, which has the form family/name'],
    ['# slimify-ignore', 'it names no rule; the form is "# slimify-ignore family/name: reason"'],
    ['# slimify-ignore test/drop-old[apis]: x', 'there is no service "apis"'],
  ])('%s cannot be heeded: that is said, and the fix waits', async (comment, reason) => {
    const plan = await planList(`${comment}\nold==1\n`);
    expect(plan.findings).toMatchObject([
      { rule: 'test/drop-old', status: 'held', heldBy: [{ text: `the slimify-ignore here cannot be heeded: ${reason}`, path: LIST, line: 1 }] },
      { rule: IDLE, fix: null, safety: 'suggestion', message: `this slimify-ignore cannot be heeded: ${reason}` },
    ]);
    expect(plan.changes).toEqual([]);
  });

  test('one that stands above nothing is named', async () => {
    const plan = await planList('old==1\n# slimify-ignore test/drop-old: x\n\nflask==1\n');
    expect(plan.findings).toMatchObject([{ rule: 'test/drop-old', status: 'applied' }, { rule: IDLE, fix: null, message: 'this slimify-ignore cannot be heeded: it stands right above nothing that it could speak of' }]);
  });

  test.each([
    ['rules that are off', { config: config({ rules: new Map([['test/drop-old', { on: false, options: undefined }]]) }) }],
  ])('%s say nothing about their comments', async (_, options) => {
    expect((await planList('# slimify-ignore test/drop-old: x\nflask==1\n', [dropOld()], options)).findings).toEqual([]);
  });

  test('what a run is not asked about still counts as matched', async () => {
    const text = '# slimify-ignore test/drop-old: x\nold==1\n';
    for (const options of [{ only: [IDLE] }, { skip: ['test/drop-old'] }, { paths: [LIST] }, { services: ['api'] }]) {
      expect((await planList(text, [dropOld()], options)).findings.filter(({ rule }) => rule === IDLE)).toEqual([]);
    }
    expect((await planList('# slimify-ignore test/drop-old: x\nflask==1\n', [dropOld()], { paths: ['apps'] })).findings).toEqual([]);
  });
});

describe('fingerprints', () => {
  const idsOf = (findings: readonly PlannedFinding[]): readonly string[] => findings.map(({ rule, packages, id, fix }) => `${rule} ${packages.join()} ${id} ${fix}`).toSorted();
  const noise = fc.array(fc.constantFrom('', '# a comment', 'click==8.1.7', '# Web', 'requests==2.32.0'), { maxLength: 6 });

  test('stay the same when lines move and unrelated lines come', async () => {
    const plain = await planList('flask==1\nold-a==1\nold-b==1\n', [dropOld()]);
    expect(plain.findings).toHaveLength(2);
    await fc.assert(
      fc.asyncProperty(noise, noise, noise, async (above, between, below) => {
        const unique = [...above, 'flask==1', ...between].filter((line, index, all) => line === '' || line.startsWith('#') || all.indexOf(line) === index);
        const text = [...unique, 'old-b==1  # moved up', 'old-a==1', ...below.filter((line) => !/==/.test(line))].join('\n');
        const moved = await planList(`${text}\n`, [dropOld()]);
        expect(idsOf(moved.findings)).toEqual(idsOf(plain.findings));
      }),
      { numRuns: 40 },
    );
  });

  test('of a Dockerfile stay the same when other instructions come and go', async () => {
    const run = 'RUN pip install flask';
    const plain = await planFiles({ Dockerfile: `FROM python:3.11-slim\n${run}\n` }, builtInRules);
    expect(plain.findings).toHaveLength(1);
    const instruction = fc.constantFrom('', '# a comment', 'ENV A=1', 'WORKDIR /app', 'LABEL b=c', 'RUN true', 'EXPOSE 80');
    await fc.assert(
      fc.asyncProperty(fc.array(instruction, { maxLength: 5 }), fc.array(instruction, { maxLength: 5 }), async (above, below) => {
        const moved = await planFiles({ Dockerfile: ['FROM python:3.11-slim', ...above, run, ...below, ''].join('\n') }, builtInRules);
        expect(idsOf(moved.findings)).toEqual(idsOf(plain.findings));
      }),
      { numRuns: 40 },
    );
  });
});
