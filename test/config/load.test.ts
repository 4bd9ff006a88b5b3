import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { loadConfig } from '#config/load.js';
import { nodeIo } from '#io/node.js';
import type { Rule } from '#rule/types.js';
import type { Config } from '#run-types.js';
import type { Read } from '#text/read.js';
import { temporaryFolder } from '../patch/git.js';

const RULES: readonly Rule[] = [
  ruleNamed('dockerfile/pip-cache'),
  ruleNamed('requirements/backport', {
    schema: {
      type: 'object',
      additionalProperties: false,
      properties: { keep: { type: 'array', items: { type: 'string' } }, level: { enum: ['low', 'high'] } },
    },
    defaults: { keep: [], level: 'low' },
  }),
];

test('rules on, off and with options; comments and a trailing comma are fine', async () => {
  const config = await load(`{
  "$schema": "./node_modules/slimify/schema/config-v1.schema.json",
  // not before we know more
  "rules": {
    "dockerfile/pip-cache": "off", /* as agreed */
    "requirements/backport": { "keep": ["enum34"] },
  },
  "include": ["apps/**"],
  "exclude": ["apps/old/**"],
}
`);
  expect(config.ok && [...config.value.rules]).toEqual([
    ['dockerfile/pip-cache', { on: false, options: undefined }],
    ['requirements/backport', { on: true, options: { keep: ['enum34'], level: 'low' } }],
  ]);
  expect(config.ok && [config.value.include, config.value.exclude]).toEqual([['apps/**'], ['apps/old/**']]);
});

test('a configuration that says nothing, with a byte order mark', async () => {
  const config = await load('\ufeff{}');
  expect(config.ok && { ...config.value, rules: [...config.value.rules], services: [...config.value.services], path: '' }).toEqual({ path: '', rules: [], ownRules: [], services: [], include: [], exclude: [], keep: [], ignore: [] });
});

test('what images are for, by service or by Dockerfile', async () => {
  const config = await load('{ "services": { "api": { "purpose": "development" }, "tools/**": { "purpose": "ci" } } }');
  expect(config.ok && [...config.value.services]).toEqual([['api', { purpose: 'development' }], ['tools/**', { purpose: 'ci' }]]);
});

test('what stays whatever the search says, with the places that a message needs', async () => {
  const config = await load('{\n  "keep": [\n    { "package": "uvloop", "reason": "uvicorn picks it up" },\n    { "package": "opentelemetry-*", "reason": "the agent loads them", "service": "api" }\n  ]\n}\n');
  expect(config.ok && config.value.keep).toEqual([
    { package: 'uvloop', reason: 'uvicorn picks it up', service: null, written: 'c.json:3:18: ', serviceWritten: 'c.json:3:18: ' },
    { package: 'opentelemetry-*', reason: 'the agent loads them', service: 'api', written: 'c.json:4:18: ', serviceWritten: 'c.json:4:82: ' },
  ]);
});

test('findings that are not wanted, where a line cannot say it', async () => {
  const config = await load('{ "ignore": [{ "rule": "dockerfile/pip-cache", "path": "./apps/", "reason": "later" }, { "rule": "requirements/backport", "path": ".", "package": "enum*", "reason": "x" }], "rules": { "slimify/idle-ignore": "off" } }');
  expect(config.ok && config.value.ignore).toEqual([
    { rule: 'dockerfile/pip-cache', path: 'apps', package: null, reason: 'later', written: 'c.json:1:24: ' },
    { rule: 'requirements/backport', path: '', package: 'enum*', reason: 'x', written: 'c.json:1:98: ' },
  ]);
});

test.each([
  ['{ "rules": { "requirement/backport": "off" } }', 'c.json:1:14: unknown rule "requirement/backport"; did you mean "requirements/backport"?'],
  ['{ "rules": { "pip-cache": "off" } }', 'c.json:1:14: unknown rule "pip-cache"; did you mean "dockerfile/pip-cache"?'],
  ['{ "rules": { "something/else": "off" } }', 'c.json:1:14: unknown rule "something/else"'],
  ['{\n  "rulez": {}\n}', 'c.json:2:3: unknown key "rulez"; did you mean "rules"?'],
  ['{ "rules": { "dockerfile/pip-cache": "of" } }', 'c.json:1:38: "rules.dockerfile/pip-cache" must be "on", "off" or an object with options, not "of"'],
  ['{ "rules": { "dockerfile/pip-cache": { "x": 1 } } }', 'c.json:1:40: the rule dockerfile/pip-cache takes no options'],
  ['{ "rules": { "requirements/backport": { "kept": [] } } }', 'c.json:1:41: unknown key "kept"; did you mean "keep"?'],
  ['{ "rules": { "requirements/backport": { "keep": ["a", 7] } } }', 'c.json:1:55: "rules.requirements/backport.keep.1" must be a string, not 7'],
  ['{ "rules": { "requirements/backport": { "level": "hi" } } }', 'c.json:1:50: "rules.requirements/backport.level" must be one of "low", "high", not "hi"'],
  ['{ "services": { "api": { "purpose": "prod" } } }', 'c.json:1:37: "services.api.purpose" must be one of "production", "development", "test", "ci", "example", not "prod"'],
  ['{ "include": "apps" }', 'c.json:1:14: "include" must be a list, not "apps"'],
  ['{ "keep": [{ "package": "uvloop" }] }', 'c.json:1:12: "keep.0" has no "reason"'],
  ['{ "keep": [{ "package": "uvloop", "reason": " " }] }', 'c.json:1:45: "keep.0.reason" must say something, not " "'],
  ['{ "keep": [{ "package": "uvloop==1", "reason": "x" }] }', 'c.json:1:25: "keep.0.package" must be the name of a distribution or a glob of names, not "uvloop==1"'],
  ['{ "keep": [{ "package": "uvloop", "reason": "x", "services": "api" }] }', 'c.json:1:50: unknown key "services"'],
  ['{ "ignore": [{ "rule": "requirements/backport", "path": "libs" }] }', 'c.json:1:14: "ignore.0" has no "reason"'],
  ['{ "ignore": [{ "rule": "requirement/backport", "path": "libs", "reason": "x" }] }', 'c.json:1:24: unknown rule "requirement/backport"; did you mean "requirements/backport"?'],
  ['{ "ignore": [{ "rule": "requirements/backport", "path": "../libs", "reason": "x" }] }', 'c.json:1:57: "../libs" is no path inside the folder of this file'],
  ['{ "keep": ["uvloop"] }', 'c.json:1:12: "keep.0" must be an object, not "uvloop"'],
  ['[]', 'c.json:1:1: the configuration must be an object, not []'],
  ['{ "ownRules": ["rules/x.js"] }', 'c.json:1:16: "ownRules.0" must be a path that begins with ./ or ../, not "rules/x.js"'],
  ['{ "rules": {}, "rules": {} }', 'c.json:1:16: the key "rules" stands there twice'],
  ['{ "rules": { }', 'c.json:1:15: expected "}"'],
  ['{ rules: {} }', 'c.json:1:3: not a JSON value'],
  ['', 'c.json:1:1: expected a value'],
])('one line with the place and the nearest right name: %s', async (text, reason) => {
  expect(await load(text)).toEqual({ ok: false, reason });
});

