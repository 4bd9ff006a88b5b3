import { describe, expect, test } from 'vitest';
import { listReaders, recommendedBy } from '#knowledge/index.js';

function names(reference: string, packages: readonly string[]): readonly string[] {
  return recommendedBy(reference, packages).value?.fallen.map(({ name }) => name) ?? [];
}

describe('what apt brings along that is only recommended', () => {
  test('git on bookworm: a pager, ssh, patch', () => {
    const found = recommendedBy('debian:bookworm-slim', ['git']);
    expect(found.value?.fallen.map(({ name }) => name)).toEqual(expect.arrayContaining(['ca-certificates', 'less', 'openssh-client', 'patch']));
    expect(found.value?.fallen.find(({ name }) => name === 'openssh-client')?.commands).toEqual(expect.arrayContaining(['ssh', 'scp', 'ssh-keyscan']));
    expect(found.value?.kilobytes).toBeGreaterThan(15_000);
    expect([found.complete, found.assumed]).toEqual([true, false]);
    expect(found.evidence[0]?.text).toMatch(/^the package lists of bookworm \(https:/);
  });

  test('what the image holds, is asked for by name, or is depended on, does not fall away', () => {
    expect(names('debian:bookworm-slim', ['curl'])).toContain('ca-certificates');
    expect(names('python:3.12-slim-bookworm', ['curl'])).not.toContain('ca-certificates');
    expect(names('debian:bookworm-slim', ['curl', 'ca-certificates'])).not.toContain('ca-certificates');
    expect(names('debian:bookworm-slim', ['build-essential'])).toContain('gpg-agent');
    expect(names('debian:bookworm-slim', ['build-essential', 'gnupg'])).not.toContain('gpg-agent');
  });

  test('the C library stays beside gcc, fonts beside graphviz', () => {
    expect(recommendedBy('debian:bookworm', ['gcc']).value?.fallen.find(({ name }) => name === 'libc6-dev')?.needed).toMatch(/C library/);
    expect(recommendedBy('debian:bookworm', ['graphviz']).value?.fallen.filter(({ needed }) => needed !== null)).not.toEqual([]);
  });

  test('pip does its work with what it recommends', () => {
    expect(recommendedBy('debian:bookworm', ['python3-pip']).value?.decisive).toHaveLength(1);
  });

  test('a package that it does not have', () => {
    expect(recommendedBy('debian:bookworm', ['git', 'no-such-package']).value?.unknown).toEqual(['no-such-package']);
  });

  test('a tag that moves is taken for each release', () => {
    const found = recommendedBy('python:3.12-slim', ['git']);
    expect([found.value?.suites, found.assumed]).toEqual([['bookworm', 'trixie'], true]);
  });

  test.each(['ubuntu:22.04', 'debian:sid', 'debian:buster-slim', 'python:3.12-alpine', 'python:3.12', 'python:3.7-slim', 'buildpack-deps:bookworm', 'nvidia/cuda:12.4.1-base-ubuntu22.04', 'my/own:1'])('%s: nothing is known', (reference) => {
    expect(recommendedBy(reference, ['git']).value).toBeNull();
  });
});

describe('packages whose programs read the lists later', () => {
  test('are named with their sources', () => {
    const found = listReaders(['curl', 'python3-apt', 'unattended-upgrades', 'python3-apt']);
    expect(found.value).toEqual(['python3-apt', 'unattended-upgrades']);
    expect(found.evidence.map(({ text }) => text)[0]).toMatch(/^python3-apt: a program that imports apt opens the lists \(https:/);
  });

  test('others are none', () => {
    expect(listReaders(['curl', 'software-properties-common']).value).toEqual([]);
  });
});

test('of what is decisive only the sum is known: it is not nothing', () => {
  const texts = recommendedBy('debian:bookworm', ['npm']).evidence.map(({ text }) => text);
  expect(texts.filter((text) => /nothing/.test(text))).toEqual([]);
  expect(texts.filter((text) => /packages that the catalogue does not name, \d/.test(text))).toHaveLength(1);
});
