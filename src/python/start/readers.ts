import { readEnvFile } from '#compose/env-file.js';
import { iniValue, readIni } from '#pyproject/ini.js';
import { below, filesBelow, openFile, resolveIn } from './image-files.js';
import { everyFile, follow } from './named.js';
import { optionValue, type Parsed } from './options.js';
import { addDoubt, addEntry, plainWord, written, type Call, type Walk } from './walk.js';
import { runAlembic, runMigrations } from './migrations.js';
import { runCron, runDefaultSupervisor, runMakefile, runProcfile, runServices } from './supervisors.js';
import { runWorkspace } from './workspace-files.js';
import { runUwsgi } from './uwsgi.js';
import { runTests } from './test-files.js';

interface Read {
  readonly name: string;
  readonly parsed: Parsed;
  /** How many words named code already. */
  readonly named: number;
}

/** Files that a launcher finds by itself, by the name that the catalogue gives to the way it does. */
export function reads(walk: Walk, call: Call, kind: string, { name, parsed, named }: Read): void {
  const [first] = parsed.arguments;
  switch (kind) {
    case 'alembic':
      return runAlembic(walk, call, optionValue(parsed, '-c', '--config')?.value ?? null);
    case 'celery':
      return runCelery(walk, call, first?.value ?? null, named);
    case 'flask':
      return runFlask(walk, call, parsed, named);
    case 'uwsgi':
      return runUwsgi(walk, call, parsed);
    case 'pytest':
    case 'unittest':
      return runTests(walk, call, parsed, kind);
    case 'notebooks':
      return addDoubt(walk, `\`${written(call.words)}\` runs code that is handed to it or stands in files that are not read`, call.at, 'distributions');
    case 'sphinx':
      return runSphinx(walk, call, first?.value ?? null);
    case 'scrapy':
      return runScrapy(walk, call);
    case 'airflow':
      return runAirflow(walk, call);
    case 'dagster':
      return runDagster(walk, call, named);
    case 'prefect':
      return runPrefect(walk, call, parsed);
    case 'serve':
      if (first?.value?.match(/\.ya?ml$/)) runWorkspace(walk, call, first.value);
      return;
    case 'supervisord':
      if (named === 0) runDefaultSupervisor(walk, call);
      return;
    case 'procfile':
      if (named === 0 && /^(?:start|s|run)$/.test(first?.value ?? '')) runProcfile(walk, call, 'Procfile');
      if (first?.value === 'run' && parsed.arguments.length > 1) walk.run({ ...call, words: parsed.arguments.slice(1), depth: call.depth + 1 });
      return;
    case 'cron':
      runCron(walk, call);
      return;
    case 'services':
      return runServices(walk, call);
    case 'make':
      if (named === 0) runMakefile(walk, call, openFile(walk.files, call.folder, 'makefile') === null ? 'Makefile' : 'makefile');
      return;
    case 'reflex':
      return runReflex(walk, call);
    case 'paste':
      return runPaste(walk, call, first?.value ?? null);
    default:
      addDoubt(walk, `how ${name} finds its code is not known (\`${written(call.words)}\`)`, call.at);
  }
}

/** Celery without an app has that of a module `celeryconfig` or `celery` in its folder (`celery/loaders/default.py`). */
function runCelery(walk: Walk, call: Call, subcommand: string | null, named: number): void {
  if (named > 0 || (subcommand !== 'worker' && subcommand !== 'beat' && subcommand !== 'multi')) return;
  const found = ['celeryconfig.py', 'celery.py'].find((name) => openFile(walk.files, call.folder, name) !== null);
  if (found === undefined) addDoubt(walk, `\`${written(call.words)}\` names no app`, call.at);
  else follow(walk, call, 'module', plainWord(found.replace('.py', '')));
}

/** `flask db …` runs migrations; FLASK_APP may stand in `.flaskenv` or `.env` (`flask/cli.py`, load_dotenv). */
function runFlask(walk: Walk, call: Call, parsed: Parsed, named: number): void {
  if (named === 0 || call.environment.get('FLASK_APP') === undefined) {
    for (const name of ['.flaskenv', '.env']) {
      const file = openFile(walk.files, call.folder, name);
      const value = file === null ? undefined : readEnvFile(file.text).values.get('FLASK_APP');
      if (file === null || value === undefined || value === null || value === '') continue;
      const line = file.text.split('\n').findIndex((one) => /^\s*(?:export\s+)?FLASK_APP\b/.test(one)) + 1;
      follow(walk, { ...call, at: { path: file.path, line: Math.max(line, 1) } }, 'code', plainWord(value));
      break;
    }
  }
  if (parsed.arguments[0]?.value === 'db' && optionValue(parsed, '-d', '--directory') === undefined) runMigrations(walk, call, resolveIn(call.folder, 'migrations'));
}

/** sphinx runs `conf.py` of its source folder. */
function runSphinx(walk: Walk, call: Call, source: string | null): void {
  const file = source === null ? null : openFile(walk.files, resolveIn(call.folder, source), 'conf.py');
  if (file !== null) addEntry(walk, { kind: 'file', path: file.path, because: `${walk.because} starts ${written(call.words)}`, at: call.at });
}

