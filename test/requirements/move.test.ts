import { describe, expect, test } from 'vitest';
import { addTaken, takeEntries, textOfTaken } from '#requirements/move.js';
import { documentOf, edited, entryOf } from './helpers.js';

function moved(from: string, to: string, ...names: readonly string[]): { readonly from: string; readonly to: string } {
  const document = documentOf(from);
  const taken = takeEntries(document, names.map((name) => entryOf(document, name)));
  if (!taken.ok) throw new Error(taken.reason);
  const target = documentOf(to);
  return { from: edited(document, { ok: true, value: taken.value.edits }), to: edited(target, addTaken(target, taken.value.pieces)) };
}

describe('lines move as they are written', () => {
  test('with pins, markers and comments', () => {
    const line = 'pytest[all]>=8,<9 ; python_version >= "3.9"  # 9 breaks us';
    expect(moved(`flask\n${line}\n`, '-r requirements.txt\nruff\n', 'pytest')).toEqual({ from: 'flask\n', to: `-r requirements.txt\nruff\n${line}\n` });
  });

  test('a heading goes along when all its lines do, also where the lines above touch it', () => {
    expect(moved('flask\n# Tests\npytest\nmoto\n# Web\nuvicorn\n', 'ruff\nblack\n', 'pytest', 'moto')).toEqual({ from: 'flask\n# Web\nuvicorn\n', to: 'ruff\nblack\n\n# Tests\npytest\nmoto\n' });
  });

  test('a heading stays when one of its lines does', () => {
    expect(moved('flask\n\n# Tests\npytest\nfaker\n', 'ruff\n', 'pytest')).toEqual({ from: 'flask\n\n# Tests\nfaker\n', to: 'ruff\npytest\n' });
  });

  test('into the order of names', () => {
    expect(moved('black\nflask\npytest\n', '-r requirements.txt\n\ncoverage\nmypy\nruff', 'black', 'pytest').to).toBe('-r requirements.txt\n\nblack\ncoverage\nmypy\npytest\nruff');
  });

  test('to the end of a file that is in no order, with its line endings', () => {
    expect(moved('flask\npytest\n', 'ruff\r\nblack', 'pytest').to).toBe('ruff\r\nblack\r\npytest');
  });
});

test('hashes are for all lines of a file or for none', () => {
  const document = documentOf('flask==3 --hash=sha256:aa\npytest==8 \\\n    --hash=sha256:bb\n');
  const taken = takeEntries(document, [entryOf(document, 'pytest')]);
  if (!taken.ok) throw new Error(taken.reason);
  expect(addTaken(documentOf('ruff==1\n'), taken.value.pieces)).toMatchObject({ ok: false, reason: expect.stringContaining('hashes') });
  expect(addTaken(documentOf('ruff==1 --hash=sha256:cc\n'), taken.value.pieces)).toMatchObject({ ok: true });
});

test('a new file has the line endings of the one that it is split from', () => {
  expect(textOfTaken(['-r requirements.txt'], ['pytest\n'], documentOf('flask\r\npytest\r\n'))).toBe('-r requirements.txt\r\n\r\npytest\r\n');
});