test('each error has a line of its own', async () => {
  const config = await load('{ "rules": { "a/b": "off", "dockerfile/pip-cach": "on" } }');
  expect(config.ok ? [] : config.reason.split('\n')).toEqual([
    'c.json:1:14: unknown rule "a/b"',
    'c.json:1:28: unknown rule "dockerfile/pip-cach"; did you mean "dockerfile/pip-cache"?',
  ]);
});

test('rules of its own are loaded and can be set like any other', async () => {
  const config = await load('{ "ownRules": ["./rules/own.js"], "rules": { "house/maintainer": "off" } }', {
    'rules/own.js': ruleModule('house/maintainer'),
  });
  expect(config.ok && config.value.ownRules.map(({ meta }) => meta.name)).toEqual(['house/maintainer']);
  expect(config.ok && config.value.rules.get('house/maintainer')).toEqual({ on: false, options: undefined });
});

test.each([
  ['export const rule = {};', 'has no default export; export default defineRule({ … })'],
  ['export default {};', 'is not a rule: it has no "meta"'],
  ['export default { meta: { name: "Mine" } };', 'is not a rule: "meta.name" must be family/name in lower case'],
  [ruleModule('house/x').replace("'dockerfile'", "'everything'"), 'is not a rule: "meta.scope" must be requirement, requirements, dockerfile, workspace'],
  [ruleModule('house/x').replace('*check() {}', ''), 'is not a rule: it has no "check" function'],
  ['throw new Error("no luck\\nat all");', 'cannot be loaded: no luck'],
])('a module that is no rule is named with its place: %s', async (source, reason) => {
  const config = await load('{ "ownRules": ["./own.mjs"] }', { 'own.mjs': source });
  expect(config).toEqual({ ok: false, reason: `c.json:1:16: ./own.mjs ${reason}` });
});

test('a module that is not there is named with its place', async () => {
  const config = await load('{ "ownRules": ["./own.mjs"] }');
  expect(config.ok ? '' : config.reason).toMatch(/^c\.json:1:16: \.\/own\.mjs cannot be loaded: /);
});

test('a rule name can be taken only once', async () => {
  const config = await load('{ "ownRules": ["./own.mjs"] }', { 'own.mjs': ruleModule('dockerfile/pip-cache') });
  expect(config).toEqual({ ok: false, reason: 'c.json:1:16: ./own.mjs: the rule name "dockerfile/pip-cache" is taken' });
});

test('a file that cannot be read says so', async () => {
  const config = await loadConfig({ path: join(temporaryFolder(), 'no.json'), shown: 'no.json', io: nodeIo, rules: RULES });
  expect(config).toEqual({ ok: false, reason: 'no.json: does not exist' });
});

async function load(text: string, others: Readonly<Record<string, string>> = {}): Promise<Read<Config>> {
  const folder = temporaryFolder();
  for (const [path, content] of Object.entries({ ...others, 'package.json': '{ "type": "module" }', 'c.json': text })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return loadConfig({ path: join(folder, 'c.json'), shown: 'c.json', io: nodeIo, rules: RULES });
}

function ruleNamed(name: `${string}/${string}`, options?: { schema: object; defaults: unknown }): Rule {
  const meta = { name, scope: 'requirement', summary: 'x', why: 'x', safety: 'safe', messages: { x: 'x' } } as const;
  return { meta: options ? { ...meta, options } : meta, *check() {} };
}

function ruleModule(name: string): string {
  return `export default { meta: { name: '${name}', scope: 'dockerfile', summary: 'x', why: 'x', safety: 'review', messages: { x: 'x' } }, *check() {} };\n`;
}
