import { describe, expect, test } from 'vitest';
import { evaluateMarker } from '#pep/marker.js';
import type { MarkerEnvironment } from '#pep/types.js';

const LINUX: MarkerEnvironment = {
  python_version: '3.11', python_full_version: '3.11.7', sys_platform: 'linux', os_name: 'posix', platform_machine: 'x86_64', extra: 'Dev_Tools',
};

describe('in a container with Python 3.11', () => {
  test.each([
    ['python_version < "3.9"', false],
    ['python_version >= "3.9"', true],
    ['"3.9" <= python_version', true],
    ['python_full_version == "3.11.*"', true],
    ['python_version ~= "3.8"', true],
    ['python_version in "3.10 3.11"', true],
    ['sys_platform == "win32" or sys_platform == "linux"', true],
    ['sys_platform not in "win32 cygwin"', true],
    ["'linux' in sys_platform", true],
    ['os.name == "posix"', true],
    ["extra == 'dev-tools'", true],
    // `and` binds tighter than `or`.
    ['os_name == "posix" or os_name == "nt" and os_name == "x"', true],
    ['(os_name == "posix" or os_name == "nt") and os_name == "x"', false],
    ["os_name == 'p\\x6fsix'", true],
  ])('%s: %s', (marker, expected) => {
    expect(evaluateMarker(marker, LINUX)).toEqual({ ok: true, value: expected });
  });
});

test('versions compare as numbers, not as letters', () => {
  expect(evaluateMarker('python_version < "3.9"', { python_version: '3.10' })).toEqual({ ok: true, value: false });
});

describe('what the environment does not say', () => {
  test.each([
    ['platform_release > "5"', 'unknown'],
    ['platform_release > "5" and sys_platform == "win32"', false],
    ['sys_platform == "win32" and platform_release > "5"', false],
    ['platform_release > "5" or sys_platform == "linux"', true],
    ['platform_release > "5" or sys_platform == "win32"', 'unknown'],
    ['platform_release > "5" and sys_platform == "linux"', 'unknown'],
    ['python_version == python_full_version', 'unknown'],
    ['"x" in extras', 'unknown'],
    // Texts have no order that all versions of pip agree on.
    ['platform_machine < "z"', 'unknown'],
  ])('%s: %s', (marker, expected) => {
    expect(evaluateMarker(marker, LINUX)).toEqual({ ok: true, value: expected });
  });
});

test.each([
  'python_version', 'python_version >', 'os_names == "a"', 'os_name = "a"', 'os_name == "a" "b"', "os_name == 'a\\'", '(os_name == "a"', 'os_name == "a" xor os_name == "b"',
  '"a" == "b"', 'platform_machine ~= "z"', 'notin "x"', '('.repeat(200),
])('%s is refused with a reason', (marker) => {
  expect(evaluateMarker(marker, LINUX)).toMatchObject({ ok: false, reason: expect.stringMatching(/\w/) });
});
