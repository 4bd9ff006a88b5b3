import { expect, it } from 'vitest';
import { isAnswer, known, knownLater } from '#answer/answer.js';

it('words that are put together later are those of an answer that has them, made once and only if they are read', () => {
  let made = 0;
  const later = knownLater(1, () => `read ${++made} times`);
  expect(isAnswer(later)).toBe(true);
  expect(made).toBe(0);
  expect(later.because).toBe('read 1 times');
  expect({ ...later }).toEqual({ ...known(1, 'read 1 times') });
});
