import { describe, expect, test } from 'vitest';
import { doubtsOf, outsideOf, ran, runs } from './story.js';

const ANY = 'a module is imported by a name that is computed [distributions]';

describe('files that are loaded by their path', () => {
  const files = { '/app/plugins/mean.py': 'import numpy' };
  const doubt = 'a file is loaded as a module by a path that is computed [modules]';

  test('a path that is put together may be that of any file', () => {
    for (const load of ['spec_from_file_location("plugin", os.path.join(folder, file))', 'spec_from_file_location(name="plugin", location=path)', 'spec_from_file_location(name, path)', 'spec_from_file_location("plugin", f"{folder}/{name}.py")']) {
      const main = `import os\nfrom importlib.util import spec_from_file_location\nspec = ${load}`;
      expect(doubtsOf(runs({ files: { ...files, '/app/main.py': main }, runs: ['/app/main.py'] }))).toEqual([`ws/app/main.py:3 ${doubt}`]);
    }
    expect(doubtsOf(runs({ files: { ...files, '/app/main.py': 'import runpy\nrunpy.run_path(path)' }, runs: ['/app/main.py'] }))).toEqual([`ws/app/main.py:2 ${doubt}`]);
  });

  test('a path that names its file is followed as text', () => {
    for (const path of ['"plugins/mean.py"', 'os.path.join("plugins", "mean.py")']) {
      const main = `import os\nimport importlib.util\nspec = importlib.util.spec_from_file_location("mean", ${path})`;
      expect(doubtsOf(runs({ files: { ...files, '/app/main.py': main }, runs: ['/app/main.py'] }))).toEqual([]);
    }
  });
});

