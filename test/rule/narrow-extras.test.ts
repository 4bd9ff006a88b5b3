import { describe, expect, test } from 'vitest';
import { choose } from '#rule/extras/choice.js';
import { extrasOf, type ExtraContents } from '#rule/extras/contents.js';
import { known, assumed } from '#answer/answer.js';
import type { DistributionEdges, Edge } from '#knowledge/edge-types.js';

function extra(name: string, ...parts: readonly string[]): readonly [string, ExtraContents] {
  return [name, { extra: name, parts: parts.map(edge), sure: true }];
}

function edge(text: string): Edge {
  const [name = '', marker] = text.split(';').map((part) => part.trim());
  const [, plain = name, extras] = /^(.*?)\[(.*)\]$/.exec(name) ?? [];
  return { name: plain, extras: extras?.split(',') ?? [], marker: marker ?? null };
}

const DOCUMENTS = new Map([
  extra('all-docs', 'python-docx', 'python-pptx', 'openpyxl', 'pandas', 'onnx'),
  extra('docx', 'python-docx'),
  extra('pptx', 'python-pptx'),
  extra('xlsx', 'openpyxl', 'pandas'),
  extra('csv', 'pandas'),
  extra('local-inference', 'python-docx', 'onnx'),
]);

describe('the choice of extras', () => {
  test('an extra of which nothing is needed goes', () => {
    expect(choose(['docx', 'csv'], DOCUMENTS, new Set(['pandas']))).toMatchObject({ extras: ['csv'], dropped: ['docx'] });
    expect(choose(['docx'], DOCUMENTS, new Set())).toMatchObject({ extras: [], dropped: ['docx'] });
  });

  test('one that gathers others is replaced by those that bring what is needed, and by the least of them', () => {
    expect(choose(['all-docs'], DOCUMENTS, new Set(['python-docx', 'pandas']))).toMatchObject({ extras: ['csv', 'docx'] });
    expect(choose(['all-docs'], DOCUMENTS, new Set(['openpyxl', 'pandas']))).toMatchObject({ extras: ['xlsx'] });
  });

  test('what the narrower of two extras brings is no reason to keep the wider one', () => {
    expect(choose(['all-docs', 'docx'], DOCUMENTS, new Set(['python-docx']))).toMatchObject({ extras: ['docx'], dropped: ['all-docs'] });
  });

  test('nothing changes where a part is in no narrower extra, or all of it is needed', () => {
    expect(choose(['all-docs'], DOCUMENTS, new Set(['onnx']))).toBeNull();
    expect(choose(['docx'], DOCUMENTS, new Set(['python-docx']))).toBeNull();
    expect(choose(['unheard-of'], DOCUMENTS, new Set())).toBeNull();
  });

  test('an extra that only another version is known to have makes the choice unsure', () => {
    const guessed = new Map(DOCUMENTS).set('docx', { extra: 'docx', parts: [edge('python-docx')], sure: false });
    expect(choose(['all-docs'], guessed, new Set(['python-docx']))).toMatchObject({ extras: ['docx'], sure: false });
  });
});

describe('the contents of extras', () => {
  const record = (optional: Readonly<Record<string, readonly string[]>>): DistributionEdges => ({
    name: 'lib', version: '1.0', requires: [], source: 'uv.lock:1', optional: new Map(Object.entries(optional).map(([name, parts]) => [name, parts.map(edge)])),
  });
  const linux = { sys_platform: 'linux' };

  test('an extra that names others of its own distribution brings all that they do, cycles too', () => {
    const found = extrasOf({ edges: () => known(record({ all: ['lib[pdf,docx]'], pdf: ['pypdf', 'lib[all]'], docx: ['python-docx'] }), 'a lock'), environment: linux }, 'lib', '1.0');
    expect(found?.get('all')?.parts.map(({ name }) => name).toSorted()).toEqual(['pypdf', 'python-docx']);
  });

  test('what a marker leaves out on Linux is no part of it', () => {
    const found = extrasOf({ edges: () => known(record({ standard: ["colorama; sys_platform == 'win32'", 'uvloop'] }), 'a lock'), environment: linux }, 'lib', '1.0');
    expect(found?.get('standard')?.parts.map(({ name }) => name)).toEqual(['uvloop']);
  });

  test('the record of another version is not sure; no record is no contents', () => {
    expect(extrasOf({ edges: () => assumed(record({ a: ['b'] }), 'another version'), environment: linux }, 'lib', '2.0')?.get('a')?.sure).toBe(false);
    expect(extrasOf({ edges: () => assumed(null, 'nobody knows'), environment: linux }, 'lib', null)).toBeNull();
  });
});
