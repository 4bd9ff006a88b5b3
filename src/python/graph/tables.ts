import type { Place } from '#answer/answer.js';
import type { Call, Named, PythonSource } from '#python/source.js';
import { baseName, folderOf } from '#text/paths.js';
import type { Found } from './finder.js';
import { isFileName, leadsToTests, referenced } from './references.js';
import { addOutside, besideOrAbove, follow, isKnown, placeIn, type Run, type Visit } from './run.js';

const LONGEST = 200;
/** `readers.pdf`, `.pdf`, `cohere.ClientV2`, `openai:AsyncOpenAI`, `pdf` */
const NAME = /^(\.*)([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)(:[A-Za-z_][\w.]*)?$/;

/** Calls whose texts are still a table, or the default of something: what others are given means something of their own. */
const HOLDS_TEXTS = /^(?:\.?(?:get|getenv|pop|setdefault|environ|config|setting|env|str)|os\.(?:getenv|environ\.get)|dict|list|tuple|set|frozenset|iter|sorted|enumerate|zip|map|filter|.*\.?(?:OrderedDict|MappingProxyType|ChainMap|defaultdict|deque|Field|field|Setting))$/;

/**
 * What a loader by computed names finds in its own file: `{"a": "app.readers.a"}`, `[".b", ".c"]`, `for x in ["a.b", "a.c"]`. True
 * where one entry names a module; of plain words it takes two, since a word may be anything. Each is imported.
 */
export function followTable(run: Run, visit: Visit, source: PythonSource, at: Place): boolean {
  const handed = givenTexts(source);
  const words: Named[] = [];
  let paths = 0;
  let count = 0;
  for (const string of source.strings) {
    const match = string.name.length > LONGEST ? null : NAME.exec(string.name);
    if (!match) continue;
    const isWord = string.name === match[2] && !string.name.includes('.');
    const modules = modulesOf(run, visit, match, isWord);
    const isAsked = match[1] === '' && run.options.namedModules.has(top(match[2] ?? ''));
    if ((modules === null && !isAsked) || (modules && leadsToTests(run, modules))) continue;
    count++;
    if (isWord && isAsked) words.push(string);
    if (!handed.has(string.name) && isPath(string.name, modules !== null)) paths++;
    for (const one of modules ?? []) follow(run, one, at, `imports ${one.name} by a name that is looked up`);
  }
  const found = paths > 0 || count >= 2;
  for (const { name, line } of found ? words : []) addOutside(run, { module: name, names: [], at: placeIn(visit, line), guards: [], by: 'text', shadowedBy: null });
  return found;
}

/** Whether a text that begins with a module can hardly be anything else; `mcp:tools` may be a scope, `redis.conf` is a file. */
function isPath(text: string, isOurs: boolean): boolean {
  if (text.includes(':')) return isOurs || /^[^:]*\.|:[A-Z]/.test(text);
  return text.includes('.') && !isFileName(text.split('.'));
}

/** The modules of the workspace that an entry names; null where it names none, or only the file that it stands in. */
function modulesOf(run: Run, visit: Visit, [, dots = '', text = '']: RegExpExecArray, isWord: boolean): readonly Found[] | null {
  const own = visit.package;
  if (dots !== '' || isWord) {
    const parts = own?.split('.') ?? [];
    if (own === null || dots.length > parts.length) return null;
    const found = run.finders[0].find([...parts.slice(0, parts.length - Math.max(0, dots.length - 1)), text].join('.'));
    return found ? [found] : null;
  }
  const found = referenced(run, text.split('.'));
  if (found === null) inferRoot(run, visit, text);
  return found && found.some(({ file }) => file !== null) && !isAround(visit, found.at(-1)?.name ?? '') ? found : null;
}

/** Whether a module is the one that looks, or a package that it lies in: code names itself for many reasons. */
function isAround({ found, package: own }: Visit, name: string): boolean {
  return name === found?.name || name === own || (own?.startsWith(`${name}.`) ?? false);
}

/** `registry.plugins` where `registry` lies beside the file or above, and nowhere on the path: that folder is on it when the file runs. */
function inferRoot(run: Run, { spot }: Visit, text: string): void {
  const parts = text.split('.');
  if (parts.length < 2 || isFileName(parts) || isKnown(run, top(text)) || run.finders[0].find(top(text)) !== null) return;
  const beside = besideOrAbove(run, spot, top(text));
  if (!beside) return;
  const folder = `${beside.root === '/' || beside.root === '' ? beside.root : `${beside.root}/`}${parts.slice(0, -1).join('/')}`;
  const view = run.disk.folder(folder);
  const last = parts.at(-1) ?? '';
  if (view.modules.has(last) || (view.names.has(last) && run.disk.folder(`${folder}/${last}`).modules.size > 0)) run.look.inferred.add(beside.root);
}

function top(name: string): string {
  return name.split('.', 1)[0] ?? name;
}

const given = new WeakMap<PythonSource, ReadonlySet<string>>();

/** Texts that are handed to something: `getLogger("app.readers")`. */
function givenTexts(source: PythonSource): ReadonlySet<string> {
  const known = given.get(source);
  if (known) return known;
  const found = new Set<string>();
  for (const call of source.calls) if (!HOLDS_TEXTS.test(call.name)) for (const text of textsOf(call)) found.add(text);
  given.set(source, found);
  return found;
}

function textsOf({ arguments: given }: Call): readonly string[] {
  return given.flatMap(({ text, value }) => (text && value !== null ? [value] : []));
}

/** Files of settings that are no framework's: they name what their own package loads. */
const SETTINGS = /^(?:.*_)?(?:settings|config|configuration|conf|constants|options|defaults)\.py$/;

/**
 * Whether texts elsewhere name what a loader loads: modules of its own package that anything lists, or, in the files beside
 * it and in the settings above it in its package, a default (`tokenizer: str = "spacy.lang.en.English"`).
 */
export function isNamedElsewhere(run: Run, loader: Visit): boolean {
  const folder = folderOf(loader.path);
  const whole = packageFolder(folder, loader.package);
  return run.looked.some(({ named }) => named.some(({ visit, text, module }) => {
    if (visit.path === loader.path || (module !== null && isAround(loader, module))) return false;
    if (isOwn(loader, module)) return standsAlone(visit, text, false);
    const where = folderOf(visit.path);
    const isAbove = SETTINGS.test(baseName(visit.path)) && folder.startsWith(`${where}/`) && (where === whole || where.startsWith(`${whole}/`));
    return (where === folder || isAbove) && isPath(text, module !== null) && standsAlone(visit, text, true);
  }));
}

/** How many modules of a loader's own package texts name, anywhere. */
export function ownNamed(run: Run, loader: Visit): number {
  return new Set(run.looked.flatMap(({ named }) => named.flatMap(({ module }) => (module !== null && isOwn(loader, module) ? module : [])))).size;
}

function isOwn({ package: own }: Visit, module: string | null): boolean {
  return own !== null && module !== null && module.startsWith(`${own}.`);
}

/** Whether a text is handed to nothing in its file; `plain`: and the file is none that Django or logging is set up with, whose texts are theirs. */
function standsAlone(visit: Visit, text: string, plain: boolean): boolean {
  const source = visit.compiled ? null : visit.source();
  if (!source?.ok || givenTexts(source.value).has(text)) return false;
  const { strings, symbols, attributes } = source.value;
  return !plain || (!strings.some(({ name }) => name.startsWith('django.')) && ![...symbols, ...attributes].some(({ name }) => /(?:^|\.)dictConfig$/.test(name)));
}

/** The folder of the top-level package of a file in `folder`. */
function packageFolder(folder: string, own: string | null): string {
  let at = folder;
  for (let depth = own === null ? 1 : own.split('.').length; depth > 1 && at !== ''; depth--) at = folderOf(at);
  return at;
}
