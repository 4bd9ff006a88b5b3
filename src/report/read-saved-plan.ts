import { createRequire } from 'node:module';
import { isRecord, parsedJson } from '#text/json.js';
import { read, unreadable, type Read } from '#text/read.js';
import { checksumOf, type SavedPlan } from './saved-plan.js';

/** A plan from its file's text, or in one line what is wrong with it. */
export async function readSavedPlan(text: string): Promise<Read<SavedPlan>> {
  const value = parsedJson(text);
  if (value === undefined) return unreadable('is no plan of slimify: it is cut off, or no JSON');
  if (!isRecord(value) || value['slimify'] !== 'plan') return unreadable('is no plan of slimify');
  const { version } = value;
  if (typeof version === 'number' && version > 1) return unreadable(`was saved by a newer slimify: it has version ${version}, and this one reads version 1`);
  const fault = await schemaFault(value);
  if (fault !== null) return unreadable(`is no plan of slimify: ${fault}`);
  const { checksum, ...content } = value as unknown as SavedPlan;
  if (checksumOf(content) !== checksum) return unreadable('was edited since it was saved: its checksum is another one; save it again with plan --out');
  const paths = content.files.map(({ path }) => path);
  const twice = paths.find((path, index) => paths.indexOf(path) !== index);
  return twice === undefined ? read({ ...content, checksum }) : unreadable(`is no plan of slimify: ${JSON.stringify(twice)} stands in it twice`);
}

async function schemaFault(value: unknown): Promise<string | null> {
  const { Ajv } = await import('ajv');
  const ajv = new Ajv({ strict: false, allowUnionTypes: true });
  ajv.addSchema(published('report-v1'), 'report-v1.schema.json');
  const validate = ajv.compile(published('plan-v1'));
  if (validate(value)) return null;
  const [error] = validate.errors ?? [];
  return `${error?.instancePath.slice(1).replaceAll('/', '.') || 'it'} ${error?.message ?? 'is not valid'}`;
}

/** A schema as it is published with the package. */
function published(name: string): object {
  return createRequire(import.meta.url)(`slimify/schema/${name}.schema.json`) as object;
}
