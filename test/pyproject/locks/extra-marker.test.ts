import { describe, expect, it } from 'vitest';
import { byExtra, splitByExtra } from '#pyproject/locks/extra-marker.js';

describe('the extra that a marker names', () => {
  it.each([
    [null, [{ extra: null, marker: null }]],
    ['python_version < "3.9"', [{ extra: null, marker: 'python_version < "3.9"' }]],
    ['extra == "socks"', [{ extra: 'socks', marker: null }]],
    ["'Socks_5' == extra", [{ extra: 'socks-5', marker: null }]],
    ['sys_platform == "win32" and extra == "standard"', [{ extra: 'standard', marker: "sys_platform == 'win32'" }]],
    ['(sys_platform == "win32" or os_name == "nt") and extra == "a" and python_version < "3.9"', [{ extra: 'a', marker: "(sys_platform == 'win32' or os_name == 'nt') and python_version < '3.9'" }]],
    ['extra == "a" or extra == "b"', [{ extra: 'a', marker: null }, { extra: 'b', marker: null }]],
    ['extra == "a" or python_version < "3.9"', [{ extra: null, marker: "python_version < '3.9'" }]],
    ['extra != "a"', [{ extra: null, marker: null }]],
    ['not a marker with extra', [{ extra: null, marker: 'not a marker with extra' }]],
  ])('%s', (marker, rows) => {
    expect(byExtra(marker)).toEqual(rows);
  });

  it('requirements of metadata are sorted by it, and what cannot be parsed is counted', () => {
    const { requires, optional, unread } = splitByExtra(['charset_normalizer<4,>=2', 'PySocks!=1.5.7,>=1.5.6; extra == "socks"', 'uvicorn[standard] (>=0.12) ; extra == "all"', '???']);
    expect(requires).toEqual([{ name: 'charset-normalizer', extras: [], marker: null }]);
    expect(optional).toEqual(new Map([
      ['socks', [{ name: 'pysocks', extras: [], marker: null }]],
      ['all', [{ name: 'uvicorn', extras: ['standard'], marker: null }]],
    ]));
    expect(unread).toBe(1);
  });
});
