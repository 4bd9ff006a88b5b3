import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, watch } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { monorepo, textsOf } from './monorepo.js';
import { MAIN, slimify } from './slimify.js';

const FILES = Object.fromEntries(
  Array.from({ length: 30 }, (_, index) => [`services/svc-${index}/Dockerfile`, `FROM python:3.11-slim\nRUN pip install celery==5.3.${index}\nCMD ["celery"]\n`]),
);
const AFTER = Object.fromEntries(Object.entries(FILES).map(([path, text]) => [path, text.replace('pip install', 'pip install --no-cache-dir')]));

/**
 * Runs the real `apply` and kills it, so many milliseconds after it began to write, or after it started.
 * Whether it was killed while it wrote.
 */
function killedApply(root: string, moment: 'start' | 'writing', milliseconds: number): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [MAIN, 'apply', '--yes'], { cwd: root, stdio: 'ignore' });
    const kill = (): void => void setTimeout(() => child.kill('SIGKILL'), milliseconds);
    const state = join(root, '.git/slimify');
    if (moment === 'start') kill();
    const watcher = watch(state, (_, name) => {
      if (moment === 'writing' && name === 'journal.json') kill();
    });
    child.on('exit', () => {
      watcher.close();
      resolve(readdirSync(state).includes('journal.json'));
    });
  });
}

test('20 times the process is killed at some moment; afterwards undo leaves every file as it was, and apply writes them all', async () => {
  const repo = monorepo(FILES);
  mkdirSync(join(repo.root, '.git/slimify'));
  const paths = Object.keys(FILES);
  let whileWriting = 0;
  for (let time = 0; time < 20; time++) {
    const writing = await killedApply(repo.root, time % 4 === 3 ? 'start' : 'writing', Math.random() * (time % 4 === 3 ? 1500 : 60));
    if (writing) whileWriting++;
    if (writing) expect(slimify(repo.root, 'plan').code, 'plan names it').toBe(2);
    if (time % 5 === 4) {
      expect(slimify(repo.root, 'apply', '--yes', '--allow-dirty').code).toBe(0);
      expect(textsOf(repo, paths)).toEqual(AFTER);
    }
    const { code, err } = slimify(repo.root, 'undo');
    expect([code, textsOf(repo, paths)], err).toEqual([0, FILES]);
    expect(repo.git('status', '--porcelain'), 'nothing is left beside the files').toBe('');
    expect(readdirSync(join(repo.root, '.git/slimify'))).toEqual([]);
  }
  expect(whileWriting).toBeGreaterThan(3);
}, 240_000);
