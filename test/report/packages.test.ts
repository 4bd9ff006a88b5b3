import { expect, test } from 'vitest';
import type { Build } from '#image/build.js';
import { bytesText, heftText } from '#report/packages-bytes.js';
import { packagesJson, packagesReport, type ShownPackages } from '#report/packages-json.js';
import { packagesText, type PackagesTextOptions } from '#report/packages.js';
import { packagesOf } from '#sizes/packages/packages-of.js';
import type { ImagePackages, PackageParts } from '#sizes/packages/types.js';
import { megabytes, need, parts, place, resolution, resolved, size } from '../sizes/packages/hand-made.js';
import { faults, unknownFields } from './schema.js';

const BUILD = { id: 'api/Dockerfile', dockerfile: 'api/Dockerfile', context: { kind: 'folder', path: '' }, target: null, args: new Map() } as unknown as Build;

function shown(environments: readonly PackageParts[], more: Partial<ImagePackages> = {}): ShownPackages {
  return {
    build: BUILD,
    purpose: { kind: 'production', because: 'compose.yaml runs it', at: place('compose.yaml:3') } as ShownPackages['purpose'],
    services: ['api'],
    packages: { ok: true, value: { environments: environments.map(packagesOf), parts: [], doubts: [], notes: [], ...more } },
  };
}

function text(one: ShownPackages, options: Partial<PackagesTextOptions> = {}): string {
  return packagesText(one, { width: 100, colour: false, all: false, again: 'api', resolved: false, ...options });
}

const SIZES = { 'sentence-transformers': size(1.2, 0.8), torch: size(1_600, 60), 'nvidia-cudnn-cu12': size(1_000), transformers: size(50, 30), fastapi: size(1, 1), requests: size(0.4, 0.3), pandas: size(60, 15), numpy: size(50, 10) };
const API = parts(
  resolved('sentence-transformers 3.3.1 @ requirements.txt:12', 'torch 2.5.1 <- sentence-transformers @ requirements.txt:13', 'nvidia-cudnn-cu12 9.1 <- torch', 'transformers 4.46 <- sentence-transformers', 'fastapi 0.115.8 @ requirements.txt:1', 'requests 2.32 <- transformers @ requirements.txt:2', 'pandas 2.2.3 @ requirements.txt:3', 'numpy 2.1 <- pandas, transformers', 'own-tool 1.0 @ requirements.txt:4'),
  SIZES,
  { needs: [need('sentence-transformers', 'requirements.txt:12', 'used'), need('torch', 'requirements.txt:13', 'pin'), need('fastapi', 'requirements.txt:1', 'used'), need('requests', 'requirements.txt:2', 'redundant'), need('pandas', 'requirements.txt:3', 'unused'), need('own-tool', 'requirements.txt:4', 'unknown')] },
);
const BASE = { kind: 'base', what: 'python:3.12-slim', at: place('api/Dockerfile:1'), bytes: megabytes(122), because: 'catalogue of 2026-08-05' } as const;

test('an image: what goes with each requirement, what is shared, the heaviest with their chains, what is not known', () => {
  expect(text(shown([API], { parts: [BASE], notes: ['Sizes are from the catalogue of 2026-11-22'] }))).toBe(`api: production, because compose.yaml runs it (compose.yaml:3)
api/Dockerfile   context .

at least ~2.9 GB   9 packages, 6 requirements in /usr/local (system)
  ~75 MB (1 package) goes with pandas, which is unused
  with bytecode (pip compiles what it installs)
  uv 0.9.0 resolved it today

shared (goes only when all of the requirements behind it go)
  ~2.7 GB  2 packages: torch, nvidia-cudnn-cu12  sentence-transformers, torch
   ~60 MB  numpy                                 sentence-transformers, pandas
  ~700 kB  requests                              sentence-transformers, requests

   goes with it         in all  requirement                  needed     where
     ~82 MB (2)    ~2.8 GB (6)  sentence-transformers 3.3.1  used       requirements.txt:12
     ~75 MB (1)    ~135 MB (2)  pandas 2.2.3                 unused     requirements.txt:3
    ~2.0 MB (1)    ~2.0 MB (1)  fastapi 0.115.8              used       requirements.txt:1
          -        ~2.7 GB (2)  torch 2.5.1                  pin        requirements.txt:13
          -        ~700 kB (1)  requests 2.32                redundant  requirements.txt:2
  not known (1)  not known (1)  own-tool 1.0                 unknown    requirements.txt:4

heaviest packages
  ~1.7 GB  torch 2.5.1 <- requirements.txt:13
  ~1.0 GB  nvidia-cudnn-cu12 9.1 <- torch <- requirements.txt:13
   ~80 MB  transformers 4.46 <- sentence-transformers <- requirements.txt:12
   ~75 MB  pandas 2.2.3 <- requirements.txt:3
   ~60 MB  numpy 2.1 <- pandas <- requirements.txt:3
  ~2.0 MB  fastapi 0.115.8 <- requirements.txt:1
  ~2.0 MB  sentence-transformers 3.3.1 <- requirements.txt:12
  ~700 kB  requests 2.32 <- requirements.txt:2

size not known of 1 package
  own-tool   no catalogue has it

beside the packages
  ~122 MB  base python:3.12-slim   api/Dockerfile:1   catalogue of 2026-08-05

sizes of packages: 8 from the bundled catalogue, 1 not known
~ from a catalogue or by a factor; no mark: told by an index; = measured; +: more, since some sizes
are not known
Sizes are from the catalogue of 2026-11-22
slimify image api --packages --all  every package with its chain
slimify image api --packages --resolve  versions as they resolve today, sizes as the index has them
`);
});

