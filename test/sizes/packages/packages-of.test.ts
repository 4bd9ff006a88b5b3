import { expect, test } from 'vitest';
import { packagesOf } from '#sizes/packages/packages-of.js';
import type { EnvironmentPackages } from '#sizes/packages/types.js';
import { COMPILED, need, parts, place, request, resolution, resolved, size } from './hand-made.js';

/** `name: goes (bytes)` of each requirement, in order. */
function goes({ requirements }: EnvironmentPackages): readonly string[] {
  return requirements.map(({ name, goes: gone, goesHeft }) => `${name}: ${gone.join(' ') || '-'} (${(goesHeft.bytes?.high ?? 0) / 1e6})`);
}

const SIZES = { pandas: size(60, 15), numpy: size(50, 10), scipy: size(100, 30), tzdata: size(3), six: size(1), rich: size(2) };

test('with a requirement goes what nothing else brings; what others bring as well is shared, and all adds up', () => {
  const found = packagesOf(parts(resolved('pandas 2.2 @ r.txt:1', 'scipy 1.14 @ r.txt:2', 'numpy 2.1 <- pandas, scipy', 'tzdata 2025.1 <- pandas', 'rich 13 @ r.txt:3'), SIZES));
  expect(goes(found)).toEqual(['scipy: scipy (130)', 'pandas: pandas tzdata (78)', 'rich: rich (2)']);
  expect(found.shared).toMatchObject([{ packages: ['numpy'], requirements: ['pandas', 'scipy'], heft: { bytes: { high: 60e6 } } }]);
  expect(found.requirements.map(({ name, all, allCount }) => [name, all?.bytes?.high, allCount])).toEqual([['scipy', 190e6, 2], ['pandas', 138e6, 3], ['rich', 2e6, 1]]);
  expect(found.total).toEqual({ bytes: { low: 270e6, high: 270e6, basis: 'catalogue' }, unknown: [] });
});

test('a line that another requirement brings anyway takes nothing away, and says through whom it stays', () => {
  const found = packagesOf(parts(resolved('pandas @ r.txt:1', 'numpy <- pandas @ r.txt:2'), SIZES));
  expect(goes(found)).toEqual(['pandas: pandas (75)', 'numpy: - (0)']);
  expect(found.requirements[1]).toMatchObject({ name: 'numpy', through: ['pandas'] });
  expect(found.shared).toMatchObject([{ packages: ['numpy'], requirements: ['pandas', 'numpy'] }]);
});

test('two that require each other go together with the one that is asked for', () => {
  const found = packagesOf(parts(resolved('pandas <- six @ r.txt:1', 'six <- pandas'), SIZES));
  expect(goes(found)).toEqual(['pandas: pandas six (76)']);
});

test('all that is unused takes more away together than line by line', () => {
  const packages = resolved('pandas @ r.txt:1', 'scipy @ r.txt:2', 'numpy <- pandas, scipy', 'rich @ r.txt:3', 'six <- rich, scipy');
  const found = packagesOf(parts(packages, SIZES, { needs: [need('pandas', 'r.txt:1', 'unused'), need('scipy', 'r.txt:2', 'unused'), need('rich', 'r.txt:3', 'used')] }));
  expect(goes(found)).toEqual(['scipy: scipy (130)', 'pandas: pandas (75)', 'rich: rich (2)']);
  expect(found.byVerdict).toMatchObject([{ verdict: 'unused', requirements: ['pandas', 'scipy'], goes: ['scipy', 'pandas', 'numpy'], heft: { bytes: { high: 265e6 } } }]);
});

test('each package has its shortest way to the line that asks for it', () => {
  const found = packagesOf(parts(resolved('pandas @ r.txt:1', 'scipy <- pandas', 'numpy <- scipy', 'six @ r.txt:9'), SIZES));
  expect(found.packages.map(({ name, chain, at }) => [chain.join(' <- ') || name, at])).toEqual([
    ['scipy <- pandas', place('r.txt:1')],
    ['pandas', place('r.txt:1')],
    ['numpy <- scipy <- pandas', place('r.txt:1')],
    ['six', place('r.txt:9')],
  ]);
});

test('lines of a compiled list belong to what its source asks for, and point there', () => {
  const packages = resolved('pandas @ r.txt:2', 'numpy <- pandas @ r.txt:1', 'tzdata <- pandas @ r.txt:3');
  const needs = [need('pandas', 'r.in:1', 'used'), need('pandas', 'r.txt:2', 'used', 'compiled'), need('numpy', 'r.txt:1', 'used', 'compiled'), need('tzdata', 'r.txt:3', 'redundant', 'compiled')];
  const found = packagesOf(parts(packages, SIZES, { needs }));
  expect(goes(found)).toEqual(['pandas: pandas numpy tzdata (138)']);
  expect(found.requirements[0]).toMatchObject({ at: [place('r.in:1'), place('r.txt:2')], verdict: 'used', listed: ['numpy', 'tzdata'] });
});

test('in a frozen list a line that something else brings counts with that, unless the code needs it itself', () => {
  const packages = resolved('pandas @ r.txt:1', 'numpy <- pandas @ r.txt:2', 'tzdata <- pandas @ r.txt:3');
  const needs = [need('pandas', 'r.txt:1', 'unused'), need('numpy', 'r.txt:2', 'used'), need('tzdata', 'r.txt:3', 'redundant')];
  const found = packagesOf(parts(packages, SIZES, { needs, frozen: new Set(['r.txt']) }));
  expect(goes(found)).toEqual(['pandas: pandas tzdata (78)', 'numpy: - (0)']);
});

