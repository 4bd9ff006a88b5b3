import { expect, test } from 'vitest';
import type { NeedsByService } from '#needs/by-service.js';
import type { Replaceable } from '#needs/replaceable.js';
import { whyOf } from '#needs/why.js';
import { whyJson } from '#report/why-json.js';
import { whyText, type WhyTextOptions } from '#report/why.js';
import { missing, need, searched, seen, service, step, told } from './hand-made-needs.js';
import { faults, unknownFields } from './schema.js';

function text(name: string, found: NeedsByService, options: Partial<WhyTextOptions> = {}): string {
  return whyText([whyOf(name, found)], { width: 100, colour: false, all: false, word: name, flags: '', ...options });
}

const USED = need('libs/requirements.txt:12', 'asyncpg==0.30.0', 'used', 'libs/db.py:7 imports asyncpg', {
  chain: [step('CMD uvicorn app.main:app', 'api/Dockerfile:20'), step('', 'app/main.py:3'), step('import asyncpg', 'libs/db.py:7')],
  evidence: [seen('import asyncpg', 'libs/db.py:7')],
});
const UNUSED = need('libs/requirements.txt:12', 'asyncpg==0.30.0', 'unused', 'nothing needs it', {
  evidence: [searched('12 files from CMD ["worker"]: no import of asyncpg'), searched('41 strings and 7 settings: no postgresql+asyncpg://')],
});

test('where it is needed, the way from the start of a container to the import; where not, what was searched', () => {
  expect(text('asyncpg', told(service('api', [USED]), service('worker', [UNUSED]), service('mail', [UNUSED]), service('web', [])))).toBe(`api   used   libs/requirements.txt:12  asyncpg==0.30.0
     libs/db.py:7 imports asyncpg
     CMD uvicorn app.main:app (api/Dockerfile:20) -> app/main.py:3 -> libs/db.py:7 import asyncpg

worker, mail   unused   libs/requirements.txt:12  asyncpg==0.30.0
     nothing needs it
     searched  12 files from CMD ["worker"]: no import of asyncpg
     searched  41 strings and 7 settings: no postgresql+asyncpg://

not in web
`);
});

test('a line that another service needs does not go, though one can do without it', () => {
  const found = told(service('api', [USED]), service('worker', [UNUSED]));
  const removable: Replaceable = { kind: 'remove', reason: '' };
  const shown = (of: NeedsByService): string => whyText([whyOf('asyncpg', of, ({ needs }) => (needs.some(({ verdict }) => verdict === 'unused') ? removable : null))], { width: 100, colour: false, all: false, word: 'asyncpg', flags: '' });
  expect(shown(found)).toContain('Could it go? not from that line: api has it from there too, and needs it or may');
  expect(shown(told(service('worker', [UNUSED])))).toContain('Could it go? yes: requirements/unused takes it out');
});

test('a verdict that could not be told says what to do', () => {
  const out = text('pandas', told(service('meter', [need('requirements.txt:9', 'pandas', 'unknown', 'src/plugins.py:22 imports a name computed at run time', { evidence: [seen('import_module(name)', 'src/plugins.py:22')] })])));
  expect(out).toBe(`meter   unknown   requirements.txt:9  pandas
     src/plugins.py:22 imports a name computed at run time
     seen  import_module(name)  src/plugins.py:22
     it stays. If it is needed, say so in slimify.config.json: "keep": [{ "package": "pandas",
     "service": "meter", "reason": … }]
`);
});

test('a package that nobody asks for says through whom it comes, and who imports it all the same', () => {
  const along = new Map([['numpy', ['numpy', 'pandas', 'influxdb3-python']]]);
  const found = told(service('a', [], { along }), service('b', [], { along, missing: [missing('numpy', 'b/x.py:3', { through: 'influxdb3-python' })] }));
  expect(text('numpy', found)).toBe(`a   not asked for; comes along: influxdb3-python -> pandas -> numpy

b   imported, and not asked for; comes along: influxdb3-python -> pandas -> numpy
     b/x.py:3  numpy: comes along through influxdb3-python
`);
});

