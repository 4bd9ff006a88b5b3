import { describe, expect, test } from 'vitest';
import { pythonOf } from '#services/pythons.js';
import { modelOf } from '../workspace.js';

/** The Python of the last install: the version, with `?` where it is assumed, or why it cannot be told. */
function python(text: string): string {
  const model = modelOf(text);
  const install = model.installs.flat().flatMap((found) => (found.ok ? found.value.calls : [])).at(-1);
  if (!install) throw new Error('no install');
  const answer = pythonOf(model, install);
  if (!answer.complete) return `unknown: ${answer.because}`;
  return `${answer.value}${answer.assumed ? '?' : ''}`;
}

describe('told by the base image', () => {
  test.each([
    ['FROM python:3.11\n', '3.11'],
    ['FROM python:3.11.4-slim-bookworm\n', '3.11'],
    ['FROM docker.io/library/python:3.9-alpine\n', '3.9'],
    ['FROM python:2.7\n', '2.7'],
    ['FROM python:3.11 AS base\nFROM base AS next\nFROM next\n', '3.11'],
    ['FROM python:3.9 AS build\nFROM python:3.12\nCOPY --from=build /x /x\n', '3.12'],
    ['FROM --platform=linux/amd64 python:3.10\n', '3.10'],
  ])('%j', (before, expected) => {
    expect(python(`${before}RUN pip install x\n`)).toBe(expected);
  });
});

describe('assumed', () => {
  test.each([
    ['an ARG that a build may replace', 'ARG TAG=3.11\nFROM python:$TAG\n', 'pip install x', '3.11?'],
    ['some Python 3', 'FROM python:3\n', 'pip install x', '3.8?'],
    ['some Python 3, slim', 'FROM python:3-slim\n', 'pip install x', '3.8?'],
    ['the distribution\'s own', 'FROM debian:bookworm\nRUN apt-get update && apt-get install -y python3-pip\n', 'pip3 install x', '3.11?'],
    ['the distribution\'s own, by its release', 'FROM ubuntu:22.04\nRUN apt-get update && apt-get install -y --no-install-recommends python3 python3-venv\n', 'python3 -m pip install x', '3.10?'],
    ['a word of the Dockerfile', 'FROM registry.example.org/base:1\nRUN ln -s /usr/bin/python3.9 /usr/bin/python\n', 'pip install x', '3.9?'],
    ['the name pip3', 'FROM registry.example.org/base:1\n', 'pip3 install x', '3.8?'],
  ])('%s', (_, before, run, expected) => {
    expect(python(`${before}RUN ${run}\n`)).toBe(expected);
  });
});

describe('told by the call itself, whatever the base', () => {
  test.each([
    ['pip3.9 install x', '3.9'],
    ['/usr/bin/pip2.7 install x', '2.7'],
    ['python3.12 -m pip install x', '3.12'],
    ['/opt/py/bin/python3.7 -m pip install x', '3.7'],
    ['uv pip install --python 3.12 x', '3.12'],
    ['uv pip install --python=3.12 x', '3.12'],
    ['uv pip install -p 3.12 x', '3.12'],
    ['uv pip install -p3.12 x', '3.12'],
    ['uv pip install --python python3.12 x', '3.12'],
    ['uv pip install --python 3.8.19 x', '3.8'],
    ['uv pip install --python /usr/bin/python3.8 x', '3.8'],
    ['uv --python 3.12 pip install x', '3.12'],
    ['pip --python /opt/py/bin/python3.7 install x', '3.7'],
  ])('%s', (run, expected) => {
    expect(python(`FROM python:3.11\nRUN ${run}\n`)).toBe(expected);
  });
});

describe('another interpreter than the base image\'s', () => {
  test.each([
    ['named without its version: it may be any', 'FROM python:3.11\n', 'uv pip install --python /opt/venv/bin/python x', '3.11?'],
    ['that a script picks', 'FROM python:3.11\n', 'uv pip install --python $PY x', '3.11?'],
    ['that is set by UV_PYTHON', 'FROM python:3.11\nENV UV_PYTHON=3.8\n', 'uv pip install x', '3.8'],
    ['that uv fetches for a virtual environment', 'FROM python:3.11\nRUN uv venv --python 3.8 /venv\n', '/venv/bin/pip install x', '3.11?'],
    ['a Python 2 that virtualenv takes', 'FROM python:3.11\nRUN virtualenv -p python2.7 /venv\n', '/venv/bin/pip install x', 'unknown: "-p python2.7" speaks of Python 2'],
    ['in a virtual environment of the same', 'FROM python:3.11\nRUN python -m venv /venv\n', '/venv/bin/pip install x', '3.11'],
    ['conda\'s', 'FROM python:3.11\nRUN conda create -n old python=3.6\n', 'pip install x', '3.11?'],
  ])('%s', (_, before, run, expected) => {
    expect(python(`${before}RUN ${run}\n`)).toBe(expected);
  });
});

describe('not to be told', () => {
  test.each([
    ['an image of one\'s own', 'FROM registry.example.org/base:1\n', 'pip install x'],
    ['an image without a Python', 'FROM alpine:3.20\n', 'pip install x'],
    ['debian, into which nothing installs Python', 'FROM debian:bookworm\n', 'pip install x'],
    ['an ARG without a default', 'ARG BASE\nFROM $BASE\n', 'pip install x'],
    ['scratch', 'FROM scratch\n', 'pip install x'],
    ['a stage on such a base', 'FROM registry.example.org/base:1 AS b\nFROM b\n', 'pip install x'],
    ['python:latest', 'FROM python\n', 'pip install x'],
    ['Python 2 or 3: pypy has its own library', 'FROM pypy:3.10\n', 'pip install x'],
  ])('%s', (_, before, run) => {
    expect(python(`${before}RUN ${run}\n`)).toMatch(/^unknown: ./);
  });

  test('what comes later in the file shows nothing about an earlier install', () => {
    expect(python('FROM registry.example.org/base:1\nRUN pip install x\nRUN python3.12 --version\n')).toMatch(/^unknown: /);
  });
});

test('the proof names the lines', () => {
  const model = modelOf('FROM python:3.11-slim AS base\n\nFROM base\nRUN pip install x\n');
  const install = model.installs.flat().flatMap((found) => (found.ok ? found.value.calls : []))[0];
  expect(install && pythonOf(model, install).evidence[0]).toMatchObject({ text: 'FROM python:3.11-slim', path: 'Dockerfile', line: 1 });
});
