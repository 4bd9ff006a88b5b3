import { describe, expect, test } from 'vitest';
import { readYaml, readYamlDocuments, yamlAt, yamlEntries, yamlText } from '#compose/yaml.js';

function rootOf(text: string) {
  const document = readYaml(text);
  if (!document.ok) throw new Error(document.reason);
  return document.value.root;
}

describe('YAML', () => {
  test('every key and value knows its line, and a block knows where its text begins', () => {
    const root = rootOf(`# a comment
services:
  web:
    image: "nginx"
    run: |
      one
      two
`);
    const [services] = yamlEntries(root);
    expect(services?.line).toBe(2);
    expect(yamlAt(root, 'services', 'web', 'image')).toMatchObject({ line: 4, text: 'nginx', style: 'quoted' });
    expect(yamlAt(root, 'services', 'web', 'run')).toMatchObject({ line: 5, textLine: 6, text: 'one\ntwo\n', style: 'literal' });
  });

  test('a plain value keeps its text and tells its type, and yes is a string', () => {
    const root = rootOf('[3.10, 0755, true, yes, ~, "1"]');
    expect(root?.kind === 'list' && root.items.map((item) => item.kind === 'scalar' && [item.text, item.type])).toEqual([
      ['3.10', 'number'],
      ['0755', 'number'],
      ['true', 'boolean'],
      ['yes', 'string'],
      ['~', 'null'],
      ['1', 'string'],
    ]);
  });

  test('a merge key fills in what the map itself does not have, the first of several maps before the others', () => {
    const root = rootOf(`a: &a {x: a, y: a}
b: &b {y: b, z: b}
c:
  x: own
  <<: [*a, *b]
`);
    expect(yamlEntries(yamlAt(root, 'c')).map(({ key, line, value }) => [key, yamlText(value), line])).toEqual([
      ['x', 'own', 4],
      ['y', 'a', 1],
      ['z', 'b', 2],
    ]);
  });

  test('the tag of a value is kept', () => {
    expect(yamlAt(rootOf('a: !reset null'), 'a')).toMatchObject({ tag: '!reset' });
    expect(yamlAt(rootOf('a: !reference [x, y]'), 'a')).toMatchObject({ tag: '!reference', kind: 'list' });
  });

  test('documents of one file are read apart, the broken one with its line', () => {
    const documents = readYamlDocuments(`a: 1
---
b: [
---
c: 3
`);
    expect(documents.map((document) => (document.ok ? 'read' : document.line))).toEqual(['read', 4, 'read']);
  });

  test('a key that is given twice is a problem and the last one counts', () => {
    const document = readYaml('a: 1\na: 2\n');
    expect(document).toMatchObject({ ok: true, value: { problems: [{ line: 2, reason: 'the key a is given twice, first in line 1' }] } });
    expect(document.ok && yamlText(yamlAt(document.value.root, 'a'))).toBe('2');
  });

  test('an empty file is an empty document', () => {
    expect(readYaml('')).toEqual({ ok: true, value: { root: null, problems: [] } });
    expect(readYaml('# nothing\n')).toEqual({ ok: true, value: { root: null, problems: [] } });
  });

  test.each([
    ['an alias without an anchor', 'a: *b', /\*b has no anchor before it/],
    ['an alias inside its own anchor', 'a: &a [*a]', /inside its own anchor/],
    ['a tab as indentation', 'a:\n\t- b', /Tabs are not allowed/],
    ['brackets without end', '['.repeat(100_000), /inside each other/],
    ['lists in lists on one line', '- '.repeat(50_000), /inside each other/],
    ['a chain of aliases deeper than any reader could follow', Array.from({ length: 1000 }, (_, at) => `a${at}: &a${at} [${at > 0 ? `*a${at - 1}` : ''}]`).join('\n'), /inside each other/],
    ['more characters than any such file has', `a: ${'x'.repeat(1_000_001)}`, /more than 1000000 characters/],
  ])('%s is unreadable with a reason', (_, text, reason) => {
    const document = readYaml(text);
    expect(document.ok ? '' : document.reason).toMatch(reason);
  });

  test('aliases that double with each line are refused before they are followed', () => {
    const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x]'];
    for (let at = 1; at < 12; at++) lines.push(`a${at}: &a${at} [${Array(9).fill(`*a${at - 1}`).join(', ')}]`);
    expect(readYaml(lines.join('\n'))).toMatchObject({ ok: false, reason: 'more than 300000 values when its aliases are followed' });
  });
});
