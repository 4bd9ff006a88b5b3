import { describe, expect, test } from 'vitest';
import { entryOf } from '#image/entry.js';
import { chainOf } from '#image/stages/target.js';
import { modelOf } from '../workspace.js';

/** ENTRYPOINT, CMD and HEALTHCHECK of the last stage, in short: words joined, `sh:` before a shell form. */
function entry(text: string): readonly [string | null, string | null, string | null] {
  const { document, stages } = modelOf(text);
  const chain = chainOf(stages, stages.length - 1).flatMap((index) => stages[index] ?? []);
  const { entrypoint, command, healthcheck } = entryOf(document, chain);
  const short = (one: typeof command): string | null => one && `${one.form === 'shell' ? 'sh:' : ''}${one.words.join(' ')}`;
  return [short(entrypoint), short(command), healthcheck === 'none' ? 'none' : short(healthcheck)];
}

describe('ENTRYPOINT and CMD', () => {
  test.each([
    ['none', 'FROM a\n', [null, null, null]],
    ['the last of several', 'FROM a\nCMD ["x"]\nCMD ["y"]\n', [null, 'y', null]],
    ['the shell form is one text', 'FROM a\nCMD exec python  -m app $PORT\n', [null, 'sh:exec python  -m app $PORT', null]],
    ['JSON with single quotes is a shell form', "FROM a\nCMD ['python']\n", [null, "sh:['python']", null]],
    ['an ENTRYPOINT behind the CMD of its stage leaves it', 'FROM a\nCMD ["x"]\nENTRYPOINT ["e"]\n', ['e', 'x', null]],
    ['an ENTRYPOINT takes the inherited CMD away', 'FROM a AS b\nCMD ["x"]\nFROM b\nENTRYPOINT ["e"]\n', ['e', null, null]],
    ['a CMD behind it is set again', 'FROM a AS b\nCMD ["x"]\nFROM b\nENTRYPOINT ["e"]\nCMD ["y"]\n', ['e', 'y', null]],
    ['a CMD before it in the child stage stays', 'FROM a AS b\nCMD ["x"]\nFROM b\nCMD ["y"]\nENTRYPOINT ["e"]\n', ['e', 'y', null]],
    ['both are inherited', 'FROM a AS b\nENTRYPOINT ["e"]\nCMD ["x"]\nFROM b AS c\nFROM c\n', ['e', 'x', null]],
    ['a CMD keeps the inherited ENTRYPOINT', 'FROM a AS b\nENTRYPOINT ["e"]\nCMD ["x"]\nFROM b\nCMD ["y"]\n', ['e', 'y', null]],
    ['an empty ENTRYPOINT switches the one of the base off', 'FROM a\nENTRYPOINT []\nCMD ["x"]\n', ['', 'x', null]],
    ['another stage does not count', 'FROM a AS b\nCMD ["x"]\nFROM a\n', [null, null, null]],
  ])('%s', (_, text, expected) => {
    expect(entry(text)).toEqual(expected);
  });
});

describe('HEALTHCHECK', () => {
  test.each([
    ['the shell form', 'FROM a\nHEALTHCHECK --interval=5s CMD curl -f http://localhost/ || exit 1\n', 'sh:curl -f http://localhost/ || exit 1'],
    ['the exec form', 'FROM a\nHEALTHCHECK CMD ["python", "h.py"]\n', 'python h.py'],
    ['none', 'FROM a AS b\nHEALTHCHECK CMD x\nFROM b\nHEALTHCHECK none\n', 'none'],
    ['inherited', 'FROM a AS b\nHEALTHCHECK CMD x\nFROM b\nENTRYPOINT ["e"]\n', 'sh:x'],
  ])('%s', (_, text, expected) => {
    expect(entry(text)[2]).toBe(expected);
  });
});
