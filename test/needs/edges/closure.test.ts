import { describe, expect, it } from 'vitest';
import { bundledEdges } from '#knowledge/edges.js';
import { broughtBy } from '#needs/edges/brought-by.js';
import { closureOf } from '#needs/edges/closure.js';
import type { Closure, ClosureAsked, ClosureHeld } from '#needs/edges/closure-types.js';
import { combinedEdges, type EdgeSource } from '#needs/edges/source.js';
import { optionalUsers } from '#needs/edges/optional-users.js';
import { LINUX, sourceOf } from './sources.js';

function asked(...words: readonly string[]): readonly ClosureAsked[] {
  return words.map((word) => {
    const [, name = '', extras = '', version] = /^([\w-]+)(?:\[(.+)\])?(?:==(.+))?$/.exec(word) ?? [];
    return { name, extras: extras === '' ? [] : extras.split(','), version: version ?? null };
  });
}

function namesOf(closure: Closure): readonly string[] {
  return [...closure.comes.keys()].sort();
}

/** `lib` requires `old` up to its version 1, and `new` from there; `old` requires `lib` and, in version 2, `new`. */
function ofVersions(): EdgeSource {
  const early = sourceOf('app: lib\nlib: old\nold: lib\nnew:');
  const late = sourceOf('app: lib\nlib: new\nold: lib, new\nnew:');
  return (name, version) => (version === '2' ? late : early)(name, version);
}

const WEB = sourceOf(`
  fastapi: starlette, pydantic
  starlette: anyio, typing-extensions; python_version < '3.10'
  anyio: idna, sniffio
  idna:
  sniffio:
  pydantic: typing-extensions
  typing-extensions:
  uvicorn: click, h11 | standard: httptools, colorama; sys_platform == 'win32'
  click:
  h11:
  httptools:
`);

describe('what an install brings along', () => {
  it('everything that is required, with a shortest chain to what was asked for', () => {
    const { comes, complete, unknown } = closureOf(asked('fastapi'), LINUX, WEB);
    expect(comes.get('idna')?.chain).toEqual(['idna', 'anyio', 'starlette', 'fastapi']);
    expect(comes.get('typing-extensions')?.chain).toEqual(['typing-extensions', 'pydantic', 'fastapi']);
    expect([complete, unknown]).toEqual([true, []]);
  });

  it('nothing whose marker does not hold', () => {
    const { comes } = closureOf(asked('fastapi'), LINUX, WEB);
    expect(comes.get('typing-extensions')?.parents).toEqual([{ name: 'pydantic', extra: null, certain: 'yes', assumed: false }]);
    expect(closureOf(asked('uvicorn[standard]'), LINUX, WEB).comes.has('colorama')).toBe(false);
  });

  it('what an extra adds, only where the extra is asked for', () => {
    expect(namesOf(closureOf(asked('uvicorn'), LINUX, WEB))).toEqual(['click', 'h11', 'uvicorn']);
    const { comes } = closureOf(asked('uvicorn[standard]'), LINUX, WEB);
    expect(comes.get('httptools')?.parents).toEqual([{ name: 'uvicorn', extra: 'standard', certain: 'yes', assumed: false }]);
  });

  it('an extra that nobody has seen is a gap', () => {
    const closure = closureOf(asked('uvicorn[turbo]'), LINUX, WEB);
    expect(closure).toMatchObject({ gaps: [{ name: 'uvicorn', extra: 'turbo' }], complete: false });
  });

  it('a distribution without a record is named, and what it requires is not told', () => {
    const closure = closureOf(asked('fastapi', 'in-house-client'), LINUX, WEB);
    expect(closure).toMatchObject({ unknown: ['in-house-client'], complete: false });
  });

  it('an edge may come whose marker the environment does not decide', () => {
    const source = sourceOf('sqlalchemy: greenlet; platform_machine == \'x86_64\', typing-extensions\ngreenlet: abi\nabi:\ntyping-extensions:');
    const { comes, assumed } = closureOf(asked('sqlalchemy'), LINUX, source);
    expect([...comes.values()].map(({ name, certain }) => [name, certain])).toEqual([['sqlalchemy', 'yes'], ['typing-extensions', 'yes'], ['greenlet', 'maybe'], ['abi', 'maybe']]);
    expect(assumed).toBe(false);
  });

  it('a marker that cannot be read counts as one that may hold', () => {
    expect(closureOf(asked('a'), LINUX, sourceOf('a: b; os is nice\nb:')).comes.get('b')?.certain).toBe('maybe');
  });

  it('a longer way that is sure goes before a shorter one of another version', () => {
    const source = sourceOf('~guess: lib\nsure: middle\nmiddle: lib\nlib: deep\ndeep:');
    const { comes, assumed } = closureOf(asked('guess', 'sure'), LINUX, source);
    expect(comes.get('deep')).toMatchObject({ assumed: false, chain: ['deep', 'lib', 'middle', 'sure'] });
    expect(assumed).toBe(false);
    expect(closureOf(asked('guess'), LINUX, source)).toMatchObject({ assumed: true, complete: true });
  });

  it('cycles and extras that name themselves end', () => {
    const source = sourceOf('a: b\nb: a\nx: | all: x[one,two] | one: o | two: x[all]\no:');
    const { comes } = closureOf(asked('a', 'x[all]'), LINUX, source);
    expect([...comes.keys()]).toEqual(['a', 'x', 'b', 'o']);
    expect(comes.get('x')?.parents).toEqual([]);
  });

  it('the extras of two lines and of what is required are put together', () => {
    const source = sourceOf('app: http[proxy]\nhttp: | proxy: socks | cache: disk\nsocks:\ndisk:');
    expect(namesOf(closureOf(asked('http', 'app', 'http[cache]'), LINUX, source))).toEqual(['app', 'disk', 'http', 'socks']);
  });

  it('names of extras are compared normalised', () => {
    expect(closureOf(asked('x'), LINUX, sourceOf('x: y[Two_Words]\ny: | two-words: z\nz:')).comes.has('z')).toBe(true);
  });

  it('equal sets are walked once, in whatever order they stand', () => {
    expect(closureOf(asked('uvicorn', 'fastapi'), LINUX, WEB)).toBe(closureOf(asked('fastapi', 'uvicorn'), LINUX, WEB));
    expect(closureOf(asked('fastapi'), { ...LINUX, python_version: '3.9' }, WEB)).not.toBe(closureOf(asked('fastapi'), LINUX, WEB));
  });

  it('a set is walked again only where what it brings is held at other versions', () => {
    const hold = (...words: readonly string[]): readonly ClosureHeld[] => asked(...words).map(({ name, version }) => ({ name, version: version ?? '' }));
    const source = ofVersions();
    const alone = closureOf(asked('app'), LINUX, source);
    expect(closureOf(asked('app'), LINUX, source, hold('elsewhere==1'))).toBe(alone);
    expect(namesOf(closureOf(asked('app'), LINUX, source, hold('lib==1')))).toEqual(['app', 'lib', 'old']);
    expect(namesOf(closureOf(asked('app'), LINUX, source, hold('lib==2')))).toEqual(['app', 'lib', 'new']);
    expect(closureOf(asked('app'), LINUX, source)).toBe(alone);
  });

  it('says the same of whatever is held as a source that was asked nothing before', () => {
    const source = ofVersions();
    const versions = [null, '1', '2'];
    for (const lib of versions) for (const old of versions) for (const elsewhere of versions) for (const words of [['app'], ['app', 'new'], ['lib'], ['old', 'app']]) {
      const held = Object.entries({ lib, old, elsewhere }).flatMap(([name, version]) => (version === null || words.includes(name) ? [] : [{ name, version }]));
      expect(closureOf(asked(...words), LINUX, source, held)).toEqual(closureOf(asked(...words), LINUX, ofVersions(), held));
    }
  });

  it('sentence-transformers brings torch, by the bundled edges', () => {
    const { comes } = closureOf(asked('sentence-transformers'), LINUX, bundledEdges);
    expect(comes.get('torch')?.chain).toEqual(['torch', 'sentence-transformers']);
    expect(comes.get('mpmath')?.chain).toEqual(['mpmath', 'sympy', 'torch', 'sentence-transformers']);
  });

  it('500 images with 100 requirements each ask for every distribution once', () => {
    const line = (at: number): string => `p${at}: ${[7, 11, 13].map((step) => `p${(at * step + 1) % 600}; python_version >= '3.8'`).filter((_, each) => at % 4 > each).join(', ')}`;
    const lines = sourceOf(Array.from({ length: 600 }, (_, at) => line(at)).join('\n'));
    let looked = 0;
    const source: EdgeSource = (name, version) => {
      looked++;
      return lines(name, version);
    };
    const images = Array.from({ length: 500 }, (_, image) => asked(...Array.from({ length: 100 }, (_, at) => `p${(image * 3 + at * 5) % 600}`)));
    const started = performance.now();
    const sizes = images.map((image) => closureOf(image, LINUX, source).comes.size);
    expect(performance.now() - started).toBeLessThan(5000);
    expect(looked).toBe(600);
    expect(Math.min(...sizes)).toBeGreaterThan(100);
  });
});

