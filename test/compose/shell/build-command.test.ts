import { describe, expect, test } from 'vitest';
import { imageCommand } from '#compose/shell/build-command.js';
import { word } from '#compose/shell/image-command.js';
import { buildFileReaderOf } from '#compose/build-readers.js';
import { nothing } from '../mention-lines.js';

/** The context that is found among the words. */
function contextOf(line: string): string | null {
  const found = imageCommand(line.split(' ').map(word));
  return found?.kind === 'build' ? (found.context?.value ?? '(none)') : null;
}

/** Options with a value, from `docker build --help` and `docker buildx build --help`. */
const VALUED =
  'add-host allow annotation attest build-arg build-context builder cache-from cache-to call cgroup-parent cpu-period cpu-quota cpu-shares cpuset-cpus cpuset-mems file iidfile isolation label memory memory-swap metadata-file network no-cache-filter output platform progress provenance sbom secret security-opt shm-size ssh tag target ulimit';
const FLAGS = 'pull no-cache push load quiet squash compress rm force-rm disable-content-trust check debug';

describe('the context is the word that is no option', () => {
  test.each(VALUED.split(' '))('docker build --%s takes a value', (option) => {
    expect(contextOf(`docker build --${option} value ctx`)).toBe('ctx');
    expect(contextOf(`docker build --${option}=value ctx`)).toBe('ctx');
  });

  test.each(FLAGS.split(' '))('docker build --%s takes none', (option) => {
    expect(contextOf(`docker build --${option} ctx`)).toBe('ctx');
  });

  test.each([
    ['docker build ctx --tag a', 'ctx'],
    ['docker build -- ctx', 'ctx'],
    ['docker build -q -t a -f b ctx', 'ctx'],
    ['docker -H tcp://a:1 --log-level debug build ctx', 'ctx'],
    ['docker builder build ctx', 'ctx'],
    ['docker buildx --builder b build ctx', 'ctx'],
    ['nice -n 5 docker build ctx', 'ctx'],
    ['env A=b docker build ctx', 'ctx'],
    ['podman --remote build ctx', 'ctx'],
    ['podman build --layers --format docker --volume a:b ctx', 'ctx'],
    ['/usr/bin/docker build ctx', 'ctx'],
    ['docker run a docker build ctx', null],
    ['docker', null],
    ['docker build', '(none)'],
  ])('%s', (line, expected) => {
    expect(contextOf(line)).toBe(expected);
  });
});

describe('hostile input ends, in reasonable time', () => {
  const deep = 5_000;
  test.each([
    ['build.sh', `docker build ${'$('.repeat(deep)}x${')'.repeat(deep)}`],
    ['build.sh', `docker build ${'${X:-'.repeat(deep)}x${'}'.repeat(deep)}`],
    ['build.sh', `A=x\n${'A=$A$A\n'.repeat(1_000)}docker build $A`],
    ['build.sh', `${'docker build .\n'.repeat(5_000)}`],
    ['build.sh', `${'for a in 1 2 3 4 5 6 7 8 9; do '.repeat(8)}docker build $a${'; done'.repeat(8)}`],
    ['build.sh', `${Array.from({ length: 100 }, (_, index) => `f${index}() { f${index + 1}; f${index + 1}; }`).join('\n')}\nf100() { docker build .; }\nf0`],
    ['build.sh', `docker build ${'x'.repeat(900_000)}`],
    ['build.sh', `F=${'a'.repeat(9_000)}\ndocker build \${F%%*b} \${F##*b}`],
    ['Makefile', `A=$(A)$(A)\nb:\n\tdocker build $(A)\n`],
    ['Makefile', `b:\n\tdocker build ${'$('.repeat(deep)}\n`],
    ['Makefile', `${'a '.repeat(5_000)}:\n\tdocker build $@\n`],
    ['.github/workflows/a.yml', `jobs: {a: {steps: [{run: "docker build \${{ ${'('.repeat(deep)}1${')'.repeat(deep)} }}"}]}}`],
    ['.github/workflows/a.yml', `jobs: {a: {steps: [{run: "docker build ${'${{ '.repeat(deep)}"}]}}`],
    ['.github/workflows/a.yml', `jobs: {a: {strategy: {matrix: {${Array.from({ length: 30 }, (_, index) => `k${index}: [1, 2, 3]`).join(', ')}}}, steps: [{run: docker build .}]}}`],
    ['.gitlab-ci.yml', `a: {parallel: {matrix: [{${Array.from({ length: 30 }, (_, index) => `K${index}: [1, 2, 3]`).join(', ')}}]}, script: docker build .}`],
  ])('%# %s', (path, text) => {
    const reader = buildFileReaderOf(path);
    const started = performance.now();
    const file = reader?.(path, text, nothing, [path, 'Dockerfile']);
    expect((file?.mentions.length ?? 0) + (file?.problems.length ?? 0)).toBeGreaterThan(0);
    expect(performance.now() - started).toBeLessThan(5_000);
  }, 20_000);
});
