import { describe, expect, test } from 'vitest';
import { workspaceFiles } from '#python/graph/world.js';
import { projectModules } from '#python/roots/project-modules.js';

/** The project `libs/x` with these files (a name that ends in `.py` alone is an empty one), as `folder: modules`. */
function modulesOf(files: Readonly<Record<string, string>>, empty: readonly string[]): readonly string[] {
  return found(files, empty).roots.map((root) =>
    root.kind === 'project' ? `${root.folder}: ${root.package === undefined ? '' : 'is '}${root.modules?.join(' ')}` : root.folder,
  );
}

function found(files: Readonly<Record<string, string>>, empty: readonly string[]) {
  const texts = new Map([...Object.entries(files), ...empty.map((name) => [name, ''] as const)].map(([name, text]) => [`libs/x/${name}`, text]));
  return projectModules({ ...workspaceFiles([...texts.keys()]), text: (path) => texts.get(path) ?? null }, 'libs/x', 'pip install ./libs/x', null);
}

const FLAT = ['app/__init__.py', 'app/core.py', 'tests/__init__.py', 'docs/conf.py', 'helper.py'];
const SRC = ['src/app/__init__.py', 'src/app/core.py', 'src/tool.py', 'tests/test_app.py', 'scripts/x.py'];

describe('setuptools', () => {
  test('takes all of src without being told', () => {
    expect(modulesOf({ 'pyproject.toml': '[project]\nname = "x"\n' }, SRC)).toEqual(['libs/x/src: app tool']);
  });

  test('takes what lies flat, without tests, docs and the files of tools', () => {
    expect(modulesOf({ 'setup.py': 'from setuptools import setup\nsetup(name="x")' }, [...FLAT, 'noxfile.py'])).toEqual(['libs/x: app helper']);
  });

  test('takes the packages and modules that are written out', () => {
    expect(modulesOf({ 'pyproject.toml': '[build-system]\nrequires = ["setuptools"]\nbuild-backend = "setuptools.build_meta"\n[tool.setuptools]\npackages = ["app", "app.inner"]\npy-modules = ["helper"]\n' }, [...FLAT, 'other/__init__.py'])).toEqual(['libs/x: app helper']);
  });

  test('reads where to find packages, in each of its three files', () => {
    const pyproject = '[tool.setuptools.packages.find]\nwhere = ["lib"]\ninclude = ["app*"]\n';
    const files = ['lib/app/__init__.py', 'lib/app_extra/__init__.py', 'lib/other/__init__.py'];
    expect(modulesOf({ 'pyproject.toml': pyproject }, files)).toEqual(['libs/x/lib: app app_extra']);
    expect(modulesOf({ 'setup.cfg': '[options]\npackages = find:\npackage_dir =\n    = lib\n[options.packages.find]\nwhere = lib\nexclude =\n    other\n' }, files)).toEqual(['libs/x/lib: app app_extra']);
    expect(modulesOf({ 'setup.py': 'from setuptools import find_packages, setup\nsetup(packages=find_packages("lib", exclude=["other", "other.*"]), package_dir={"": "lib"})' }, files)).toEqual(['libs/x/lib: app app_extra']);
  });

  test('maps a package to a folder of another name, and to one above it', () => {
    expect(modulesOf({ 'setup.py': 'from setuptools import setup\nsetup(packages=["app"], package_dir={"app": "source"})' }, ['source/__init__.py', 'source/core.py'])).toEqual(['libs/x/source: is app']);
    expect(modulesOf({ 'setup.py': 'from setuptools import setup\nsetup(packages=["app"], package_dir={"app": "py/app"})' }, ['py/app/__init__.py'])).toEqual(['libs/x/py: app']);
  });

  test('a namespace package counts by what lies below it', () => {
    expect(modulesOf({ 'pyproject.toml': '[tool.setuptools.packages.find]\nwhere = ["src"]\nnamespaces = true\n' }, ['src/acme/common/log.py', 'src/data/table.csv'])).toEqual(['libs/x/src: acme']);
  });

  test('everything may be taken where setup.py puts its packages together', () => {
    expect(modulesOf({ 'setup.py': 'from setuptools import setup\nsetup(packages=list(discover()))' }, ['tools/__init__.py', 'app/__init__.py'])).toEqual(['libs/x: app tools']);
  });
});