/** Scrapy: the settings module of `scrapy.cfg`, and every module of the packages that its SPIDER_MODULES name. */
function runScrapy(walk: Walk, call: Call): void {
  const file = openFile(walk.files, call.folder, 'scrapy.cfg');
  const set = call.environment.get('SCRAPY_SETTINGS_MODULE');
  const ini = file === null ? null : iniValue(readIni(file.text), 'settings', 'default');
  const module = set ?? ini?.lines[0]?.text ?? null;
  if (module === null) return;
  const at = set === undefined && file !== null && ini !== null ? { path: file.path, line: ini.line } : call.at;
  follow(walk, { ...call, at }, 'module', plainWord(module));
  const settings = openFile(walk.files, call.folder, `${module.replaceAll('.', '/')}.py`);
  const list = settings === null ? undefined : /^SPIDER_MODULES\s*=\s*\[([^\]]*)\]/m.exec(settings.text)?.[1];
  const packages = list === undefined ? [`${module.split('.')[0] ?? ''}.spiders`] : [...list.matchAll(/["']([\w.]+)["']/g)].map(([, name]) => name ?? '');
  for (const name of packages) {
    const folder = resolveIn(call.folder, name.replaceAll('.', '/'));
    if (folder === null) continue;
    for (const path of filesBelow(walk.files, folder)) {
      const inner = /^\/(.+)\.py$/.exec(path.slice(folder.length))?.[1];
      if (inner === undefined) continue;
      const spider = inner === '__init__' ? name : `${name}.${inner.replace(/\/__init__$/, '').replaceAll('/', '.')}`;
      addEntry(walk, { kind: 'module', module: spider, main: false, because: `scrapy loads the spiders of ${name}`, at });
    }
  }
}

/** Airflow runs every file of the folder of DAGs and of plugins, and `airflow_local_settings` of `config`. */
function runAirflow(walk: Walk, call: Call): void {
  const home = call.environment.get('AIRFLOW_HOME') ?? '/opt/airflow';
  const dags = call.environment.get('AIRFLOW__CORE__DAGS_FOLDER') ?? below(home, 'dags');
  const plugins = call.environment.get('AIRFLOW__CORE__PLUGINS_FOLDER') ?? below(home, 'plugins');
  const found = [dags, plugins, below(home, 'config')].map((folder) => everyFile(walk, call, folder, `airflow loads ${folder}`));
  if (found[0] === 0) addDoubt(walk, `airflow runs DAGs from ${dags}, where no file of the workspace is known to lie`, call.at);
}

function runDagster(walk: Walk, call: Call, named: number): void {
  if (named > 0) return;
  const found = ['workspace.yaml', 'workspace.yml', 'pyproject.toml', 'dg.toml'].filter((name) => runWorkspace(walk, call, name, true));
  if (found.length === 0) addDoubt(walk, `\`${written(call.words)}\` names no code, and no workspace file says which it loads`, call.at);
}

/** prefect: `flow serve file.py:flow`, `deploy` with `prefect.yaml`; a worker runs what it is handed. */
function runPrefect(walk: Walk, call: Call, parsed: Parsed): void {
  const [first, second, third] = parsed.arguments.map(({ value }) => value);
  if (first === 'flow' && third) follow(walk, call, 'file', plainWord(third));
  else if (first === 'deploy' && second?.includes('.py') === true) follow(walk, call, 'file', plainWord(second));
  if (first === 'deploy' || first === 'worker' || first === 'agent') {
    const found = runWorkspace(walk, call, 'prefect.yaml', true);
    if (!found && first !== 'deploy') addDoubt(walk, `\`${written(call.words)}\` runs flows that are handed to it`, call.at);
  }
}

/** Reflex imports `app_name.app_name`, by `rxconfig.py`. */
function runReflex(walk: Walk, call: Call): void {
  const file = openFile(walk.files, call.folder, 'rxconfig.py');
  if (file === null) return;
  follow(walk, call, 'file', plainWord('rxconfig.py'));
  const name = /\bapp_name\s*=\s*["'](\w+)["']/.exec(file.text)?.[1];
  if (name !== undefined) follow(walk, call, 'module', plainWord(`${name}.${name}`));
  else addDoubt(walk, `${file.path} does not say the name of the application in plain words`, call.at);
}

/** PasteDeploy: `use = egg:project`, `paste.app_factory = module:function`. */
function runPaste(walk: Walk, call: Call, name: string | null): void {
  const file = name === null ? null : openFile(walk.files, call.folder, name);
  if (file === null) return addDoubt(walk, `\`${written(call.words)}\` reads a file of settings that no file of the workspace is known to be`, call.at);
  for (const [index, line] of file.text.split('\n').entries()) {
    const at = { path: file.path, line: index + 1 };
    const [, egg, factory] = /^\s*(?:use\s*=\s*egg:([\w.-]+)|paste\.\w+_factory\s*=\s*([\w.]+))/.exec(line) ?? [];
    const module = factory ?? egg?.replaceAll('-', '_');
    if (module !== undefined) addEntry(walk, { kind: 'module', module, main: false, because: `${file.path} names it`, at });
  }
}
