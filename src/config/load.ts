import { createRequire } from 'node:module';
import { dirname, resolve } from 'node:path';
import type { Io } from '#io/types.js';
import { IDLE_RULE } from '#plan/suppressions/idle-rule.js';
import type { Ignore } from '#plan/suppressions/types.js';
import type { Rule } from '#rule/types.js';
import type { Config, ConfiguredKeep, RuleSetting } from '#run-types.js';
import type { Purpose } from '#services/service.js';
import { decode } from '#text/decode.js';
import { isAbsolutePath, resolvePath } from '#text/paths.js';
import { read, unreadable, type Read } from '#text/read.js';
import { parseConfig, type ConfigDocument } from './document.js';
import { didYouMean } from './nearest.js';
import { loadOwnRules } from './own-rules.js';
import { createValidator, type Validator } from './validate.js';

/** The file that is looked for in the workspace's root. */
export const CONFIG_NAME = 'slimify.config.json';

export interface LoadConfig {
  /** Absolute. */
  readonly path: string;
  /** The path as errors show it. */
  readonly shown: string;
  readonly io: Pick<Io, 'readFile'>;
  /** The built-in rules: the configuration may name these and its own. */
  readonly rules: readonly Rule[];
}

/** What a configuration says, before its rules are known. */
interface Written {
  readonly rules?: Readonly<Record<string, 'on' | 'off' | Readonly<Record<string, unknown>>>>;
  readonly ownRules?: readonly string[];
  readonly services?: Readonly<Record<string, { readonly purpose?: Purpose['kind'] }>>;
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
  readonly keep?: readonly WrittenKeep[];
  readonly ignore?: readonly WrittenIgnore[];
  /** The form of a Dockerfile of two stages, for rules that take a `template`. */
  readonly template?: readonly string[];
}

interface WrittenIgnore {
  readonly rule: string;
  readonly path: string;
  readonly package?: string;
  readonly reason: string;
}

interface WrittenKeep {
  readonly package: string;
  readonly reason: string;
  readonly service?: string;
}

/**
 * Reads and checks a configuration, and runs the modules that it names. The reason of a failure has
 * one line per error, `path:line:column: what is wrong`, with the nearest right name.
 */
export async function loadConfig({ path, shown, io, rules }: LoadConfig): Promise<Read<Config>> {
  const bytes = io.readFile(path);
  if (!bytes.ok) return unreadable(`${shown}: ${bytes.reason}`);
  const decoded = decode(bytes.value);
  if (!decoded.ok) return unreadable(`${shown}: ${decoded.reason}`);
  const parsed = parseConfig(shown, decoded.text);
  if (!parsed.ok) return unreadable(parsed.errors.join('\n'));
  const { document } = parsed;

  const validator = await createValidator();
  const wrong = validator.errors(publishedSchema(), document, document.value, []);
  if (wrong.length > 0) return unreadable(wrong.join('\n'));
  const written = document.value as Written;

  const own = await ownRulesOf(written, document, path, rules);
  if (!own.ok) return own;
  const all = [...rules, ...own.value];
  const settings = settingsOf(written, document, [...all, IDLE_RULE], validator);
  if (!settings.ok) return settings;
  const ignore = ignoresOf(written, document, all);
  if (!ignore.ok) return ignore;
  const templated = withTemplate(written, document, settings.value, all);
  if (!templated.ok) return templated;
  const { include = [], exclude = [], services = {}, keep = [] } = written;
  return read({
    path,
    rules: templated.value,
    ownRules: own.value,
    services: new Map(Object.entries(services).map(([name, { purpose = null }]) => [name, { purpose }])),
    include,
    exclude,
    keep: keep.map((one, index) => keepOf(one, index, document)),
    ignore: ignore.value,
  });
}

/** The organisation's template, where a rule has no other of its own. */
function withTemplate({ template }: Written, document: ConfigDocument, settings: ReadonlyMap<string, RuleSetting>, rules: readonly Rule[]): Read<ReadonlyMap<string, RuleSetting>> {
  if (template === undefined) return read(settings);
  const found = new Map(settings);
  for (const { meta: { name, options } } of rules) {
    const defaults = options?.defaults;
    if (typeof defaults !== 'object' || defaults === null || !('template' in defaults)) continue;
    const known = settings.get(name);
    const own = typeof known?.options === 'object' ? known.options : null;
    if (own !== null && 'template' in own && own.template !== defaults.template) continue;
    const merged = { ...defaults, ...own, template };
    const problem = options?.problem?.(merged) ?? null;
    if (problem !== null) return unreadable(`${document.at(['template'])}${problem}`);
    found.set(name, { on: known?.on ?? true, options: merged });
  }
  return read(found);
}