test('lines of a frozen list that only bring each other are not lost', () => {
  const found = packagesOf(parts(resolved('pandas <- numpy @ r.txt:1', 'numpy <- pandas @ r.txt:2'), SIZES, { frozen: new Set(['r.txt']) }));
  expect(goes(found)).toEqual(['pandas: pandas numpy (135)']);
  expect(found.orphans).toEqual([]);
});

test('no number is made up: what has no size is named, and the total is what is known', () => {
  const found = packagesOf(parts(resolved('pandas @ r.txt:1', 'secret <- pandas', 'hidden @ r.txt:2'), SIZES));
  expect(found.total).toEqual({ bytes: { low: 75e6, high: 75e6, basis: 'catalogue' }, unknown: ['hidden', 'secret'] });
  expect(found.requirements.map(({ name, goesHeft }) => [name, goesHeft])).toEqual([
    ['pandas', { bytes: { low: 75e6, high: 75e6, basis: 'catalogue' }, unknown: ['secret'] }],
    ['hidden', { bytes: null, unknown: ['hidden'] }],
  ]);
});

test('bytecode counts where the install writes it, perhaps where it may, and a package without that figure is not known', () => {
  const packages = resolved('pandas @ r.txt:1');
  const total = (written: 'yes' | 'no' | 'maybe', bytecode: number | null): unknown =>
    packagesOf(parts(packages, { pandas: size(60, bytecode) }, { installs: [{ request: request([{ name: 'pandas', text: 'pandas', at: place('r.txt:1') }]), bytecode: { written, because: '' } }] })).total;
  expect(total('yes', 15)).toMatchObject({ bytes: { low: 75e6, high: 75e6 } });
  expect(total('no', 15)).toMatchObject({ bytes: { low: 60e6, high: 60e6 } });
  expect(total('maybe', 15)).toMatchObject({ bytes: { low: 60e6, high: 75e6 } });
  expect(total('yes', null)).toEqual({ bytes: null, unknown: ['pandas'] });
  expect(total('no', null)).toMatchObject({ bytes: { low: 60e6, high: 60e6 }, unknown: [] });
});

test('each package is counted as the install that brings it does: one call of pip, one of uv', () => {
  const packages = resolved('pandas @ a.txt:1', 'numpy <- pandas', 'scipy @ b.txt:1', 'six <- scipy');
  const line = (name: string, at: string) => ({ name, text: name, at: place(at) });
  const found = packagesOf(
    parts(packages, { ...SIZES, six: size(1, 2) }, {
      installs: [
        { request: request([line('pandas', 'a.txt:1')]), bytecode: COMPILED },
        { request: request([line('scipy', 'b.txt:1')], { manager: 'uv', at: place('Dockerfile:6') }), bytecode: { written: 'no', because: 'uv does not compile unless it is told to' } },
      ],
    }),
  );
  expect(Object.fromEntries(found.packages.map(({ name, bytes }) => [name, (bytes?.high ?? 0) / 1e6]))).toEqual({ pandas: 75, numpy: 60, scipy: 100, six: 1 });
});

test('what the base image has already may cost nothing, or its size again', () => {
  const found = packagesOf(parts(resolved('six @ r.txt:1'), SIZES, { brought: new Map([['six', 'python:3.11-slim has it']]) }));
  expect(found.packages).toMatchObject([{ name: 'six', bytes: { low: 0, high: 1e6 }, brought: 'python:3.11-slim has it' }]);
});

test('what a lock names and nothing asked for brings is counted and told apart', () => {
  const found = packagesOf(parts(resolved('pandas @ r.txt:1', 'rich'), SIZES));
  expect(found.orphans).toEqual(['rich']);
  expect(found.packages.find(({ name }) => name === 'rich')).toMatchObject({ chain: [], at: null });
  expect(found.total.bytes?.high).toBe(77e6);
});

test('what no index has is listed once, from the request and from the resolver', () => {
  const left = { what: './libs/own', reason: 'a folder of the repository', at: place('r.txt:4') };
  const found = packagesOf(parts(resolved('six @ r.txt:1'), SIZES, { installs: [{ request: request([], { left: [left] }), bytecode: COMPILED }], resolution: resolution(resolved('six @ r.txt:1'), { unresolved: [left] }) }));
  expect(found.unresolved).toEqual([left]);
});

test('20,000 packages that all require the next one, each asked for, end in time with what can be told', () => {
  const names = Array.from({ length: 20_000 }, (_, index) => `p${index}`);
  const packages = new Map(names.map((name, index) => [name, { name, version: null, wheel: null, parents: index === 0 ? ['p19999'] : [`p${index - 1}`], asked: [place(`r.txt:${index + 1}`)] }]));
  const begin = performance.now();
  const found = packagesOf(parts(packages, {}));
  expect(performance.now() - begin).toBeLessThan(5_000);
  expect(found.requirements).toHaveLength(20_000);
  expect(found.requirements.some(({ all }) => all === null)).toBe(true);
});