describe('names in the file of the loader', () => {
  test('a loop over names that it lists', () => {
    const loop = (list: string): string => `import importlib\ndef discover():\n    for name in ${list}:\n        importlib.import_module(name)`;
    const files = { '/app/devices/__init__.py': '', '/app/devices/hue.py': 'import phue', '/app/devices/wled.py': 'import wled' };
    for (const list of ['["devices.hue", "devices.wled"]', '("devices.hue", "devices.wled")', '{"devices.hue": 1, "devices.wled": 2}']) {
      const reached = runs({ files: { ...files, '/app/main.py': loop(list) }, runs: ['/app/main.py'] });
      expect(outsideOf(reached)).toEqual(['importlib', 'phue', 'wled']);
      expect(doubtsOf(reached)).toEqual([]);
    }
    expect(doubtsOf(runs({ files: { ...files, '/app/main.py': loop('sys.argv') }, runs: ['/app/main.py'] }))).toEqual([`ws/app/main.py:4 ${ANY}`]);
    expect(doubtsOf(runs({ files: { ...files, '/app/main.py': loop('["gadgets.hue", "gadgets.wled"]') }, runs: ['/app/main.py'] }))).toEqual([`ws/app/main.py:4 ${ANY}`]);
  });

  test('the package that they name lies beside the loader and on no path', () => {
    const registry = 'import importlib\nHANDLERS = ["mappings.hue"]\ndef discover():\n    for name in HANDLERS:\n        importlib.import_module(name)';
    const files = { '/app/src/__init__.py': '', '/app/src/main.py': 'from .mappings import registry', '/app/src/mappings/__init__.py': '', '/app/src/mappings/registry.py': registry };
    const found = runs({ files: { ...files, '/app/src/mappings/hue.py': 'import phue' }, roots: ['/app'], runs: ['-m src.main'] });
    expect(outsideOf(found)).toEqual(['importlib', 'mappings.hue text (ws/app/src/mappings/__init__.py)', 'phue']);
    expect(doubtsOf(found)).toEqual([]);
    expect(doubtsOf(runs({ files, roots: ['/app'], runs: ['-m src.main'] }))).toEqual([`ws/app/src/mappings/registry.py:5 ${ANY}`]);
  });

  test('a table with one entry, first-party or of a requirement that is asked for', () => {
    const load = (table: string): string => `from importlib import import_module\nTABLE = {"a": ${table}, "none": ""}\ndef load(name):\n    module, _, attribute = TABLE[name].rpartition(".")\n    return getattr(import_module(module), attribute)`;
    const files = { '/app/stores/__init__.py': '', '/app/stores/cloud.py': 'import boto3' };
    const ours = runs({ files: { ...files, '/app/main.py': load('"stores.cloud.Store"') }, runs: ['/app/main.py'] });
    expect(outsideOf(ours)).toEqual(['boto3', 'importlib.import_module']);
    expect(doubtsOf(ours)).toEqual([]);
    const asked = runs({ files: { '/app/main.py': load('"cohere.ClientV2"') }, runs: ['/app/main.py'], named: ['cohere'] });
    expect(outsideOf(asked)).toEqual(['cohere.ClientV2 text', 'importlib.import_module']);
    expect(doubtsOf(asked)).toEqual([]);
    expect(doubtsOf(runs({ files: { '/app/main.py': load('"cohere.ClientV2"') }, runs: ['/app/main.py'] }))).toEqual([`ws/app/main.py:5 ${ANY}`]);
  });

  test('a scope, a file and the name of a logger are no table', () => {
    const code = 'import importlib, logging\nlog = logging.getLogger("app.plugins")\nSCOPE = "mcp:tools"\nFILE = "redis.conf"\ndef load(name):\n    return importlib.import_module(name)';
    const reached = runs({ files: { '/app/main.py': 'import app.loader', '/app/app/__init__.py': '', '/app/app/plugins.py': '', '/app/app/loader.py': code.replace('"mcp:tools"\nFILE = "redis.conf"', 'None') }, runs: ['/app/main.py'] });
    expect(doubtsOf(reached)).toEqual([`ws/app/app/loader.py:5 ${ANY}`]);
    for (const [text, named] of [['mcp:tools', 'mcp'], ['redis.conf', 'redis']] as const) {
      const one = runs({ files: { '/app/main.py': `import importlib\nVALUE = "${text}"\ndef load(name):\n    return importlib.import_module(name)` }, runs: ['/app/main.py'], named: [named] });
      expect(doubtsOf(one)).toEqual([`ws/app/main.py:4 ${ANY}`]);
    }
  });

  test('two plain words are a table, and what they name counts as imported', () => {
    const code = (list: string): string => `import importlib\nBACKENDS = ${list}\ndef load(name):\n    return importlib.import_module(BACKENDS[name])`;
    const two = runs({ files: { '/app/main.py': code('["torch", "jax"]') }, runs: ['/app/main.py'], named: ['torch', 'jax'] });
    expect(outsideOf(two)).toEqual(['importlib', 'jax text', 'torch text']);
    expect(doubtsOf(two)).toEqual([]);
    expect(doubtsOf(runs({ files: { '/app/main.py': code('["torch"]') }, runs: ['/app/main.py'], named: ['torch'] }))).toEqual([`ws/app/main.py:4 ${ANY}`]);
  });

  test('__getattr__ of a module with a table (PEP 562), and its own submodules', () => {
    const lazy = (table: string): string => `
_API = {"Image": (${table}, "Image")}
def __getattr__(name):
    from importlib import import_module
    if name in _API:
        module, attribute = _API[name]
        return getattr(import_module(module), attribute)
    return import_module(f"{__name__}.{name}")
`;
    const files = { '/app/main.py': 'from docker_ import Image', '/app/docker_/image.py': 'import docker' };
    const told = runs({ files: { ...files, '/app/docker_/__init__.py': lazy('"docker_.image"') }, runs: ['/app/main.py'] });
    expect(outsideOf(told)).toEqual(['docker', 'importlib.import_module function']);
    expect(doubtsOf(told)).toEqual([]);
    const untold = runs({ files: { ...files, '/app/docker_/__init__.py': lazy('read("api.txt")') }, runs: ['/app/main.py'] });
    expect(doubtsOf(untold)).toEqual([`ws/app/docker_/__init__.py:7 ${ANY}`]);
  });
});

