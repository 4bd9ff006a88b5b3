import { baseName, folderOf, resolvePath } from '#text/paths.js';
import { readYaml, yamlAt, yamlEntries, yamlItems, yamlText, type YamlNode } from '#compose/yaml.js';
import { container, NO_DEPLOYMENTS, type DeployedContainer, type DeploymentFile } from './types.js';
import { textWords, variablesOf, wordsOf } from './words.js';

type Reader = (path: string, root: YamlNode | null) => readonly DeployedContainer[];

/** The files of platforms by their names; each has one document. */
const READERS: readonly { readonly reads: RegExp; readonly read: Reader }[] = [
  { reads: /^render\.ya?ml$/, read: readRender },
  { reads: /^heroku\.ya?ml$/, read: readHeroku },
  { reads: /^railway\.json$/, read: readRailwayJson },
  { reads: /^(?:app|[\w-]+\.app|app[.-][\w-]+)\.ya?ml$/, read: readAppYaml },
];

/** Whether a file is one of a platform, by its name. */
export function isPlatformFile(path: string): boolean {
  return isProcfile(path) || READERS.some(({ reads }) => reads.test(baseName(path)));
}

function isProcfile(path: string): boolean {
  return /^Procfile(?:[.-][\w-]+)?$/.test(baseName(path));
}

/** The containers of a platform's file: Procfile, `render.yaml`, `heroku.yml`, `railway.json`, `app.yaml`. */
export function readPlatform(path: string, text: string): DeploymentFile {
  if (isProcfile(path)) return { ...NO_DEPLOYMENTS, containers: procfile(path, text) };
  const reader = READERS.find(({ reads }) => reads.test(baseName(path)));
  const document = readYaml(text);
  return reader && document.ok ? { ...NO_DEPLOYMENTS, containers: reader.read(path, document.value.root) } : NO_DEPLOYMENTS;
}

/** `web: gunicorn app:app`, one line for each process (https://devcenter.heroku.com/articles/procfile). */
function procfile(path: string, text: string): readonly DeployedContainer[] {
  return text.split('\n').slice(0, 200).flatMap((line, index) => {
    const [, name = '', command = ''] = /^([A-Za-z0-9_-]+):\s*(\S.*?)\s*$/.exec(line.slice(0, 5_000)) ?? [];
    const at = { path, line: index + 1 };
    return name === '' ? [] : [container({ at, because: 'Procfile', folder: folderOf(path), name, command: textWords(command, at) })];
  });
}

/** https://render.com/docs/blueprint-spec */
function readRender(path: string, root: YamlNode | null): readonly DeployedContainer[] {
  return yamlItems(yamlAt(root, 'services')).flatMap((service) => {
    const folder = within(folderOf(path), yamlText(yamlAt(service, 'rootDir')));
    const dockerfile = yamlText(yamlAt(service, 'dockerfilePath'));
    const image = yamlText(yamlAt(service, 'image', 'url'));
    const shared = {
      because: 'render.yaml', folder, name: yamlText(yamlAt(service, 'name')), images: image === null ? [] : [image],
      dockerfile: dockerfile === null ? null : resolvePath(folder, dockerfile), environment: variablesOf(yamlAt(service, 'envVars'), path),
    };
    return started(['dockerCommand', 'startCommand', 'preDeployCommand', 'initialDeployHook'], service, path, shared);
  });
}

/** https://docs.railway.com/reference/config-as-code */
function readRailwayJson(path: string, root: YamlNode | null): readonly DeployedContainer[] {
  const dockerfile = yamlText(yamlAt(root, 'build', 'dockerfilePath'));
  const shared = { because: 'railway.json', folder: folderOf(path), dockerfile: dockerfile === null ? null : resolvePath(folderOf(path), `./${dockerfile.replace(/^\/+/, '')}`) };
  const deploy = yamlAt(root, 'deploy');
  return deploy === null ? [] : started(['startCommand', 'preDeployCommand'], deploy, path, shared);
}

/** https://devcenter.heroku.com/articles/build-docker-images-heroku-yml */
function readHeroku(path: string, root: YamlNode | null): readonly DeployedContainer[] {
  const folder = folderOf(path);
  const built = yamlAt(root, 'build', 'docker');
  const fileOf = (process: string): string | null => {
    const file = yamlText(yamlAt(built, process));
    return file === null ? null : resolvePath(folder, file);
  };
  const runs = [...yamlEntries(yamlAt(root, 'run')), ...yamlEntries(root).filter(({ key }) => key === 'release')];
  return runs.flatMap(({ key, value, line }) => {
    const command = value.kind === 'map' ? yamlAt(value, 'command') : value;
    const words = wordsOf(command, path);
    const image = yamlText(yamlAt(value, 'image')) ?? key;
    return words === null ? [] : [container({ at: { path, line }, because: 'heroku.yml', folder, name: key, dockerfile: fileOf(image), command: words })];
  });
}

/** App Engine (https://cloud.google.com/appengine/docs/flexible/reference/app-yaml) and DigitalOcean's specification of an app. */
function readAppYaml(path: string, root: YamlNode | null): readonly DeployedContainer[] {
  const engine = yamlAt(root, 'runtime') === null ? [] : started(['entrypoint'], root, path, { because: 'app.yaml', folder: folderOf(path), environment: variablesOf(yamlAt(root, 'env_variables'), path) });
  const parts = ['services', 'workers', 'jobs'].flatMap((key) => yamlItems(yamlAt(root, key)));
  const ocean = parts.flatMap((part) => {
    const dockerfile = yamlText(yamlAt(part, 'dockerfile_path'));
    const folder = within(baseName(folderOf(path)) === '.do' ? folderOf(folderOf(path)) : folderOf(path), yamlText(yamlAt(part, 'source_dir')));
    const shared = { because: 'app.yaml', folder, name: yamlText(yamlAt(part, 'name')), dockerfile: dockerfile === null ? null : resolvePath('', `./${dockerfile.replace(/^\/+/, '')}`), environment: variablesOf(yamlAt(part, 'envs'), path) };
    return started(['run_command'], part, path, shared);
  });
  return [...engine, ...ocean];
}

type Shared = Partial<DeployedContainer> & Pick<DeployedContainer, 'because' | 'folder'>;

/** One container for each key that starts something; one without a command where only variables are told. */
function started(keys: readonly string[], node: YamlNode | null, path: string, shared: Shared): readonly DeployedContainer[] {
  const found = keys.flatMap((key) => {
    const words = wordsOf(yamlAt(node, key), path);
    return words === null ? [] : [container({ ...shared, at: words.at, command: words })];
  });
  return found.length > 0 || !shared.environment?.length ? found : [container({ ...shared, at: { path, line: node?.line ?? 1 } })];
}

/** A folder below another; one that leads out of the workspace says nothing. */
function within(folder: string, path: string | null): string {
  return path === null ? folder : (resolvePath(folder, `./${path.replace(/^\/+/, '')}`) ?? folder);
}
