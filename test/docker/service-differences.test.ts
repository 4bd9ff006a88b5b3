import { describe, expect, test } from 'vitest';
import { serviceDifferences, withoutSeeds, type Seen } from './service-differences.js';

/** A web service whose image has a test tool, a library that nobody uses, and torch for CUDA. */
const BEFORE: Seen = {
  own: { 'app.main': null },
  others: { flask: null, torch: null, numpy: null, rich: "ModuleNotFoundError: No module named 'rich'" },
  distributions: [
    { name: 'flask', version: '3.1.0', requires: ['click'] },
    { name: 'click', version: '8.1.7', requires: [] },
    { name: 'pytest', version: '8.3.4', requires: ['iniconfig', 'pluggy'] },
    { name: 'iniconfig', version: '2.0.0', requires: [] },
    { name: 'torch', version: '2.5.1', requires: ['numpy', 'triton'] },
    { name: 'triton', version: '3.1.0', requires: [] },
    { name: 'numpy', version: '2.1.3', requires: [] },
  ],
  broken: ['flask 3.1.0 requires blinker, which is not installed.'],
  answers: { 'its own command: http://127.0.0.1:8000/health': { status: 200, body: '{"status":"ok","uptime":1.5}' } },
  health: { 'its own command': 0 },
  check: { times: '{"Interval":30000000000}', asleep: 1 },
  unlinked: ['torch/lib/libtorch.so: libcuda.so.1'],
  files: ['/app/app/main.py', '/app/tests/test_main.py'],
  written: { 'its own command': ['/app/data/app.db'] },
  refused: { 'its own command': ['/var/*: Permission denied'] },
};

/** pytest was moved, torch replaced. */
const AFTER: Seen = {
  ...BEFORE,
  distributions: [
    ...BEFORE.distributions.filter(({ name }) => !['pytest', 'iniconfig', 'triton', 'torch'].includes(name)),
    { name: 'torch', version: '2.5.1+cpu', requires: ['numpy'] },
  ],
  answers: { 'its own command: http://127.0.0.1:8000/health': { status: 200, body: '{"status":"ok","uptime":2.25}' } },
};

const DECLARED = { packages: new Set(['pytest', 'torch']), words: 'torch is built for CUDA\npytest runs tests' };

test('what is declared may go with what came for it, and the CPU build of a version stands for it', () => {
  expect(serviceDifferences(BEFORE, AFTER, DECLARED)).toEqual([]);
});

describe('each thing that went before and does not afterwards is a line', () => {
  test.each<[string, Partial<Seen>, readonly string[]]>([
    ['a module of the service', { own: { 'app.main': 'ImportError: x' } }, ['app.main can no longer be imported: ImportError: x']],
    ['what it imports late', { others: { ...AFTER.others, numpy: 'ImportError: y' } }, ['numpy can no longer be imported: ImportError: y']],
    ['what nobody tried again', { others: { torch: null, flask: null } }, ['numpy can no longer be imported: nobody tried']],
    ['a distribution', { distributions: AFTER.distributions.filter(({ name }) => name !== 'click') }, ['click 8.1.7 is gone, which no fix declares']],
    ['a version', { distributions: AFTER.distributions.map((one) => (one.name === 'numpy' ? { ...one, version: '2.2.0' } : one)) }, ['numpy goes from 2.1.3 to 2.2.0']],
    ['a newcomer', { distributions: [...AFTER.distributions, { name: 'quart', version: '1', requires: [] }] }, ['quart 1 comes, which no fix declares']],
    ['a broken requirement', { broken: [...AFTER.broken, 'x requires y'] }, ['pip check: x requires y']],
    ['a status', { answers: { 'its own command: http://127.0.0.1:8000/health': { status: 500, body: '' } } }, ['its own command: http://127.0.0.1:8000/health answered 200, and now 500']],
    ['a field of an answer', { answers: { 'its own command: http://127.0.0.1:8000/health': { status: 200, body: '{"status":"ok"}' } } }, ['its own command: http://127.0.0.1:8000/health answers otherwise: {"status":"ok","uptime":1.5}, and now {"status":"ok"}']],
    ['an answer', { answers: {} }, ['its own command: http://127.0.0.1:8000/health no longer answers: nobody asked']],
    ['the health check', { health: { 'its own command': 1 } }, ['HEALTHCHECK (its own command) ended with 0, and now with 1']],
    ['how often it is checked', { check: { times: '{}', asleep: 1 } }, ['HEALTHCHECK had {"Interval":30000000000}, and now has {}']],
    ['a check that no longer asks the service', { check: { times: '{"Interval":30000000000}', asleep: 0 } }, ['HEALTHCHECK without the service ended with 1, and now with 0']],
    ['a check altogether', { check: null }, ['HEALTHCHECK is gone']],
    ['a shared library', { unlinked: ['torch/lib/libtorch.so: libcuda.so.1', 'lxml/etree.so: libxslt.so.1'] }, ['a library is nowhere: lxml/etree.so: libxslt.so.1']],
    ['a file of the workspace', { files: ['/app/app/main.py'] }, ['/app/tests/test_main.py is no longer in the image']],
    ['what a process wrote', { written: { 'its own command': [] } }, ['its own command wrote /app/data/app.db, and no longer does']],
    ['a right', { refused: { 'its own command': ["PermissionError: '/app/cache'"] } }, ["its own command is refused something: PermissionError: '/app/cache'"]],
  ])('%s', (_what, change, lines) => {
    expect(serviceDifferences(BEFORE, { ...AFTER, ...change }, DECLARED)).toEqual(lines);
  });
});

