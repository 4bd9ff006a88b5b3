import { join } from 'node:path';
import { expect, test } from 'vitest';
import { repository } from '../patch/git.js';
import { monorepo } from './monorepo.js';
import { slimify } from './slimify.js';

const RULE = `export default {
  meta: {
    name: 'house/no-maintainer',
    scope: 'dockerfile',
    summary: 'Drop MAINTAINER',
    why: 'It is deprecated since Docker 1.13.',
    safety: 'review',
    messages: { deprecated: 'MAINTAINER is deprecated' },
  },
  *check(dockerfile, { edit }) {
    for (const stage of dockerfile.stages) {
      for (const instruction of stage.instructions) {
        if (instruction.keyword !== 'MAINTAINER') continue;
        yield {
          findings: [{ message: 'deprecated', at: instruction, evidence: [stage.ships()] }],
          fix: { title: 'Drop MAINTAINER', changes: [edit.remove(instruction)], effects: [] },
        };
      }
    }
  },
};
`;

const CASES = {
  'slimify/house/no-maintainer/rule.js': RULE,
  'slimify/package.json': '{ "type": "module" }\n',
  'slimify/house/no-maintainer/cases/drops-it/before/Dockerfile': 'FROM alpine\nMAINTAINER me\nCMD ["a"]\n',
  'slimify/house/no-maintainer/cases/drops-it/after/Dockerfile': 'FROM alpine\nCMD ["a"]\n',
  'slimify/house/no-maintainer/cases/drops-it/expect.json':
    '{ "safety": "review", "findings": [{ "message": "deprecated", "path": "Dockerfile", "line": 2, "safety": "review", "status": "applied" }] }\n',
  'slimify/house/no-maintainer/cases/keeps-a-label/before/Dockerfile': 'FROM alpine\nLABEL maintainer=me\n',
  'slimify/house/no-maintainer/cases/keeps-a-comment/before/Dockerfile': 'FROM alpine\n# MAINTAINER me\n',
  'slimify/house/no-maintainer/cases/keeps-a-word-in-a-run/before/Dockerfile': 'FROM alpine\nRUN echo \\\nMAINTAINER\n',
} as const;

test('rule list names the built-in rules and those of the configuration', () => {
  const repo = repository({ ...CASES, 'slimify.config.json': '{ "ownRules": ["./slimify/house/no-maintainer/rule.js"] }\n' });
  const { code, out } = slimify(repo.root, 'rule', 'list');
  expect(code).toBe(0);
  expect(out).toMatch(/^on {3}requirements\/backport +safe /m);
  expect(out).toMatch(/^on {3}house\/no-maintainer +review +Drop MAINTAINER \(own\)$/m);
  const rows = JSON.parse(slimify(repo.root, 'rule', 'list', '--json').out) as { name: string; own: boolean; on: boolean }[];
  expect(rows.filter(({ own }) => own)).toMatchObject([{ name: 'house/no-maintainer', on: true }]);
});

test('a rule of its own runs beside the built-in ones', () => {
  const repo = repository({
    ...CASES,
    'slimify.config.json': '{ "ownRules": ["./slimify/house/no-maintainer/rule.js"], "exclude": ["slimify/**"] }\n',
    Dockerfile: 'FROM python:3.11-slim\nMAINTAINER me\nRUN pip install flask\n',
  });
  const { code, err } = slimify(repo.root, 'apply', '--safety', 'review', '--yes');
  expect([code, err]).toEqual([0, '']);
  expect(repo.read('Dockerfile')).toBe('FROM python:3.11-slim\nRUN pip install --no-cache-dir flask\n');
});

test('rule test runs the cases below a folder', () => {
  const repo = repository(CASES);
  const { code, out, err } = slimify(repo.root, 'rule', 'test', 'slimify');
  expect(err).toBe('');
  expect(out).toBe(`house/no-maintainer
  reported   drops-it
  validated  keeps-a-comment
  validated  keeps-a-label
  validated  keeps-a-word-in-a-run
4 cases: 1 reported, 3 validated
`);
  expect(code).toBe(0);
});

test('a case that does not come out as it says is named with the reason, and the code is 1', () => {
  const repo = repository({ ...CASES, 'slimify/house/no-maintainer/cases/drops-it/after/Dockerfile': 'FROM alpine\n' });
  const { code, out } = slimify(join(repo.root, 'slimify'), 'rule', 'test', 'house/no-maintainer');
  expect(code).toBe(1);
  expect(out).toMatch(/^ {2}(missing|noisy|broken) +drops-it\n {6,}\S/m);
});

test.each([
  [[], 'rules: no such folder; name the folder of a rule or of several'],
  [['apps'], 'apps: no rule with a folder "cases" lies in it'],
])('rule test needs rules: %j', (words, line) => {
  expect(slimify(monorepo().root, 'rule', 'test', ...words)).toEqual({ code: 2, out: '', err: `slimify: ${line}\n` });
});
