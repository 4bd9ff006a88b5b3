import { describe, expect, test } from 'vitest';
import { edit } from '#rule/edit.js';
import { subjectsOf } from '#rule/subjects.js';
import { applyEdits } from '#text/edits.js';
import { load } from '../../workspace.js';

const END = 'COPY requirements.txt .\nRUN pip install -r requirements.txt\nCOPY app.py .\nCMD ["python", "app.py"]\n';

/** FROM of a Dockerfile on the slim image, or why it stays. */
function slim(text: string, files: Readonly<Record<string, string>> = {}): readonly string[] {
  const all = { Dockerfile: text, 'requirements.txt': 'flask==3.0.3\n', 'app.py': 'import flask\n', ...files };
  const [dockerfile] = subjectsOf(load(all).snapshot, 'dockerfile');
  return (dockerfile?.slimBases() ?? []).map((base) => {
    const [hit] = base.refusals().value;
    if (hit) return `held: ${hit.text}`;
    const change = edit.slim(base);
    return change.kind === 'edit' ? applyEdits(text, change.edits).text.split('\n').filter((line) => /^(?:ARG|FROM)/.test(line)).join(' | ') : `impossible: ${base.to}`;
  });
}

describe('the slim tag', () => {
  test.each([
    ['FROM python:3.12-bookworm', 'FROM python:3.12-slim-bookworm'],
    ['FROM python:3.12.4-bookworm', 'FROM python:3.12.4-slim-bookworm'],
    ['FROM python:3.12', 'FROM python:3.12-slim-trixie'],
    ['FROM python:3.12.4', 'FROM python:3.12.4-slim'],
    ['FROM docker.io/library/python:3.12-bookworm AS app', 'FROM docker.io/library/python:3.12-slim-bookworm AS app'],
    ['ARG V=3.12\nFROM python:${V}', 'ARG V=3.12 | FROM python:${V}-slim'],
    ['ARG V=3.12\nFROM python:$V-bookworm', 'ARG V=3.12 | FROM python:$V-slim-bookworm'],
    ['ARG T=3.12-bookworm\nFROM python:$T', 'ARG T=3.12-slim-bookworm | FROM python:$T'],
    ['ARG BASE=python:3.12-bookworm\nFROM ${BASE}', 'ARG BASE=python:3.12-slim-bookworm | FROM ${BASE}'],
  ])('of %j', (from, to) => {
    expect(slim(`${from}\n${END}`)).toEqual([to]);
  });

  test('is not written into a default that a build replaces', () => {
    const compose = 'services:\n  a:\n    build:\n      context: .\n      args:\n        T: 3.12-bullseye\n';
    expect(slim(`ARG T=3.12-bookworm\nFROM python:$T\n${END}`, { 'docker-compose.yml': compose })).toEqual(['held: the default of T is not what builds take']);
  });

  test('moves on where a builder moves: what it compiled would one day be of another release', () => {
    const builder = 'FROM python:3.12 AS builder\nCOPY requirements.txt .\nRUN python -m venv /opt/venv && /opt/venv/bin/pip install -r requirements.txt\n';
    expect(slim(`${builder}FROM python:3.12\nCOPY --from=builder /opt/venv /opt/venv\nCOPY app.py .\nCMD ["/opt/venv/bin/python", "app.py"]\n`)).toEqual(['FROM python:3.12 AS builder | FROM python:3.12-slim']);
  });

  test('is written for no image that is slim, Alpine, or unknown', () => {
    for (const base of ['python:3.12-slim', 'python:3.12-alpine', 'example/python:3.12', 'buildpack-deps:bookworm']) expect(slim(`FROM ${base}\n${END}`)).toEqual([]);
  });
});

describe('what the full image has', () => {
  test('is asked for by package where a script of the image runs it', () => {
    const text = `FROM python:3.12-bookworm\nCOPY dump.sh /dump.sh\n${END}`;
    const [dockerfile] = subjectsOf(load({ Dockerfile: text, 'requirements.txt': 'flask==3.0.3\n', 'app.py': 'import flask\n', 'dump.sh': '#!/bin/sh\nwget -q http://localhost/dump\n' }).snapshot, 'dockerfile');
    expect(dockerfile?.slimBases()[0]?.adds).toEqual(['wget']);
  });

  test('holds it where nothing stands for it', () => {
    expect(slim(`FROM python:3.12-bookworm\nRUN make all\n${END}`)[0]).toMatch(/^held: what `make all` needs/);
    expect(slim(`FROM python:3.12-bookworm\n${END}`, { 'requirements.txt': 'psycopg2==2.9.9\n' })[0]).toMatch(/^held: .*psycopg2/);
    expect(slim(`FROM python:3.12-bookworm\n${END}`, { 'app.py': 'import tkinter\n' })).toEqual(['held: imports what draws with Tk, which the slim image does not hold']);
  });
});