test('--all lists every package with where its figure is from, and what does not end up in the image', () => {
  const builder = { ...parts(resolved('pandas 2.2 @ build.txt:1'), SIZES), ships: false };
  const out = text(shown([API, builder]), { all: true });
  expect(out).toMatch(/ ~2\.0 MB {2}fastapi 0\.115\.8 <- requirements\.txt:1\n +catalogue of 2026-11-22\n/);
  expect(out).toMatch(/ {2}not known {2}own-tool 1\.0 <- requirements\.txt:4\n +no catalogue has it\n/);
  expect(out).toContain('~75 MB   1 package, 1 requirement in /usr/local (system): does not end up in the image\n');
  expect(text(shown([API, builder]))).toContain('--all  every package with its chain, and 1 environment that does not end up in the image\n');
  expect(text(shown([API, builder]))).not.toContain('build.txt');
});

test('long lists are cut to the heaviest, and every line stays within the width but for a path', () => {
  const names = Array.from({ length: 60 }, (_, index) => `library-${index}`);
  const packages = resolved(...names.flatMap((name, index) => [`${name} 1.${index} @ requirements/production-with-a-long-name.txt:${index + 1}`, `${name}-core 1.0 <- ${name}, library-0, library-1`]));
  const sizes = Object.fromEntries(names.flatMap((name, index) => [[name, size(100 - index, 3)], [`${name}-core`, size(40)]]));
  const out = text(shown([parts(packages, sizes)]), { width: 80 });
  expect(out.split('\n').length).toBeLessThan(70);
  expect(out).toContain('  …46 more, each lighter than these\n');
  for (const line of out.split('\n')) expect(line.length <= 80 || line.includes('requirements/production') || line.startsWith('slimify image')).toBe(true);
});

test('a chain that is too long goes on below, and no step of it is broken', () => {
  const names = Array.from({ length: 9 }, (_, index) => `number-${index}`);
  const packages = resolved(...names.map((name, index) => (index === 0 ? `${name} 1.0 @ r.txt:1` : `${name} 1.0 <- ${names[index - 1] ?? ''}`)));
  const out = text(shown([parts(packages, { 'number-8': size(50) })]), { width: 54 });
  expect(out).toContain(`  ~50 MB  number-8 1.0 <- number-7 <- number-6
            <- number-5 <- number-4 <- number-3
            <- number-2 <- number-1 <- number-0
            <- r.txt:1
`);
});

test('what no index has stands with its reason and place, apart from what is weighed', () => {
  const left = resolution(resolved('fastapi @ r.txt:1'), { complete: false, because: 'offline: the bundled snapshot', unresolved: [{ what: './libs/own', reason: 'a folder of the repository', at: place('r.txt:4') }] });
  const out = text(shown([parts(resolved('fastapi @ r.txt:1'), SIZES, { resolution: left })]));
  expect(out).toContain('\nat least ~2.0 MB   1 package, 1 requirement in');
  expect(out).toContain('  not complete: offline: the bundled snapshot\n');
  expect(out).toContain('not resolved\n  ./libs/own   r.txt:4   a folder of the repository\n');
});

