import { posix } from 'node:path';
import { expect, test } from 'vitest';
import { readBuilds } from './builds.js';

const commits = Object.entries(readBuilds().commits);

test.each(commits)('the builds of %s are each there once, and no Dockerfile is both named and unnamed', (commit, { builds, unnamed }) => {
  expect(commit).toMatch(/^[0-9a-f]{12}$/);
  const keys = builds.map(({ service, dockerfile, context, target, args }) => JSON.stringify([service, dockerfile, context, target, args]));
  expect(keys.filter((key, at) => keys.indexOf(key) !== at)).toEqual([]);
  const named = new Set(builds.map(({ dockerfile }) => dockerfile));
  expect(unnamed.filter(({ dockerfile }) => named.has(dockerfile))).toEqual([]);
});

test.each(commits)('the paths of %s are from the root, and one build has one service in each of its files', (_, { builds, otherNames, unnamed }) => {
  const all = [...builds, ...otherNames];
  const paths = [...all.flatMap(({ files, dockerfile, context }) => [...files, dockerfile, context]), ...unnamed.map(({ dockerfile }) => dockerfile)];
  expect(paths.filter((path) => path !== posix.normalize(path) || /^\.\.|^\/|\/$/.test(path))).toEqual([]);
  const places = all.flatMap(({ service, files }) => files.map((file) => `${file} ${service}`));
  expect(places.filter((place, at) => places.indexOf(place) !== at)).toEqual([]);
});
