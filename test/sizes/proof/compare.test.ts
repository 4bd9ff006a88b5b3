import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compare } from '#sizes/proof/compare.js';
import type { Declared } from '#sizes/proof/types.js';
import type { Resolution, ResolvedPackage } from '#sizes/types.js';
import { resolution } from './hand-made.js';

const NOTHING = { gone: [], come: [], changed: [] };
const NO_WORDS: ReadonlySet<string> = new Set();

interface Effect {
  readonly removes?: readonly string[];
  readonly adds?: readonly string[];
  readonly versions?: boolean;
  readonly index?: boolean;
}

function declared({ removes = [], adds = [], versions = false, index = false }: Effect): Declared {
  return { removes: new Set(removes), adds: new Set(adds), versions, index };
}

describe('a removal', () => {
  const before = resolution(`
    flask 3.0.0
    click 8.1.7 <- flask, pytest-click
    pytest 8.0.0
    iniconfig 2.0.0 <- pytest
    pytest-click 1.1.0
  `);

  test('takes along what only it brought', () => {
    const after = resolution(`
      flask 3.0.0
      click 8.1.7 <- flask, pytest-click
      pytest-click 1.1.0
    `);
    expect(compare(before, after, declared({ removes: ['pytest'] }), NO_WORDS)).toEqual({
      difference: { gone: ['iniconfig', 'pytest'], come: [], changed: [] },
      undeclared: NOTHING,
    });
  });

  test('may not take along what something else requires', () => {
    const after = resolution(`
      flask 3.0.0
      pytest-click 1.1.0
    `);
    expect(compare(before, after, declared({ removes: ['pytest'] }), NO_WORDS).undeclared).toEqual({ ...NOTHING, gone: ['click'] });
  });

  test('may not take along what is asked for by name', () => {
    const after = resolution(`
      flask 3.0.0
      click 8.1.7 <- flask
    `);
    expect(compare(before, after, declared({ removes: ['pytest'] }), NO_WORDS).undeclared.gone).toEqual(['pytest-click']);
  });

  test('that lets another package rise is more than was declared', () => {
    const held = resolution(`
      numba 0.57.0
      pandas 2.2.0
      numpy 1.24.4 <- numba, pandas
    `);
    const free = resolution(`
      pandas 2.2.0
      numpy 2.1.0 <- pandas
    `);
    expect(compare(held, free, declared({ removes: ['numba'] }), NO_WORDS).undeclared).toEqual({ ...NOTHING, changed: [{ name: 'numpy', from: '1.24.4', to: '2.1.0' }] });
  });

  test('of what something else requires too leaves it there', () => {
    const same = resolution(`
      pandas 2.2.0
      numpy 1.26.4* <- pandas
    `);
    const after = resolution(`
      pandas 2.2.0
      numpy 1.26.4 <- pandas
    `);
    expect(compare(same, after, declared({ removes: ['numpy'] }), NO_WORDS)).toEqual({ difference: NOTHING, undeclared: NOTHING });
  });

  test('takes along what an extra that only it asked for brought', () => {
    const whole = resolution(`
      requests 2.32.3
      urllib3 2.2.3 <- requests, selenium
      selenium 4.27.1
      pysocks 1.7.1 <- urllib3
    `);
    const rest = resolution(`
      requests 2.32.3
      urllib3 2.2.3 <- requests
    `);
    expect(compare(whole, rest, declared({ removes: ['selenium'] }), NO_WORDS).undeclared).toEqual(NOTHING);
    const less = resolution('requests 2.32.3');
    expect(compare(whole, less, declared({ removes: ['selenium'] }), NO_WORDS).undeclared.gone).toEqual(['urllib3']);
  });

  test('of a line with extras leaves what comes without them', () => {
    const whole = resolution(`
      fastapi-cli 0.0.5
      uvicorn 0.34.0* <- fastapi-cli
      click 8.1.7 <- uvicorn
      httptools 0.6.1 <- uvicorn
    `);
    const rest = resolution(`
      fastapi-cli 0.0.5
      uvicorn 0.34.0 <- fastapi-cli
      click 8.1.7 <- uvicorn
    `);
    expect(compare(whole, rest, declared({ removes: ['uvicorn'] }), NO_WORDS)).toEqual({ difference: { gone: ['httptools'], come: [], changed: [] }, undeclared: NOTHING });
  });

  test('brings nothing new', () => {
    const after = resolution(`
      flask 3.0.0
      click 8.1.7 <- flask, pytest-click
      pytest-click 1.1.0
      colorama 0.4.6 <- click
    `);
    expect(compare(before, after, declared({ removes: ['pytest'] }), NO_WORDS).undeclared).toEqual({ ...NOTHING, come: ['colorama'] });
  });
});

