import type { Argument, Call, Named, PythonSource } from '#python/source.js';

/** `app.settings`, `app.main:create_app()`. */
export const REFERENCE = /^([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)(:[A-Za-z_][\w.]*(?:\(\))?)?$/;
/** Longer texts name no code. */
const LONGEST = 200;

/**
 * What takes a module by its name and reads settings from it: celery's `config_from_object` (celery/app/base.py), Flask's
 * `from_object` (flask/config.py). There one word is enough.
 */
const READS_SETTINGS = /\.(?:config_from_object|from_object)$/;
/** A text of the form of a class's or an object's path; nothing else looks like it. */
const CLASS_PATH = /^([a-z_]\w*)(?:\.[a-z_]\w*)*(?:\.[A-Z]\w*|:[A-Za-z_]\w*)$/;

/** What a file says that may lead to other code, beside its imports. */
export interface Leads {
  /** Strings that look like a reference or the path of a Python file. */
  readonly texts: readonly Named[];
  /** Those of them that are more than one word. */
  readonly dotted: readonly Named[];
  /** Paths of classes and objects, each with the top of its module. */
  readonly classPaths: readonly { readonly name: string; readonly top: string }[];
  /** What settings are read from. */
  readonly settings: readonly Named[];
  /** `exec`, and imports of names that are computed. */
  readonly computed: readonly Call[];
  /** Loads of files by paths that are computed. */
  readonly loaded: readonly Call[];
  /** Something of Django itself is listed as text. */
  readonly listsDjango: boolean;
  readonly discoversTasks: boolean;
  /** A namespace package of the older kinds (docs.python.org/3/library/pkgutil.html, `extend_path`; setuptools, `declare_namespace`). */
  readonly extendsItself: boolean;
}

const known = new WeakMap<PythonSource, Leads>();

/** The leads of a file: the same for every image that holds it, so they are looked for once. */
export function leadsOf(source: PythonSource): Leads {
  const before = known.get(source);
  if (before) return before;
  const leads = made(source);
  known.set(source, leads);
  return leads;
}

function made({ strings, calls, attributes, symbols, searchPaths }: PythonSource): Leads {
  const texts = [...strings.filter(({ name }) => name.length <= LONGEST && (name.endsWith('.py') || REFERENCE.test(name))), ...calls.flatMap(scriptsOf)];
  return {
    texts,
    dotted: texts.filter(({ name }) => name.includes('.') || name.includes(':')),
    classPaths: strings.flatMap(({ name }) => {
      const top = name.length > LONGEST ? undefined : CLASS_PATH.exec(name)?.[1];
      return top === undefined ? [] : [{ name, top }];
    }),
    settings: calls.filter(({ name }) => READS_SETTINGS.test(name)).flatMap(settingsOf),
    computed: calls.filter(isComputed),
    loaded: calls.filter(isLoadOfFile),
    listsDjango: strings.some(({ name }) => /^django\.(?:contrib|middleware)\./.test(name)),
    discoversTasks: attributes.some(({ name }) => name === 'autodiscover_tasks') || calls.some(({ name }) => name.endsWith('autodiscover_tasks')),
    extendsItself:
      symbols.some(({ name }) => name === 'pkgutil.extend_path' || name === 'pkg_resources.declare_namespace') ||
      searchPaths.some(({ written }) => written.includes('extend_path')),
  };
}

/** `python worker.py & python3 -u jobs/run.py` */
const RUNS_PYTHON = /(?:^|[\s;&|(/])python[\d.]*\s/;
/** A command for a shell is mostly a line; longer texts are whole programs. */
const LONGEST_COMMAND = 2000;

/** The files of commands that a shell is given: `os.system("python worker.py & python jobs/run.py")`. */
function scriptsOf({ line, arguments: given }: Call): readonly Named[] {
  return given.flatMap(({ value, text }) => {
    if (!text || value === null || value.length > LONGEST_COMMAND || !value.includes('.py') || !RUNS_PYTHON.test(value)) return [];
    return value.split(/[\s;&|()'"]+/).flatMap((word) => (word.endsWith('.py') ? [{ name: word, line }] : []));
  });
}

function settingsOf({ line, arguments: [first] }: Call): readonly Named[] {
  const module = first?.text ? REFERENCE.exec(first.value ?? '')?.[1] : undefined;
  return module === undefined ? [] : [{ name: module, line }];
}

function isComputed(call: Call): boolean {
  if (!isImport(call)) return isExec(call);
  const [first] = call.arguments;
  return !first || (first.value === null && !isNone(first));
}

/** What runs a Python file by its path, and where its call has the path: importlib, runpy and imp of Python's Library Reference. */
const LOADS: readonly (readonly [call: RegExp, argument: number, keyword: string])[] = [
  [/(?:^|\.)spec_from_file_location$/, 1, 'location'],
  [/(?:^|\.)SourceFileLoader$/, 1, 'path'],
  [/(?:^|\.)run_path$/, 0, 'path_name'],
  [/^imp\.load_source$/, 1, 'pathname'],
];

/** A path that is written out is followed as the text that it is. */
function isLoadOfFile({ name, arguments: given }: Call): boolean {
  const [, argument, keyword] = LOADS.find(([call]) => call.test(name)) ?? [];
  if (argument === undefined) return false;
  const path = given.find((one) => one.name === argument || one.name === keyword);
  return path?.value == null;
}

export function isExec({ name }: Call): boolean {
  return name === 'exec' || name === 'builtins.exec';
}

function isImport({ name }: Call): boolean {
  return name === '__import__' || name.endsWith('.__import__') || name === 'import_module' || name.endsWith('.import_module');
}

function isNone({ value, text }: Argument): boolean {
  return value !== null && !text;
}
