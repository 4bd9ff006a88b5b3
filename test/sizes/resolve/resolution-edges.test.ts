import { expect, test } from 'vitest';
import { resolutionEdges } from '#sizes/resolve/resolution-edges.js';
import type { Resolution, ResolvedPackage } from '#sizes/types.js';

const wheel = (file: string) => ({ file, url: null, bytes: null, sha256: null });
const one = (name: string, version: string | null, parents: readonly string[] = []): [string, ResolvedPackage] =>
  [name, { name, version, parents, asked: [], wheel: version === null ? null : wheel(`${name}-${version}-py3-none-any.whl`) }];

const RESOLUTION: Resolution = {
  packages: new Map([one('torch', '2.5.1+cpu', ['timm']), one('timm', '1.0.12'), one('sympy', '1.13.1', ['torch']), one('docopt', null, ['timm'])]),
  by: 'uv',
  complete: true,
  because: 'uv 0.13.9',
  unresolved: [],
};

test('who requires whom is known for the versions that were resolved, and for no others', () => {
  const edges = resolutionEdges(RESOLUTION);
  expect(edges('timm', '1.0.12').value?.requires.map(({ name }) => name)).toEqual(['torch', 'docopt']);
  expect(edges('torch', '2.5.1').value).toMatchObject({ version: '2.5.1+cpu', requires: [{ name: 'sympy' }] });
  expect(edges('torch', null)).toMatchObject({ complete: true, assumed: false, because: 'torch 2.5.1+cpu requires sympy (uv)' });
  expect(edges('sympy', null).value?.requires).toEqual([]);
  expect(edges('torch', '2.6.0').value).toBeNull();
  expect(edges('flask', null).value).toBeNull();
});

test('what has no wheel was not looked into; an incomplete resolution is an assumption, the bundled record no proof of its own', () => {
  expect(resolutionEdges(RESOLUTION)('docopt', null).value).toBeNull();
  expect(resolutionEdges({ ...RESOLUTION, complete: false, because: 'docopt: no wheel fits' })('torch', null)).toMatchObject({ assumed: true });
  expect(resolutionEdges({ ...RESOLUTION, by: 'edges' })('torch', null).value).toBeNull();
});
