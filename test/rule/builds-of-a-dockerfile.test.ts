import { subjectsOf } from '#rule/subjects.js';
import { expect, test } from 'vitest';
import { loadAll, type Files } from '../workspace.js';

const COMPOSE = `services:
  cpu:
    build: { context: ., args: { KEEP: "" } }
  gpu:
    build: { context: ., args: { KEEP: "1", BASE: nvidia/cuda:12.4.1-runtime-ubuntu22.04 } }
`;

const DOCKERFILE = `ARG BASE=python:3.11-slim
FROM $BASE
ARG KEEP
ENV PIP_NO_CACHE_DIR=$KEEP
ENV SAME=yes
RUN pip install flask
`;

function dockerfile(files: Files) {
  const [subject] = subjectsOf(loadAll(files).snapshot, 'dockerfile');
  if (!subject) throw new Error('no Dockerfile');
  return subject;
}

test('what all builds of a Dockerfile agree on is known', () => {
  const run = dockerfile({ 'compose.yaml': COMPOSE, 'Dockerfile': DOCKERFILE }).stages[0]?.instructions.at(-1);
  expect(run?.environment('SAME')).toMatchObject({ value: 'yes', complete: true });
});

test('where builds differ no answer holds for all of them, and both are named', () => {
  const run = dockerfile({ 'compose.yaml': COMPOSE, 'Dockerfile': DOCKERFILE }).stages[0]?.instructions.at(-1);
  const answer = run?.environment('PIP_NO_CACHE_DIR');
  expect(answer?.complete).toBe(false);
  expect(answer?.because).toMatch(/^builds of one Dockerfile differ: .* and .*/);
  const [install] = run?.installs().value ?? [];
  expect(install?.cache().complete).toBe(false);
});

test('the bases of all builds, each once', () => {
  const subject = dockerfile({ 'compose.yaml': COMPOSE, 'Dockerfile': DOCKERFILE });
  expect(subject.stages[0]?.bases().value).toEqual([
    { kind: 'image', reference: 'python:3.11-slim' },
    { kind: 'image', reference: 'nvidia/cuda:12.4.1-runtime-ubuntu22.04' },
  ]);
  expect(subject.images).toHaveLength(2);
});

test('builds that differ in what a query does not touch say the same', () => {
  const files = { 'compose.yaml': COMPOSE.replaceAll('KEEP', 'OTHER'), 'Dockerfile': DOCKERFILE };
  const [install] = dockerfile(files).stages[0]?.instructions.at(-1)?.installs().value ?? [];
  expect(install?.cache()).toMatchObject({ value: 'left', complete: true });
});

test('a build that compose gives the argument is not taken for the default', () => {
  const files = { 'compose.yaml': 'services:\n  old:\n    build: { context: ., args: { BASE: "python:2.7" } }\n', 'Dockerfile': DOCKERFILE };
  expect(dockerfile(files).stages[0]?.base()).toMatchObject({ value: { reference: 'python:2.7' }, complete: true, assumed: false });
});
