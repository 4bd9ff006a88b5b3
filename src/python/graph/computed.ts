import type { Place } from '#answer/answer.js';
import type { Call, PythonSource } from '#python/source.js';
import { isExec, leadsOf } from './leads.js';
import { referenced } from './references.js';
import { doubt, followBelow, followCode, placeIn, readCode, type Run, type Visit } from './run.js';
import { isSettings } from './settings.js';
import { followTable, isNamedElsewhere, ownNamed } from './tables.js';

/**
 * Follows imports by a name that is put together when the program runs, as far as it can be told what they load, and
 * code that is made as text. `eval` is left out: it takes an expression, so it imports only what the text of it calls
 * `__import__` for, and is used for numbers and conditions. `exec` runs statements, imports among them, which mostly
 * come from files or people.
 */
export function followComputed(run: Run, visit: Visit, source: PythonSource): void {
  for (const call of leadsOf(source).computed) {
    if (isExec(call)) followExec(run, visit, call);
    else followImportCall(run, visit, source, call);
  }
  for (const call of leadsOf(source).loaded) {
    // `HERE / "plugin.py"` names its file, which is followed as text.
    if (nearStrings(source, call).some((text) => /\w\.py$/.test(text))) continue;
    doubt(run, 'a file is loaded as a module by a path that is computed', placeIn(visit, call.line), 'modules');
  }
}

function followExec(run: Run, visit: Visit, call: Call): void {
  const [code] = call.arguments;
  const at = placeIn(visit, call.line);
  if (!code?.text || code.value === null) return doubt(run, 'code that is made while the program runs is run by exec', at, 'distributions');
  const { value } = code;
  followCode(run, { ...visit, line: at.line, compiled: false, source: () => readCode(value) });
}

/** What a loader of plugins looks for its modules with. */
const LISTS_MODULES = /^pkgutil\.(?:iter_modules|walk_packages)$/;
const LISTS_FILES = /^(?:os\.(?:listdir|scandir|walk)|glob\.i?glob|importlib\.resources\.\w+)$/;

/** `plugins.` of `"plugins." + name`, of `"plugins.{}".format(name)` and of `"plugins.%s" % name`. */
const PREFIX = /^([A-Za-z_][\w.]*)\.(?:[{%].*)?$/;

function followImportCall(run: Run, visit: Visit, source: PythonSource, call: Call): void {
  const at = placeIn(visit, call.line);
  const own = visit.package;
  const near = nearStrings(source, call);
  const start = call.arguments[0]?.start ?? '';
  const prefix = [start, ...near].map((text) => PREFIX.exec(text)?.[1]).find((text) => text !== undefined);
  if (prefix !== undefined) return followPrefix(run, prefix, at);
  const base = source.strings.map(({ name }) => PREFIX.exec(name)?.[1]).find((text) => text !== undefined && run.finders[0].find(text)?.folders);
  if (base !== undefined) return followPrefix(run, base, at);
  const isRelative = /^(?:\.|\{name\})/.test(start) || near.some((text) => /^\.+[\w.]*$/.test(text)) || call.arguments.some(({ name, value }) => (name === 1 || name === 'package') && value !== 'None');
  const listsModules = source.symbols.some(({ name }) => LISTS_MODULES.test(name));
  if (own !== null && (isRelative || listsModules)) return followBelow(run, own, at, `imports every module of ${own}`);
  // The default of a variable or setting; what the image sets it to stands elsewhere, and is searched there.
  if (near.some((text) => /^\w+(?:\.\w+)+$/.test(text) && (referenced(run, text.split('.')) !== null || run.options.namedModules.has(text.split('.', 1)[0] ?? '')))) return;
  // Settings hold the name as text, which is followed where they stand.
  if (source.symbols.some(({ name, line }) => line === call.line && /^(?:django\.conf|flask)\.(?:settings|current_app)\.\w/.test(name))) return;
  // A table of names beside the loader is what it loads; settings name so much that they are a table of nothing.
  const settings = isSettings(visit, source);
  if (followTable(run, visit, source, at) && !settings) return void run.look.tabled.push(at);
  const listsFiles = source.symbols.some(({ name }) => LISTS_FILES.test(name)) || source.attributes.some(({ name }) => /^(?:iterdir|r?glob)$/.test(name));
  if (listsFiles || listsModules) {
    if (own !== null) followBelow(run, own, at, `imports modules whose files it lists: every module of ${own}`);
    return doubt(run, 'modules are imported whose files are listed while the program runs', at, 'modules');
  }
  run.look.computed.push({ at, visit, settings, splits: source.attributes.some(({ name }) => SPLITS.test(name)) });
}

/** A loader that cuts `package.module.Class` or `module:object` into its parts. */
const SPLITS = /^r?(?:partition|split)$/;

/**
 * What is left of imports by computed names once everything was followed. A package whose modules are listed as text
 * elsewhere loads those; a loader of classes loads the paths of classes that code names, and they count as imports by text.
 * Any other loader may load anything.
 */
export function tellComputed(run: Run): void {
  const namesClasses = run.looked.some(({ classPaths }) => classPaths.size > 0);
  for (const { at, visit, splits, settings } of run.looked.flatMap(({ computed }) => computed)) {
    if (splits && namesClasses) continue;
    if (settings) tellSettings(run, visit, at);
    else if (!isNamedElsewhere(run, visit)) tellAny(run, at);
  }
}

/** Settings that load plugins: what they name themselves is a table of nothing, and modules of their package are named everywhere. */
function tellSettings(run: Run, visit: Visit, at: Place): void {
  const listed = ownNamed(run, visit);
  if (listed < 2) return tellAny(run, at);
  doubt(run, `a module is imported by a name that is computed: ${listed} modules of ${visit.package} that are named as text were followed`, at, 'modules');
}

function tellAny(run: Run, at: Place): void {
  run.computes = true;
  doubt(run, 'a module is imported by a name that is computed', at, 'distributions');
}

/** Strings on the lines of a call: the constant parts of what it imports. */
function nearStrings({ strings }: PythonSource, { line, arguments: given }: Call): readonly string[] {
  const last = Math.max(line, ...given.map((argument) => argument.line));
  return strings.filter((string) => string.line >= line && string.line <= last).map(({ name }) => name);
}

/** `import_module(f"plugins.{name}")`. */
function followPrefix(run: Run, prefix: string, at: Place): void {
  const found = run.finders[0].find(prefix);
  if (found) followBelow(run, prefix, at, `imports modules of ${prefix} by computed names`);
  if (!found?.sure) doubt(run, `a module below ${prefix} is imported by a name that is computed`, at, { prefix });
}

/** Remembers texts that name a class or an object in a module which is not the standard library's. */
export function noteClassPaths(run: Run, source: PythonSource): void {
  for (const { name, top } of leadsOf(source).classPaths) {
    if (!run.look.classPaths.has(name) && (run.options.namedModules.has(top) || (run.finders[0].find(top) !== null && referenced(run, name.split(/[.:]/)) !== null))) run.look.classPaths.add(name);
  }
}
