import { describe, expect, test } from 'vitest';
import { readBake } from '#compose/bake/bake.js';
import { composeProjects } from '#compose/compose/projects.js';
import { readGithubFile } from '#compose/github/github.js';
import { readGitlab } from '#compose/gitlab.js';
import { readMakefile } from '#compose/make/make.js';
import { readScript } from '#compose/shell/scripts.js';
import type { BuildFile } from '#compose/types.js';
import { nothing, textsOf } from './mention-lines.js';

/** `count` lines, made of their numbers. */
function lines(count: number, line: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => line(index)).join('');
}

function reasons(files: readonly BuildFile[]): readonly string[] {
  return files.flatMap(({ problems }) => problems.map(({ reason }) => reason));
}

function compose(texts: Readonly<Record<string, string>>): readonly BuildFile[] {
  return composeProjects({ paths: Object.keys(texts), readText: textsOf(texts) });
}

function bake(text: string): BuildFile {
  return readBake(['docker-bake.hcl'], textsOf({ 'docker-bake.hcl': text }));
}

const WORKFLOW = '.github/workflows/build.yml';

function workflow(jobs: string): BuildFile {
  return readGithubFile(WORKFLOW, `on: push\njobs:\n${jobs}`, nothing, ['Dockerfile']);
}

function makefile(text: string): BuildFile {
  return readMakefile('Makefile', text, nothing, ['Dockerfile']);
}

function script(text: string): BuildFile {
  return readScript('build.sh', text, nothing, ['Dockerfile']);
}

// Each of these took more memory or time than there is, or threw, before its work was bounded.
describe('files that make more of themselves are given up with a reason', () => {
  test('compose files that all include each other', () => {
    const texts = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`c${index}/compose.yaml`, `include:\n${lines(40, (other) => `  - ../c${other}/compose.yaml\n`)}services:\n  s${index}:\n    build: .\n`]));
    expect(reasons(compose(texts))).toEqual(expect.arrayContaining([expect.stringContaining('include each other'), expect.stringContaining('too many included files in the workspace')]));
  });

  test('compose files whose services extend those of the next file', () => {
    const texts = Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`c${index}/compose.yaml`, `services:\n${lines(30, (name) => `  s${name}:\n    extends: {file: ../c${(index + 1) % 60}/compose.yaml, service: s${name}}\n`)}`]));
    expect(reasons(compose(texts)).filter((reason) => reason.startsWith('too many services'))).toHaveLength(1);
  });

  test('more targets than a bake file has', () => {
    const found = bake(lines(2_100, (index) => `target "t${index}" {\n  context = "a"\n}\n`));
    expect(found.mentions).toHaveLength(2_000);
    expect(reasons([found])).toEqual(['more than 2000 targets: the others are left out']);
  });

  test('bake groups in groups in groups', () => {
    const found = bake(`${lines(1_500, (index) => `group "g${index}" {\n  targets = ["g${index + 1}", "t"]\n}\n`)}target "t" {}\n`);
    expect(found.mentions).toHaveLength(1);
    expect(reasons([found])).toEqual([expect.stringContaining('too many groups in groups')]);
  });

  test.each([
    ['operators', `target "t" { context = ${'1 + '.repeat(20_000)}1 }\n`],
    ['indexes', `target "t" { context = a${'[0]'.repeat(20_000)} }\n`],
  ])('a value of very many %s', (_, text) => {
    expect(reasons([bake(text)])).toEqual(['more than 2000 operators and indexes in one value']);
  });

  test('a matrix of many axes in many jobs', () => {
    const axes = ['a', 'b', 'c', 'd'].map((name) => `        ${name}: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]\n`).join('');
    const found = workflow(lines(18, (index) => `  j${index}:\n    strategy:\n      matrix:\n${axes}    steps:\n      - run: docker build .\n`));
    expect(found.mentions).toHaveLength(17);
    expect(reasons([found])).toContain('more than 5000 combinations of jobs in one file: the others are left out');
  });

  test('templates that open and never close', () => {
    expect(workflow(`  j:\n    steps:\n      - run: docker build -t ${'${{ '.repeat(50_000)} .\n`).mentions).toEqual([]);
  });

  test('jobs of GitLab that all extend each other', () => {
    const text = `${lines(20, (index) => `.j${index}:\n  extends: [${lines(20, (other) => `.j${other},`)}]\n`)}build:\n  extends: .j0\n  script: docker build .\n`;
    expect(readGitlab('.gitlab-ci.yml', text, nothing, ['Dockerfile']).mentions).toHaveLength(1);
  });

  test('references of GitLab that double at each level', () => {
    const text = `${lines(9, (index) => `.j${index}:\n  script:\n${`    - !reference [.j${index + 1}, script]\n`.repeat(20)}`)}.j9:\n  script: [docker build .]\nbuild:\n  script:\n    - !reference [.j0, script]\n`;
    expect(reasons([readGitlab('.gitlab-ci.yml', text, nothing, ['Dockerfile'])])).toEqual([expect.stringContaining('too long once its references are followed')]);
  });

  test('a variable of a Makefile that doubles itself', () => {
    const found = makefile(`A := xxxxxxxxxx\n${'A := $(A)$(A)\n'.repeat(100)}b:\n\tdocker build -t $(A) .\n`);
    expect(found.mentions).toMatchObject([{ images: ['$(A)'] }]);
  });

  test('pattern rules beside as many targets', () => {
    const found = makefile(lines(1_500, (index) => `t${index}: t${index + 1}\n\techo\n%.x${index}: a\n\tdocker build .\n`));
    expect(found.mentions).toHaveLength(1_500);
  });

  test('a Makefile with more builds than a person writes', () => {
    const found = makefile(lines(5_100, (index) => `t${index}:\n\tdocker build -t a${index} .\n`));
    expect(reasons([found])).toEqual(['more than 5000 builds in one file: the others are left out']);
  });

  test('functions that call themselves and each other', () => {
    const found = script('f() { docker build -t $1 .; f $1; f $1; g; }\ng() { f x; g; f y; docker build -t last .; }\nf a\ng\n');
    expect(found.mentions.flatMap(({ images }) => images)).toEqual(expect.arrayContaining(['a', 'x', 'y', 'last']));
  });
});