test('another command of HEALTHCHECK may fail with another code where nobody answers', () => {
  expect(serviceDifferences(BEFORE, { ...AFTER, check: { times: '{"Interval":30000000000}', asleep: 22 } }, DECLARED)).toEqual([]);
});

test('a file may go where the case says that it does', () => {
  expect(serviceDifferences(BEFORE, { ...AFTER, files: ['/app/app/main.py'] }, DECLARED, { left: [/^\/app\/tests\//] })).toEqual([]);
});

test('what does not go before shows nothing, and says so', () => {
  const lame: Seen = { ...BEFORE, own: { 'app.main': 'ImportError: x' }, answers: { '/health': 'it ended' }, health: {} };
  expect(serviceDifferences(lame, lame, { packages: new Set(), words: '' })).toEqual(['app.main cannot be imported even before: ImportError: x', '/health does not answer even before: it ended']);
});

test('what only a tool loads need not be a module', () => {
  const own = { '/app/migrations/env.py': "AttributeError: module 'alembic.context' has no attribute 'config'" };
  const lame: Seen = { ...BEFORE, own };
  expect(serviceDifferences(lame, { ...AFTER, own }, DECLARED, { loaded: [/\/env\.py$/] })).toEqual([]);
});

test('a replacement that is named may come with what it brings', () => {
  const before = { ...BEFORE, distributions: [{ name: 'opencv-python', version: '4.10.0.84', requires: ['numpy'] }, { name: 'numpy', version: '2.1.3', requires: [] }] };
  const after = { ...before, distributions: [{ name: 'opencv-python-headless', version: '4.10.0.84', requires: ['numpy'] }, { name: 'numpy', version: '2.1.3', requires: [] }] };
  expect(serviceDifferences(before, after, { packages: new Set(['opencv-python']), words: 'opencv-python-headless==4.10.0.84 does the same' })).toEqual([]);
});

describe('setuptools of the base image', () => {
  const setuptools = (version: string, requires: readonly string[]): Seen => ({
    ...BEFORE,
    distributions: [{ name: 'setuptools', version, requires: [] }, ...(requires.length > 0 ? [{ name: 'torch', version: '2.15.0', requires }] : [])],
  });

  test('comes back where what raised it goes', () => {
    expect(serviceDifferences(setuptools('84.2.1', ['setuptools']), setuptools('65.5.1', []), DECLARED)).toEqual([]);
  });

  test('has no reason to change otherwise', () => {
    expect(serviceDifferences(setuptools('84.2.1', ['numpy']), setuptools('65.5.1', []), DECLARED)).toEqual(['setuptools goes from 84.2.1 to 65.5.1']);
  });
});

test('two stages bring another pip, and setuptools or none', () => {
  const pip = (version: string): Seen => ({ ...BEFORE, distributions: [{ name: 'pip', version, requires: [] }] });
  expect(serviceDifferences(withoutSeeds(pip('24.0')), withoutSeeds(pip('23.2.1')), DECLARED)).toEqual([]);
});
