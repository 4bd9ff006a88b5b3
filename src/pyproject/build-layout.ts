import { normalizeName } from '#pep/name.js';
import { iniValue, readIni, type IniFile } from './ini.js';
import { flitLayout, hatchLayout, maturinLayout, pathsLayout, pdmLayout, poetryLayout, uvLayout } from './layout-backends.js';
import { namedParts, NOTHING_WRITTEN, type BuildLayout, type LayoutFiles, type PluginPoint, type WrittenLayout } from './layout-parts.js';
import { setupPyLayout } from './setup-py-layout.js';
import { readToml, tomlAt, tomlEntries, tomlText, tomlTexts, type TomlNode } from './toml.js';
import { oneOrMore } from './tool-requirement.js';

/** Reads where the packages of a project lie. What cannot be read says nothing. */
export function readBuildLayout({ pyproject, setupCfg, setupPy }: LayoutFiles): BuildLayout {
  const toml = pyproject === null ? null : readToml(pyproject);
  const root = toml?.ok ? toml.value : null;
  const ini = setupCfg === null ? null : readIni(setupCfg);
  const code = setupPy === null ? null : setupPyLayout(setupPy);
  const plugins = [...tomlPlugins(root), ...iniPlugins(ini), ...(code?.plugins ?? [])];
  return { ...layoutOf(root, ini, code), plugins };
}

function layoutOf(root: TomlNode | null, ini: IniFile | null, code: ReturnType<typeof setupPyLayout> | null): WrittenLayout {
  const tool = tomlAt(root, 'tool');
  const backend = tomlText(tomlAt(root, 'build-system', 'build-backend')) ?? '';
  const written = tomlText(tomlAt(root, 'project', 'name')) ?? tomlText(tomlAt(tool, 'poetry', 'name'));
  const name = written === null ? [] : [normalizeName(written).replaceAll('-', '_')];
  if (/^poetry\b/.test(backend)) return poetryLayout(tomlAt(tool, 'poetry'), name);
  if (/^hatchling\b/.test(backend)) return hatchLayout(tomlAt(tool, 'hatch', 'build'), name);
  if (backend.startsWith('flit')) return flitLayout(tool, name);
  if (/^pdm\b/.test(backend)) return pdmLayout(tomlAt(tool, 'pdm', 'build'));
  if (/^uv_build\b/.test(backend)) return uvLayout(tomlAt(tool, 'uv', 'build-backend'), name);
  if (/^maturin\b/.test(backend)) return maturinLayout(tomlAt(tool, 'maturin'), name);
  if (/^scikit_build_core\b/.test(backend)) return pathsLayout(tomlAt(tool, 'scikit-build', 'wheel', 'packages'), { kind: 'name', names: name, folders: ['src', 'python', ''] });
  if (backend !== '' && !/^setuptools\b/.test(backend)) return NOTHING_WRITTEN;
  return setuptools(tomlAt(tool, 'setuptools'), ini, code);
}

/** setuptools.pypa.io, "Package Discovery and Namespace Packages"; one file's list takes the place of discovery, whichever it is. */
function setuptools(table: TomlNode | null, ini: IniFile | null, code: WrittenLayout | null): WrittenLayout {
  const fromToml = setuptoolsTable(table);
  const fromIni = ini === null ? NOTHING_WRITTEN : setupCfg(ini);
  const all = [fromToml, fromIni, code ?? NOTHING_WRITTEN];
  return { named: all.flatMap(({ named }) => named), found: all.flatMap(({ found }) => found), habit: code !== null && code.habit === null ? null : { kind: 'discover' } };
}

function setuptoolsTable(table: TomlNode | null): WrittenLayout {
  const folders = new Map(tomlEntries(tomlAt(table, 'package-dir')).flatMap(({ key, value }) => (tomlText(value) === null ? [] : [[key, tomlText(value) ?? ''] as const])));
  const list = tomlAt(table, 'packages');
  const find = tomlAt(list, 'find');
  const where = find === null ? [] : oneOrMore(tomlAt(find, 'where')).map(({ text }) => text);
  const part = { include: tomlTexts(tomlAt(find, 'include')).map(({ text }) => text), exclude: tomlTexts(tomlAt(find, 'exclude')).map(({ text }) => text) };
  return {
    named: namedParts([...tomlTexts(list), ...tomlTexts(tomlAt(table, 'py-modules'))].map(({ text }) => text), folders),
    found: find === null ? [] : (where.length === 0 ? [folders.get('') ?? ''] : where).map((folder) => ({ folder, ...part })),
    habit: null,
  };
}

function setupCfg(ini: IniFile): WrittenLayout {
  const lines = (section: string, key: string): readonly string[] => (iniValue(ini, section, key)?.lines ?? []).flatMap(({ text }) => text.split(',').map((word) => word.trim())).filter(Boolean);
  const folders = new Map(lines('options', 'package_dir').map((line) => [line.split('=')[0]?.trim() ?? '', line.split('=')[1]?.trim() ?? ''] as const));
  const packages = lines('options', 'packages');
  const finds = packages.some((word) => /^find(?:_namespace)?:/.test(word));
  const [where = folders.get('') ?? ''] = lines('options.packages.find', 'where');
  return {
    named: namedParts([...(finds ? [] : packages), ...lines('options', 'py_modules')], folders),
    found: finds ? [{ folder: where, include: lines('options.packages.find', 'include'), exclude: lines('options.packages.find', 'exclude') }] : [],
    habit: null,
  };
}

function tomlPlugins(root: TomlNode | null): readonly PluginPoint[] {
  const groups = [...tomlEntries(tomlAt(root, 'project', 'entry-points')), ...tomlEntries(tomlAt(root, 'tool', 'poetry', 'plugins'))];
  return groups.flatMap(({ key: group, value }) =>
    tomlEntries(value).flatMap(({ key: name, value: target, line }) => {
      const text = tomlText(target);
      return text === null ? [] : [{ group, name, target: text, file: 'pyproject.toml' as const, line }];
    }),
  );
}

function iniPlugins(ini: IniFile | null): readonly PluginPoint[] {
  return (ini?.get('options.entry_points') ?? []).flatMap(({ key: group, lines }) =>
    lines.flatMap(({ text, line }) => {
      const [name = '', target] = text.split('=', 2).map((part) => part.trim());
      return target ? [{ group, name, target, file: 'setup.cfg' as const, line }] : [];
    }),
  );
}
