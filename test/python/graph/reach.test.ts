import { describe, expect, test } from 'vitest';
import { chainTo } from '#python/graph/chain.js';
import { doubtsOf, outsideOf, ran, runs } from './story.js';

describe('imports from outside', () => {
  test('carry the name that is taken, and what guards them', () => {
    const reached = runs({
      files: {
        '/app/main.py': `
import pandas as pd
from google.cloud import storage
from typing import TYPE_CHECKING
try:
    import orjson
except ImportError:
    import json
if TYPE_CHECKING:
    from mypy_boto3 import S3Client
def late():
    from PIL import Image
from helpers import *
`,
      },
      runs: ['/app/main.py'],
    });
    expect(outsideOf(reached)).toEqual([
      'PIL.Image function', 'google.cloud.storage', 'helpers', 'json fallback', 'mypy_boto3.S3Client typing', 'orjson optional', 'pandas', 'typing.TYPE_CHECKING',
    ]);
    expect(doubtsOf(reached)).toEqual([]);
  });

  test('a folder of migrations without __init__ does not hide the distribution alembic', () => {
    const reached = runs({
      files: { '/app/main.py': 'from alembic import context\nimport alembic.env', '/app/alembic/env.py': 'import sqlalchemy' },
      runs: ['/app/main.py'],
      named: ['alembic', 'sqlalchemy'],
    });
    expect(ran(reached)).toEqual(['/app/alembic/env.py', '/app/main.py']);
    expect(outsideOf(reached)).toEqual(['alembic.context (/app/alembic)', 'alembic.env (/app/alembic)', 'sqlalchemy']);
    expect(doubtsOf(reached)).toEqual([]);
  });

  test('a module with the name of a listed distribution is followed, and the distribution is told as well', () => {
    const reached = runs({
      files: { '/app/main.py': 'from celery import Celery', '/app/celery.py': 'import kombu' },
      runs: ['/app/main.py'],
      named: ['celery', 'kombu'],
    });
    expect(ran(reached)).toEqual(['/app/celery.py', '/app/main.py']);
    expect(outsideOf(reached)).toEqual(['celery.Celery (ws/app/celery.py)', 'kombu']);
  });

  test('first-party packages that no distribution is called like are no imports from outside', () => {
    const reached = runs({
      files: { '/app/main.py': 'from shop import db, VERSION\nfrom .shop import db', '/app/shop/__init__.py': '', '/app/shop/db.py': '' },
      runs: ['/app/main.py'],
    });
    expect(outsideOf(reached)).toEqual([]);
  });

  test('stubs never run, and nothing runs below TYPE_CHECKING', () => {
    const reached = runs({
      files: { '/app/main.py': 'from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import types_only\nimport lib', '/app/types_only.py': 'import numpy', '/app/lib.pyi': 'import scipy' },
      runs: ['/app/main.py'],
    });
    expect(ran(reached)).toEqual(['/app/main.py']);
    expect(outsideOf(reached)).toEqual(['lib', 'typing.TYPE_CHECKING']);
  });
});

