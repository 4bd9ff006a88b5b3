import { expect, test } from 'vitest';
import { namedByIgnoring } from '#python/graph/ignored.js';

const named = namedByIgnoring([
  { folder: '', text: '# made by protoc\nschema.py\n/shop/client/\n*.py[cod]\n!kept.py\n*\nbuild/**\n[z-a]\n' },
  { folder: 'api', text: 'gen/*.py\r\n' },
]);

test.each([
  ['schema.py', true], ['shop/schema.py', true], ['shop/my_schema.py', false],
  ['shop/client', true], ['other/shop/client', false], ['shop/client.py', false],
  ['shop/orders.py', false], ['kept.py', false], ['build', true],
  ['api/gen/a.py', true], ['gen/a.py', false],
])('%s: %s', (path, expected) => expect(named(path)).toBe(expected));