describe('a swap', () => {
  const before = resolution(`
    pandas 2.2.0
    opencv-python 4.10.0
    numpy 1.26.4 <- pandas, opencv-python
    gui-parts 1.0 <- opencv-python
  `);
  const swap = declared({ removes: ['opencv-python'], adds: ['opencv-python-headless'] });

  test('brings the other one with what it requires', () => {
    const after = resolution(`
      pandas 2.2.0
      opencv-python-headless 4.10.0
      numpy 1.26.4 <- pandas, opencv-python-headless
      codecs 1.0 <- opencv-python-headless
    `);
    expect(compare(before, after, swap, NO_WORDS)).toEqual({
      difference: { gone: ['gui-parts', 'opencv-python'], come: ['codecs', 'opencv-python-headless'], changed: [] },
      undeclared: NOTHING,
    });
  });

  test('may not move what others share with it', () => {
    const after = resolution(`
      pandas 2.2.0
      opencv-python-headless 4.12.0
      numpy 2.1.0 <- pandas, opencv-python-headless
    `);
    expect(compare(before, after, swap, NO_WORDS).undeclared).toEqual({ ...NOTHING, changed: [{ name: 'numpy', from: '1.26.4', to: '2.1.0' }] });
  });

  test('may move what goes with the one and comes with the other', () => {
    const alone = resolution(`
      opencv-python 4.10.0
      numpy 1.26.4 <- opencv-python
    `);
    const after = resolution(`
      opencv-python-headless 4.12.0
      numpy 2.1.0 <- opencv-python-headless
    `);
    expect(compare(alone, after, swap, NO_WORDS).undeclared).toEqual(NOTHING);
  });
});

describe('another index', () => {
  const before = resolution(`
    sentence-transformers 3.3.1
    torch 2.5.1* <- sentence-transformers
    nvidia-cublas-cu12 12.4.5.8 <- torch
    triton 3.1.0 <- torch
    filelock 3.16.1 <- torch, huggingface-hub
    huggingface-hub 0.26.0 <- sentence-transformers
  `);
  const after = resolution(`
    sentence-transformers 3.3.1
    torch 2.5.1+cpu* <- sentence-transformers
    filelock 3.16.1 <- torch, huggingface-hub
    huggingface-hub 0.26.0 <- sentence-transformers
  `);

  test('gives another build of the same version, without what only the other one required', () => {
    expect(compare(before, after, declared({ index: true }), NO_WORDS)).toEqual({
      difference: { gone: ['nvidia-cublas-cu12', 'triton'], come: [], changed: [{ name: 'torch', from: '2.5.1', to: '2.5.1+cpu' }] },
      undeclared: NOTHING,
    });
  });

  test('is nothing that may happen undeclared', () => {
    expect(compare(before, after, declared({}), NO_WORDS).undeclared).toEqual({
      gone: ['nvidia-cublas-cu12', 'triton'], come: [], changed: [{ name: 'torch', from: '2.5.1', to: '2.5.1+cpu' }],
    });
  });

  test('may not give another version', () => {
    const older = resolution('torch 2.4.0+cpu');
    expect(compare(resolution('torch 2.5.1'), older, declared({ index: true }), NO_WORDS).undeclared.changed).toEqual([{ name: 'torch', from: '2.5.1', to: '2.4.0+cpu' }]);
  });
});

describe('a requirement in other words', () => {
  const before = resolution(`
    uvicorn 0.30.0
    httptools 0.6.1 <- uvicorn
    h11 0.14.0 <- uvicorn, httpx
    httpx 0.27.0
  `);
  const after = resolution(`
    uvicorn 0.30.0
    h11 0.14.0 <- uvicorn, httpx
    httpx 0.27.0
  `);

  test('without an extra loses what the extra brought', () => {
    expect(compare(before, after, declared({ versions: true }), new Set(['uvicorn'])).undeclared).toEqual(NOTHING);
  });

  test('excuses only what is asked for in other words', () => {
    expect(compare(before, after, declared({ versions: true }), new Set(['httpx'])).undeclared.gone).toEqual(['httptools']);
    expect(compare(before, after, declared({}), new Set(['uvicorn'])).undeclared.gone).toEqual(['httptools']);
  });
});

