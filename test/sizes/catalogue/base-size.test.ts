import { describe, expect, test } from 'vitest';
import { baseSize } from '#sizes/catalogue/base-size.js';
import { neighbourTags, tagParts } from '#sizes/catalogue/base-tags.js';

function disk(reference: string, arch: 'aarch64' | 'x86_64' = 'x86_64'): readonly number[] | null {
  const bytes = baseSize(reference, arch).value?.disk ?? null;
  return bytes && [bytes.low, bytes.high].map((one) => Math.round(one / 1e6));
}

describe('what a base image weighs', () => {
  test('a tag with an entry: what was published, as far apart as builds of it are', () => {
    const answer = baseSize('python:3.12-slim-bookworm');
    expect([answer.complete, answer.assumed]).toEqual([true, false]);
    expect(disk('python:3.12-slim-bookworm')).toEqual([121, 127]);
    expect(answer.value?.disk?.basis).toBe('catalogue');
    expect(answer.value).toMatchObject({ image: 'docker.io/library/python:3.12-slim-bookworm', holds: ['bash', 'ca-certificates'], lacks: ['curl', 'gcc', 'git', 'make', 'wget'], user: 'root' });
    expect(answer.evidence[0]?.text).toMatch(/with Python 3\.12\.13, on disk, built 2026-08-05 \(https:\/\/github\.com\/docker-library\/repo-info\/blob\//);
  });

  test('on disk and compressed are two things', () => {
    const { disk: whole, compressed } = baseSize('python:3.12-slim-bookworm').value ?? {};
    expect(compressed?.high).toBeLessThan((whole?.low ?? 0) / 2);
  });

  test('a tag that moves is taken for what it points to', () => {
    const answer = baseSize('python:3.12-slim');
    expect([answer.assumed, answer.because]).toEqual([true, 'python:3.12-slim is taken for docker.io/library/python:3.12-slim-trixie']);
    expect(disk('python:3.12-slim')).toEqual(disk('python:3.12-slim-trixie'));
    expect(disk('python:slim')).toEqual(disk('python:3.14-slim-trixie'));
  });

  test('the full image holds compilers and is eight times as large', () => {
    expect(baseSize('python:3.12').value?.holds).toEqual(['bash', 'ca-certificates', 'curl', 'gcc', 'git', 'make', 'wget']);
    expect(disk('python:3.12')?.[0]).toBeGreaterThan(1_000);
  });

  test('a patch version that has an entry, and one that has none', () => {
    expect(disk('python:3.13.14-slim-trixie')).toEqual([115, 121]);
    expect(disk('python:3.13.2-slim-trixie')).toEqual([117, 136]);
    expect(baseSize('python:3.13.2-slim-trixie').assumed).toBe(true);
  });

  test('an old patch version without a release may be of any', () => {
    expect(baseSize('python:3.12.4-slim').because).toMatch(/3\.12-slim-bookworm or .*3\.12-slim-trixie/);
    const [low = 0, high = 0] = disk('python:3.12.4-slim') ?? [];
    expect(low).toBeLessThan(disk('python:3.12-slim-trixie')?.[0] ?? 0);
    expect(high).toBeGreaterThan(disk('python:3.12-slim-bookworm')?.[1] ?? 0);
  });

  test('a tag without a size: other Pythons on the same release speak for it', () => {
    const answer = baseSize('python:3.10-bookworm');
    expect([answer.assumed, answer.because]).toEqual([true, 'other builds of the same release and variant speak for it']);
    expect(disk('python:3.10-bookworm')?.[0]).toBeGreaterThan(900);
  });

  test('Alpine, Debian, Ubuntu', () => {
    expect(disk('alpine:3.23')).toEqual([8, 9]);
    expect(disk('debian:bookworm-slim')).toEqual([73, 77]);
    expect(disk('debian:12-slim')).toEqual(disk('debian:bookworm-slim'));
    expect(disk('ubuntu:jammy')).toEqual(disk('ubuntu:22.04'));
    expect(disk('python:3.13-alpine')?.[1]).toBeLessThan(55);
  });

  test('arm64: what is pulled was published, what is on disk was not', () => {
    const own = baseSize('python:3.12-slim-bookworm', 'aarch64').value;
    expect([own?.compressed?.basis, own?.disk?.basis]).toEqual(['catalogue', 'heuristic']);
    expect((own?.disk?.high ?? 0) / (own?.disk?.low ?? 1)).toBeGreaterThan(1.15);
  });

  test('no size was found: nothing is made up', () => {
    expect(baseSize('ghcr.io/astral-sh/uv:python3.12-bookworm-slim')).toMatchObject({
      value: { disk: null, compressed: null, holds: ['bash', 'ca-certificates'] }, complete: false,
      because: 'no size of ghcr.io/astral-sh/uv:python3.12-bookworm-slim was found; it is built on docker.io/library/python:3.12-slim-bookworm',
    });
    expect(baseSize('nvidia/cuda:12.4.1-devel-ubuntu22.04').value?.disk).toBeNull();
    expect(baseSize('redis:7').value).toBeNull();
    expect(baseSize('python:3.12-windowsservercore').value).toBeNull();
  });

  test('a digest alone, a variable, no name', () => {
    const digest = `sha256:${'a'.repeat(64)}`;
    expect(baseSize(`python@${digest}`)).toMatchObject({ value: null, complete: false });
    expect(baseSize(`python:3.12-slim-bookworm@${digest}`)).toMatchObject({ assumed: true, because: 'the digest is taken to be the build that was looked at, or one like it' });
    expect(baseSize('$BASE').value).toBeNull();
    expect(baseSize('').value).toBeNull();
  });

  test('a mirror is taken for a copy', () => {
    expect(disk('mirror.gcr.io/library/python:3.12-slim-trixie')).toEqual(disk('python:3.12-slim-trixie'));
    expect(baseSize('mirror.gcr.io/library/python:3.12-slim-trixie').assumed).toBe(true);
  });
});

describe('tags in parts', () => {
  test.each([
    ['3.12.4-slim-bookworm', { minor: '3.12', patch: '3.12.4', variant: 'slim', release: 'bookworm' }],
    ['3.12-alpine3.20', { minor: '3.12', variant: 'alpine', release: '3.20' }],
    ['3.12-alpine', { minor: '3.12', variant: 'alpine', release: '' }],
    ['3.12', { minor: '3.12', variant: 'full', release: '' }],
    ['3.12-nanoserver', null],
    ['latest', null],
  ])('%s', (tag, parts) => {
    expect(tagParts(tag)).toEqual(parts);
  });

  test('neighbours: on Debian the release counts first, on Alpine the Python', () => {
    const all = ['py:3.11-slim-bookworm', 'py:3.12-slim-trixie', 'py:3.12-bookworm', 'py:3.12-alpine3.20', 'py:3.11-alpine3.22'];
    expect(neighbourTags('py:3.12-slim-bookworm', all)).toEqual([['py:3.11-slim-bookworm'], ['py:3.12-slim-trixie']]);
    expect(neighbourTags('py:3.12-alpine3.22', all)).toEqual([['py:3.12-alpine3.20'], ['py:3.11-alpine3.22'], ['py:3.12-alpine3.20', 'py:3.11-alpine3.22']]);
  });
});