describe('names elsewhere', () => {
  const words = 'from importlib import import_module\ndef load(path):\n    return import_module(path)';

  test('a default in the settings of the same package', () => {
    const files = { '/app/svc/__init__.py': '', '/app/svc/words.py': words, '/app/svc/main.py': 'from . import config, words' };
    const told = runs({ files: { ...files, '/app/svc/config.py': 'class Settings:\n    tokenizer: str = "spacy.lang.en"' }, roots: ['/app'], runs: ['-m svc.main'], named: ['spacy'] });
    expect(outsideOf(told)).toEqual(['importlib.import_module', 'spacy.lang.en text']);
    expect(doubtsOf(told)).toEqual([]);
    const elsewhere = runs({
      files: { ...files, '/app/svc/config.py': '', '/app/other/__init__.py': '', '/app/other/config.py': 'tokenizer: str = "spacy.lang.en"', '/app/svc/main.py': 'from . import words\nimport other.config' },
      roots: ['/app'], runs: ['-m svc.main'], named: ['spacy'],
    });
    expect(doubtsOf(elsewhere)).toEqual([`ws/app/svc/words.py:3 ${ANY}`]);
  });

  test('settings above the loader, but none whose texts are for Django, logging or a call', () => {
    const files = { '/app/svc/__init__.py': '', '/app/svc/text/__init__.py': '', '/app/svc/text/words.py': words, '/app/svc/main.py': 'import svc.settings, svc.text.words' };
    const told = (settings: string): readonly string[] =>
      doubtsOf(runs({ files: { ...files, '/app/svc/settings.py': settings }, roots: ['/app'], runs: ['-m svc.main'], named: ['spacy', 'pythonjsonlogger', 'corsheaders'] }));
    expect(told('TOKENIZER = "spacy.lang.en"')).toEqual([]);
    expect(told('TOKENIZER = "nltk.tokenize"')).toEqual([`ws/app/svc/text/words.py:3 ${ANY}`]);
    expect(told('MIDDLEWARE = ["django.middleware.common.CommonMiddleware", "corsheaders.middleware.CorsMiddleware"]')).toEqual([`ws/app/svc/text/words.py:3 ${ANY}`]);
    expect(told('import logging.config\nlogging.config.dictConfig({"formatters": {"j": {"class": "pythonjsonlogger.json.JsonFormatter"}}})')).toEqual([`ws/app/svc/text/words.py:3 ${ANY}`]);
    expect(told('import logging\nlog = logging.getLogger("spacy.lang")')).toEqual([`ws/app/svc/text/words.py:3 ${ANY}`]);
  });

  test('one module of the loader\'s own package that is listed anywhere', () => {
    const files = { '/app/main.py': 'import config, brokers', '/app/brokers/__init__.py': words, '/app/brokers/memory.py': '', '/app/brokers/redis_.py': 'import redis' };
    const told = runs({ files: { ...files, '/app/config.py': 'BROKER = "brokers.redis_"' }, runs: ['/app/main.py'] });
    expect(ran(told)).toEqual(['/app/brokers/__init__.py', '/app/brokers/redis_.py', '/app/config.py', '/app/main.py']);
    expect(doubtsOf(told)).toEqual([]);
    const untold = runs({ files: { ...files, '/app/config.py': 'import os\nBROKER = os.environ["BROKER"]' }, runs: ['/app/main.py'] });
    expect(doubtsOf(untold)).toEqual([`ws/app/brokers/__init__.py:3 ${ANY}`]);
  });
});

test('a folder that is computed on sys.path may hold what a loader loads, whatever its own table names', () => {
  const loader = (path: string): readonly string[] => doubtsOf(runs({
    files: { '/app/main.py': `import importlib, sys, tempfile\nfrom handed import extract\n\nKINDS = {"a": "kinds.a", "b": "kinds.b"}\n\ndef load(folder, name):\n    sys.path.insert(0, ${path})\n    return importlib.import_module(name)`, '/app/handed.py': '', '/app/kinds/a.py': '', '/app/kinds/b.py': '' },
    runs: ['/app/main.py'],
  }));
  expect(loader('str(extract(folder))')).toEqual([]);
  expect(loader('str(extract(tempfile.mkdtemp()))')).toEqual(['ws/app/main.py:7 sys.path gets a folder that is computed (str(extract(tempfile.mkdtemp()))), and ws/app/main.py:8 imports modules by computed names: they may lie there [distributions]']);
  expect(loader('"/app/more"')).toEqual([]);
});

test('exec stays a doubt unless its code is written there', () => {
  const exec = (code: string): readonly string[] => doubtsOf(runs({ files: { '/app/main.py': code }, runs: ['/app/main.py'] }));
  expect(exec('exec(compile(open("setup.cfg").read(), "setup.cfg", "exec"))')).toEqual(['ws/app/main.py:1 code that is made while the program runs is run by exec [distributions]']);
  expect(exec('exec("import redis")')).toEqual([]);
});
