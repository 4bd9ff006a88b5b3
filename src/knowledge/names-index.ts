import { catalogue } from './catalogue.js';
import type { Sourced } from './catalogue.js';

/** What the catalogue says of one distribution. */
export interface Named extends Sourced {
  readonly name: string;
  readonly modules: readonly string[];
  readonly scripts: readonly string[];
  readonly groups: readonly string[];
  /** What its source tells; the rest is only what somebody happened to know. */
  readonly tells: readonly Told[];
  /** The modules are true, but there may be more. */
  readonly partial: boolean;
}

export type Told = 'modules' | 'scripts' | 'groups';

/** An entry as it stands: the string alone is its `from`. */
type Entry =
  | string
  | {
      readonly from: string | null;
      readonly modules?: readonly string[];
      readonly scripts?: readonly string[];
      readonly groups?: readonly string[];
      readonly tells?: readonly Told[];
      readonly partial?: true;
      readonly note?: string;
      readonly checked?: string;
    };

interface Source extends Sourced {
  readonly source: string;
  readonly basis: string;
  /** The place where an entry names none: `python3-{name}`. */
  readonly place?: string;
  readonly tells: readonly Told[];
}

interface Pattern extends Sourced {
  readonly pattern: string;
  readonly modules: readonly string[];
  readonly partial?: true;
  readonly module?: string;
  readonly distribution?: string;
}

interface File {
  readonly checked: string;
  readonly distributions: Readonly<Record<string, Entry>>;
  /** Of those that hold a module, the one that most people mean. */
  readonly first: Readonly<Record<string, string>>;
  /** By a name that puts them in order: what is empty goes before families. */
  readonly patterns: Readonly<Record<string, Pattern>>;
  readonly sources: Readonly<Record<string, Source>>;
}

export interface NameIndex {
  /** The distributions that hold a module; none: nobody is known to. */
  holding(module: string): readonly string[];
  /** The distributions with modules below a name that none of them owns. */
  below(namespace: string): readonly string[];
  /** The distributions that install a program. */
  installing(script: string): readonly string[];
  find(distribution: string): Named | null;
  /** Distributions that a family's way of naming gives for a module. */
  family(module: string): readonly string[];
}

const file = catalogue<File>('names');

const NONE: readonly string[] = [];

let built: NameIndex | undefined;

/** The catalogue by module and by program, made on first use from the one parse. */
export function nameIndex(): NameIndex {
  return (built ??= build(file()));
}

/** Most distributions list no modules: those are found by their names, and only lists are turned round. */
function build(content: File): NameIndex {
  const listed = new Map<string, string[]>();
  const namespaces = new Map<string, string[]>();
  const scripts = new Map<string, string[]>();
  for (const [name, entry] of Object.entries(content.distributions)) {
    if (typeof entry === 'string') continue;
    for (const module of entry.modules ?? []) {
      push(listed, module, name);
      for (let at = module.lastIndexOf('.'); at > 0; at = module.lastIndexOf('.', at - 1)) push(namespaces, module.slice(0, at), name);
    }
    for (const script of entry.scripts ?? []) push(scripts, script, name);
  }
  const patterns = Object.values(content.patterns).map((pattern) => ({ pattern, name: new RegExp(pattern.pattern, 'u'), module: pattern.module === undefined ? null : new RegExp(pattern.module, 'u') }));
  return { holding, below: (namespace) => namespaces.get(namespace) ?? NONE, installing: (script) => scripts.get(script) ?? NONE, find, family };

  function holding(module: string): readonly string[] {
    const namesake = module.replaceAll('_', '-');
    const entry = entryOf(namesake);
    const isHolder = entry !== undefined && listOf(entry) === undefined && !module.includes('-');
    const names = isHolder ? [...(listed.get(module) ?? NONE), namesake].toSorted() : (listed.get(module) ?? NONE);
    const first = Object.hasOwn(content.first, module) ? content.first[module] : undefined;
    return first === undefined ? names : [first, ...names.filter((one) => one !== first)];
  }

  function entryOf(distribution: string): Entry | undefined {
    return Object.hasOwn(content.distributions, distribution) ? content.distributions[distribution] : undefined;
  }

  function find(distribution: string): Named | null {
    const entry = entryOf(distribution);
    if (entry !== undefined) return named(content, distribution, entry);
    for (const { pattern, name } of patterns) {
      const groups = name.exec(distribution);
      if (!groups) continue;
      const { partial = false, source, checked } = pattern;
      const modules = [...new Set(pattern.modules.map((template) => filled(template, groups)))];
      return { name: distribution, modules, scripts: [], groups: [], tells: partial ? ['modules'] : ['modules', 'scripts', 'groups'], partial, source, checked };
    }
    return null;
  }

  function family(module: string): readonly string[] {
    return patterns.flatMap(({ pattern, module: expression }) => {
      const part = expression?.exec(module)?.[1];
      return part === undefined ? [] : [(pattern.distribution ?? '').replace('{-}', part.replace(/[_.]+/gu, '-').toLowerCase())];
    });
  }
}

/** `azure.{.}` for azure-mgmt-compute: azure.mgmt.compute. */
function filled(template: string, groups: readonly (string | undefined)[]): string {
  return template.replace(/\{(\d?)([_.]?)\}/gu, (_, group: string, mark: string) => (groups[Number(group || 1)] ?? '').replaceAll('-', mark));
}

function named(content: File, name: string, entry: Entry): Named {
  const written = typeof entry === 'string' ? { from: entry } : entry;
  const { scripts = [], groups = [], partial = false } = written;
  const rest = { name, modules: modulesIn(name, entry), scripts, groups, partial };
  const [key = '', place = ''] = written.from?.split(' ') ?? [];
  const source = Object.hasOwn(content.sources, key) ? content.sources[key] : undefined;
  if (source === undefined) {
    return { ...rest, tells: written.tells ?? ['modules'], source: written.from, checked: written.checked ?? content.checked };
  }
  const address = source.source.replace('{}', place || (source.place ?? '')).replace('{name}', name);
  return { ...rest, tells: source.tells, source: address, checked: source.checked };
}

/** A distribution without a list has the module of its own name. */
function modulesIn(name: string, entry: Entry): readonly string[] {
  return listOf(entry) ?? [name.replaceAll('-', '_')];
}

function listOf(entry: Entry): readonly string[] | undefined {
  return typeof entry === 'string' ? undefined : entry.modules;
}

/** A name comes several times in a row: by one namespace of many of its modules. */
function push(map: Map<string, string[]>, key: string, name: string): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [name]);
  else if (list.at(-1) !== name) list.push(name);
}
