import { expect, test } from 'vitest';
import type { NeedsByService } from '#needs/by-service.js';
import { needsJson, needsReport } from '#report/needs-json.js';
import { needsText, type NeedsTextOptions } from '#report/needs.js';
import { missing, need, searched, seen, service, step, told } from './hand-made-needs.js';
import { faults, unknownFields } from './schema.js';

function text(found: NeedsByService, options: Partial<NeedsTextOptions> = {}): string {
  return needsText(found, { width: 100, colour: false, all: false, named: false, flags: '', ...options });
}

const API = service(
  'api',
  [
    need('requirements.txt:1', 'FastAPI==0.115.0', 'used', 'app/main.py imports it', { evidence: [seen('from fastapi import FastAPI', 'app/main.py:1')], chain: [step('CMD uvicorn app.main:app', 'Dockerfile:5'), step('from fastapi import FastAPI', 'app/main.py:1')] }),
    need('requirements.txt:3', 'nltk', 'unused', 'nothing in the 3 files that it reaches imports it', { evidence: [searched('searched 3 files from CMD uvicorn app.main:app')] }),
    need('requirements.txt:2', 'uvicorn', 'command', 'CMD runs uvicorn', { evidence: [seen('CMD uvicorn app.main:app', 'Dockerfile:5')] }),
  ],
  { modules: 3, missing: [missing('numpy', 'app/stats.py:3', { through: 'pandas' }), missing('orjson', 'app/json.py:4', { optional: true })] },
);

test('a service with its requirements, what asks for a decision first, and what it imports without asking', () => {
  expect(text(told(API))).toBe(`api   api/Dockerfile   3 requirements: 1 unused, 1 used, 1 command
  searched 3 files of the workspace that its start leads to
  unused   nltk     requirements.txt:3  nothing in the 3 files that it reaches imports it
  used     fastapi  app/main.py:1       app/main.py imports it
  command  uvicorn  Dockerfile:5        CMD runs uvicorn
  imported, and not asked for
    numpy   app/stats.py:3  comes along through pandas
    orjson  app/json.py:4   nothing brings it; the code can do without

1 service, 3 requirements: 1 unused, 1 used, 1 command
`);
});

test('--all shows the chain and every proof', () => {
  expect(text(told(API), { all: true })).toContain(`  used     fastapi  app/main.py:1       app/main.py imports it
     CMD uvicorn app.main:app (Dockerfile:5) -> app/main.py:1 from fastapi import FastAPI
     seen  from fastapi import FastAPI  app/main.py:1
`);
});

test('a search that was not complete says so once, and what helps', () => {
  const worker = service('worker', [need('requirements.txt:1', 'boto3', 'unknown', 'it may be imported by plugins.py:22')], { blind: 'worker/plugins.py:22 imports a name that is computed' });
  expect(text(told(worker))).toBe(`worker   worker/Dockerfile   1 requirement: 1 unknown
  searched 1 file of the workspace that its start leads to
  nothing is called unused here: worker/plugins.py:22 imports a name that is computed. What it may
    load can be named in slimify.config.json: "keep": [{ "package": …, "reason": … }]
  unknown  boto3  requirements.txt:1  it may be imported by plugins.py:22

1 service, 1 requirement: 1 unknown
`);
});

test('a reason does not repeat the place that stands beside it', () => {
  const found = [need('r.txt:1', 'nats-py', 'used', 'libs/bus.py:10 imports it: nats', { evidence: [seen('imports it: nats', 'libs/bus.py:10')] })];
  expect(text(told(service('api', found)))).toContain('  used  nats-py  libs/bus.py:10  imports it: nats\n');
});

test('what many rows have in common is said once, above them', () => {
  const unused = ['nltk', 'black', 'faker'].map((name, index) => need(`r.txt:${index + 1}`, name, 'unused', 'nothing that the image runs needs it'));
  expect(text(told(service('api', unused)))).toContain('  unused  nothing that the image runs needs it\n  unused  black  r.txt:2\n  unused  faker  r.txt:3\n  unused  nltk   r.txt:1\n');
});

test('a path is never cut: the reason goes below it where there is no room', () => {
  const path = `${'deep/'.repeat(14)}requirements.txt`;
  expect(text(told(service('api', [need(`${path}:7`, 'nltk', 'unused', 'nothing imports it')])))).toContain(`  unused  nltk  ${path}:7\n    nothing imports it\n`);
});

