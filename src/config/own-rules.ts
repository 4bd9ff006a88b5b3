import { pathToFileURL } from 'node:url';
import type { Rule } from '#rule/types.js';
import { isRecord } from '#text/json.js';
import { messageOf } from '#text/message-of.js';
import { read, unreadable, type Read } from '#text/read.js';

const SCOPES: readonly unknown[] = ['requirement', 'requirements', 'dockerfile', 'workspace'];
const SAFETIES: readonly unknown[] = ['safe', 'review', 'suggestion'];

/** Runs a module of the user's and takes the rule, or the list of rules, that is its default export. */
export async function loadOwnRules(path: string): Promise<Read<readonly Rule[]>> {
  let module: unknown;
  try {
    module = await import(pathToFileURL(path).href);
  } catch (error) {
    return unreadable(`cannot be loaded: ${firstLine(error)}`);
  }
  const exported = isRecord(module) ? module['default'] : undefined;
  if (exported === undefined) return unreadable('has no default export; export default defineRule({ … })');
  const list: readonly unknown[] = Array.isArray(exported) ? exported : [exported];
  for (const value of list) {
    const problem = whatIsWrong(value);
    if (problem !== null) return unreadable(`is not a rule: ${problem}`);
  }
  return read(list as readonly Rule[]);
}

/** What a value lacks to be a rule, in words; null where nothing does. */
export function whatIsWrong(value: unknown): string | null {
  if (!isRecord(value)) return 'the default export is not an object';
  const { meta, check } = value;
  if (!isRecord(meta)) return 'it has no "meta"';
  if (typeof meta['name'] !== 'string' || !/^[a-z0-9-]+\/[a-z0-9-]+$/.test(meta['name'])) {
    return '"meta.name" must be family/name in lower case';
  }
  if (!SCOPES.includes(meta['scope'])) return `"meta.scope" must be ${SCOPES.join(', ')}`;
  if (!SAFETIES.includes(meta['safety'])) return `"meta.safety" must be ${SAFETIES.join(', ')}`;
  for (const key of ['summary', 'why']) {
    if (typeof meta[key] !== 'string') return `"meta.${key}" must be a text`;
  }
  const { messages, options } = meta;
  if (!isRecord(messages) || Object.values(messages).some((text) => typeof text !== 'string')) {
    return '"meta.messages" must be an object of texts';
  }
  if (options !== undefined && !(isRecord(options) && isRecord(options['schema']) && 'defaults' in options)) {
    return '"meta.options" must have "schema" and "defaults"';
  }
  return typeof check === 'function' ? null : 'it has no "check" function';
}

function firstLine(error: unknown): string {
  const text = messageOf(error);
  return text.split('\n')[0] ?? text;
}
