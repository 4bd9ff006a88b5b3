import type { Place } from '#answer/answer.js';
import type { Named, PythonSource } from '#python/source.js';
import { parentOf, seenFrom } from './disk.js';
import type { Found } from './finder.js';
import { leadsOf, REFERENCE } from './leads.js';
import { addOutside, follow, followFile, placeIn, type Run, type Visit } from './run.js';
import { isSettings } from './settings.js';
import { isTest } from './tests.js';

const SCRIPT = /^[\w./-]+\.py$/;

/** Endings of file names and of host names: `config.json`, `example.com` name no module. */
const ENDINGS = new Set(
  'json yaml yml toml txt csv tsv html htm md rst ini cfg conf env sh log db sql sqlite xml png jpg jpeg gif svg ico css js ts pdf zip gz tar lock pem key crt pkl onnx pt bin parquet com org net io dev local internal'.split(' '),
);

/**
 * Follows the strings of a file that name first-party code: a dotted path (Django settings, `include=[…]`,
 * `uvicorn.run("app.main:app")`, logging's dictConfig) or a file that is run. All but the last two parts may be names
 * inside the module. Strings that name something else are told as imports by `text`.
 */
export function followStrings(run: Run, visit: Visit, source: PythonSource): void {
  const settings = isSettings(visit, source);
  const { texts, dotted } = leadsOf(source);
  for (const string of settings ? texts : dotted) {
    const at = placeIn(visit, string.line);
    if (string.name.endsWith('.py')) followScript(run, visit, string, at);
    else followReference(run, visit, string.name, at);
  }
}

/** Follows `app.config_from_object("celeryconfig")`, `app.config.from_object("config.Production")`. */
export function followSettingsCalls(run: Run, visit: Visit, source: PythonSource): void {
  for (const { name, line } of leadsOf(source).settings) {
    const at = placeIn(visit, line);
    for (const found of referenced(run, name.split('.')) ?? []) follow(run, found, at, `reads settings from "${name}"`);
  }
}

function followReference(run: Run, visit: Visit, text: string, at: Place): void {
  const isWord = !text.includes('.') && !text.includes(':');
  const match = REFERENCE.exec(text);
  const name = match?.[1];
  if (name === undefined) return;
  const parts = name.split('.');
  if (!match?.[2] && isFileName(parts)) return;
  const [first = ''] = parts;
  const isAsked = run.options.namedModules.has(first);
  const resolved = referenced(run, parts) ?? [];
  if (leadsToTests(run, resolved)) return;
  // One word is too little to run a module for; of settings it is a package (`INSTALLED_APPS`).
  for (const found of resolved) if (!isWord || found.folders) follow(run, found, at, `names "${text}"`);
  const [top] = resolved;
  if (!isWord && (top || isAsked)) run.look.named.push({ visit, text, module: resolved.at(-1)?.name ?? null });
  if (top?.sure && !isAsked) return;
  // Modules are not written with a capital first; `Site.status` names a field.
  if ((isWord || /^[A-Z]/.test(first)) && !isAsked) return;
  addOutside(run, { module: name, names: [], at, guards: [], by: 'text', shadowedBy: top ? (top.file?.path ?? top.folders?.[0] ?? null) : null });
}

/** `config.json`, `example.com` */
export function isFileName(parts: readonly string[]): boolean {
  return parts.length > 1 && ENDINGS.has(parts.at(-1) ?? '');
}

/** Whether a text names a module of tests, where no start runs them: what reads it does not run either. */
export function leadsToTests(run: Run, resolved: readonly Found[]): boolean {
  return !run.tests && resolved.some(({ file }) => file !== null && isTest(run, file.path));
}

/** The packages and the module that a dotted text names; null where more than two parts of it are no modules. */
export function referenced(run: Run, parts: readonly string[]): readonly Found[] | null {
  const name = parts.join('.');
  const walks = run.finders.map((finder) => finder.walk(name).found);
  const enough = walks.filter((found) => found.length > 0 && parts.length - found.length <= 2);
  return enough.length === 0 ? null : enough.flat();
}

/** `subprocess.run([sys.executable, "jobs/run.py"])`: from the file's own folder or where the program runs. */
function followScript(run: Run, visit: Visit, { name }: Named, at: Place): void {
  if (!SCRIPT.test(name)) return;
  if (!name.startsWith('/')) run.look.ownToRun = true;
  const starts = name.startsWith('/') ? ['/'] : [...(visit.spot === null ? [] : [parentOf(visit.spot)]), ...run.folders];
  for (const start of starts) {
    const spot = seenFrom(start, name);
    const path = spot === null || spot === visit.spot ? null : run.disk.file(spot);
    if (spot !== null && path !== null && (run.tests || !isTest(run, path))) followFile(run, spot, at, `names the file ${name}`);
  }
}

/** Words that name a module of a requirement: they count everywhere once something is imported by a name that is computed. */
export function tellWords(run: Run, visit: Visit, source: PythonSource): void {
  for (const { name, line } of source.strings) {
    if (!run.options.namedModules.has(name)) continue;
    addOutside(run, { module: name, names: [], at: placeIn(visit, line), guards: [], by: 'text', shadowedBy: null });
  }
}
