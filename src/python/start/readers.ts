import { openFile, resolveIn } from './image-files.js';
import { follow } from './named.js';
import { optionValue, type Parsed } from './options.js';
import { addDoubt, addEntry, plainWord, written, type Call, type Walk } from './walk.js';
import { runAlembic, runMigrations } from './migrations.js';
import { runCron, runServices } from './services.js';
import { runDefaultSupervisor, runMakefile, runProcfile } from './supervisors.js';
import { runAirflow, runDagster, runPrefect, runScrapy } from './platforms.js';
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
      return runFlask(walk, call, parsed);
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
      if (!runCron(walk, call) && named === 0) addDoubt(walk, `\`${written(call.words)}\` runs tables, and no file of the workspace is known to be one`, call.at);
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

/** `flask db …` runs migrations of Flask-Migrate. */
function runFlask(walk: Walk, call: Call, parsed: Parsed): void {
  if (parsed.arguments[0]?.value === 'db' && optionValue(parsed, '-d', '--directory') === undefined) runMigrations(walk, call, resolveIn(call.folder, 'migrations'));
}

/** sphinx runs `conf.py` of its source folder. */
function runSphinx(walk: Walk, call: Call, source: string | null): void {
  const file = source === null ? null : openFile(walk.files, resolveIn(call.folder, source), 'conf.py');
  if (file !== null) addEntry(walk, { kind: 'file', path: file.path, because: `${walk.because} starts ${written(call.words)}`, at: call.at });
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
