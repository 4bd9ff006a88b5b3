import { expect, test } from 'vitest';
import { leavingFrom, type Leaving } from '#plan/savings/removal.js';
import { packagesOf } from '#sizes/packages/packages-of.js';
import { parts, resolved } from '../sizes/packages/hand-made.js';

function environment(...packages: readonly string[]): Leaving {
  return leavingFrom(packagesOf(parts(resolved(...packages), {})));
}

/** What goes with each of some removals, one after the other. */
function goneWith(start: Leaving, ...removals: readonly (readonly string[])[]): readonly (readonly string[])[] {
  let now = start;
  return removals.map((names) => {
    const { left, gone } = now.without(names);
    now = left;
    return gone.map(({ name }) => name).toSorted();
  });
}

const SHARED = ['pandas @ r.txt:1', 'scipy @ r.txt:2', 'numpy <- pandas, scipy', 'tzdata <- pandas', 'rich @ r.txt:3'];

test('what several bring goes with the last of them', () => {
  expect(goneWith(environment(...SHARED), ['scipy'], ['pandas'], ['rich'])).toEqual([['scipy'], ['numpy', 'pandas', 'tzdata'], ['rich']]);
  expect(goneWith(environment(...SHARED), ['pandas', 'scipy'])).toEqual([['numpy', 'pandas', 'scipy', 'tzdata']]);
});

test('what has gone, was never asked for or comes along anyway takes nothing away', () => {
  const start = environment('pandas @ r.txt:1', 'numpy <- pandas @ r.txt:2', 'loose');
  expect(goneWith(start, ['numpy'], ['numpy'], ['loose'], ['absent'], [], ['pandas'], ['pandas'])).toEqual([[], [], [], [], [], ['numpy', 'pandas'], []]);
});

test('what nothing is known to bring stays, and those that require each other go together', () => {
  expect(goneWith(environment('a <- b @ r.txt:1', 'b <- a', 'loose'), ['a'])).toEqual([['a', 'b']]);
});

test('a moment stays what it is: two images that lose different things from the same start do not meet', () => {
  const start = environment(...SHARED);
  const one = goneWith(start, ['scipy'], ['pandas']);
  const other = goneWith(start, ['pandas'], ['scipy']);
  expect(one).toEqual([['scipy'], ['numpy', 'pandas', 'tzdata']]);
  expect(other).toEqual([['pandas', 'tzdata'], ['numpy', 'scipy']]);
  expect(start.without(['scipy', 'rich']).left).toBe(start.without(['rich', 'scipy', 'rich']).left);
});