describe('through whom an asked one comes in any case', () => {
  const closure = closureOf(asked('requests', 'urllib3', 'botocore', 'idna'), LINUX, sourceOf('requests: urllib3, idna; platform_machine == \'x86_64\'\n~botocore: urllib3\nurllib3:\nidna:'));

  it('the surest of the others, with the chain', () => {
    expect(broughtBy(closure, 'urllib3')).toEqual({ chain: ['urllib3', 'requests'], certain: 'yes', assumed: false });
  });

  it('not through one that is to go as well', () => {
    expect(broughtBy(closure, 'urllib3', (name) => name !== 'requests')).toEqual({ chain: ['urllib3', 'botocore'], certain: 'yes', assumed: true });
    expect(broughtBy(closure, 'urllib3', () => false)).toBeNull();
  });

  it('maybe, where only a marker that is not decided leads to it', () => {
    expect(broughtBy(closure, 'idna')).toEqual({ chain: ['idna', 'requests'], certain: 'maybe', assumed: false });
  });

  it('through nobody', () => {
    expect(broughtBy(closure, 'requests')).toBeNull();
    const cycle = closureOf(asked('a'), LINUX, sourceOf('a: b\nb: a'));
    expect(broughtBy(cycle, 'a')).toBeNull();
  });
});

describe('who could use it', () => {
  it('a distribution that lists it under an extra, asked for or not', () => {
    const source = combinedEdges([sourceOf('pandas: numpy | excel: openpyxl, xlrd; python_version < \'3\' | all: pandas[excel]')]);
    const kept = [{ name: 'pandas', version: null }, { name: 'numpy', version: null }];
    expect(optionalUsers('openpyxl', kept, source)).toEqual([{ name: 'pandas', extra: 'excel', marker: null, assumed: false, source: 'lines' }]);
    expect(optionalUsers('numpy', kept, source)).toEqual([]);
    expect(optionalUsers('pandas', kept, source)).toEqual([]);
  });

  it('by the bundled edges, pandas lists openpyxl', () => {
    expect(optionalUsers('openpyxl', [{ name: 'pandas', version: '2.2.2' }], bundledEdges).map(({ name, extra }) => `${name}[${extra}]`)).toContain('pandas[excel]');
  });
});
