import { describe, expect, test } from 'vitest';
import type { Lookup } from '#shell/expand-word.js';
import { outcomeOf, takesBranch } from '#shell/outcome.js';

const VALUES: Readonly<Record<string, string | null>> = { ENV: 'prod', EMPTY: '', UNSET: null, N: '12', TWO: 'a b' };
const lookup: Lookup = (name) => VALUES[name];

describe('how a condition comes out', () => {
  test.each([
    ['[ "$ENV" = "prod" ]', 'true'],
    ['[ "$ENV" == dev ]', 'false'],
    ['[ $ENV != dev ]', 'true'],
    ['test "$ENV" = prod', 'true'],
    ['[[ $ENV == pr* ]]', 'true'],
    ['[[ $ENV == dev && $N -gt 3 ]]', 'false'],
    ['[ -n "$ENV" ]', 'true'],
    ['[ -z "$EMPTY" ]', 'true'],
    ['[ -z "$UNSET" ]', 'true'],
    ['[ "$EMPTY" ]', 'false'],
    ['[ "$N" -ge 12 ]', 'true'],
    ['[ "$N" -lt 12 ]', 'false'],
    ['! [ "$ENV" = prod ]', 'false'],
    ['[ ! "$ENV" = prod ]', 'false'],
    ['[ "$ENV" = prod ] && [ "$N" = 12 ]', 'true'],
    ['[ "$ENV" = dev ] || [ "$N" = 12 ]', 'true'],
    ['[ "$ENV" = dev -o "$N" = 12 ]', 'true'],
    ['[ "$OTHER" = x ]', 'unknown'],
    ['[ "$OTHER" = x ] && false', 'false'],
    ['[ "$OTHER" = x ] || true', 'true'],
    ['[ -f /x ]', 'unknown'],
    ['[ $TWO = a ]', 'unknown'],
    ['command -v uv', 'unknown'],
    ['! grep -q x y', 'unknown'],
    ['apt-get update', 'assumed'],
    ['apt-get update && [ "$ENV" = prod ]', 'assumed'],
    ['apt-get update && [ "$ENV" = dev ]', 'false'],
    ['true', 'true'],
    ['false', 'false'],
  ])('%s: %s', (text, expected) => {
    expect(outcomeOf(text, lookup)).toBe(expected);
  });
});

test('a branch of case is taken where its pattern fits and none before it', () => {
  expect(takesBranch('"$ENV"', ['prod', 'live'], ['dev'], lookup)).toBe(true);
  expect(takesBranch('"$ENV"', ['*'], ['dev'], lookup)).toBe(true);
  expect(takesBranch('"$ENV"', ['*'], ['prod'], lookup)).toBe(false);
  expect(takesBranch('"$ENV"', ['dev*'], [], lookup)).toBe(false);
  expect(takesBranch('$OTHER', ['*'], [], lookup)).toBeNull();
});
