import { expect, test } from 'vitest';
import { repository } from '../patch/git.js';
import { slimify } from './slimify.js';

const DOCKERFILE = 'FROM python:3.11-slim\nRUN pip install flask\n';

/** Rules of two houses, each of which wants the other's image. */
function wants(name: string, from: string, to: string): string {
  return `export default {
  meta: { name: '${name}', scope: 'dockerfile', summary: 'Use ${to}', why: 'A house rule', safety: 'safe', messages: { found: '${from} is used' } },
  *check(dockerfile, { edit }) {
    const [stage] = dockerfile.stages;
    const [instruction] = stage.instructions;
    if (!instruction.text.split(' ').includes('${from}')) return;
    yield {
      findings: [{ message: 'found', at: instruction, evidence: [stage.base()] }],
      fix: { title: 'Use ${to}', changes: [edit.replaceWord(instruction, '${from}', '${to}')], effects: [{ images: 'all', alters: ['base'] }] },
    };
  },
};
`;
}

test('two rules of the configuration that undo each other are named, the earlier text is kept, and the rest is written', () => {
  const repo = repository({
    'apps/api/Dockerfile': DOCKERFILE,
    'slimify.config.json': '{ "ownRules": ["./house/old.mjs", "./house/new.mjs"] }\n',
    'house/old.mjs': wants('house/old', 'python:3.11-slim', 'python:3.11-slim-bookworm'),
    'house/new.mjs': wants('house/new', 'python:3.11-slim-bookworm', 'python:3.11-slim'),
  });
  for (const time of ['once', 'again']) {
    const { code, out, err } = slimify(repo.root, 'apply', '--yes', '--json', '--allow-dirty');
    expect([time, code, err]).toEqual([time, 0, '']);
    const { findings } = JSON.parse(out) as { findings: { rule: string; status: string; applied: boolean; heldBy: { text: string }[] }[] };
    const reason = 'house/new and house/old undo each other in apps/api/Dockerfile; the earlier text is kept';
    expect(findings.filter(({ rule }) => rule.startsWith('house/')).map(({ rule, status, applied, heldBy }) => [rule, status, applied, heldBy[0]?.text]).toSorted()).toEqual([
      ['house/new', 'circular', false, reason],
      ['house/old', 'circular', false, reason],
    ]);
    expect(repo.read('apps/api/Dockerfile')).toBe(DOCKERFILE.replace('install', 'install --no-cache-dir'));
  }
  expect(slimify(repo.root, 'plan', '--all').out).toContain('house/new and house/old undo each other');
  expect(slimify(repo.root, 'check').code).toBe(0);
});
