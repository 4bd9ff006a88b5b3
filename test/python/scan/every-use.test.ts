import { expect, test } from 'vitest';
import { everyUse } from '#python/scan/every-use.js';

function uses(text: string, ...names: readonly string[]): readonly string[] {
  return everyUse(text, new Set(names)).map(({ name, behind, line }) => `${line} ${[name, ...behind].join('.')}`);
}

test('every place of a name is told, with what is taken out of it', () => {
  expect(uses(`from scipy import stats

def odd(values):
    return stats.zscore(values), stats . zscore(values[1:])

print(stats.iqr([1]).real)
`, 'stats')).toEqual(['4 stats.zscore', '4 stats.zscore', '6 stats.iqr']);
});

test('a module that is handed on, or bound anew, stands alone', () => {
  expect(uses('import numpy as np\nrun(np, 1)\nnp = None\n', 'np')).toEqual(['2 np', '3 np']);
});

test('imports, comments, texts, keywords of calls and members of other things are no uses', () => {
  expect(uses(`from a import (
    stats,
)
import stats
# stats.zscore
"stats.zscore"
'''stats'''
f(stats=1)
self.stats.zscore
`, 'stats')).toEqual([]);
});

test('fields of formatted texts are code', () => {
  expect(uses('x = f"{stats.zscore(v)} stats"\n', 'stats')).toEqual(['1 stats.zscore']);
});

test('an import behind a semicolon ends with it', () => {
  expect(uses('import stats; stats.go()\n', 'stats')).toEqual(['1 stats.go']);
});

test('a file that is no Python, or all of one name, does not hang', () => {
  expect(uses('}}}((("""\nstats.x\n', 'stats')).toEqual([]);
  expect(everyUse('stats '.repeat(200_000), new Set(['stats'])).length).toBe(20_000);
});
