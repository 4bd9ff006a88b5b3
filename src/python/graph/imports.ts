import type { Place } from '#answer/answer.js';
import type { Import } from '#python/source.js';
import { parentOf, seenFrom } from './disk.js';
import { makeFinder, type Found } from './finder.js';
import { tellMissing } from './missing.js';
import { addOutside, besideOrAbove, follow, followName, isKnown, placeIn, type Run, type Visit } from './run.js';

/** Follows one import of a file. What no workspace file answers, or not for sure, is told as an import from outside. */
export function followImport(run: Run, visit: Visit, one: Import): void {
  const at = placeIn(visit, one.line);
  if (one.level === 0) return followAbsolute(run, visit, one, one.module, at);
  const name = absoluteName(visit, one);
  if (name === null) {
    followByFolder(run, visit, one, at);
    return;
  }
  followAbsolute(run, visit, one, name, at);
}

/** `from ..a import b` in `x.y.z` is `x.a` (`importlib._bootstrap._resolve_name`); null where there is no package or not enough of it. */
function absoluteName({ package: own }: Visit, { level, module }: Import): string | null {
  const parts = own === null ? [] : own.split('.');
  if (parts.length < level) return null;
  return [...parts.slice(0, parts.length - level + 1), ...(module === '' ? [] : [module])].join('.');
}

function followAbsolute(run: Run, visit: Visit, one: Import, base: string, at: Place): void {
  const typing = one.guards.some(({ kind }) => kind === 'typing');
  const because = one.name === null ? `imports ${base}` : `imports ${one.name} from ${base}`;
  const { found, complete } = typing ? run.finders[0].walk(base) : followName(run, base, at, because);
  const last = complete ? found.at(-1) : undefined;
  const child = last && followTaken(run, last, one, at, because, typing);
  const missing = last === undefined || (last.file === null && one.name !== null && child === null);
  const [top] = found;
  const topName = base.slice(0, base.indexOf('.') < 0 ? base.length : base.indexOf('.'));
  if (!missing && top?.sure && !(one.level === 0 && run.options.namedModules.has(topName))) return;
  // Another package of the same name may come first on the path that is guessed; what lies beside the file is meant.
  if (missing && one.level > 0 && !typing && followByFolder(run, visit, one, at)) return;
  if (missing && !typing) tellMissing(run, one, base, found, at);
  if (one.level > 0) return;
  const shadow = top ? (top.file?.path ?? top.folders?.[0] ?? null) : shadowBeside(run, visit, topName);
  addOutside(run, {
    module: one.name === null || one.name === '*' ? base : `${base}.${one.name}`,
    names: one.name === null ? [] : [one.name],
    at,
    guards: one.guards,
    by: one.by,
    shadowedBy: shadow,
  });
}

/** What `from` takes of a package may be a module of it; `*` takes those that `__all__` names (`importlib._bootstrap._handle_fromlist`). */
function followTaken(run: Run, last: Found, { name }: Import, at: Place, because: string, typing: boolean): Found | null {
  if (name === null || !last.folders) return null;
  if (name !== '*') {
    const child = run.finders.map((finder) => finder.find(`${last.name}.${name}`)).find((found) => found !== null) ?? null;
    if (!typing) for (const finder of run.finders) followOne(run, finder.find(`${last.name}.${name}`), at, because);
    return child;
  }
  if (typing || !last.file) return last;
  const source = run.world.source(last.file.path);
  const words = source.ok ? source.value.strings : [];
  for (const word of words) if (/^\w+$/.test(word.name)) followOne(run, run.finders[0].find(`${last.name}.${word.name}`), at, because);
  return last;
}

function followOne(run: Run, found: Found | null, at: Place, because: string): void {
  if (found) follow(run, found, at, because);
}

/**
 * A relative import by the place of the file; true where the module was found. Of a file that is run by its path, whatever
 * runs it may know of a package that nothing else names.
 */
function followByFolder(run: Run, visit: Visit, one: Import, at: Place): boolean {
  const folder = visit.spot === null ? null : seenFrom(parentOf(visit.spot), '../'.repeat(one.level - 1));
  const name = [one.module, one.name === '*' ? null : one.name].filter(Boolean).join('.');
  if (folder === null || name === '') return false;
  const finder = makeFinder(run.disk, [{ folder, modules: null, package: null, sure: true }], new Map());
  const { found } = finder.walk(name);
  const module = one.module === '' ? 1 : one.module.split('.').length;
  for (const each of found) follow(run, each, at, `imports ${each.name} from its own folder`);
  return found.length >= module;
}

/**
 * Nothing on the search path has it, no requirement and no standard library is called so, but something beside the file or
 * above does: the file is run in a way that puts that folder on the path. It is looked at as if it were last on it.
 */
function shadowBeside(run: Run, { spot }: Visit, top: string): string | null {
  const beside = isKnown(run, top) ? null : besideOrAbove(run, spot, top);
  if (beside) run.look.inferred.add(beside.root);
  return beside?.path ?? null;
}
