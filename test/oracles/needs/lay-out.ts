import { copyFileSync, existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathsBelow } from '#files/tree.js';
import { imageTree } from '#needs/code/image-tree.js';
import { folderOf } from '#text/paths.js';
import type { Subject } from './services.js';

/** One thing to import, in the order in which it is reached. */
export interface Step {
  /** Dotted name; null: a file that is run. */
  readonly name: string | null;
  readonly file: string;
  /** Workspace path. */
  readonly path: string;
}

/** The first-party code of a service, placed below a folder as its image places it. */
export interface LaidOut {
  readonly root: string;
  readonly folder: string;
  /** For PYTHONPATH: the working folder, PYTHONPATH of the image, then wherever else reached modules lie. */
  readonly path: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
  /** Modules that have no place. */
  readonly lost: readonly string[];
  /** The settings module of Django; null: none. */
  readonly django: string | null;
}

/** Copies what the image holds (and what compose mounts), and what it installs from projects of the workspace, below `root`. */
export function layOut(subject: Subject, folder: string, root: string): LaidOut {
  const { snapshot, image, runners, needs } = subject;
  const places = new Map<string, string[]>();
  for (const { path, imagePath } of imageTree(image, snapshot, runners).files) {
    copy(join(folder, path), root + imagePath);
    places.set(path, [...(places.get(path) ?? []), imagePath]);
  }
  const workdir = image.end.workdir ?? '/';
  mkdirSync(root + workdir, { recursive: true });
  const environment = environmentOf(subject, root);
  const own = (environment.PYTHONPATH ?? '').split(':').filter(Boolean).map((one) => (one.startsWith('/') ? one : join(root + workdir, one)));
  const roots = new Set([root + workdir, ...own]);
  const steps: Step[] = [];
  const lost: string[] = [];
  for (const { path, module } of needs.reach.modules.values()) {
    if (!path.endsWith('.py') && module !== null) continue;
    const [place] = places.get(path) ?? [];
    const file = place === undefined ? aside(subject, folder, root, path, module) : root + place;
    if (file === null) {
      lost.push(path);
      continue;
    }
    if (module !== null) {
      const above = rootOf(file, module);
      if (above === null) {
        lost.push(path);
        continue;
      }
      roots.add(above);
    }
    if (module !== null || path.endsWith('.py')) steps.push({ name: module, file, path });
  }
  return { root, folder: root + workdir, path: [...roots], environment, steps, lost, django: djangoSettings(environment, steps) };
}

function copy(from: string, to: string): void {
  if (existsSync(to) || !statSync(from, { throwIfNoEntry: false })?.isFile()) return;
  mkdirSync(dirname(to), { recursive: true });
  copyFileSync(from, to);
}

const copied = new Set<string>();

/** A module of an installed project lies in the image as a copy: here, below a folder of its own. */
function aside({ snapshot }: Subject, folder: string, root: string, path: string, module: string | null): string | null {
  if (module === null) return null;
  const depth = module.split('.').length + (path.endsWith('/__init__.py') ? 1 : 0);
  let above = path;
  for (let at = 0; at < depth; at++) above = folderOf(above);
  const place = join(root, '.projects', above);
  const top = module.split('.', 1)[0] ?? module;
  if (!copied.has(`${place} ${top}`)) {
    copied.add(`${place} ${top}`);
    const inside = [above, top].filter(Boolean).join('/');
    for (const one of [...pathsBelow(snapshot.tree, inside), `${inside}.py`]) copy(join(folder, one), join(root, '.projects', one));
  }
  const file = join(root, '.projects', path);
  return existsSync(file) ? file : null;
}

/** The entry of `sys.path` below which a file is this module; null: it is not named as it lies. */
function rootOf(file: string, module: string): string | null {
  const inner = module.replaceAll('.', '/');
  for (const end of [`/${inner}.py`, `/${inner}/__init__.py`]) if (file.endsWith(end)) return file.slice(0, -end.length) || '/';
  return null;
}

/** What a container sees, with stand-ins for what is told only where it runs; paths of the image lie below `root`. */
function environmentOf({ service, image }: Subject, root: string): Record<string, string> {
  const found: Record<string, string> = {};
  const all = [...image.environment].map(([name, value]) => [name, value] as const);
  for (const [name, value] of [...all, ...[...service.environment].map(([name, { value }]) => [name, value] as const)]) {
    if (/^(?:PATH|HOME|LD_.*|VIRTUAL_ENV|UV_.*|PIP_.*|POETRY_.*|PYTHONHOME|PYTHONUNBUFFERED|PYTHONDONTWRITEBYTECODE|LC_ALL|LANG|GPG_KEY|PYTHON_VERSION)$/.test(name)) continue;
    found[name] = value === null || value.includes('${') ? standIn(name) : value;
  }
  for (const [name, value] of Object.entries(found)) {
    if (name === 'PYTHONPATH') found[name] = value.split(':').map((part) => (part.startsWith('/') ? root + part : part)).join(':');
    else if (/^\/[\w.-]+(?:\/|$)/.test(value) && /^\/(?:app|usr\/src|code|data|config|opt|srv|home|var|root|workspace)/.test(value)) found[name] = root + value;
  }
  return found;
}

function standIn(name: string): string {
  if (name.endsWith('PORT')) return '8123';
  if (/DATABASE.*UR[LI]$/.test(name)) return 'postgresql://user:secret@127.0.0.1:9/base';
  if (/REDIS.*UR[LI]$/.test(name)) return 'redis://127.0.0.1:9/0';
  if (/(?:URL|URI|ENDPOINT)$/.test(name)) return 'http://127.0.0.1:9';
  if (name.endsWith('HOST')) return '127.0.0.1';
  if (/(?:DEBUG|ENABLED?|DISABLED?)$/.test(name)) return 'false';
  return 'stand-in';
}

function djangoSettings(environment: Readonly<Record<string, string>>, steps: readonly Step[]): string | null {
  if (environment.DJANGO_SETTINGS_MODULE !== undefined) return environment.DJANGO_SETTINGS_MODULE;
  for (const { file } of steps) {
    const found = /DJANGO_SETTINGS_MODULE["'],\s*["']([\w.]+)["']/.exec(readFileSync(file, 'utf8'))?.[1];
    if (found !== undefined) return found;
  }
  return null;
}
