import { readdirSync, readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { visit } from 'jsonc-parser';
import { describe, expect, it } from 'vitest';

const FOLDER = new URL('../../src/knowledge/', import.meta.url);
const NAMES = readdirSync(FOLDER).filter((name) => name.endsWith('.json')).map((name) => name.replace('.json', ''));

function textOf(path: string): string {
  return readFileSync(new URL(path, FOLDER), 'utf8');
}

/** What is wrong with a catalogue, in words. */
function faults(name: string, text: string): readonly string[] {
  const validate = new Ajv({ allErrors: true, allowUnionTypes: true }).compile(JSON.parse(textOf(`schema/${name}.schema.json`)));
  const found = validate(JSON.parse(text)) ? [] : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
  return [...found, ...keyFaults(text)];
}

/** Keys that stand twice (JSON.parse keeps the last and says nothing), and tables whose keys are not in order. */
function keyFaults(text: string): readonly string[] {
  const found: string[] = [];
  const objects: string[][] = [];
  visit(text, {
    onObjectBegin: () => void objects.push([]),
    onObjectProperty: (key) => void objects.at(-1)?.push(key),
    onObjectEnd: () => {
      const keys = objects.pop() ?? [];
      for (const key of keys.filter((one, at) => keys.indexOf(one) !== at)) found.push(`${key} stands twice`);
      if (objects.length !== 1) return;
      const late = keys.find((key, at) => at > 0 && key < (keys[at - 1] ?? ''));
      if (late !== undefined) found.push(`${late} is not in order`);
    },
  });
  return found;
}

describe('every catalogue', () => {
  it('has a schema, and every schema a catalogue', () => {
    const schemas = readdirSync(new URL('schema/', FOLDER)).map((name) => name.replace('.schema.json', ''));
    // The files of `implicit/` share one schema; test/needs/implicit holds them to it.
    expect(schemas.filter((name) => name !== 'implicit')).toEqual(NAMES);
    expect(NAMES).toEqual(['accelerators', 'addresses', 'apt-needs', 'apt', 'backports', 'base-sizes', 'bases', 'build-packages', 'categories', 'context-debris', 'edges', 'equivalents', 'full-image', 'hand-programs', 'launchers', 'managers', 'model-sizes', 'names', 'native-needs', 'package-sizes', 'standard-library', 'swaps', 'wheel-libraries', 'wheel-pythons']);
  });

  it.each(NAMES)('%s keeps its schema, its order, and says nothing twice', (name) => {
    expect(faults(name, textOf(`${name}.json`))).toEqual([]);
  });

  it.each(NAMES)('%s is explained in the README', (name) => {
    expect(textOf('README.md')).toContain(`\`${name}.json\``);
  });

  it.each(NAMES)('%s has no day in the future', (name) => {
    const days = [...textOf(`${name}.json`).matchAll(/"(?:checked|measured)": "([^"]+)"/g)].map(([, day]) => day ?? '');
    expect(days.length).toBeGreaterThan(0);
    const today = new Date().toISOString().slice(0, 10);
    expect(days.filter((day) => Number.isNaN(Date.parse(day)) || day > today)).toEqual([]);
  });
});

describe('the check itself', () => {
  const entry = '"reason": "r", "source": null, "checked": "2026-11-22"';

  it('takes a small catalogue', () => {
    expect(faults('backports', `{ "backports": {}, "notBackports": { "a": { ${entry} }, "b": { ${entry} } } }`)).toEqual([]);
  });

  it('misses neither a source nor a date', () => {
    const found = faults('backports', '{ "backports": {}, "notBackports": { "a": { "reason": "r" } } }');
    expect(found).toEqual(["/notBackports/a must have required property 'source'", "/notBackports/a must have required property 'checked'"]);
  });

  it('sees keys that are not in order', () => {
    expect(faults('backports', `{ "backports": {}, "notBackports": { "b": { ${entry} }, "a": { ${entry} } } }`)).toEqual(['a is not in order']);
  });

  it('sees a key that stands twice', () => {
    expect(faults('backports', `{ "backports": {}, "notBackports": { "a": { ${entry} }, "a": { ${entry} } } }`)).toEqual(['a stands twice']);
  });
});
