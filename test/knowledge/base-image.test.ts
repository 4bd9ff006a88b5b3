import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Answer } from '#answer/answer.js';
import { listen } from '#answer/ledger.js';
import { baseImage, oldPipOf } from '#knowledge/index.js';

interface Family {
  readonly repositories?: readonly string[];
  readonly pattern?: string;
  readonly tags: readonly string[];
  readonly examples: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

const { families } = JSON.parse(readFileSync(new URL('../../src/knowledge/bases.json', import.meta.url), 'utf8')) as {
  readonly families: Readonly<Record<string, Family>>;
};

const GROUPS = ['alpine', 'major', 'minor', 'python', 'release', 'slim', 'suite', 'windows'];

describe('the table', () => {
  it.each(Object.entries(families))('%s: its patterns compile and use known groups', (_id, { pattern, tags }) => {
    for (const regex of [...tags, ...(pattern === undefined ? [] : [pattern])]) {
      expect(() => new RegExp(regex)).not.toThrow();
      for (const [, group] of regex.matchAll(/\(\?<(\w+)>/g)) expect(GROUPS).toContain(group);
    }
  });

  it.each(Object.entries(families))('%s: each example tells what the entry says', (id, { repositories = [], examples }) => {
    for (const repository of repositories) {
      for (const [tag, expected] of Object.entries(examples)) {
        expect(baseImage(`${repository}:${tag}`).value, tag).toMatchObject({ family: id, name: repository, tag, ...expected });
      }
    }
  });

  it('has examples wherever there are tags to read', () => {
    for (const [id, { tags, examples }] of Object.entries(families)) {
      expect([id, Object.keys(examples).length > 0]).toEqual([id, tags.length > 0]);
    }
  });

  it('has each repository once', () => {
    const all = Object.values(families).flatMap(({ repositories = [] }) => repositories);
    expect(new Set(all).size).toBe(all.length);
  });
});

describe('baseImage', () => {
  it.each(['python:3.11', 'python:3.11.9-slim-bookworm', `python:3.11-slim@sha256:${'a'.repeat(64)}`, 'docker.io/library/python:3.11-alpine3.19'])(
    'knows the Python of %s',
    (reference) => {
      expect(baseImage(reference)).toMatchObject({ complete: true, assumed: false, value: { python: '3.11', major: 3, implementation: 'cpython' } });
    },
  );

  it('leaves open what moves under the tag', () => {
    expect(baseImage('python:3.11-slim').value).toMatchObject({ variant: 'slim', suite: null, aptPython: null });
    expect(baseImage('python:3.11-slim-bookworm').value).toMatchObject({ variant: 'slim', suite: 'bookworm', aptPython: '3.11' });
    expect(baseImage('python:3.12-alpine').value).toMatchObject({ variant: 'alpine', alpine: null, distribution: 'alpine' });
  });

  it.each(['python', 'python:latest', 'python:slim', 'python:bookworm', 'python:alpine3.20'])('does not know the Python of %s', (reference) => {
    expect(baseImage(reference)).toMatchObject({ complete: false, value: { python: null, major: null, family: 'python' } });
  });

  it('knows that python:3 is some Python 3', () => {
    expect(baseImage('python:3')).toMatchObject({ complete: false, value: { python: null, major: 3 }, because: 'python:3 does not fix its Python' });
  });

  it('does not read a version into a digest', () => {
    expect(baseImage(`python@sha256:${'b'.repeat(64)}`)).toMatchObject({ complete: false, value: { python: null, tag: null, variant: null } });
  });

  it('takes a release of Debian or Ubuntu for what it is: an image without Python', () => {
    expect(baseImage('debian:bookworm-slim')).toMatchObject({ complete: true, value: { implementation: null, python: null, aptPython: '3.11' } });
    expect(baseImage('debian:12.11').value).toMatchObject({ suite: 'bookworm', variant: 'full' });
    expect(baseImage('ubuntu:22.04')).toMatchObject({ complete: true, assumed: false, value: { suite: 'jammy', aptPython: '3.10' } });
    expect(baseImage('debian:stable')).toMatchObject({ complete: false, value: { suite: null, aptPython: null } });
  });

  it('only assumes what no source was read for', () => {
    expect(baseImage('ubuntu:20.04')).toMatchObject({ complete: true, assumed: true, because: 'focal has Python 3.8' });
    expect(baseImage('nvidia/cuda:12.4.1-runtime-ubuntu22.04')).toMatchObject({ assumed: true, value: { suite: 'jammy', implementation: null } });
  });

  it.each([
    ['registry.corp/python:3.11', 'registry.corp/python is a copy of Docker Hub\'s python'],
    ['registry.corp:5000/hub/library/python:3.11', 'registry.corp:5000/hub/library/python is a copy of Docker Hub\'s python'],
    ['mirror.gcr.io/library/python:3.11', 'mirror.gcr.io mirrors docker.io'],
    ['public.ecr.aws/docker/library/python:3.11', 'public.ecr.aws/docker mirrors docker.io'],
  ])('assumes that %s is the official image', (reference, because) => {
    expect(baseImage(reference)).toMatchObject({ complete: true, assumed: true, because, value: { name: 'docker.io/library/python', python: '3.11' } });
  });

  it.each(['someone/python:3.11', 'registry.corp/team/python:3.11', 'node:20', 'scratch', 'python:${V}', 'not an image'])('has nothing on %s', (reference) => {
    expect(baseImage(reference)).toMatchObject({ value: null, complete: false });
  });

  it('reads the Python out of a repository name', () => {
    expect(baseImage('registry.access.redhat.com/ubi9/python-311:latest').value).toMatchObject({
      python: '3.11',
      user: '1001',
      environment: { PIP_NO_CACHE_DIR: 'off' },
    });
    expect(baseImage('gcr.io/distroless/python3-debian12:nonroot').value).toMatchObject({ python: '3.11', suite: 'bookworm' });
  });
});

describe('oldPipOf', () => {
  it.each([
    ['ubuntu:14.04', '1.5.4'],
    ['ubuntu:trusty-20190425', '1.5.4'],
    ['debian:jessie-slim', '1.5.6'],
    ['buildpack-deps:wheezy', '1.1'],
    ['registry.corp/library/debian:8', '1.5.6'],
  ])('%s has pip %s', (reference, version) => {
    expect(oldPipOf(reference)).toMatchObject({ value: version, complete: true, assumed: true });
  });

  it.each(['debian:bookworm', 'ubuntu:22.04', 'python:2.7-jessie', 'someone/image:jessie', 'base', 'python:${V}', ''])('nothing is known against %s', (reference) => {
    expect(oldPipOf(reference)).toMatchObject({ value: null, complete: true, assumed: false });
  });

  it('asks one thing of the catalogue, whatever it looks up on the way', () => {
    const heard: Answer<unknown>[] = [];
    const answer = listen(heard, () => oldPipOf('someone/image'));
    expect(heard).toEqual([answer]);
  });
});

it.each([
  ['python:3.12-slim', 'none'],
  ['ubuntu:24.04', 'none'],
  ['nvidia/cuda:12.4.1-runtime-ubuntu22.04', null],
])('%s: whether it has an entrypoint of its own: %s', (reference, expected) => {
  expect(baseImage(reference).value?.entrypoint).toBe(expected);
});