describe('strings', () => {
  test('a dotted path or module:object names what runs, as uvicorn, celery and logging read it', () => {
    const reached = runs({
      files: {
        '/app/serve.py': `
import uvicorn
from celery import Celery
worker = Celery("w", include=["jobs.mail", "jobs.missing"])
handlers = {"class": "obs.handlers.Json", "file": "obs.json"}
uvicorn.run("api.main:create_app", factory=True)
`,
        '/app/api/__init__.py': '', '/app/api/main.py': 'import fastapi',
        '/app/jobs/__init__.py': '', '/app/jobs/mail.py': 'import boto3', '/app/jobs/other.py': '',
        '/app/obs/__init__.py': '', '/app/obs/handlers.py': 'import pythonjsonlogger',
      },
      runs: ['/app/serve.py'],
    });
    expect(ran(reached)).toEqual(['/app/api/__init__.py', '/app/api/main.py', '/app/jobs/__init__.py', '/app/jobs/mail.py', '/app/obs/__init__.py', '/app/obs/handlers.py', '/app/serve.py']);
  });

  test('a script that a program starts by its path', () => {
    const reached = runs({
      files: { '/app/main.py': 'import subprocess, sys\nsubprocess.run([sys.executable, "jobs/run.py"])', '/app/jobs/run.py': 'import requests', '/app/jobs/else.py': '' },
      roots: ['/app'],
      runs: ['/app/main.py'],
    });
    expect(ran(reached)).toEqual(['/app/jobs/run.py', '/app/main.py']);
  });

  test('words count where Django lists its apps, and only those of listed requirements; elsewhere a dot is needed', () => {
    const reached = runs({
      files: {
        '/app/site/settings.py': 'INSTALLED_APPS = ["django.contrib.auth", "corsheaders", "unknown"]\nCACHE = "django_redis.cache.RedisCache"',
        '/app/main.py': 'import site_\nname = "corsheaders"',
        '/app/site/__init__.py': '',
      },
      roots: ['/app'],
      runs: ['import site.settings', 'import main'],
      named: ['corsheaders', 'django', 'django_redis'],
    });
    expect(outsideOf(reached)).toEqual(['corsheaders text', 'django.contrib.auth text', 'django_redis.cache.RedisCache text', 'site_']);
    expect(reached.outside.find(({ module }) => module === 'corsheaders')?.at).toEqual({ path: 'ws/app/site/settings.py', line: 1 });
  });

  test('Django loads the parts of its apps, migrations and commands too', () => {
    const reached = runs({
      files: {
        '/app/manage.py': 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "web.settings")',
        '/app/web/__init__.py': '',
        '/app/web/settings.py': 'INSTALLED_APPS = ["django.contrib.admin", "blog", "shop.apps.ShopConfig"]\nROOT_URLCONF = "web.urls"',
        '/app/web/urls.py': 'from django.urls import include, path\nurlpatterns = [path("", include("blog.urls"))]',
        '/app/web/unused.py': '',
        '/app/blog/__init__.py': '', '/app/blog/models.py': '', '/app/blog/urls.py': 'from . import views', '/app/blog/views.py': 'import markdown', '/app/blog/tests.py': 'import pytest',
        '/app/blog/migrations/__init__.py': '', '/app/blog/migrations/0001_initial.py': 'import pgvector.django',
        '/app/shop/__init__.py': '', '/app/shop/apps.py': '', '/app/shop/tasks.py': 'import stripe', '/app/shop/helpers.py': '',
        '/app/shop/management/__init__.py': '', '/app/shop/management/commands/__init__.py': '', '/app/shop/management/commands/sync.py': 'import paramiko',
        '/app/shop/templatetags/__init__.py': '', '/app/shop/templatetags/money.py': 'import babel',
      },
      runs: ['/app/manage.py'],
    });
    expect(ran(reached).filter((path) => !path.endsWith('__init__.py'))).toEqual([
      '/app/blog/migrations/0001_initial.py', '/app/blog/models.py', '/app/blog/urls.py', '/app/blog/views.py', '/app/manage.py', '/app/shop/apps.py',
      '/app/shop/management/commands/sync.py', '/app/shop/tasks.py', '/app/shop/templatetags/money.py', '/app/web/settings.py', '/app/web/urls.py',
    ]);
  });
});

