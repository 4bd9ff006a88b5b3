import { expect, test } from 'vitest';
import { keepsName, keepsNothing } from '#needs/keeps.js';
import { namesFor, whyOf } from '#needs/why.js';
import { missing, need, service, told } from '../report/hand-made-needs.js';

const FOUND = told(
  service('api', [need('r.txt:1', 'PyYAML', 'used', 'x', { name: 'pyyaml' }), need('r.txt:2', 'ruamel.yaml', 'unused', 'x', { name: 'ruamel-yaml' })], {
    along: new Map([['numpy', ['numpy', 'pandas']]]),
    missing: [missing('homegrown.core', 'a.py:1', { distributions: [] }), missing('attr', 'a.py:2', { distributions: ['attrs'] })],
  }),
);

test.each([
  ['the name of a distribution, in any spelling', 'PyYAML', ['pyyaml']],
  ['with dots and underscores', 'ruamel_yaml', ['ruamel-yaml']],
  ['the name of a module', 'yaml', ['pyyaml']],
  ['what only comes along', 'numpy', ['numpy']],
  ['what is imported and not asked for', 'attrs', ['attrs']],
  ['a module that no catalogue knows', 'homegrown', ['homegrown']],
  ['nothing that any image has to do with', 'django', []],
])('a word may be %s', (_, word, names) => {
  expect(namesFor(word, FOUND)).toEqual(names);
});

test('services that neither ask for a distribution nor get it are named apart', () => {
  const found = told(service('a', [need('r.txt:1', 'flask', 'used', 'x')]), service('b', []), service('a', [], { image: 'a/Dockerfile.dev', purpose: 'development' }));
  const { services, without } = whyOf('flask', found);
  expect(services.map(({ service: name, image }) => [name, image])).toEqual([['a', 'a/Dockerfile']]);
  expect(without).toEqual(['b']);
});

test.each([
  ['opentelemetry-*', 'opentelemetry-sdk', true],
  ['OpenTelemetry_*', 'opentelemetry-sdk', true],
  ['opentelemetry-*', 'opentelemetry', false],
  ['ruamel.yaml', 'ruamel-yaml', true],
  ['ruamel.*', 'ruamel-yaml', true],
  ['yaml', 'pyyaml', false],
  ['*yaml', 'pyyaml', true],
  ['a?b', 'axb', true],
])('keep %s means %s: %s', (pattern, name, means) => {
  expect(keepsName({ package: pattern, reason: 'x', service: null }, name)).toBe(means);
});

test('a keep that speaks of nothing in its service is found', () => {
  const found = [service('a', [need('r.txt:1', 'flask', 'used', 'x')]), service('b', [])];
  const keep = (name: string, of: string | null) => ({ package: name, reason: 'x', service: of });
  expect(keepsNothing([keep('flask', null), keep('flask', 'a'), keep('flask', 'b'), keep('gone', null)], found)).toEqual([keep('flask', 'b'), keep('gone', null)]);
});
