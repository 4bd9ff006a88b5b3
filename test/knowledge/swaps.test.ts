import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { counterpartOf, swapOf, variantsOf, type Swap } from '#knowledge/swaps.js';
import { parseSpecifiers } from '#pep/specifiers.js';
import { compareVersions } from '#pep/versions.js';

interface Row {
  readonly to: string;
  readonly code: string;
  readonly versions: readonly string[];
  readonly alone: readonly string[];
  readonly ahead: readonly string[];
}

const file = JSON.parse(readFileSync(new URL('../../src/knowledge/swaps.json', import.meta.url), 'utf8')) as {
  readonly swaps: Readonly<Record<string, Row>>;
  readonly code: Readonly<Record<string, Readonly<Record<'strings' | 'lines' | 'settings', readonly string[]>>>>;
};

function swap(name: string): Swap {
  const found = swapOf(name).value;
  if (!found) throw new Error(`no swap for ${name}`);
  return found;
}

/** What comes for a line: the version, why none does, or `open`. */
function comes(name: string, specifiers: string): string {
  const read = parseSpecifiers(specifiers);
  const answer = counterpartOf(swap(name), read.ok ? read.value : []);
  const { version, problem } = answer.value;
  return answer.complete ? (version ?? problem ?? 'the same') : 'open';
}

describe('the catalogue', () => {
  it.each(Object.entries(file.swaps))('%s lists releases from low to high, each once', (_, { versions, alone, ahead }) => {
    for (const list of [versions, alone, ahead]) {
      expect(list.filter((version, at) => at > 0 && (compareVersions(list[at - 1] ?? '', version) ?? 0) >= 0)).toEqual([]);
    }
    expect([...alone, ...ahead].filter((version) => versions.includes(version))).toEqual([]);
  });

  it.each(Object.entries(file.swaps))('%s has signs for its code', (name, { code }) => {
    expect(Object.keys(file.code)).toContain(code);
    expect(swap(name).code.module).not.toBe('');
  });

  it.each(Object.entries(file.code))('the patterns of %s are regular expressions', (_, { strings, lines, settings }) => {
    for (const pattern of [...strings, ...lines, ...settings]) expect(() => new RegExp(pattern)).not.toThrow();
  });
});

describe('swapOf', () => {
  it('knows what stands for a distribution, with the page that says so', () => {
    const answer = swapOf('opencv-python');
    expect(answer.value?.to).toBe('opencv-python-headless');
    expect(answer.evidence[0]?.text).toContain('https://github.com/opencv/opencv-python');
  });

  it('knows nothing of others, nor of names that every object has', () => {
    expect([swapOf('numpy').value, swapOf('constructor').value, swapOf('opencv-python-headless').value]).toEqual([null, null, null]);
  });

  it('has all four names of OpenCV as one module', () => {
    expect([...variantsOf('headless')].toSorted()).toEqual(['opencv-contrib-python', 'opencv-contrib-python-headless', 'opencv-python', 'opencv-python-headless']);
  });
});

describe('counterpartOf', () => {
  it.each([
    ['opencv-python', '==4.10.0.84', '4.10.0.84'],
    ['opencv-python', '==4.8.0.74', 'there is no opencv-python-headless 4.8.0.74'],
    ['opencv-python', '==99.1', 'open'],
    ['opencv-python', '>=99', 'open'],
    ['tensorflow', '~=1.11.0', 'there is no tensorflow-cpu 1.11.0'],
    ['xgboost', '<2', 'there is no xgboost-cpu 1.7.6'],
    ['tensorflow', '==2.16.*', '2.16.2'],
    ['jax', '==0.4.38', 'the same'],
  ])('%s%s: %s', (name, specifiers, expected) => {
    expect(comes(name, specifiers)).toBe(expected);
  });

  it('refuses a range whose newest releases differ in their major version', () => {
    expect(comes('paddlepaddle-gpu', '')).toMatch(/^paddlepaddle would come as 3\.\S+ in place of paddlepaddle-gpu 2\.6\.2$/);
  });

  it('takes a newer release of the same major version for granted', () => {
    const answer = counterpartOf(swap('onnxruntime-gpu'), []);
    expect([answer.complete, answer.assumed, answer.value.problem]).toEqual([true, true, null]);
  });
});
