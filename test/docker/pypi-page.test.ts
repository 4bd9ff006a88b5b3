import { expect, test } from 'vitest';
import { htmlOf } from './pypi-page.js';

test('a page in HTML has the links, hashes and Pythons of the JSON, and nothing that was yanked', () => {
  const files = [
    { filename: 'six-1.17.0-py3-none-any.whl', url: 'http://127.0.0.1:1/six-1.17.0-py3-none-any.whl', hashes: { sha256: 'ab' }, 'requires-python': '>=2.7, <4' },
    { filename: 'six-1.16.0.tar.gz', url: 'http://127.0.0.1:1/six-1.16.0.tar.gz', yanked: 'broken' },
    { filename: 'six-1.15.0.tar.gz', url: 'http://127.0.0.1:1/six-1.15.0.tar.gz', yanked: false },
  ];
  expect(htmlOf(files).split('\n')).toEqual([
    '<!DOCTYPE html><a href="http://127.0.0.1:1/six-1.17.0-py3-none-any.whl#sha256=ab" data-requires-python="&gt;=2.7, &lt;4">six-1.17.0-py3-none-any.whl</a><br>',
    '<a href="http://127.0.0.1:1/six-1.15.0.tar.gz">six-1.15.0.tar.gz</a><br>',
  ]);
});
