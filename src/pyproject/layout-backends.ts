import { pathPart, type Habit, type NamedPart, type WrittenLayout } from './layout-parts.js';
import { tomlAt, tomlEntries, tomlText, tomlTexts, type TomlNode } from './toml.js';
import { oneOrMore } from './tool-requirement.js';

/** A list of folders, each a package. */
export function pathsLayout(list: TomlNode | null, habit: Habit): WrittenLayout {
  return { named: tomlTexts(list).map(({ text }) => pathPart(text)), found: [], habit };
}

/** python-poetry.org/docs/pyproject, `packages`; without: poetry-core, `utils/module.py`. */
export function poetryLayout(table: TomlNode | null, names: readonly string[]): WrittenLayout {
  const list = tomlAt(table, 'packages');
  const items = list?.kind === 'list' ? list.items : [];
  const named = items.flatMap((item) => {
    const include = tomlText(tomlAt(item, 'include'));
    const from = tomlText(tomlAt(item, 'from')) ?? '';
    const [first = ''] = include === null ? [''] : include.split('/').filter((word) => word !== '.' && word !== '');
    return first === '' || first.includes('*') ? [] : [{ module: first.replace(/\.py$/, ''), folder: from, renamed: false }];
  });
  const everything = items.flatMap((item) => (tomlText(tomlAt(item, 'include'))?.startsWith('*') ? [{ folder: tomlText(tomlAt(item, 'from')) ?? '', include: [], exclude: [] }] : []));
  return { named, found: everything, habit: { kind: 'name', names, folders: ['', 'src'] } };
}

/** hatch.pypa.io/latest/plugins/builder/wheel; the target's own settings come before those of all targets. */
export function hatchLayout(build: TomlNode | null, names: readonly string[]): WrittenLayout {
  const wheel = tomlAt(build, 'targets', 'wheel');
  const setting = (key: string): TomlNode | null => tomlAt(wheel, key) ?? tomlAt(build, key);
  const packages = tomlTexts(setting('packages')).map(({ text }) => pathPart(text));
  const sources = setting('sources');
  const stripped = tomlTexts(sources).map(({ text }) => text.replace(/\/+$/, ''));
  const renames = tomlEntries(sources).flatMap(({ key, value }) => (tomlText(value) === null ? [] : [[key.replace(/\/+$/, ''), tomlText(value) ?? ''] as const]));
  const only = [...tomlTexts(setting('only-include')), ...tomlTexts(setting('include'))].map(({ text }) => text.replace(/^\/+/, '').replace(/\/?\*.*$/, '').replace(/\/+$/, ''));
  const roots = [...stripped, ...renames.flatMap(([from, to]) => (to === '' ? [from] : []))];
  const named = [
    ...packages,
    ...only.filter((path) => path !== '' && !roots.includes(path)).map((path) => sourcePart(path, roots)),
    ...renames.filter(([, to]) => to !== '').map(([from, to]) => ({ module: to.split('/')[0] ?? to, folder: from, renamed: true })),
    ...[...tomlEntries(setting('force-include'))].flatMap(({ key, value }) => forced(key, tomlText(value))),
  ];
  const found = roots.filter((path) => only.length === 0 || only.includes(path)).map((folder) => ({ folder, include: [], exclude: [] }));
  return { named, found, habit: { kind: 'name', names, folders: ['', 'src'] } };
}

/** The top-level name that a path has once the source folders are stripped off. */
function sourcePart(path: string, roots: readonly string[]): NamedPart {
  const root = roots.find((folder) => folder !== '' && path.startsWith(`${folder}/`)) ?? '';
  const [first = ''] = path.slice(root === '' ? 0 : root.length + 1).split('/', 1);
  return { module: first.replace(/\.py$/, ''), folder: root, renamed: false };
}

function forced(from: string, to: string | null): readonly NamedPart[] {
  if (to === null || to.includes('/')) return [];
  const part = pathPart(from);
  return [part.module === to.replace(/\.py$/, '') ? part : { module: to, folder: from, renamed: true }];
}

/** flit.pypa.io, `[tool.flit.module]`. */
export function flitLayout(tool: TomlNode | null, names: readonly string[]): WrittenLayout {
  const own = tomlText(tomlAt(tool, 'flit', 'module', 'name')) ?? tomlText(tomlAt(tool, 'flit', 'metadata', 'module'));
  return { named: [], found: [], habit: { kind: 'name', names: own === null ? names : [own.split('.', 1)[0] ?? own], folders: ['', 'src'] } };
}

/** backend.pdm-project.org/build_config: `package-dir`, else `src` where it is there; `includes`, else all packages. */
export function pdmLayout(table: TomlNode | null): WrittenLayout {
  const folder = tomlText(tomlAt(table, 'package-dir'));
  const named = tomlTexts(tomlAt(table, 'includes')).map(({ text }) => sourcePart(text.replace(/^\.\//, ''), folder ? [folder] : ['src']));
  return { named: named.filter(({ module }) => module !== '' && !module.includes('*')), found: folder === null ? [] : [{ folder, include: [], exclude: [] }], habit: { kind: 'discover' } };
}

/** docs.astral.sh/uv/concepts/build-backend: `module-root` is `src` where nothing else is said. */
export function uvLayout(table: TomlNode | null, names: readonly string[]): WrittenLayout {
  const own = oneOrMore(tomlAt(table, 'module-name')).map(({ text }) => text.split('.', 1)[0] ?? text);
  return { named: [], found: [], habit: { kind: 'name', names: own.length === 0 ? names : own, folders: [tomlText(tomlAt(table, 'module-root')) ?? 'src'] } };
}

/** maturin.rs/project_layout: `python-source`, else the root; `module-name` is that of the compiled module. */
export function maturinLayout(table: TomlNode | null, names: readonly string[]): WrittenLayout {
  const source = tomlText(tomlAt(table, 'python-source'));
  const own = tomlText(tomlAt(table, 'module-name'))?.split('.', 1);
  return { named: [], found: [], habit: { kind: 'name', names: own ?? names, folders: source === null ? ['', 'python', 'src'] : [source] } };
}