describe('other tools', () => {
  const build = (backend: string, more: string): string => `[project]\nname = "My-App"\n[build-system]\nrequires = []\nbuild-backend = "${backend}"\n${more}`;

  test.each<readonly [string, string, string, readonly string[], readonly string[]]>([
    ['poetry by the name', 'poetry.core.masonry.api', '', ['src/my_app/__init__.py', 'other/__init__.py'], ['libs/x/src: my_app']],
    ['poetry packages', 'poetry.core.masonry.api', '[tool.poetry]\npackages = [{ include = "app" }, { include = "lib/**/*.py", from = "src" }]', ['app/__init__.py', 'src/lib/a.py', 'my_app/__init__.py'], ['libs/x: app', 'libs/x/src: lib']],
    ['hatch by the name', 'hatchling.build', '', ['my_app/__init__.py', 'tests/__init__.py'], ['libs/x: my_app']],
    ['hatch packages', 'hatchling.build', '[tool.hatch.build.targets.wheel]\npackages = ["src/app", "lib"]', ['src/app/__init__.py', 'lib/__init__.py', 'src/other/__init__.py'], ['libs/x/src: app', 'libs/x: lib']],
    ['hatch sources', 'hatchling.build', '[tool.hatch.build.targets.wheel]\nonly-include = ["src/app"]\nsources = ["src"]', ['src/app/__init__.py', 'src/other/__init__.py'], ['libs/x/src: app']],
    ['hatch sources with another name', 'hatchling.build', '[tool.hatch.build.targets.wheel.sources]\n"code" = "app"', ['code/__init__.py'], ['libs/x/code: is app']],
    ['hatch takes a folder that is called otherwise', 'hatchling.build', '', ['backend/__init__.py'], ['libs/x: backend']],
    ['flit', 'flit_core.buildapi', '[tool.flit.module]\nname = "app.core"', ['src/app/core/__init__.py'], ['libs/x/src: app']],
    ['pdm', 'pdm.backend', '', ['src/app/__init__.py', 'tests/__init__.py'], ['libs/x/src: app']],
    ['pdm with a folder', 'pdm.backend', '[tool.pdm.build]\npackage-dir = "python"', ['python/app/__init__.py'], ['libs/x/python: app']],
    ['uv', 'uv_build', '', ['src/my_app/__init__.py', 'src/other/__init__.py'], ['libs/x/src: my_app']],
    ['uv flat', 'uv_build', '[tool.uv.build-backend]\nmodule-root = ""\nmodule-name = "app"', ['app/__init__.py'], ['libs/x: app']],
    ['maturin', 'maturin', '[tool.maturin]\npython-source = "python"\nmodule-name = "app._native"', ['python/app/__init__.py', 'src/lib.rs'], ['libs/x/python: app']],
    ['scikit-build-core', 'scikit_build_core.build', '', ['src/my_app/__init__.py'], ['libs/x/src: my_app']],
    ['one that is not known', 'acme.build', '', ['app/__init__.py', 'src/lib/__init__.py'], ['libs/x: app', 'libs/x/src: lib']],
  ])('%s', (_, backend, more, files, modules) => {
    expect(modulesOf({ 'pyproject.toml': build(backend, more) }, files)).toEqual(modules);
  });
});

describe('entry points', () => {
  test('of other programs are modules that run; commands and plugins of pytest are not among them', () => {
    const { plugins } = found(
      {
        'pyproject.toml': '[project]\nname = "x"\n[project.scripts]\nserve = "app.cli:main"\n[project.entry-points."flask.commands"]\nsync = "app.sync:cli"\n[project.entry-points.pytest11]\nx = "app.testing"\n',
        'setup.cfg': '[options.entry_points]\nconsole_scripts =\n    old = app.old:main\nmkdocs.plugins =\n    ours = app.docs:Plugin\n',
      },
      FLAT,
    );
    expect(plugins).toEqual([
      { kind: 'module', module: 'app.sync', main: false, because: 'entry point sync of flask.commands', at: { path: 'libs/x/pyproject.toml', line: 6 } },
      { kind: 'module', module: 'app.docs', main: false, because: 'entry point ours of mkdocs.plugins', at: { path: 'libs/x/setup.cfg', line: 5 } },
    ]);
  });
});

describe('files that cannot be read', () => {
  test('say nothing: what lies there is taken', () => {
    expect(modulesOf({ 'pyproject.toml': '[project\n', 'setup.py': 'setup(packages="' }, ['app/__init__.py', 'src/lib.py'])).toEqual(['libs/x: app', 'libs/x/src: lib']);
  });
});