test('a long chain breaks between its steps, never inside of one', () => {
  const chain = [step('CMD python -m app', 'Dockerfile:9'), ...Array.from({ length: 5 }, (_, index) => step('', `app/some/long/folder/module_${index}.py:${index + 1}`)), step('import x', 'app/last.py:1')];
  const lines = text('x', told(service('api', [need('r.txt:1', 'x', 'used', 'because', { chain })]))).split('\n');
  expect(lines.slice(2, 6)).toEqual([
    '     CMD python -m app (Dockerfile:9) -> app/some/long/folder/module_0.py:1 ->',
    '       app/some/long/folder/module_1.py:2 -> app/some/long/folder/module_2.py:3 ->',
    '       app/some/long/folder/module_3.py:4 -> app/some/long/folder/module_4.py:5 ->',
    '       app/last.py:1 import x',
  ]);
});

test('many proofs of what is needed are cut, and --all shows them', () => {
  const many = need('r.txt:1', 'x', 'used', 'because', { evidence: Array.from({ length: 9 }, (_, index) => seen(`import x.m${index}`, `a.py:${index + 1}`)) });
  expect(text('x', told(service('api', [many])))).toContain('     …5 more proofs: slimify why x --all\n');
  expect(text('x', told(service('api', [many])), { all: true })).toContain('import x.m8  a.py:9');
});

test('the report follows its schema, and the schema names every field', () => {
  const found = told(service('api', [USED]), service('b', [], { along: new Map([['asyncpg', ['asyncpg', 'x']]]), missing: [missing('asyncpg', 'b.py:1')] }), service('c', []));
  const report: unknown = JSON.parse(whyJson('asyncpg', [whyOf('asyncpg', found)]));
  expect(faults('why', report)).toBeNull();
  expect(unknownFields('why', report)).toBeNull();
  expect(report).toMatchObject({ asked: 'asyncpg', packages: [{ name: 'asyncpg', services: [{ service: 'api', through: [] }, { service: 'b', through: ['asyncpg', 'x'] }], without: ['c'] }] });
});

const SCIPY = told(service('api', [need('requirements.txt:2', 'scipy==1.14.1', 'used', 'app/main.py:4 imports it: scipy.stats', {})]));

function withAnswer(answer: Replaceable): string {
  return whyText([whyOf('scipy', SCIPY, () => answer)], { width: 100, colour: false, all: false, word: 'scipy', flags: '' });
}

test('what would do instead stands below what it is needed for, use by use', () => {
  const places = [8, 9, 12, 40].map((line) => ({ path: 'app/main.py', line }));
  expect(withAnswer({
    kind: 'code', adds: ['numpy'], after: ['seaborn'], freed: { size: 'about 110 MB', megabytes: 110, falls: ['scipy'] },
    uses: [{ symbol: 'scipy.stats.skew', places, by: 'd = values - numpy.mean(values)\nnumpy.mean(d**3)', differs: 'no nan_policy', kind: 'few-lines', with: ['numpy'] }],
  })).toBe(`api   used   requirements.txt:2  scipy==1.14.1
     app/main.py:4 imports it: scipy.stats
     Could it be replaced? in code, by what does the same, with numpy asked for; about 110 MB less,
     once seaborn is gone, which nothing needs and which brings it
       app/main.py:8, app/main.py:9, app/main.py:12 and 1 more  scipy.stats.skew
         d = values - numpy.mean(values)
         numpy.mean(d**3)
         differs: no nan_policy
`);
});

test('a requirement that stays says why; one that brings what is used names the line for that', () => {
  expect(withAnswer({ kind: 'keep', because: 'app/main.py:9 uses scipy.signal.find_peaks, of which no equivalent is known', at: null })).toContain('Could it be replaced? keep it: app/main.py:9 uses scipy.signal.find_peaks');
  expect(withAnswer({ kind: 'keep', because: 'app/main.py:4 imports it: scipy.stats', at: null })).not.toContain('Could it');
  expect(withAnswer({ kind: 'lines', lines: [{ name: 'numpy', version: '2.1.3', reason: 'app/main.py:1 imports it: numpy', at: { path: 'app/main.py', line: 1 } }], freed: { size: '', megabytes: 0, falls: [] } })).toContain('numpy==2.1.3  app/main.py:1 imports it: numpy');
});

test('the JSON has the answer, and null where nobody asked', () => {
  const answer: Replaceable = { kind: 'lines', lines: [{ name: 'numpy', version: null, reason: 'r', at: { path: 'a.py', line: 1 } }], freed: { size: 'about 110 MB', megabytes: 110, falls: ['scipy'] } };
  for (const one of [answer, null]) {
    const report: unknown = JSON.parse(whyJson('scipy', [whyOf('scipy', SCIPY, () => one)]));
    expect(faults('why', report)).toBeNull();
    expect(report).toMatchObject({ packages: [{ services: [{ replaceable: one }] }] });
  }
});