describe('imports by computed names', () => {
  test('a package that imports its own modules raises no doubt', () => {
    const reached = runs({
      files: {
        '/app/main.py': 'import readers',
        '/app/readers/__init__.py': 'import importlib\ndef load(kind):\n    return importlib.import_module("." + kind, __package__)',
        '/app/readers/pdf.py': 'import pypdf', '/app/readers/deep/__init__.py': '', '/app/readers/deep/x.py': 'import docx', '/app/readers/tests/__init__.py': 'import pytest',
      },
      runs: ['/app/main.py'],
    });
    expect(ran(reached)).toEqual(['/app/main.py', '/app/readers/__init__.py', '/app/readers/deep/__init__.py', '/app/readers/deep/x.py', '/app/readers/pdf.py']);
    expect(doubtsOf(reached)).toEqual([]);
  });

  test('a constant beginning is followed; of a distribution it hides what is below it', () => {
    const reached = runs({
      files: { '/app/main.py': 'import importlib\nimportlib.import_module("plugins." + name)\nimportlib.import_module("airflow.providers.%s" % name)', '/app/plugins/a.py': 'import boto3', '/app/plugins/__init__.py': '' },
      runs: ['/app/main.py'],
    });
    expect(ran(reached)).toEqual(['/app/main.py', '/app/plugins/__init__.py', '/app/plugins/a.py']);
    expect(doubtsOf(reached)).toEqual(['ws/app/main.py:3 a module below airflow.providers is imported by a name that is computed [airflow.providers.*]']);
  });

  test('a table of names in the same file is what its loader loads', () => {
    const reached = runs({
      files: {
        '/app/main.py': 'from importlib import import_module\nBACKENDS = {"a": "stores.disk", "b": "stores.cloud"}\ndef load(name):\n    return import_module(BACKENDS[name])',
        '/app/stores/__init__.py': '', '/app/stores/disk.py': '', '/app/stores/cloud.py': 'import boto3',
      },
      runs: ['/app/main.py'],
    });
    expect(ran(reached)).toContain('/app/stores/cloud.py');
    expect(doubtsOf(reached)).toEqual([]);
  });

  test('a table may name objects of requirements', () => {
    const reached = runs({
      files: { '/app/main.py': 'from importlib import import_module\nCLIENTS = {"openai": "openai:AsyncOpenAI", "none": ""}\ndef load(name):\n    return import_module(CLIENTS[name].partition(":")[0])' },
      runs: ['/app/main.py'],
      named: ['openai'],
    });
    expect(outsideOf(reached)).toEqual(['importlib.import_module', 'openai text']);
    expect(doubtsOf(reached)).toEqual([]);
  });

  test('a variable with a default: the default is followed', () => {
    const reached = runs({
      files: { '/app/main.py': 'import importlib, os\nhooks = importlib.import_module(\n    os.environ.get("HOOKS", "plug.standard")\n)', '/app/plug/__init__.py': '', '/app/plug/standard.py': 'import zeep' },
      runs: ['/app/main.py'],
    });
    expect(ran(reached)).toContain('/app/plug/standard.py');
    expect(doubtsOf(reached)).toEqual([]);
  });

  test('a module that settings name is the one that stands there', () => {
    const reached = runs({
      files: {
        '/app/main.py': 'from importlib import import_module\nfrom django.conf import settings\nengine = import_module(settings.SESSION_ENGINE)\nimport conf',
        '/app/conf.py': 'SESSION_ENGINE = "store.sessions"', '/app/store/__init__.py': '', '/app/store/sessions.py': 'import redis',
      },
      runs: ['/app/main.py'],
    });
    expect(ran(reached)).toContain('/app/store/sessions.py');
    expect(doubtsOf(reached)).toEqual([]);
  });

  test('a loader of classes loads the classes that code names', () => {
    const loader = 'from importlib import import_module\ndef load(path):\n    module, _, name = path.rpartition(".")\n    return getattr(import_module(module), name)';
    const named = runs({ files: { '/app/loader.py': loader, '/app/main.py': 'import loader\nloader.load("spacy.lang.en.English")' }, runs: ['/app/main.py'], named: ['spacy'] });
    expect(outsideOf(named)).toEqual(['importlib.import_module', 'spacy.lang.en.English text']);
    expect(doubtsOf(named)).toEqual([]);
    const unnamed = runs({ files: { '/app/loader.py': loader, '/app/main.py': 'import loader, sys\nloader.load(sys.argv[1])' }, runs: ['/app/main.py'], named: ['spacy'] });
    expect(doubtsOf(unnamed)).toEqual(['ws/app/loader.py:4 a module is imported by a name that is computed [distributions]']);
  });

  test('a loader whose names come from elsewhere may import any distribution, and then one-word strings count everywhere', () => {
    const reached = runs({
      files: { '/app/main.py': 'import lazy\nengine = lazy.load("torch")\nother = "jax"', '/app/lazy.py': 'import importlib\ndef load(name):\n    return importlib.import_module(name)' },
      runs: ['/app/main.py'],
      named: ['torch'],
    });
    expect(outsideOf(reached)).toEqual(['importlib', 'torch text']);
    expect(doubtsOf(reached)).toEqual(['ws/app/lazy.py:3 a module is imported by a name that is computed [distributions]']);
  });

  test('plugins that settings list by their names are what the loader of their package loads', () => {
    const reached = runs({
      files: {
        '/app/main.py': 'from engines import load\nfrom config import ENGINES\nload(ENGINES)',
        '/app/config.py': 'ENGINES = ["engines.pg", "engines.mysql"]',
        '/app/engines/__init__.py': 'def load(names):\n    for name in names:\n        __import__(name)',
        '/app/engines/pg.py': 'import psycopg2', '/app/engines/mysql.py': 'import MySQLdb',
      },
      runs: ['/app/main.py'],
    });
    expect(outsideOf(reached)).toEqual(['MySQLdb', 'psycopg2']);
    expect(doubtsOf(reached)).toEqual([]);
  });

  test('exec of what is computed may import anything; eval is for expressions', () => {
    const reached = runs({ files: { '/app/main.py': 'exec(open(path).read())\nexec("import redis")\nvalue = eval(text)' }, runs: ['/app/main.py'] });
    expect(outsideOf(reached)).toEqual(['redis']);
    expect(doubtsOf(reached)).toEqual(['ws/app/main.py:1 code that is made while the program runs is run by exec [distributions]']);
  });
});