test('many services are one screen: counts, what is unused everywhere, what is unknown, what is missing', () => {
  const many = Array.from({ length: 14 }, (_, index) => {
    const shared = Array.from({ length: 20 }, (__, line) => need(`libs/requirements.txt:${line + 1}`, `lib${line}`, line < 3 ? 'unused' : line === 3 && index === 0 ? 'unknown' : line === 4 && index > 0 ? 'unused' : 'used', line === 3 ? 'plugins.py:2 imports what is computed' : 'because'));
    return service(`svc-${index}`, shared, index === 0 ? { blind: 'svc-0/plugins.py:2 imports what is computed', missing: [missing('numpy', 'svc-0/a.py:1', { through: 'pandas' })] } : {});
  });
  const out = text(told(...many), { flags: ' --root x' });
  expect(out.split('\n').length).toBeLessThan(40);
  expect(out).toContain('  service  asked  unused  unknown  used  missing\n  svc-0       20       3        1    16        1\n  svc-1       20       4        -    16        -\n');
  expect(out).toContain(`unused
  lib0  libs/requirements.txt:1  in all 14 services that install it
  lib1  libs/requirements.txt:2  in all 14 services that install it
  lib2  libs/requirements.txt:3  in all 14 services that install it
  1 line is unused in some of the services that install it
`);
  expect(out).not.toContain('\nunknown\n');
  expect(out).toContain('nothing is called unused where the search was blind\n  svc-0: svc-0/plugins.py:2 imports what is computed\n');
  expect(out).toContain('imported, and not asked for\n  numpy  svc-0/a.py:1  svc-0: comes along through pandas\n');
  expect(out).toContain('14 services, 280 requirements (20 lines, some shared): 55 unused, 1 unknown, 224 used\n');
  expect(out).toContain('  slimify needs svc-0 --root x  each of its requirements\n  slimify why PACKAGE --root x  one package');
});

test('an unknown verdict stands with its reason, below its place where there is no room beside', () => {
  const path = 'services/some-long-name/requirements/production.txt';
  const reason = 'something that stays can use it, and when it does is not catalogued';
  const found = Array.from({ length: 70 }, (_, line) => need(`${path}:${line + 1}`, `lib${line}`, line === 0 ? 'unknown' : 'used', reason));
  expect(text(told(service('api', found)))).toContain(`unknown\n  lib0  ${path}:1\n    api: ${reason}\n`);
});

test('services that were named are listed line by line, however many lines they have', () => {
  const long = service('api', Array.from({ length: 80 }, (_, line) => need(`requirements.txt:${line + 1}`, `lib${line}`, 'used', 'because')));
  expect(text(told(long), { named: true }).split('\n').filter((line) => /^ {2}used +lib\d+ /.test(line))).toHaveLength(80);
});

test('a service whose image cannot be told is named with the reason', () => {
  expect(text({ told: [], untold: [{ service: 'lost', because: 'compose.yaml:9: the context folder gone does not exist' }] })).toBe(
    'lost: what it needs cannot be told: compose.yaml:9: the context folder gone does not exist\n\n0 services, 0 requirements\n',
  );
});

test('nothing at all is said in a sentence', () => {
  expect(text(told())).toBe('No service with an image was found here: there is nothing that asks for packages.\n');
});

test('what a repository holds cannot steer the terminal', () => {
  expect(text(told(service('api', [need('requirements.txt:1', 'a', 'used', 'evil \u001b[2J text')])))).toContain('evil \\x1b[2J text');
});

test('the report follows its schema, and the schema names every field', () => {
  const found: NeedsByService = { told: [API, service('w', [], { purpose: 'development', blind: 'x' })], untold: [{ service: 'lost', because: 'why' }] };
  expect(faults('needs', JSON.parse(needsJson(found)))).toBeNull();
  expect(unknownFields('needs', JSON.parse(needsJson(found)))).toBeNull();
  expect(needsReport(found)).toMatchObject({
    version: 1,
    services: [{ service: 'api', modules: 3, blind: null, requirements: [{ name: 'fastapi', verdict: 'used', chain: [{ text: 'CMD uvicorn app.main:app', path: 'Dockerfile', line: 5 }, {}] }, { name: 'nltk' }, {}], missing: [{ module: 'numpy', through: 'pandas' }, { optional: true }] }, { service: 'w' }],
    totals: { used: 1, unused: 1, command: 1 },
  });
});
