import { describe, expect, test } from 'vitest';
import { insertOption, insertRequirement, newRequirementsText } from '#requirements/insert.js';
import { documentOf, edited, entryOf } from './helpers.js';

const CPU = '--extra-index-url https://download.pytorch.org/whl/cpu';

describe('an option', () => {
  test.each([
    ['at the top', 'six\n', `${CPU}\nsix\n`],
    ['behind the opening comment', '# Service requirements\n\nsix\n', `# Service requirements\n\n${CPU}\n\nsix\n`],
    ['behind an opening comment that touches the first line', '# Service requirements\nsix\n', `# Service requirements\n${CPU}\nsix\n`],
    ['above the heading of the first block, where blocks have headings', '# Web\nflask\n\n# Data\nsix\n', `${CPU}\n\n# Web\nflask\n\n# Data\nsix\n`],
    ['below an encoding comment', '# -*- coding: utf-8 -*-\n# Web\nflask\n\n# Data\nsix\n', `# -*- coding: utf-8 -*-\n${CPU}\n\n# Web\nflask\n\n# Data\nsix\n`],
    ['behind the options that are there', '-i https://a\n--pre\nsix\n', `-i https://a\n--pre\n${CPU}\nsix\n`],
    ['before included files', '-i https://a\n-r base.txt\nsix\n', `-i https://a\n${CPU}\n-r base.txt\nsix\n`],
    ['in CRLF', 'six\r\n', `${CPU}\r\nsix\r\n`],
    ['behind a byte order mark', '\ufeffsix\n', `\ufeff${CPU}\nsix\n`],
    ['in an empty file', '', `${CPU}\n`],
    ['in a file that is a comment without a final newline', '# todo', `# todo\n${CPU}`],
    ['once', `six\n${CPU}\n`, `six\n${CPU}\n`],
  ])('%s', (_, text, expected) => {
    const document = documentOf(text);
    expect(edited(document, insertOption(document, CPU))).toBe(expected);
  });

  test.each(['six', '-r', '--pre\nsix', ''])('%j is not one', (text) => {
    expect(insertOption(documentOf('six\n'), text)).toMatchObject({ ok: false });
  });
});

describe('a requirement', () => {
  test.each([
    ['at its place in a sorted block', 'alembic\nflask\nredis\n', 'alembic\nflask\nhttpx>=0.27\nredis\n'],
    ['first in a sorted block', '# Web\nredis\nuvicorn\n', '# Web\nhttpx>=0.27\nredis\nuvicorn\n'],
    ['above the comment of the one behind it', 'alembic\n# for redis\nredis\n', 'alembic\nhttpx>=0.27\n# for redis\nredis\n'],
    ['at the end of a block without order', '# Web\nuvicorn\nflask\n\n# Data\nsix\n', '# Web\nuvicorn\nflask\nhttpx>=0.27\n\n# Data\nsix\n'],
    ['last, without a final newline', 'a\nb', 'a\nb\nhttpx>=0.27'],
    ['last, in CRLF', 'a\r\nb\r\n', 'a\r\nb\r\nhttpx>=0.27\r\n'],
    ['indented as its neighbours', '  a\n  z\n', '  a\n  httpx>=0.27\n  z\n'],
    ['behind a via block', 'a==1\n    # via b\nb==2\n    # via c\n', 'a==1\n    # via b\nb==2\n    # via c\nhttpx>=0.27\n'],
    ['below options', '-i https://a\n', '-i https://a\nhttpx>=0.27\n'],
    ['in an empty file', '', 'httpx>=0.27\n'],
  ])('%s', (_, text, expected) => {
    const document = documentOf(text);
    expect(edited(document, insertRequirement(document, 'httpx>=0.27'))).toBe(expected);
  });

  test('beside one that is named', () => {
    const document = documentOf('# Web\nflask\n\n# Data\nnumpy\npandas\n');
    expect(edited(document, insertRequirement(document, 'polars', entryOf(document, 'numpy')))).toBe('# Web\nflask\n\n# Data\nnumpy\npandas\npolars\n');
  });

  test.each(['--pre', 'a\nb', 'foo=1', './p'])('%j is not one', (text) => {
    expect(insertRequirement(documentOf('six\n'), text)).toMatchObject({ ok: false });
  });

  test('not behind a backslash that would swallow it', () => {
    expect(insertRequirement(documentOf('six \\'), 'httpx')).toMatchObject({ ok: false });
  });
});

test('a new file has the line endings of the one it comes from', () => {
  expect(newRequirementsText(['a', 'b'], documentOf('x\r\ny\r\n'))).toBe('a\r\nb\r\n');
  expect(newRequirementsText(['a'])).toBe('a\n');
});
