import { expect, test } from 'vitest';
import { withTexts } from '#files/snapshot.js';
import { readBuildFiles } from '#services/build-files.js';
import { load } from '../workspace.js';
import { buildLines } from './story.js';

test('every kind of file that builds is found by its name', () => {
  const { snapshot } = load({
    'Dockerfile': 'FROM python:3.11\n',
    'compose.yaml': 'services:\n  api:\n    build: .\n',
    'docker-bake.hcl': 'target "api" {\n  context = "."\n}\n',
    'skaffold.yaml': 'apiVersion: skaffold/v4beta6\nkind: Config\nbuild:\n  artifacts:\n    - image: api\n',
    'Makefile': 'image:\n\tdocker build -t api .\n',
    'scripts/build.sh': '#!/bin/sh\ndocker build -t api .\n',
    '.devcontainer/devcontainer.json': '{ "build": { "dockerfile": "../Dockerfile", "context": ".." } }\n',
    '.gitlab-ci.yml': 'build-image:\n  script:\n    - docker build -t api .\n',
    '.github/workflows/image.yml': 'on: push\njobs:\n  image:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v4\n      - run: docker build -t api .\n',
  });
  const sources = readBuildFiles(snapshot).flatMap(({ mentions }) => mentions.map(({ source }) => source));
  expect(new Set(sources)).toEqual(new Set(['compose', 'bake', 'skaffold', 'make', 'script', 'devcontainer', 'gitlab', 'github']));
});

test('compose files are put together as a Makefile does', () => {
  expect(
    buildLines({
      'api/Dockerfile': 'FROM python:3.11 AS dev\nFROM python:3.11\n',
      'base.yml': 'services:\n  api:\n    build: api\n',
      'extra.yml': 'services:\n  api:\n    build:\n      target: dev\n',
      'Makefile': 'up:\n\tdocker compose -f base.yml -f extra.yml up\n',
    }),
  ).toEqual(['api/Dockerfile --target dev [api] <- compose extra.yml:3']);
});

test('they are read once, and again when one of them changes', () => {
  const { snapshot } = load({ 'Dockerfile': 'FROM python:3.11\n', 'compose.yaml': 'services:\n  api:\n    build: .\n', 'app.py': '' });
  const first = readBuildFiles(snapshot);
  expect(readBuildFiles(withTexts(snapshot, new Map([['Dockerfile', 'FROM python:3.12\n']]), () => 'dockerfile'))).toBe(first);
  const changed = withTexts(snapshot, new Map([['compose.yaml', 'services:\n  web:\n    build: .\n']]), () => null);
  expect(readBuildFiles(changed).flatMap(({ services }) => services.map(({ name }) => name))).toEqual(['web']);
});
