import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseImageReference } from '#knowledge/index.js';

const SHA = `sha256:${'0123456789abcdef'.repeat(4)}`;

function parsed(text: string): unknown {
  const result = parseImageReference(text);
  return result.ok ? Object.values(result.value) : result.reason;
}

describe('parseImageReference', () => {
  it.each([
    ['python', ['docker.io', 'library/python', null, null]],
    ['python:3.11-slim', ['docker.io', 'library/python', '3.11-slim', null]],
    ['library/python:3', ['docker.io', 'library/python', '3', null]],
    ['docker.io/python', ['docker.io', 'library/python', null, null]],
    ['index.docker.io/library/python:3', ['docker.io', 'library/python', '3', null]],
    ['tiangolo/uvicorn-gunicorn:python3.11', ['docker.io', 'tiangolo/uvicorn-gunicorn', 'python3.11', null]],
    ['localhost/app', ['localhost', 'app', null, null]],
    ['registry.corp/python:3.11', ['registry.corp', 'python', '3.11', null]],
    ['registry:5000/team/python', ['registry:5000', 'team/python', null, null]],
    ['[2001:db8::1]:5000/python:3', ['[2001:db8::1]:5000', 'python', '3', null]],
    ['Corp/python', ['Corp', 'python', null, null]],
    ['ghcr.io/astral-sh/uv:python3.12-bookworm-slim', ['ghcr.io', 'astral-sh/uv', 'python3.12-bookworm-slim', null]],
    [`python:3.11@${SHA}`, ['docker.io', 'library/python', '3.11', SHA]],
    [`python@${SHA}`, ['docker.io', 'library/python', null, SHA]],
    ['my__app/some.name_x--y', ['docker.io', 'my__app/some.name_x--y', null, null]],
  ])('reads %s', (text, expected) => {
    expect(parsed(text)).toEqual(expected);
  });

  it.each([
    ['', 'no image is named'],
    ['python:${VERSION}', 'python:${VERSION} holds a variable whose value is not known'],
    ['Python:3', 'Python:3 is no image name'],
    ['python:', 'python: has a tag that cannot be read'],
    ['python:-slim', 'python:-slim has a tag that cannot be read'],
    ['python@sha256:abc', 'python@sha256:abc has a digest that cannot be read'],
    [`python@md5:${'0'.repeat(32)}`, `python@md5:${'0'.repeat(32)} has a digest that cannot be read`],
    ['a..b', 'a..b is no image name'],
    ['registry.corp:port/python', 'registry.corp:port/python is no image name'],
    ['python:3 AS base', 'python:3 AS base has a tag that cannot be read'],
    ['f'.repeat(64), `${'f'.repeat(64)} is an image id, not a name`],
    [`x/${'a'.repeat(254)}`, 'the image name has more than 255 characters'],
  ])('refuses %s', (text, reason) => {
    expect(parsed(text)).toBe(reason);
  });

  it('reads again what it put together, whatever the parts', () => {
    const component = fc.stringMatching(/^[a-z0-9]{1,8}([._-][a-z0-9]{1,8})?$/);
    const registry = fc.constantFrom('docker.io', 'ghcr.io', 'localhost:5000', 'registry.corp', '[::1]:443');
    const tag = fc.option(fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,20}$/), { nil: null });
    const digest = fc.constantFrom(null, SHA);
    fc.assert(
      fc.property(registry, fc.array(component, { minLength: 2, maxLength: 4 }), tag, digest, (host, path, name, hash) => {
        const text = `${host}/${path.join('/')}${name === null ? '' : `:${name}`}${hash === null ? '' : `@${hash}`}`;
        expect(parsed(text)).toEqual([host, path.join('/'), name, hash]);
      }),
    );
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.string(), (text) => void parseImageReference(text)));
  });
});