test('what stands beside the packages: addresses only with --all, and calls that nobody can weigh share a row', () => {
  const parts = [
    { ...BASE, because: 'python:3.12-slim-trixie, built 2026-09-19 (https://example.org/repo-info/3.12-slim.md, checked 2026-11-22)' },
    { kind: 'system', what: 'apk libpq', at: place('Dockerfile:3'), bytes: null, because: 'no catalogue of what apk installs' },
    { kind: 'system', what: 'apk bash', at: place('Dockerfile:9'), bytes: null, because: 'no catalogue of what apk installs' },
  ] as const;
  expect(text(shown([API], { parts }))).toContain(`beside the packages
    ~122 MB  base python:3.12-slim   api/Dockerfile:1   python:3.12-slim-trixie, built 2026-09-19
               (checked 2026-11-22)
  not known  apk libpq   Dockerfile:3 and 1 more   no catalogue of what apk installs
`);
  const all = text(shown([API], { parts }), { all: true });
  expect(all).toContain('(https://example.org/repo-info/3.12-slim.md,');
  expect(all).toContain('\n  not known  apk bash   Dockerfile:9   no catalogue of what apk installs\n');
});

test('nothing installed, or nothing known, is said in a line', () => {
  expect(text(shown([]))).toBe('api: production, because compose.yaml runs it (compose.yaml:3)\napi/Dockerfile   context .\n\nno packages: nothing is installed by a Python package manager\n');
  expect(text({ ...shown([]), packages: { ok: false, reason: 'the context is not known' } })).toContain('\nnot known: the context is not known\n');
  const dark = text(shown([parts(resolved('x 1.0 @ r.txt:1'), {})]));
  expect(dark).toContain('size not known   1 package, 1 requirement in /usr/local (system)\n');
  expect(dark).toContain('no size is known\n  x   no catalogue has it\n');
});

test('what a repository holds cannot steer the terminal', () => {
  expect(text(shown([parts(resolved('fastapi @ r.txt:1'), SIZES, { resolution: resolution(resolved('fastapi @ r.txt:1'), { because: 'evil \u001b[2J' }) })]))).toContain('evil \\x1b[2J');
});

test('amounts: two digits and ~ where a catalogue tells, three where an index does, = where it was measured', () => {
  expect(bytesText(megabytes(1_180, 1_180, 'measured'))).toBe('= 1.18 GB');
  expect(bytesText(megabytes(1_180, 1_180, 'resolved'))).toBe('1.18 GB');
  expect(bytesText(megabytes(1_180))).toBe('~1.2 GB');
  expect(bytesText(megabytes(118.4))).toBe('~118 MB');
  expect(bytesText(megabytes(900, 1_300, 'heuristic'))).toBe('~0.9-1.3 GB');
  expect(bytesText(megabytes(3, 1_300, 'heuristic'))).toBe('~0.003-1.3 GB');
  expect(bytesText(megabytes(0, 13))).toBe('up to 13 MB');
  expect(bytesText(megabytes(0.0004))).toBe('~0.40 kB');
  expect(bytesText({ low: 0, high: 0, basis: 'measured' })).toBe('= 0 kB');
  expect(heftText({ bytes: megabytes(100), unknown: ['x'] })).toBe('~100 MB +');
  expect(heftText({ bytes: null, unknown: ['x'] })).toBe('not known');
  expect(heftText({ bytes: null, unknown: [] })).toBe('-');
});

test('the report follows its schema, and the schema names every field', () => {
  const one = shown([API], { parts: [BASE, { kind: 'system', what: 'curl', at: null, bytes: null, because: 'not in the catalogue' }], doubts: [{ text: 'a script that cannot be read', at: place('Dockerfile:9') }], notes: ['offline'] });
  const broken: ShownPackages = { ...one, packages: { ok: false, reason: 'no context' } };
  const document: unknown = JSON.parse(packagesJson([one, broken]));
  expect(faults('packages', document)).toBeNull();
  expect(unknownFields('packages', document)).toBeNull();
  expect(packagesReport([one])).toMatchObject({
    version: 1,
    images: [{ services: ['api'], image: 'api/Dockerfile', environments: [{ into: '/usr/local (system)', ships: true, by: 'uv', total: { unknown: ['own-tool'] }, requirements: [{ name: 'sentence-transformers', needed: 'used', goes: ['transformers', 'sentence-transformers'] }, {}, {}, {}, {}, {}], shared: [{ packages: ['torch', 'nvidia-cudnn-cu12'] }, {}, {}] }], parts: [{ kind: 'base' }, { kind: 'system', bytes: null }] }],
  });
});
