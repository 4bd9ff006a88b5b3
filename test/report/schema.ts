import { readFileSync } from 'node:fs';
import { Ajv, type ErrorObject } from 'ajv';

function schemaOf(name: string): object {
  return JSON.parse(readFileSync(new URL(`../../schema/${name}-v1.schema.json`, import.meta.url), 'utf8')) as object;
}

/** What a published schema says against a document; null: nothing. */
export function faults(name: string, document: unknown): readonly ErrorObject[] | null {
  const validate = new Ajv({ allErrors: true, strict: true, allowUnionTypes: true, strictRequired: false }).compile(schemaOf(name));
  validate(document);
  return validate.errors ?? null;
}

/** The same of a schema that allows no field that it does not name. */
export function unknownFields(name: string, document: unknown): readonly ErrorObject[] | null {
  const closed = JSON.parse(JSON.stringify(schemaOf(name)), (_, value: unknown) =>
    typeof value === 'object' && value !== null && 'properties' in value ? { ...value, additionalProperties: false } : value,
  ) as object;
  const validate = new Ajv({ allErrors: true, allowUnionTypes: true }).compile(closed);
  validate(document);
  return validate.errors ?? null;
}
