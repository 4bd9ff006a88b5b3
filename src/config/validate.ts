import type { Ajv as AjvType, ErrorObject } from 'ajv';
import { didYouMean } from './nearest.js';
import type { ConfigDocument } from './document.js';

/** Checks values against JSON Schemas; made once, since ajv takes a while to load. */
export interface Validator {
  /** One line per error, each with its place. `at`: where in the document the value stands. */
  errors(schema: object, document: ConfigDocument, value: unknown, at: readonly (string | number)[]): readonly string[];
}

/** Loads ajv: only a run with a configuration pays for it. */
export async function createValidator(): Promise<Validator> {
  const { Ajv } = await import('ajv');
  const ajv: AjvType = new Ajv({ allErrors: true, strict: false, allowUnionTypes: true });
  return {
    errors: (schema, document, value, at) => {
      const validate = ajv.compile(schema);
      if (validate(value)) return [];
      const lines = (validate.errors ?? []).filter(isOwn).map((error) => lineOf(error, { schema, document, value, at }));
      return [...new Set(lines)];
    },
  };
}

/** `anyOf` reports each branch and then itself: only itself is of use. */
function isOwn(error: ErrorObject): boolean {
  return !/\/anyOf\/\d+\//.test(error.schemaPath);
}

interface Checked {
  readonly schema: object;
  readonly document: ConfigDocument;
  readonly value: unknown;
  readonly at: readonly (string | number)[];
}

function lineOf(error: ErrorObject, { schema, document, value, at }: Checked): string {
  const inside = pointer(error.instancePath, value);
  const path = [...at, ...inside];
  const name = path.length === 0 ? 'the configuration' : JSON.stringify(path.join('.'));
  const params = error.params as Readonly<Record<string, unknown>>;
  if (error.keyword === 'additionalProperties') {
    const key = String(params['additionalProperty']);
    const known = inside.length === 0 ? Object.keys(propertiesOf(schema)) : [];
    return `${document.at([...path, key], 'key')}unknown key ${JSON.stringify(key)}${didYouMean(key, known)}`;
  }
  if (error.keyword === 'required') {
    return `${document.at(path)}${name} has no ${JSON.stringify(String(params['missingProperty']))}`;
  }
  const found = JSON.stringify(valueAt(value, inside)) ?? 'nothing';
  const short = found.length > 60 ? `${found.slice(0, 59)}…` : found;
  return `${document.at(path)}${name} ${expectation(error, params)}, not ${short}`;
}

function expectation(error: ErrorObject, params: Readonly<Record<string, unknown>>): string {
  if (error.keyword === 'anyOf') return 'must be "on", "off" or an object with options';
  if (error.keyword === 'enum') {
    const allowed = params['allowedValues'] as readonly unknown[];
    return `must be one of ${allowed.map((each) => JSON.stringify(each)).join(', ')}`;
  }
  if (error.keyword === 'type') return `must be ${article(String(params['type']))}`;
  if (error.keyword === 'pattern') return PATTERNS[String(params['pattern'])] ?? error.message ?? 'is not valid';
  return error.message ?? 'is not valid';
}

/** The patterns of the published schema, in words. */
const PATTERNS: Readonly<Record<string, string>> = {
  '^\\.\\.?/': 'must be a path that begins with ./ or ../',
  '\\S': 'must say something',
  '^[A-Za-z0-9*?][A-Za-z0-9._*?-]*$': 'must be the name of a distribution or a glob of names',
};

const TYPES: Readonly<Record<string, string>> = {
  array: 'a list',
  object: 'an object',
  boolean: 'true or false',
  integer: 'a whole number',
};

function article(type: string): string {
  return TYPES[type] ?? `a ${type}`;
}

function propertiesOf(schema: object): object {
  const properties = 'properties' in schema ? schema.properties : null;
  return typeof properties === 'object' && properties !== null ? properties : {};
}

/** A JSON pointer (RFC 6901) as keys; a number is an index only where a list stands. */
function pointer(text: string, value: unknown): readonly (string | number)[] {
  const keys: (string | number)[] = [];
  for (const part of text.split('/').slice(1)) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
    keys.push(Array.isArray(valueAt(value, keys)) ? Number(key) : key);
  }
  return keys;
}

function valueAt(value: unknown, path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>((at, key) => {
    return typeof at === 'object' && at !== null ? (at as Readonly<Record<string, unknown>>)[key] : undefined;
  }, value);
}
