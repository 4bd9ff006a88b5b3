import { iniValue, readIni } from '#pyproject/ini.js';
import { below, filesBelow, openFile, resolveIn } from './image-files.js';
import { everyFile, follow } from './named.js';
import type { Parsed } from './options.js';
import { addDoubt, addEntry, plainWord, written, type Call, type Walk } from './walk.js';
import { runWorkspace } from './workspace-files.js';

/** Scrapy: the settings module of `scrapy.cfg`, and every module of the packages that its SPIDER_MODULES name. */
export function runScrapy(walk: Walk, call: Call): void {
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
export function runAirflow(walk: Walk, call: Call): void {
  const home = call.environment.get('AIRFLOW_HOME') ?? '/opt/airflow';
  const dags = call.environment.get('AIRFLOW__CORE__DAGS_FOLDER') ?? below(home, 'dags');
  const plugins = call.environment.get('AIRFLOW__CORE__PLUGINS_FOLDER') ?? below(home, 'plugins');
  const found = [dags, plugins, below(home, 'config')].map((folder) => everyFile(walk, call, folder, `airflow loads ${folder}`));
  if (found[0] === 0) addDoubt(walk, `airflow runs DAGs from ${dags}, where no file of the workspace is known to lie`, call.at);
}

/** dagster without `-m` or `-f`: what its workspace or its project names. */
export function runDagster(walk: Walk, call: Call, named: number): void {
  if (named > 0) return;
  const found = ['workspace.yaml', 'workspace.yml', 'pyproject.toml', 'dg.toml'].filter((name) => runWorkspace(walk, call, name, true));
  if (found.length === 0) addDoubt(walk, `\`${written(call.words)}\` names no code, and no workspace file says which it loads`, call.at);
}

/** prefect: `flow serve file.py:flow`, `deploy` with `prefect.yaml`; a worker runs what it is handed. */
export function runPrefect(walk: Walk, call: Call, parsed: Parsed): void {
  const [first, second, third] = parsed.arguments.map(({ value }) => value);
  if (first === 'flow' && third) follow(walk, call, 'file', plainWord(third));
  else if (first === 'deploy' && second?.includes('.py') === true) follow(walk, call, 'file', plainWord(second));
  if (first === 'deploy' || first === 'worker' || first === 'agent') {
    const found = runWorkspace(walk, call, 'prefect.yaml', true);
    if (!found && first !== 'deploy') addDoubt(walk, `\`${written(call.words)}\` runs flows that are handed to it`, call.at);
  }
}