/** Services are not known yet: whoever finds them says whether one is named that is none. */
function keepOf({ package: name, reason, service }: WrittenKeep, index: number, document: ConfigDocument): ConfiguredKeep {
  const written = document.at(['keep', index, 'package']);
  return { package: name, reason, service: service ?? null, written, serviceWritten: service === undefined ? written : document.at(['keep', index, 'service']) };
}

function ignoresOf({ ignore = [] }: Written, document: ConfigDocument, rules: readonly Rule[]): Read<readonly Ignore[]> {
  const names = rules.map(({ meta }) => meta.name);
  const errors: string[] = [];
  const ignores = ignore.map(({ rule, path, package: name = null, reason }, index): Ignore => {
    const at = (key: string): string => document.at(['ignore', index, key]);
    if (!names.includes(rule as Rule['meta']['name'])) errors.push(`${at('rule')}unknown rule ${JSON.stringify(rule)}${didYouMean(rule, names)}`);
    const inside = isAbsolutePath(path) ? null : resolvePath('', path);
    if (inside === null) errors.push(`${at('path')}${JSON.stringify(path)} is no path inside the folder of this file`);
    return { rule, path: inside ?? '', package: name, reason, written: at('rule') };
  });
  return errors.length > 0 ? unreadable(errors.join('\n')) : read(ignores);
}

async function ownRulesOf(
  written: Written, document: ConfigDocument, path: string, known: readonly Rule[],
): Promise<Read<readonly Rule[]>> {
  const loaded: Rule[] = [];
  const errors: string[] = [];
  for (const [index, module] of (written.ownRules ?? []).entries()) {
    const at = document.at(['ownRules', index]);
    const own = await loadOwnRules(resolve(dirname(path), module));
    if (!own.ok) {
      errors.push(`${at}${module} ${own.reason}`);
      continue;
    }
    for (const rule of own.value) {
      const { name } = rule.meta;
      const taken = [...known, ...loaded].some(({ meta }) => meta.name === name);
      if (taken) errors.push(`${at}${module}: the rule name ${JSON.stringify(name)} is taken`);
      else loaded.push(rule);
    }
  }
  return errors.length > 0 ? unreadable(errors.join('\n')) : read(loaded);
}

function settingsOf(
  written: Written, document: ConfigDocument, rules: readonly Rule[], validator: Validator,
): Read<ReadonlyMap<string, RuleSetting>> {
  const settings = new Map<string, RuleSetting>();
  const errors: string[] = [];
  const names = rules.map(({ meta }) => meta.name);
  for (const [name, setting] of Object.entries(written.rules ?? {})) {
    const rule = rules.find(({ meta }) => meta.name === name);
    if (!rule) {
      const at = document.at(['rules', name], 'key');
      errors.push(`${at}unknown rule ${JSON.stringify(name)}${didYouMean(name, names)}`);
    } else if (typeof setting === 'string') {
      settings.set(name, { on: setting === 'on', options: undefined });
    } else {
      errors.push(...optionErrors(rule, setting, document, validator));
      settings.set(name, { on: true, options: withDefaults(rule, setting) });
    }
  }
  return errors.length > 0 ? unreadable(errors.join('\n')) : read(settings);
}

function optionErrors(
  rule: Rule, setting: Readonly<Record<string, unknown>>, document: ConfigDocument, validator: Validator,
): readonly string[] {
  const { name, options } = rule.meta;
  const at = ['rules', name];
  if (options) {
    const wrong = validator.errors(options.schema, document, setting, at);
    const problem = wrong.length > 0 ? null : (options.problem?.(withDefaults(rule, setting)) ?? null);
    return problem === null ? wrong : [`${document.at(at)}${problem}`];
  }
  return Object.keys(setting).map((key) => `${document.at([...at, key], 'key')}the rule ${name} takes no options`);
}

function withDefaults(rule: Rule, setting: Readonly<Record<string, unknown>>): unknown {
  const defaults = rule.meta.options?.defaults;
  return typeof defaults === 'object' && defaults !== null ? { ...defaults, ...setting } : setting;
}

/** The schema as it is published with the package. */
function publishedSchema(): object {
  return createRequire(import.meta.url)('slimify/schema/config-v1.schema.json') as object;
}
