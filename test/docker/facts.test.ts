import { describe, expect, test } from 'vitest';
import { differences, sameFacts, type Facts, type RealFacts } from './facts.js';

const SAID: Facts = {
  files: ['/app/main.py'], environment: { MODE: 'fast' }, user: 'app', workdir: '/app', entrypoint: null, cmd: ['python', 'main.py'], distributions: ['six'],
  systemPackages: ['less'], layers: [{ instruction: 'chown -R', atLeast: 100 }],
};

const REAL: RealFacts = {
  files: ['/app/main.py'], environment: { MODE: 'fast', PATH: '/bin' }, baseEnvironment: { PATH: '/bin' }, user: 'app', workdir: '/app', entrypoint: null,
  cmd: ['python', 'main.py'], distributions: ['six==1.17.0'], systemPackages: ['less', 'libc6'], layers: [{ instruction: 'RUN chown -R app /app', size: 120 }],
};

test('nothing is different where all agree; a name without a version takes any', () => {
  expect(differences(SAID, REAL)).toEqual([]);
  expect(differences({ ...SAID, environment: { MODE: 'fast', PATH: '/bin' }, distributions: ['six==1.17.0'] }, REAL)).toEqual([]);
});

describe('each kind of difference is a line', () => {
  test.each<[string, Partial<Facts>, readonly string[]]>([
    ['files', { files: ['/app/other.py'] }, ['file /app/other.py: said, but not in the image', 'file /app/main.py: in the image, but not said']],
    ['environment', { environment: { MODE: 'slow', NEW: '1' } }, ['environment MODE: said "slow", is "fast"', 'environment NEW: said "1", is not set']],
    ['environment not said', { environment: {} }, ['environment MODE: not said, is "fast"']],
    ['environment not known', { environment: { MODE: null } }, ['environment MODE: not known, is "fast"']],
    ['user', { user: 'root' }, ['user: said "root", is "app"']],
    ['workdir', { workdir: '/' }, ['workdir: said "/", is "/app"']],
    ['entrypoint', { entrypoint: [] }, ['entrypoint: said [], is null']],
    ['cmd', { cmd: null }, ['cmd: said null, is ["python","main.py"]']],
    ['what is not known', { cmd: null, unknown: ['cmd'] }, ['cmd: not known']],
    ['versions', { distributions: ['six==1.16.0'] }, ['distribution six==1.16.0: said, but not in the image', 'distribution six==1.17.0: in the image, but not said']],
    ['distributions', { distributions: ['six', 'idna'] }, ['distribution idna: said, but not in the image']],
    ['Debian packages', { systemPackages: ['file'] }, ['Debian package file: said, but not in the image']],
    ['layers', { layers: [{ instruction: 'chown -R', atMost: 100 }, { instruction: 'chmod' }] }, ['layer chown -R: said 0 to 100 bytes, is 120', 'layer chmod: said, but not in the image']],
  ])('%s', (_kind, wrong, lines) => {
    expect(differences({ ...SAID, ...wrong }, REAL)).toEqual(lines);
  });
});

test('two say the same in any order, but for commands', () => {
  expect(sameFacts({ ...SAID, files: ['b', 'a'] }, { ...SAID, files: ['a', 'b'] })).toBe(true);
  expect(sameFacts({ ...SAID, cmd: ['a', 'b'] }, { ...SAID, cmd: ['b', 'a'] })).toBe(false);
});
