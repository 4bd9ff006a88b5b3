import { expect, test } from 'vitest';
import { imageParts } from '#sizes/packages/parts.js';
import type { ImagePart } from '#sizes/packages/types.js';
import { workspaceImages } from '#services/workspace-images.js';
import { loadAll } from '../../workspace.js';

function partsOf(dockerfile: string): readonly ImagePart[] {
  const [image] = workspaceImages(loadAll({ 'compose.yaml': 'services:\n  api:\n    build: .\n', Dockerfile: dockerfile }).snapshot).images;
  if (!image) throw new Error('no image');
  return imageParts(image, 'x86_64');
}

test('the base image has its published size on disk, with the day on which it was built', () => {
  const [base] = partsOf('FROM python:3.12-slim-bookworm\nCMD ["python"]\n');
  expect(base).toMatchObject({ kind: 'base', what: 'python:3.12-slim-bookworm', at: { path: 'Dockerfile', line: 1 }, bytes: { basis: 'catalogue' } });
  expect(base?.bytes?.low).toBeGreaterThan(100e6);
  expect(base?.bytes?.high).toBeLessThan(160e6);
  expect(base?.because).toMatch(/checked \d{4}-\d\d-\d\d/);
});

test('a base image that nobody published the size of has none', () => {
  expect(partsOf('FROM registry.example.org/own/base:7\nCMD ["x"]\n')).toMatchObject([{ kind: 'base', bytes: null }]);
});

test('what apt installs counts once for each call, at its own line', () => {
  const [, curl, compiler] = partsOf('FROM python:3.12-slim-bookworm\nRUN apt-get update && apt-get install -y --no-install-recommends curl\nRUN apt-get update && apt-get install -y --no-install-recommends build-essential\nCMD ["x"]\n');
  expect(curl).toMatchObject({ kind: 'system', what: 'apt curl', at: { line: 2 } });
  expect(compiler).toMatchObject({ what: 'apt build-essential', at: { line: 3 } });
  expect(compiler?.bytes?.low).toBeGreaterThan(curl?.bytes?.high ?? Infinity);
});

test('what a full image holds is not counted', () => {
  const [, held] = partsOf('FROM python:3.12-bookworm\nRUN apt-get update && apt-get install -y build-essential libpq-dev git\nCMD ["x"]\n');
  expect(held).toMatchObject({ bytes: { low: 0, high: 0 }, because: expect.stringContaining('less what the full image holds') });
  const sizeOn = (base: string): number => partsOf(`FROM python:3.12${base}-bookworm\nRUN apt-get update && apt-get install -y --no-install-recommends cmake\nCMD ["x"]\n`)[1]?.bytes?.high ?? 0;
  expect(sizeOn('')).toBeGreaterThan(0);
  expect(sizeOn('')).toBeLessThanOrEqual(sizeOn('-slim'));
});

test('what the same RUN takes out again is not counted', () => {
  const [, part, rest] = partsOf('FROM python:3.12-slim-bookworm\nRUN apt-get update && apt-get install -y gcc libpq5 && pip install x && apt-get purge -y gcc\nCMD ["x"]\n');
  expect(part).toMatchObject({ what: 'apt libpq5', because: expect.stringContaining('gcc taken out again in the same RUN') });
  expect(rest).toBeUndefined();
  const [, none] = partsOf('FROM python:3.12-alpine\nRUN apk add --virtual .build gcc && pip install x && apk del .build\nCMD ["x"]\n');
  expect(none).toMatchObject({ bytes: null, because: 'taken out again in the same RUN; what stays of it is not known' });
});

test('other package managers have no catalogue, and builder stages do not count', () => {
  expect(partsOf('FROM python:3.12-slim AS build\nRUN apt-get update && apt-get install -y gcc\nFROM python:3.12-alpine\nRUN apk add libpq\nCOPY --from=build /x /x\n').map(({ what, bytes }) => [what, bytes === null])).toEqual([
    ['python:3.12-alpine', false],
    ['apk libpq', true],
  ]);
});