describe('what cannot be told', () => {
  test('an entry without a file, unless a requirement or the standard library has it', () => {
    const reached = runs({ files: { '/app/x.py': '' }, roots: ['/app'], runs: ['-m app.server', '-m gunicorn', '-m http.server', '/srv/run.py'], named: ['gunicorn'] });
    expect(doubtsOf(reached)).toEqual([
      'ws/Dockerfile:9 /srv/run.py is run, and no known file lies there: what it imports cannot be told [distributions]',
      'ws/Dockerfile:9 app.server is run, and no known file is it: what it imports cannot be told [distributions]',
    ]);
    expect(outsideOf(reached)).toEqual(['app.server dynamic', 'gunicorn dynamic', 'http.server dynamic']);
  });

  test('a first-party module that is made later, but not the version that a build writes, nor what may fail', () => {
    const reached = runs({
      files: {
        '/app/main.py': 'from api import rpc_pb2\nimport api.rpc_pb2_grpc\nfrom api._version import v\ntry:\n    import api.fast\nexcept ImportError:\n    pass',
        '/app/api/__init__.py': '',
      },
      runs: ['/app/main.py'],
    });
    expect(doubtsOf(reached)).toEqual(['ws/app/main.py:2 api.rpc_pb2_grpc is imported, and no known file is it: what it imports cannot be told [distributions]']);
  });

  test('what a function imports and nobody has is dead code, unless protoc writes it; what some distribution has is its own', () => {
    const reached = runs({
      files: {
        '/app/main.py': 'import api\ndef later():\n    import api.gone\n    import api.rpc_pb2\nfrom celery.signals import task_failure',
        '/app/api/__init__.py': '', '/app/celery.py': '',
      },
      runs: ['/app/main.py'],
    });
    expect(doubtsOf(reached)).toEqual(['ws/app/main.py:4 api.rpc_pb2 is imported, and no known file is it: what it imports cannot be told [distributions]']);
    expect(outsideOf(reached)).toContain('celery.signals.task_failure (ws/app/celery.py)');
  });

  test('code of a command line that breaks off never runs; a file that breaks off is a doubt', () => {
    const code = 'import urllib.request; urllib.request.urlopen("http://localhost)';
    expect(doubtsOf(runs({ files: {}, runs: [`-c ${code}`] }))).toEqual([]);
    expect(doubtsOf(runs({ files: { '/app/main.py': code }, runs: ['/app/main.py'] }))[0]).toMatch(/^ws\/app\/main.py:1 ws\/app\/main.py cannot be read whole/);
  });

  test('compiled modules without a source; with one, the source is read', () => {
    const reached = runs({
      files: { '/app/main.py': 'import fast, quick, kernel', '/app/fast.cpython-311-x86_64-linux-gnu.so': '', '/app/quick.so': '', '/app/quick.py': 'import numpy', '/app/kernel.pyx': 'import scipy\ncdef int x = 1' },
      runs: ['/app/main.py'],
    });
    expect(outsideOf(reached)).toEqual(['numpy', 'scipy']);
    expect(doubtsOf(reached)).toEqual(['ws/app/fast.cpython-311-x86_64-linux-gnu.so:1 ws/app/fast.cpython-311-x86_64-linux-gnu.so is compiled, and its source does not lie beside it: what it imports cannot be told [distributions]']);
  });

  test('a computed folder of sys.path, where the image has what nothing else answers', () => {
    const edit = 'import sys\nsys.path.insert(0, find_root())\n';
    const open = runs({ files: { '/app/main.py': `${edit}import common`, '/libs/shared/common.py': '' }, runs: ['/app/main.py'] });
    expect(doubtsOf(open)).toEqual(['ws/app/main.py:2 sys.path gets a folder that is computed (find_root()), and nothing known answers import common [modules]']);
    const closed = runs({ files: { '/app/main.py': `${edit}import requests, json, boto3` }, runs: ['/app/main.py'], named: ['requests'] });
    expect(doubtsOf(closed)).toEqual([]);
  });
});

