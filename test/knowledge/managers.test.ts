import { describe, expect, it } from 'vitest';
import { cacheFolders, cacheSwitch, managerFacts, switchesCacheOff } from '#knowledge/index.js';
import type { CacheSwitch, ManagerName } from '#knowledge/index.js';

function switchOf(name: ManagerName): CacheSwitch {
  const off = cacheSwitch(name).value;
  if (off === null) throw new Error(`${name} has no switch`);
  return off;
}

describe('the variable that switches a cache off', () => {
  it.each(['1', '0', 'true', 'False', 'off', 'no', 'Y'])('pip keeps none with PIP_NO_CACHE_DIR=%s', (value) => {
    expect(switchesCacheOff(switchOf('pip'), value)).toBe(true);
  });

  it('pip keeps one with an empty value and refuses to run with another word', () => {
    expect(switchesCacheOff(switchOf('pip'), '')).toBe(false);
    expect(switchesCacheOff(switchOf('pip'), 'maybe')).toBeNull();
  });

  it('uv goes by what the value means, and refuses an empty one', () => {
    expect(['1', 'on', '0', 'off'].map((value) => switchesCacheOff(switchOf('uv'), value))).toEqual([true, true, false, false]);
    expect(switchesCacheOff(switchOf('uv'), '')).toBeNull();
  });

  it('pdm takes any text', () => {
    expect(['0', 'whatever', ''].map((value) => switchesCacheOff(switchOf('pdm'), value))).toEqual([true, true, false]);
  });

  it.each(['pipx', 'pipenv', 'poetry', 'conda'] as const)('%s has none', (name) => {
    expect(cacheSwitch(name).value).toBeNull();
  });
});

describe('the folder', () => {
  const pip = managerFacts('pip').value;

  it.each([
    [{}, ['/root/.cache/pip']],
    [{ XDG_CACHE_HOME: '/var/cache' }, ['/var/cache/pip']],
    [{ XDG_CACHE_HOME: '/var/cache/', PIP_CACHE_DIR: '/cache/' }, ['/cache']],
    [{ PIP_CACHE_DIR: '' }, ['/root/.cache/pip']],
  ])('with %o is %o', (environment: Readonly<Record<string, string>>, folders) => {
    expect(cacheFolders(pip, (name) => environment[name] ?? null, '/root')).toEqual(folders);
  });
});

describe('the facts', () => {
  it('tell options with a value from flags', () => {
    expect(managerFacts('pip').value.valueOptions).toEqual(expect.arrayContaining(['-r', '-t', '--target', '--index-url', '--cache-dir']));
    expect(managerFacts('pip').value.valueOptions).not.toContain('--no-cache-dir');
    expect(managerFacts('uv').value.valueOptions).toEqual(expect.arrayContaining(['--link-mode', '--python', '-c']));
    expect(managerFacts('uv').value.valueOptions).not.toContain('--no-cache');
  });

  it('say why the rule speaks of pip and not of uv', () => {
    const pandas = (name: ManagerName, text: string) => managerFacts(name).value.costs.find((cost) => cost.case.startsWith(text));
    const share = (name: ManagerName, text: string) => {
      const cost = pandas(name, text);
      return cost === undefined ? NaN : (cost.with - cost.without) / cost.without;
    };
    expect(share('pip', 'pandas==2.2.3')).toBeGreaterThan(0.25);
    expect(share('uv', 'pandas==2.2.3, hard links')).toBeLessThan(0.03);
    expect(share('uv', 'pandas==2.2.3, UV_LINK_MODE=copy')).toBeGreaterThan(0.9);
  });

  it('are known for pip and only assumed for conda', () => {
    expect([managerFacts('pip').assumed, managerFacts('conda').assumed]).toEqual([false, true]);
  });
});
