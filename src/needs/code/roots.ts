import type { Place } from '#answer/answer.js';
import type { Snapshot } from '#files/snapshot.js';
import type { Entry, Root } from '#python/graph/types.js';
import { projectModules, type ProjectModules } from '#python/roots/project-modules.js';
import type { CommandFiles, CommandLine } from '#python/start/types.js';
import { folderOf } from '#text/paths.js';
import type { InstalledProject } from '#needs/asked/sink.js';
import type { ImageTree } from './image-tree.js';

/** Where Python looks for first-party modules in an image, and the commands that its own projects bring. */
export interface CodeRoots {
  readonly roots: readonly Root[];
  readonly plugins: readonly Entry[];
  readonly scripts: CommandFiles['scripts'];
}

/**
 * The working folders of what starts (`python -m`, `-c` and servers put them on `sys.path`), PYTHONPATH, projects that are
 * installed, and files that are copied into site-packages.
 */
export function codeRoots(tree: ImageTree, lines: readonly CommandLine[], projects: readonly InstalledProject[], snapshot: Snapshot): CodeRoots {
  const folders = new Map<string, Root>();
  function add(folder: string, because: string, at: Place | null): void {
    const place = folder.length > 1 ? folder.replace(/\/+$/, '') : folder;
    if (place.startsWith('/') && !folders.has(place)) folders.set(place, { kind: 'image', folder: place, because, at });
  }
  for (const { folder, environment, at } of lines) {
    if (folder !== null) add(folder, 'working folder', at);
    // A relative entry counts from the working folder; what cannot be told is left out.
    for (const part of environment.get('PYTHONPATH')?.split(':') ?? []) {
      if (part !== '' && !part.includes('$')) add(part.startsWith('/') ? part : `${folder ?? ''}/${part.replace(/^\.\/?/, '')}`, 'PYTHONPATH', at);
    }
  }
  for (const { imagePath } of tree.files) {
    const found = imagePath.includes('-packages/') ? /^(.*\/(?:site|dist)-packages)\//.exec(imagePath)?.[1] : undefined;
    if (found !== undefined) add(found, 'copied into site-packages', null);
  }
  const found = projects.map((project) => modulesOf(project, tree, snapshot));
  const scripts = new Map<string, { readonly target: string; readonly at: Place }>();
  for (const { path, project } of projects) for (const { name, target, line } of project.scripts) scripts.set(name, { target, at: { path, line } });
  return { roots: [...folders.values(), ...found.flatMap(({ roots }) => roots)], plugins: found.flatMap(({ plugins }) => plugins), scripts };
}

const known = new WeakMap<Snapshot, Map<string, ProjectModules>>();

/** What an install of a project brings; many images install the same one, each from a line of its own. */
function modulesOf({ path, at }: InstalledProject, { world: { workspace } }: ImageTree, snapshot: Snapshot): ProjectModules {
  const start = snapshot.start ?? snapshot;
  const byPath = known.get(start) ?? new Map<string, ProjectModules>();
  known.set(start, byPath);
  const files = { has: workspace.has, list: workspace.list, text: (name: string) => start.text(name) };
  const found = byPath.get(path) ?? projectModules(files, folderOf(path), `installed from ${path}`, null);
  byPath.set(path, found);
  return { ...found, roots: found.roots.map((root) => ({ ...root, at })) };
}
