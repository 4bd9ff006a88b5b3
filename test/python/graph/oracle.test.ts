import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ran, runs, type Story } from './story.js';

/**
 * The same small worlds for the real interpreter: it runs them with `sys.path` as the image would have it and says which
 * of their files it loaded.
 */
const WATCH = `
import os, runpy, sys
top, roots, kind, name = sys.argv[1:]
sys.path[:] = [top + root for root in roots.split(":") if root] + [path for path in sys.path if path]
sys.dont_write_bytecode = True
sys.argv = [name]
ran = set()
def audit(event, args):
    if event == "exec" and args[0].co_name == "<module>" and not args[0].co_filename.startswith("<"):
        path = os.path.abspath(args[0].co_filename)
        if path.startswith(top + "/"):
            ran.add(path[len(top):])
sys.addaudithook(audit)
if kind == "-m":
    runpy.run_module(name, run_name="__main__", alter_sys=True)
elif kind == "import":
    __import__(name)
else:
    sys.path.insert(0, os.path.dirname(top + name))
    runpy.run_path(top + name, run_name="__main__")
print("\\n".join(sorted(ran)))
`;

const hasPython = spawnSync('python3', ['-c', 'import sys; sys.exit(sys.version_info < (3, 8))']).status === 0;

function cpython({ files, roots = [], runs: commands }: Story): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), 'slimify-graph-'));
  const top = execFileSync('realpath', [folder], { encoding: 'utf8' }).trim();
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(top + path), { recursive: true });
      writeFileSync(top + path, text);
    }
    const found = new Set<string>();
    for (const command of commands) {
      const words = command.startsWith('/') ? ['file', command] : command.split(' ');
      const output = execFileSync('python3', ['-S', '-E', '-c', WATCH, top, roots.join(':'), ...words], { encoding: 'utf8', cwd: top, timeout: 20_000 });
      for (const line of output.split('\n').filter(Boolean)) found.add(line);
    }
    return [...found].sort();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const STORIES: Readonly<Record<string, Story>> = {
  'a package runs its __init__ and those above before a module': {
    files: {
      '/app/main.py': 'import shop.orders.models',
      '/app/shop/__init__.py': '',
      '/app/shop/orders/__init__.py': 'from . import signals',
      '/app/shop/orders/models.py': '',
      '/app/shop/orders/signals.py': '',
      '/app/shop/orders/unused.py': '',
    },
    runs: ['/app/main.py'],
  },
  'relative imports of several levels': {
    files: {
      '/app/a/__init__.py': '',
      '/app/a/b/__init__.py': '',
      '/app/a/b/c.py': 'from .. import d\nfrom ..e import f\nfrom . import g as h',
      '/app/a/b/g.py': '',
      '/app/a/d.py': '',
      '/app/a/e/__init__.py': 'from .f import value as f',
      '/app/a/e/f.py': 'value = 1',
      '/app/d.py': '',
    },
    roots: ['/app'],
    runs: ['import a.b.c'],
  },
  'python -m runs __main__ of a package': {
    files: { '/app/tool/__init__.py': '', '/app/tool/__main__.py': 'from tool import work', '/app/tool/work.py': '', '/app/tool/other.py': '' },
    roots: ['/app'],
    runs: ['-m tool'],
  },
  'python -m runs a module after its packages': {
    files: { '/app/tool/__init__.py': 'from . import early', '/app/tool/early.py': '', '/app/tool/go.py': 'from .late import *', '/app/tool/late.py': '' },
    roots: ['/app'],
    runs: ['-m tool.go'],
  },
  'the folder of a script comes before the other roots': {
    files: { '/jobs/run.py': 'import helper', '/jobs/helper.py': '', '/app/helper.py': 'import other', '/app/other.py': '' },
    roots: ['/app'],
    runs: ['/jobs/run.py'],
  },
  'a namespace package over two roots': {
    files: { '/one/ns/a.py': 'import ns.b', '/two/ns/b.py': 'from ns.sub import c', '/two/ns/sub/c.py': '', '/one/ns/d.py': '' },
    roots: ['/one', '/two'],
    runs: ['import ns.a'],
  },
  'a package later on the path wins over a folder without __init__': {
    files: { '/one/lib/a.py': '', '/two/lib/__init__.py': '', '/two/lib/b.py': '', '/main/go.py': 'import lib.b' },
    roots: ['/one', '/two'],
    runs: ['/main/go.py'],
  },
  'a module later on the path wins over a folder without __init__': {
    files: { '/one/lib/a.py': '', '/two/lib.py': '', '/main/go.py': 'import lib' },
    roots: ['/one', '/two'],
    runs: ['/main/go.py'],
  },
  'a package wins over a module of the same folder': {
    files: { '/app/lib/__init__.py': 'from . import x', '/app/lib/x.py': '', '/app/lib.py': 'import nothing', '/app/go.py': 'import lib' },
    runs: ['/app/go.py'],
  },
  'a folder without __init__ loses against a module beside it': {
    files: { '/app/lib/data.py': '', '/app/lib.py': '', '/app/go.py': 'import lib' },
    runs: ['/app/go.py'],
  },
  'the src layout': {
    files: { '/app/src/pkg/__init__.py': 'from pkg.core import run', '/app/src/pkg/core.py': 'def run(): pass', '/app/main.py': 'import pkg' },
    roots: ['/app/src'],
    runs: ['/app/main.py'],
  },
  'cycles': {
    files: { '/app/a.py': 'import b', '/app/b.py': 'import c', '/app/c.py': 'import a' },
    roots: ['/app'],
    runs: ['import a'],
  },
  'a star takes the modules that __all__ names': {
    files: { '/app/p/__init__.py': '__all__ = ["one", "Two"]\nTwo = 2', '/app/p/one.py': '', '/app/p/three.py': '', '/app/go.py': 'from p import *' },
    runs: ['/app/go.py'],
  },
  'an edit of sys.path beside the file': {
    files: {
      '/app/svc/main.py': 'import os, sys\nsys.path.append(os.path.join(os.path.dirname(__file__), "../shared"))\nimport common.log',
      '/app/shared/common/__init__.py': '',
      '/app/shared/common/log.py': '',
    },
    runs: ['/app/svc/main.py'],
  },
  'pkgutil-style packages': {
    files: {
      '/one/ns/__init__.py': '__path__ = __import__("pkgutil").extend_path(__path__, __name__)',
      '/one/ns/a.py': '',
      '/two/ns/__init__.py': 'import pkgutil\n__path__ = pkgutil.extend_path(__path__, __name__)',
      '/two/ns/b.py': '',
      '/go/go.py': 'import ns.a\nimport ns.b',
    },
    roots: ['/two', '/one'],
    runs: ['/go/go.py'],
  },
  'imports by a literal name': {
    files: { '/app/go.py': 'import importlib\nx = importlib.import_module("p.q")\ny = __import__("r")', '/app/p/__init__.py': '', '/app/p/q.py': '', '/app/r.py': '' },
    runs: ['/app/go.py'],
  },
  'pkgutil.iter_modules over its own package': {
    files: {
      '/app/go.py': 'import plugins',
      '/app/plugins/__init__.py': 'import importlib, pkgutil\nfor found in pkgutil.iter_modules(__path__):\n    importlib.import_module(f"{__name__}.{found.name}")',
      '/app/plugins/a.py': '',
      '/app/plugins/b.py': '',
    },
    runs: ['/app/go.py'],
  },
};

describe.skipIf(!hasPython)('what runs is what CPython runs', () => {
  test.each(Object.entries(STORIES))('%s', (_, story) => {
    expect(ran(runs(story))).toEqual(cpython(story));
  });
});