describe('search paths', () => {
  test('modules of an installed project are found in the workspace, and only those that it brings', () => {
    const reached = runs({
      files: { '/app/main.py': 'from common.log import setup\nimport tests' },
      workspace: { 'libs/common/src/common/__init__.py': '', 'libs/common/src/common/log.py': 'import structlog', 'libs/common/src/tests/__init__.py': '' },
      projects: [{ kind: 'project', folder: 'libs/common/src', modules: ['common'], because: 'pip install ./libs/common', at: null }],
      runs: ['/app/main.py'],
    });
    expect([...reached.modules.keys()]).toEqual(['ws/app/main.py', 'libs/common/src/common/__init__.py', 'libs/common/src/common/log.py']);
    expect(outsideOf(reached)).toEqual(['structlog', 'tests']);
  });

  test('a folder on sys.path that is put there late does not hide a distribution', () => {
    const reached = runs({
      files: { '/app/main.py': 'import sys\nsys.path.append("/libs")\nimport redis, util', '/libs/redis.py': '', '/libs/util.py': '' },
      runs: ['/app/main.py'],
    });
    expect(ran(reached)).toEqual(['/app/main.py', '/libs/redis.py', '/libs/util.py']);
    expect(outsideOf(reached)).toEqual(['redis (ws/libs/redis.py)', 'sys', 'util (ws/libs/util.py)']);
  });

  test('two scripts each have their own folder', () => {
    const reached = runs({
      files: { '/a/run.py': 'import util', '/a/util.py': 'import one', '/b/run.py': 'import util', '/b/util.py': 'import two' },
      runs: ['/a/run.py', '/b/run.py'],
    });
    expect(outsideOf(reached)).toEqual(['one', 'two']);
  });

  test('what lies beside a module and on no path is looked at, and said to be unsure', () => {
    const reached = runs({ files: { '/app/svc/worker.py': 'import models', '/app/svc/models.py': 'import peewee' }, roots: ['/app'], runs: ['import svc.worker'] });
    expect(outsideOf(reached)).toEqual(['models (ws/app/svc/models.py)', 'peewee', 'svc.worker dynamic (/app/svc)']);
  });
});

describe('the way to a module', () => {
  test('leads from the command through every import', () => {
    const reached = runs({
      files: { '/app/main.py': '\nfrom shop import orders', '/app/shop/__init__.py': '', '/app/shop/orders.py': 'import shop.tax', '/app/shop/tax.py': '' },
      runs: ['/app/main.py'],
    });
    expect(chainTo(reached, 'ws/app/shop/tax.py').map(({ text, at }) => `${at?.path}:${at?.line} ${text}`)).toEqual([
      'ws/Dockerfile:9 CMD /app/main.py',
      'ws/app/main.py:2 ws/app/main.py imports orders from shop',
      'ws/app/shop/orders.py:1 ws/app/shop/orders.py imports shop.tax',
    ]);
    expect(chainTo(reached, 'ws/app/other.py')).toEqual([]);
  });

  test('code of a command line counts for the line of the command', () => {
    const reached = runs({ files: { '/app/warm.py': 'import torch' }, roots: ['/app'], runs: ['-c import warm; import numpy'] });
    expect(ran(reached)).toEqual(['/app/warm.py']);
    expect(reached.outside.find(({ module }) => module === 'numpy')?.at).toEqual({ path: 'ws/Dockerfile', line: 9 });
  });
});

describe('hostile worlds', () => {
  test('a folder that holds itself by links, and imports in a circle, end', () => {
    const files = Object.fromEntries(Array.from({ length: 12 }, (_, depth) => [`/app/${'p/'.repeat(depth + 1)}__init__.py`, 'from . import p\nimport importlib\nimportlib.import_module("." + x, __name__)']));
    expect(ran(runs({ files: { ...files, '/app/main.py': 'import p' }, runs: ['/app/main.py'] })).length).toBe(13);
  });

  test('20,000 modules in a chain', () => {
    const files = Object.fromEntries(Array.from({ length: 20_000 }, (_, at) => [`/app/m${at}.py`, `import m${at + 1}`]));
    const reached = runs({ files, roots: ['/app'], runs: ['import m0'] });
    expect(reached.modules.size).toBe(20_000);
    expect(outsideOf(reached)).toEqual(['m20000']);
  });

  test('a text that seems to name a module of a thousand parts', () => {
    const name = 'a.'.repeat(1000);
    expect(outsideOf(runs({ files: { '/app/a.py': `import ${name}b\nx = "${name}b"\nfrom ${'.'.repeat(300)} import y` }, runs: ['/app/a.py'] }))).toHaveLength(1);
  });
});
