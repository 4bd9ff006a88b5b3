import { describe, expect, test } from 'vitest';
import { aptSize } from '#sizes/catalogue/apt-size.js';

function installed(packages: readonly string[], suite = 'bookworm', recommends = false): readonly (number | undefined)[] {
  const bytes = aptSize(packages, suite, { recommends, full: false }).value?.installed;
  return [bytes?.low, bytes?.high].map((one) => (one === undefined ? undefined : Math.round(one / 1_024)));
}

describe('what apt adds to a slim image', () => {
  // `apt-get -s install --no-install-recommends` on the package list of python:3.12-slim-bookworm, Installed-Size of what it would install.
  test.each([
    ['curl', 3_724], ['git', 98_143], ['libpq-dev', 14_504], ['libpq5', 1_703], ['build-essential', 306_906],
    ['gcc', 176_018], ['ffmpeg', 461_706], ['libgl1', 210_995], ['wget', 3_617], ['gnupg', 16_416],
  ])('%s as apt itself says', (name, kilobytes) => {
    const [low = 0, high = 0] = installed([name]);
    expect(low).toBe(high);
    expect(Math.abs(low / kilobytes - 1)).toBeLessThan(0.001);
  });

  test('what two need counts once', () => {
    expect(installed(['ffmpeg', 'libgl1'])).toEqual(installed(['ffmpeg']));
    const [together = 0] = installed(['build-essential', 'gcc', 'libpq-dev']);
    const [most = 0] = installed(['build-essential']);
    expect(together).toBeGreaterThan(most);
    expect(together).toBeLessThan(most + 20_000);
  });

  test('recommended packages come on top, several of them as a range', () => {
    const [plain = 0] = installed(['git']);
    const [low = 0, high = 0] = installed(['git'], 'bookworm', true);
    expect(low).toBe(high);
    expect(low).toBeGreaterThan(plain + 10_000);
    const several = installed(['git', 'gcc', 'build-essential'], 'bookworm', true);
    expect(several[0]).toBeLessThan(several[1] ?? 0);
  });

  test('releases differ', () => {
    expect(installed(['git'], 'trixie')[0]).toBeGreaterThan((installed(['git'])[0] ?? 0) * 1.05);
  });

  test('versions, architectures and releases beside a name do not hide it', () => {
    expect(installed(['curl=7.88.1-10+deb12u12', 'libpq5:amd64', 'git/bookworm'])).toEqual(installed(['curl', 'libpq5', 'git']));
  });

  test('the layer is less than Installed-Size says, and has data of apt and dpkg', () => {
    const { installed: bytes, layer } = aptSize(['build-essential'], 'bookworm', { recommends: false, full: false }).value ?? {};
    expect(layer?.low).toBeLessThan(bytes?.low ?? 0);
    expect(layer?.high).toBeGreaterThan(bytes?.high ?? 0);
    expect(layer?.basis).toBe('heuristic');
  });

  test('a package that it does not have is named, and the rest is a least', () => {
    const answer = aptSize(['git', 'acme-agent'], 'bookworm', { recommends: false, full: false });
    expect([answer.complete, answer.value?.unknown]).toEqual([false, ['acme-agent']]);
    expect(answer.value?.installed).toEqual(aptSize(['git'], 'bookworm', { recommends: false, full: false }).value?.installed);
    expect(aptSize(['acme-agent'], 'bookworm', { recommends: false, full: false }).value?.installed).toBeNull();
    expect(aptSize(['libgl1-mesa-glx'], 'trixie', { recommends: false, full: false }).value?.unknown).toEqual(['libgl1-mesa-glx']);
  });

  test('a full image holds compilers and headers already', () => {
    const full = (packages: readonly string[]): unknown => aptSize(packages, 'bookworm', { recommends: false, full: true }).value?.installed;
    expect(full(['build-essential', 'gcc', 'libpq-dev', 'default-libmysqlclient-dev', 'git', 'curl'])).toMatchObject({ low: 0, high: 0 });
    expect(full(['ffmpeg'])).toMatchObject({ low: 0 });
    expect((full(['ffmpeg', 'gcc']) as { readonly high: number }).high).toBeLessThan((installed(['ffmpeg', 'gcc'])[1] ?? 0) * 1_024);
  });

  test('what a slim image holds adds nothing', () => {
    expect(installed(['ca-certificates', 'tzdata'])).toEqual([0, 0]);
  });

  test('a release that it does not have', () => {
    expect(aptSize(['git'], 'jammy', { recommends: false, full: false })).toMatchObject({ value: null, complete: false, because: 'the catalogue has no package lists of jammy' });
  });
});
