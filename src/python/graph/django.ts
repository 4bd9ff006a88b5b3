import type { PythonSource } from '#python/source.js';
import type { Found } from './finder.js';
import { leadsOf } from './leads.js';
import { leadsToTests, referenced } from './references.js';
import { follow, followBelow, followName, placeIn, type Run, type Visit } from './run.js';
import { isSettings } from './settings.js';

/**
 * What Django imports of an app by itself (docs.djangoproject.com/en/5.2/ref/applications, "Initialization process"; the
 * autodiscovery of admin, checks and template tags; `manage.py` commands; migrations), and the `tasks` that Celery
 * looks for in each app (docs.celeryq.dev, `autodiscover_tasks`). `urls` and `signals` by custom.
 */
const PARTS_OF_AN_APP = ['apps', 'models', 'admin', 'checks', 'signals', 'receivers', 'handlers', 'urls', 'tasks', 'translation', 'search_indexes', 'documents'];
const PACKAGES_OF_AN_APP = ['migrations', 'management', 'templatetags', 'models'];

/** Follows what Django loads of first-party apps that a settings file names. */
export function followApps(run: Run, visit: Visit, source: PythonSource): void {
  if (!leadsOf(source).discoversTasks && !isSettings(visit, source)) return;
  for (const { name, line } of source.strings) {
    const app = appNamed(run, name);
    if (!app || leadsToTests(run, [app])) continue;
    const at = placeIn(visit, line);
    const because = `lists "${name}", of which Django loads`;
    if (app.file) follow(run, app, at, `lists "${name}"`);
    for (const part of PARTS_OF_AN_APP) {
      const found = run.finders[0].find(`${app.name}.${part}`);
      if (found?.file) followName(run, found.name, at, `${because} ${part}`);
    }
    for (const part of PACKAGES_OF_AN_APP) {
      const found = run.finders[0].find(`${app.name}.${part}`);
      if (found?.folders) followBelow(run, found.name, at, `${because} ${part}`);
    }
  }
}

/** `shop`, `project.shop`, `project.shop.apps.ShopConfig`: the package that the text names. */
function appNamed(run: Run, text: string): Found | null {
  if (text.length > 200 || !/^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*$/.test(text)) return null;
  const parts = text.split('.');
  const config = parts.lastIndexOf('apps');
  const name = config > 0 && config === parts.length - 2 ? parts.slice(0, config) : parts;
  const last = referenced(run, name)?.at(-1);
  if (!last?.folders || last.name !== name.join('.')) return null;
  return isApp(run, last) ? last : null;
}

/** A package that has what an app has; not just any package that settings happen to name. */
function isApp(run: Run, { folders }: Found): boolean {
  return (folders ?? []).some((folder) => {
    const view = run.disk.folder(folder);
    return PARTS_OF_AN_APP.some((part) => view.modules.has(part)) || PACKAGES_OF_AN_APP.some((part) => view.names.has(part));
  });
}
