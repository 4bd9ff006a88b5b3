import { cpSync, existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { repository, temporaryFolder, type Repository } from '../patch/git.js';
import { slimify } from './slimify.js';

/** A committed copy of an example, in a repository of its own. */
function copyOf(example: string): Repository {
  const repo = repository({});
  cpSync(`examples/${example}`, repo.root, { recursive: true });
  repo.git('add', '-A');
  repo.git('commit', '-qm', example);
  return repo;
}

function treeOf(repo: Repository): string {
  repo.git('add', '-A');
  return repo.git('write-tree').trim();
}

/** Every file; of a Dockerfile with a builder what stands from the FROM that ships on. */
function shippedOf(repo: Repository): ReadonlyMap<string, string> {
  const paths = repo.git('ls-files', '--cached', '--others', '--exclude-standard').trim().split('\n').filter((path) => existsSync(join(repo.root, path)));
  return new Map(paths.map((path) => {
    const text = readFileSync(join(repo.root, path), 'utf8');
    return [path, /^FROM .* AS builder$/m.test(text) ? text.slice(text.lastIndexOf('\nFROM ')) : text];
  }));
}

describe.each(['tax-agent', 'home-automation'])('%s', (example) => {
  test('apply writes exactly what plan printed, and a second run writes nothing', () => {
    const [planned, applied] = [copyOf(example), copyOf(example)];
    const { out } = slimify(planned.root, 'plan', '--safety', 'review');
    const printed = join(temporaryFolder(), 'printed.txt');
    writeFileSync(printed, out);
    planned.git('apply', printed);

    expect(slimify(applied.root, 'apply', '--safety', 'review', '--yes').code).toBe(0);
    expect(treeOf(applied)).toBe(treeOf(planned));
    expect(applied.git('diff', '--cached', '--stat')).not.toBe('');

    applied.git('commit', '-qm', 'slim');
    expect(slimify(applied.root, 'apply', '--safety', 'review', '--yes').out.trimEnd().split('\n').at(-1)).toBe('Nothing to change.');
    expect(applied.git('status', '--porcelain')).toBe('');
    expect(slimify(applied.root, 'check', '--safety', 'review').code).toBe(0);
  });

  // A builder ships nothing, so review alone leaves its caches; safe before it has taken them away (rules/dockerfile/multi-stage/README.md).
  test('apply at safe and then at review ends where review alone ends, but for caches that a builder keeps', () => {
    const [twice, once] = [copyOf(example), copyOf(example)];
    slimify(twice.root, 'apply', '--yes');
    slimify(twice.root, 'apply', '--safety', 'review', '--yes', '--allow-dirty');
    slimify(once.root, 'apply', '--safety', 'review', '--yes');
    expect(shippedOf(twice)).toEqual(shippedOf(once));
  });

  test.each(['rule', 'one'])('the patches by %s apply with git am on a clean copy and can be taken back', (by) => {
    const repo = copyOf(example);
    const before = treeOf(repo);
    const patches = temporaryFolder();
    expect(slimify(repo.root, 'plan', '--safety', 'review', '--patch-dir', patches, '--patch-by', by).code).toBe(0);
    const names = readdirSync(patches).toSorted();
    repo.git('am', '-q', ...names.map((name) => join(patches, name)));
    const after = treeOf(repo);

    const applied = copyOf(example);
    slimify(applied.root, 'apply', '--safety', 'review', '--yes');
    expect(after).toBe(treeOf(applied));

    for (const name of names.toReversed()) repo.git('apply', '-R', join(patches, name));
    expect(treeOf(repo)).toBe(before);
  });
});

test('a rule of the organisation runs beside the built-in ones', () => {
  const repo = copyOf('tax-agent');
  cpSync('examples/custom-rules', join(repo.root, 'tools'), { recursive: true });
  const { code, out } = slimify(repo.root, 'plan', '--config', 'tools/slimify.config.json', '--json');
  expect(code).toBe(0);
  const { findings } = JSON.parse(out) as { findings: { rule: string }[] };
  expect([...new Set(findings.map(({ rule }) => rule))].toSorted()).toEqual(['company/mirror', 'dockerfile/alpine', 'dockerfile/apt-hygiene', 'dockerfile/chown-layer', 'dockerfile/copy-order', 'dockerfile/dockerignore', 'dockerfile/healthcheck', 'dockerfile/multi-stage', 'dockerfile/non-root', 'dockerfile/pip-cache', 'requirements/backport', 'requirements/cpu-torch', 'requirements/dev-out', 'requirements/narrow', 'requirements/opencv-headless', 'requirements/redundant', 'requirements/split', 'requirements/unused']);
});