test('versions that PEP 440 holds for equal are equal', () => {
  expect(compare(resolution('a 1.0'), resolution('a 1.0.0'), declared({}), NO_WORDS).difference).toEqual(NOTHING);
});

/** Packages `p0` … `p9`; each requires some that come later, and some are asked for by name. */
const world = fc.record({
  edges: fc.uniqueArray(fc.tuple(fc.nat(9), fc.nat(9)), { maxLength: 25, selector: ([a, b]) => `${a} ${b}` }),
  roots: fc.uniqueArray(fc.nat(9), { minLength: 1, maxLength: 5 }),
  removed: fc.uniqueArray(fc.nat(9), { maxLength: 3 }),
});

interface World {
  readonly edges: readonly (readonly [number, number])[];
}

/** What is installed where these are asked for: worked out here the plain way, cycles and all. */
function installed({ edges }: World, roots: readonly number[]): Resolution {
  let found = new Set(roots);
  for (let round = 0; round < 10; round++) found = new Set([...found, ...edges.flatMap(([from, to]) => (found.has(from) ? to : []))]);
  const packages = [...found].map((one): readonly [string, ResolvedPackage] => [`p${one}`, {
    name: `p${one}`,
    version: `1.${one}`,
    wheel: null,
    parents: edges.flatMap(([from, to]) => (to === one && found.has(from) ? `p${from}` : [])),
    asked: roots.includes(one) ? [{ path: 'requirements.txt', line: one + 1 }] : [],
  }]);
  return { packages: new Map(packages), by: 'uv', complete: true, because: 'told by uv', unresolved: [] };
}

describe('whatever requires whatever', () => {
  test('a set without some requirements and what only they reach is exactly their removal', () => {
    fc.assert(fc.property(world, ({ edges, roots, removed }) => {
      const before = installed({ edges }, roots);
      const after = installed({ edges }, roots.filter((one) => !removed.includes(one)));
      const { difference, undeclared } = compare(before, after, declared({ removes: removed.map((one) => `p${one}`) }), NO_WORDS);
      expect(undeclared).toEqual(NOTHING);
      expect(difference.gone).toEqual([...before.packages.keys()].filter((name) => !after.packages.has(name)).toSorted());
    }));
  });

  test('and the other way round exactly their addition', () => {
    fc.assert(fc.property(world, ({ edges, roots, removed }) => {
      const before = installed({ edges }, roots.filter((one) => !removed.includes(one)));
      const after = installed({ edges }, roots);
      expect(compare(before, after, declared({ adds: removed.map((one) => `p${one}`) }), NO_WORDS).undeclared).toEqual(NOTHING);
    }));
  });

  test('one more package that is gone, come or of another version is found, by its name', () => {
    fc.assert(fc.property(world, fc.nat(9), ({ edges, roots, removed }, at) => {
      const before = installed({ edges }, roots);
      const after = installed({ edges }, roots.filter((one) => !removed.includes(one)));
      const names = [...after.packages.keys()];
      const name = names[at % names.length];
      fc.pre(name !== undefined);
      const effect = declared({ removes: removed.map((one) => `p${one}`) });
      const found = (packages: Resolution['packages']) => compare(before, { ...after, packages }, effect, NO_WORDS).undeclared;
      const own = after.packages.get(name ?? '');
      fc.pre(own !== undefined && !removed.includes(Number(name?.slice(1))));
      // What a removed one may have asked for with an extra is no firm reason to stay.
      const loose = new Set(installed({ edges }, removed).packages.keys());
      const isFirm = own?.asked.length !== 0 || own.parents.some((parent) => !loose.has(parent));
      if (isFirm) expect(found(new Map([...after.packages].filter(([other]) => other !== name))).gone).toEqual([name]);
      expect(found(new Map([...after.packages].map(([other, one]) => [other, other === name ? { ...one, version: '9' } : one]))).changed.map((one) => one.name)).toEqual([name]);
      const stray: ResolvedPackage = { name: 'stray', version: '1', wheel: null, parents: [], asked: [] };
      expect(found(new Map([...after.packages, ['stray', stray]])).come).toEqual(['stray']);
    }));
  });
});
