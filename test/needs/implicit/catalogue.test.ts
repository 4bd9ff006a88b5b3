import { readFileSync, readdirSync } from 'node:fs';
import { Ajv } from 'ajv';
import { visit } from 'jsonc-parser';
import { describe, expect, it } from 'vitest';
import { IMPLICIT_SUBJECTS, allNeverUses, implicitNeeds, rejectedNeeds } from '#knowledge/implicit.js';
import type { Sign } from '#knowledge/implicit-types.js';
import { parseSpecifiers } from '#pep/versions.js';

const KNOWLEDGE = new URL('../../../src/knowledge/', import.meta.url);
const FILES = readdirSync(new URL('implicit/', KNOWLEDGE));
const ROWS: Readonly<Record<string, string>> = JSON.parse(readFileSync(new URL('rows.json', import.meta.url), 'utf8'));
const validate = new Ajv({ allErrors: true, allowUnionTypes: true }).compile(JSON.parse(readFileSync(new URL('schema/implicit.schema.json', KNOWLEDGE), 'utf8')));

function patternsOf(sign: Sign): readonly string[] {
  if ('string' in sign) return [sign.string];
  if ('text' in sign) return [sign.text];
  return 'matches' in sign && sign.matches !== undefined ? [sign.matches] : [];
}

describe('the catalogue of implicit needs', () => {
  it.each(FILES)('%s keeps its schema', (name) => {
    const errors = validate(JSON.parse(readFileSync(new URL(`implicit/${name}`, KNOWLEDGE), 'utf8'))) ? [] : validate.errors;
    expect((errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`)).toEqual([]);
  });

  it.each(FILES)('%s says no key twice, and has no day in the future', (name) => {
    const text = readFileSync(new URL(`implicit/${name}`, KNOWLEDGE), 'utf8');
    const objects: string[][] = [];
    const twice: string[] = [];
    visit(text, {
      onObjectBegin: () => void objects.push([]),
      onObjectProperty: (key) => {
        const keys = objects.at(-1);
        if (keys?.includes(key)) twice.push(key);
        keys?.push(key);
      },
      onObjectEnd: () => void objects.pop(),
    });
    expect(twice).toEqual([]);
    const today = new Date().toISOString().slice(0, 10);
    const days = [...text.matchAll(/"checked": "([^"]+)"/gu)].map(([, day]) => day ?? '');
    expect(days.filter((day) => Number.isNaN(Date.parse(day)) || day > today)).toEqual([]);
  });

  it('is loaded whole: each file of its folder is a subject', () => {
    expect(FILES.filter((name) => name !== 'rejected.json' && name !== 'never.json')).toEqual(IMPLICIT_SUBJECTS.map((name) => `${name}.json`));
  });

  it('says no name twice', () => {
    const ids = implicitNeeds().map(({ id }) => id);
    expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([]);
  });

  it('has patterns that compile and capture nothing, since all are searched as one', () => {
    const patterns = implicitNeeds().flatMap(({ when }) => when.flat().flatMap(patternsOf));
    expect(patterns.filter((pattern) => new RegExp(`${pattern}|`, 'u').exec('')?.length !== 1)).toEqual([]);
  });

  it('has versions that can be read, only beside a library', () => {
    const wrong = implicitNeeds().filter(({ with: library, versions }) => versions !== null && (library === null || !parseSpecifiers(versions).ok));
    expect(wrong.map(({ id }) => id)).toEqual([]);
  });

  it('never says both that a library uses something and that it never does', () => {
    const both = allNeverUses().flatMap((never) => never.names.filter((name) => never.versions === null && implicitNeeds().some((need) => need.with === never.with && need.needs.flat().includes(name))).map((name) => `${never.with} <- ${name}`));
    expect(both).toEqual([]);
    expect(allNeverUses().filter(({ versions }) => versions !== null && !parseSpecifiers(versions).ok)).toEqual([]);
  });

  it('has an entry or a reason for each fact of the lists that it was begun from', () => {
    const covered = new Set([...implicitNeeds().flatMap(({ rows }) => rows), ...rejectedNeeds().map(({ row }) => row)]);
    expect(Object.keys(ROWS).filter((row) => /^n\d+$/u.test(row))).toHaveLength(140);
    expect(Object.keys(ROWS).filter((row) => row.startsWith('r:'))).toHaveLength(127);
    expect(Object.keys(ROWS).filter((row) => !covered.has(row))).toEqual([]);
    expect([...covered].filter((row) => ROWS[row] === undefined)).toEqual([]);
  });
});
