import type operatingSystem from 'node:os';
import { homedir } from 'node:os';
import { expect, test, vi } from 'vitest';
import { homeFolder } from '#io/home.js';
import { thisMachine } from '#io/machine.js';

vi.mock('node:os', async (original) => {
  const os = await original<typeof operatingSystem>();
  return { ...os, homedir: vi.fn<() => string>(os.homedir) };
});

test('an empty home is none', () => {
  vi.mocked(homedir).mockReturnValueOnce('/home/somebody').mockReturnValueOnce('');
  expect(homeFolder()).toBe('/home/somebody');
  expect(homeFolder()).toBe('/');
});

test('a user that the system does not know, without a home, is no reason to fail', () => {
  vi.stubEnv('XDG_STATE_HOME', '');
  vi.mocked(homedir).mockImplementationOnce(() => {
    throw new Error('uv_os_homedir returned ENOENT');
  });
  expect(thisMachine().stateHome).toBe('/.local/state');
  vi.unstubAllEnvs();
});
