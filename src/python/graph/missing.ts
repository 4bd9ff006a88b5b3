import type { Place } from '#answer/answer.js';
import { distributionsOf } from '#knowledge/names.js';
import type { Guard, Import } from '#python/source.js';
import { folderOf } from '#text/paths.js';
import type { Found } from './finder.js';
import { doubt, isKnown, type Run } from './run.js';

/** The version module that setuptools-scm, hatch-vcs and others write when they build. It imports nothing that is installed. */
const WRITTEN_BY_BUILDS = /(?:^|\.)_?_?version(?:__)?$/;
/** What protoc, grpcio-tools and their like write when the image is built. */
const PROTOC = /_pb2(?:_grpc)?$/;
/** Names of what is generated or compiled: `_pb2` modules, folders of clients and stubs, extension modules with their `_` in front. */
const GENERATED = /(?:_pb2(?:_\w+)?|_rc|ttypes|_stubs?)$|^(?:_[a-z]\w*|(?:auto_?)?gen(?:erated)?|\w+_gen(?:erated)?|pb2?|protos?|protobufs?|stubs?|(?:openapi|swagger)_client)$/;

/**
 * A module of first-party code that no known file is. Its folder is known in full, so the import fails when it runs and hides
 * nothing, unless the file may be made when the image is built, or left out of what the image was found to hold.
 */
export function tellMissing(run: Run, one: Import, base: string, found: readonly Found[], at: Place): void {
  const [top] = found;
  if (!top || !(one.level > 0 || top.sure) || one.by === 'probe' || one.guards.some(mayFail) || WRITTEN_BY_BUILDS.test(base)) return;
  if (one.level === 0 && (isKnown(run, top.name) || isPublished(base))) return;
  // An image that starts at all has what is imported while it starts; a function may hold dead code.
  if (one.guards.some(({ kind }) => kind === 'function' || kind === 'main') && !PROTOC.test(base)) return;
  if (!mayComeLater(run, one, base, found)) return;
  doubt(run, `${base} is imported, and no known file is it: what it imports cannot be told`, at, 'distributions');
}

function mayComeLater(run: Run, { name }: Import, base: string, found: readonly Found[]): boolean {
  const rest = base.split('.').slice(found.length);
  if (rest.length === 0 && name !== null && name !== '*') rest.push(name);
  const last = found.at(-1);
  // A plain module holds no others.
  if (!last?.folders) return rest.some((part) => GENERATED.test(part));
  if (rest.length === 0) return true;
  if (rest.some((part) => GENERATED.test(part)) || found.some((one) => growsItsPath(run, one))) return true;
  // A package without `__init__` may go on in a distribution (PEP 420).
  if (last.file === null && run.options.namedModules.has(last.name.split('.', 1)[0] ?? '')) return true;
  return workspaceFolders(run, last).some((folder) => {
    const path = folder === '' ? (rest[0] ?? '') : `${folder}/${rest[0]}`;
    if (run.world.workspace.has(`${path}.py`) || run.world.workspace.list(path).length > 0) return true;
    return run.options.mayBeMade?.(`${path}.py`) === true || run.options.mayBeMade?.(path) === true;
  });
}

/** `__path__ = extend_path(…)`, `declare_namespace`: other folders hold more of the package. */
function growsItsPath(run: Run, { file }: Found): boolean {
  const source = file === null || file.compiled ? null : run.world.source(file.path);
  if (!source?.ok) return false;
  const { symbols, searchPaths, attributes } = source.value;
  return (
    symbols.some(({ name }) => name === 'pkgutil.extend_path' || name === 'pkg_resources.declare_namespace' || name === 'sys.meta_path' || name === 'sys.path_hooks') ||
    searchPaths.some(({ written }) => /extend_path|__path__/.test(written)) || attributes.some(({ name }) => name === '__path__')
  );
}

/** Where in the workspace a package lies, as its files tell. */
function workspaceFolders(run: Run, { folders }: Found): readonly string[] {
  const found = new Set<string>();
  for (const folder of folders ?? []) {
    if (!folder.startsWith('/')) found.add(folder);
    for (const name of run.disk.folder(folder).names) {
      const path = run.disk.file(folder === '' || folder === '/' ? `${folder}${name}` : `${folder}/${name}`);
      if (path !== null) found.add(folderOf(path));
    }
  }
  return [...found];
}

/** Whether some distribution has a module of this name: a file of the workspace that is called so is not what is meant. */
function isPublished(module: string): boolean {
  return distributionsOf(module).value.length > 0;
}

function mayFail({ kind }: Guard): boolean {
  return kind !== 'function' && kind !== 'main';
}
