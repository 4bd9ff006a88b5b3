import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isStandardModule } from '#knowledge/standard-library.js';

const file = JSON.parse(readFileSync(new URL('../../src/knowledge/standard-library.json', import.meta.url), 'utf8')) as {
  readonly modules: Readonly<Record<string, string>>;
  readonly pythons: Readonly<Record<string, unknown>>;
};
const backports = JSON.parse(readFileSync(new URL('../../src/knowledge/backports.json', import.meta.url), 'utf8')) as {
  readonly backports: Readonly<Record<string, { readonly modules: readonly string[]; readonly since: string; readonly until: string | null }>>;
};

describe('isStandardModule', () => {
  it.each([
    // The last Python that has it, or the first.
    ['distutils', '3.11', '3.12'],
    ['imp', '3.11', '3.12'],
    ['asyncore', '3.11', '3.12'],
    ['cgi', '3.12', '3.13'],
    ['telnetlib', '3.12', '3.13'],
    ['crypt', '3.12', '3.13'],
    ['lib2to3', '3.12', '3.13'],
    ['binhex', '3.10', '3.11'],
    ['symbol', '3.9', '3.10'],
    ['sre_parse', '3.14', '3.15'],
    ['dataclasses', '3.7', '3.6'],
    ['contextvars', '3.7', '3.6'],
    ['zoneinfo', '3.9', '3.8'],
    ['graphlib', '3.9', '3.8'],
    ['tomllib', '3.11', '3.10'],
    ['compression', '3.14', '3.13'],
    ['annotationlib', '3.14', '3.13'],
    ['profiling', '3.15', '3.14'],
    ['urllib2', '2.7', '3.6'],
    ['StringIO', '2.7', '3.12'],
    ['enum', '3.6', '2.7'],
  ])('%s is in Python %s and not in %s', (module, having, lacking) => {
    expect([isStandardModule(module, having), isStandardModule(module, lacking)]).toEqual(['yes', 'no']);
  });

  it.each(['os', 'sys', 'json', '__future__', '__main__', '_typeshed', '_thread', 'winreg', 'msvcrt', 'termios', 'tkinter', 'sqlite3', 'test'])('every Python 3 has %s', (module) => {
    expect(['3.6', '3.9', '3.11', '3.13', '3.15', null].map((python) => isStandardModule(module, python))).toEqual(['yes', 'yes', 'yes', 'yes', 'yes', 'yes']);
  });

  it.each(['requests', 'yaml', 'attr', 'six', 'pkg_resources', 'typing_extensions', '__proto__', 'constructor', ''])('none has %s', (module) => {
    expect([isStandardModule(module, '3.12'), isStandardModule(module, '2.7'), isStandardModule(module, null)]).toEqual(['no', 'no', 'no']);
  });

  it.each(['distutils', 'tomllib', 'dataclasses', 'urllib2', 'ConfigParser'])('%s depends on a Python that nobody knows', (module) => {
    expect(isStandardModule(module, null)).toBe('some');
  });

  it('takes a patch version, a major one, and Pythons before and after those that it knows', () => {
    expect(isStandardModule('tomllib', '3.11.4')).toBe('yes');
    expect(isStandardModule('tomllib', '3')).toBe('some');
    expect(isStandardModule('urllib2', '3')).toBe('no');
    expect(isStandardModule('asyncio', '3.4')).toBe('yes');
    expect(isStandardModule('tomllib', '3.20')).toBe('yes');
    expect(isStandardModule('cgi', '3.20')).toBe('no');
    expect(isStandardModule('urllib2', '2')).toBe('yes');
    expect(isStandardModule('os', 'pypy')).toBe('yes');
  });
});

describe('the table', () => {
  it('has every Python from 3.6 to 3.15, and 2.7', () => {
    expect(Object.keys(file.pythons).toSorted()).toEqual(['2.7', '3.10', '3.11', '3.12', '3.13', '3.14', '3.15', '3.6', '3.7', '3.8', '3.9']);
  });

  it('agrees with the catalogue of backports', () => {
    for (const { modules, since, until } of Object.values(backports.backports)) {
      for (const module of modules.map((one) => one.split('.')[0] ?? '')) {
        if (Number(since.slice(2)) >= 6) expect([module, isStandardModule(module, since)]).toEqual([module, 'yes']);
        if (until !== null) expect([module, isStandardModule(module, until)]).toEqual([module, 'no']);
      }
    }
  });
});
