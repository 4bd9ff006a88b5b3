import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Answer } from '#answer/answer.js';
import { listen } from '#answer/ledger.js';
import { distributionsOf, distributionsOfScript, identityOf, modulesOf, pluginGroupsOf, scriptsOf } from '#knowledge/names.js';

interface Entry {
  readonly from: string | null;
  readonly modules?: readonly string[];
  readonly scripts?: readonly string[];
}

const text = readFileSync(new URL('../../src/knowledge/names.json', import.meta.url), 'utf8');
const file = JSON.parse(text) as {
  readonly distributions: Readonly<Record<string, string | Entry>>;
  readonly first: Readonly<Record<string, string>>;
  readonly patterns: Readonly<Record<string, { readonly pattern: string; readonly examples: readonly string[]; readonly others: readonly string[] }>>;
  readonly sources: Readonly<Record<string, { readonly source: string; readonly tells: readonly string[] }>>;
};

const entries = Object.entries(file.distributions).map(([name, entry]) => ({ name, ...(typeof entry === 'string' ? { from: entry } : entry) }) as Entry & { readonly name: string });

describe('which distribution holds a module', () => {
  it.each([
    ['yaml', 'pyyaml'],
    ['PIL.Image', 'pillow'],
    ['bs4', 'beautifulsoup4'],
    ['sklearn.linear_model', 'scikit-learn'],
    ['dateutil.parser', 'python-dateutil'],
    ['attr', 'attrs'],
    ['fitz', 'pymupdf'],
    ['_pytest.fixtures', 'pytest'],
    ['jwt', 'pyjwt'],
    ['dotenv', 'python-dotenv'],
    ['rest_framework.serializers', 'djangorestframework'],
    ['corsheaders', 'django-cors-headers'],
    ['pkg_resources', 'setuptools'],
    ['distutils.core', 'setuptools'],
    ['bson', 'pymongo'],
    ['grpc', 'grpcio'],
    ['jose', 'python-jose'],
    ['magic', 'python-magic'],
    ['fuse', 'fusepy'],
    ['progressbar', 'progressbar2'],
  ])('%s is held by %s, which most people mean by it', (module, distribution) => {
    expect(distributionsOf(module).value[0]).toBe(distribution);
  });

  it.each([
    ['google.cloud.storage.blob', 'google-cloud-storage'],
    ['google.cloud.pubsub_v1', 'google-cloud-pubsub'],
    ['google.cloud.secretmanager', 'google-cloud-secret-manager'],
    ['google.protobuf.message', 'protobuf'],
    ['google.oauth2.service_account', 'google-auth'],
    ['azure.identity', 'azure-identity'],
    ['azure.identity.aio', 'azure-identity'],
    ['azure.storage.blob', 'azure-storage-blob'],
    ['azure.monitor.opentelemetry', 'azure-monitor-opentelemetry'],
    ['azure.monitor.opentelemetry.exporter', 'azure-monitor-opentelemetry-exporter'],
    ['opentelemetry.trace', 'opentelemetry-api'],
    ['opentelemetry.sdk.trace.export', 'opentelemetry-sdk'],
    ['opentelemetry.instrumentation.fastapi', 'opentelemetry-instrumentation-fastapi'],
    ['opentelemetry.exporter.otlp.proto.http.trace_exporter', 'opentelemetry-exporter-otlp-proto-http'],
    ['ruamel.yaml', 'ruamel-yaml'],
    ['zope.interface', 'zope-interface'],
    ['mpl_toolkits.mplot3d', 'matplotlib'],
    ['mysql.connector', 'mysql-connector-python'],
    ['snowflake.connector', 'snowflake-connector-python'],
    ['langgraph.graph', 'langgraph'],
    ['langgraph.checkpoint.base', 'langgraph-checkpoint'],
  ])('%s lies in a namespace that many share, and is held by %s', (module, distribution) => {
    expect(distributionsOf(module).value[0]).toBe(distribution);
  });

  it('names every candidate', () => {
    expect(distributionsOf('cv2').value.toSorted()).toEqual(['opencv-contrib-python', 'opencv-contrib-python-headless', 'opencv-python', 'opencv-python-headless']);
    expect(distributionsOf('psycopg2').value.toSorted()).toEqual(['psycopg2', 'psycopg2-binary']);
    expect(distributionsOf('Crypto').value.toSorted()).toEqual(['pycrypto', 'pycryptodome']);
  });

  it('gives a namespace alone to all that lies below it', () => {
    expect(distributionsOf('google.cloud').value).toEqual(expect.arrayContaining(['google-cloud-storage', 'google-cloud-bigquery']));
    expect(distributionsOf('google.cloud').value).not.toContain('protobuf');
  });

  it('does not give what lies in a namespace, and nobody knows, to the others of it', () => {
    expect(distributionsOf('zope.nosuch')).toMatchObject({ value: [], complete: true });
    expect(distributionsOf('google.nosuch').value).toEqual([]);
  });

  it('only assumes what merely follows from how a family is named', () => {
    expect(distributionsOf('azure.mgmt.nosuch')).toMatchObject({ value: ['azure-mgmt-nosuch'], assumed: true });
    expect(distributionsOf('opentelemetry.instrumentation.nosuch_db')).toMatchObject({ value: ['opentelemetry-instrumentation-nosuch-db'], assumed: true });
  });

  it.each(['nosuchmodule', 'app.main', 'core.config', 'tests.conftest', 'utils', '', '__proto__', 'constructor', 'toString.x'])('knows nothing of %s', (module) => {
    expect(distributionsOf(module).value).toEqual([]);
  });

  it('is not held up by a hostile name', () => {
    expect(distributionsOf('yaml.'.repeat(1_000_000)).value).toEqual(['pyyaml']);
    expect(distributionsOf('x.'.repeat(1_000_000)).value).toEqual([]);
    expect(modulesOf('azure-'.repeat(100_000)).assumed).toBe(true);
  });

  it('tells the name that merely looks alike apart from what it knows', () => {
    expect([identityOf('nosuch_module.sub'), identityOf('PIL')]).toEqual(['nosuch-module', 'pil']);
  });

  it('is known with its source, and assumed where nobody checked', () => {
    const yaml = distributionsOf('yaml');
    expect([yaml.complete, yaml.assumed, yaml.evidence[0]?.kind]).toEqual([true, false, 'catalogue']);
    expect(yaml.evidence[0]?.text).toMatch(/^yaml belongs to pyyaml \(https:\/\/pypi\.org\/project\/pyyaml\/[\d.]+\/, checked 20/);
    expect(distributionsOf('ldclient').assumed).toBe(true);
  });
});

describe('the modules of a distribution', () => {
  it.each([
    ['google-cloud-storage', ['google.cloud.storage']],
    ['attrs', ['attr', 'attrs']],
    ['pillow', ['PIL']],
    ['requests', ['requests']],
    ['opentelemetry-sdk', ['opentelemetry.sdk']],
    ['pyyaml', ['_yaml', 'yaml']],
  ])('%s: the shortest prefixes that are its own', (name, modules) => {
    expect(modulesOf(name).value).toEqual(modules);
  });

  it.each(['types-requests', 'pandas-stubs', 'nvidia-cublas-cu12', 'jupyter', 'bs4'])('none for %s', (name) => {
    expect(modulesOf(name)).toMatchObject({ value: [], complete: true });
  });

  it('stays unknown where nobody knows', () => {
    expect(modulesOf('nosuch-distribution')).toMatchObject({ value: null, complete: false });
    expect(modulesOf('__proto__').value).toBeNull();
  });

  it('only assumes a list that may not be whole', () => {
    expect(modulesOf('google-cloud-vision').assumed).toBe(true);
    expect(modulesOf('azure-mgmt-nosuch')).toMatchObject({ value: ['azure.mgmt.nosuch'], assumed: true });
  });
});

describe('programs and plugins', () => {
  it.each([
    ['torchrun', 'torch'],
    ['hf', 'huggingface-hub'],
    ['huggingface-cli', 'huggingface-hub'],
    ['django-admin', 'django'],
    ['pybabel', 'babel'],
    ['celery', 'celery'],
    ['gunicorn', 'gunicorn'],
    ['uvicorn', 'uvicorn'],
    ['alembic', 'alembic'],
    ['flask', 'flask'],
    ['http', 'httpie'],
    ['streamlit', 'streamlit'],
    ['opentelemetry-instrument', 'opentelemetry-instrumentation'],
    ['jupyter-nbconvert', 'nbconvert'],
    ['pyproject-build', 'build'],
    ['supervisord', 'supervisor'],
  ])('%s is installed by %s', (program, distribution) => {
    expect(distributionsOfScript(program).value).toContain(distribution);
    expect(scriptsOf(distribution).value).toContain(program);
  });

  it('knows no program that is none', () => {
    expect(distributionsOfScript('bash').value).toEqual([]);
  });

  it.each([
    ['pytest-cov', 'pytest11'],
    ['opentelemetry-instrumentation-fastapi', 'opentelemetry_instrumentor'],
    ['huggingface-hub', 'fsspec.specs'],
    ['s3fs', 'fsspec.specs'],
    ['plotly', 'pandas_plotting_backends'],
    ['keyrings-alt', 'keyring.backends'],
    ['oxrdflib', 'rdf.plugins.store'],
    ['flower', 'celery.commands'],
    ['apscheduler', 'apscheduler.jobstores'],
  ])('%s registers in %s', (distribution, group) => {
    expect(pluginGroupsOf(distribution).value).toContain(group);
  });

  it('knows that a wheel has none, and assumes it where the source does not tell', () => {
    expect(pluginGroupsOf('requests')).toMatchObject({ value: [], assumed: false });
    expect(pluginGroupsOf('nosuch-distribution')).toMatchObject({ value: [], assumed: true });
    expect(scriptsOf('nosuch-distribution')).toMatchObject({ value: [], assumed: true });
  });

  it('is heard by the ledger', () => {
    const heard: Answer<unknown>[] = [];
    const answers = listen(heard, () => [distributionsOf('yaml'), modulesOf('pyyaml'), scriptsOf('flask'), pluginGroupsOf('flask'), distributionsOfScript('flask')]);
    expect(heard).toEqual(answers);
  });
});

describe('the table', () => {
  it('has thousands of distributions and stays small', () => {
    expect(entries.length).toBeGreaterThan(7000);
    expect(text.length).toBeLessThan(700_000);
  });

  it('takes every place from a source that it has, or from an address', () => {
    const lost = entries.filter(({ from }) => from !== null && !from.startsWith('https://') && !Object.hasOwn(file.sources, from.split(' ')[0] ?? ''));
    expect(lost.map(({ name }) => name)).toEqual([]);
  });

  it('leads from each distribution to its modules and back', () => {
    const lost = entries.flatMap(({ name }) => (modulesOf(name).value ?? []).filter((module) => !distributionsOf(module).value.includes(name)).map((module) => `${name}: ${module}`));
    expect(lost).toEqual([]);
  });

  it('leads from each program to a distribution that has it', () => {
    const lost = entries.flatMap(({ name, scripts = [] }) => scripts.filter((script) => !distributionsOfScript(script).value.includes(name)));
    expect(lost).toEqual([]);
  });

  it('lists no module of its own below another one', () => {
    const twice = entries.filter(({ modules = [] }) => modules.some((one) => modules.some((other) => one.startsWith(`${other}.`))));
    expect(twice.map(({ name }) => name)).toEqual([]);
  });

  it('gives nobody a whole namespace', () => {
    for (const namespace of ['google', 'google.cloud', 'azure', 'azure.storage', 'opentelemetry', 'zope', 'backports', 'sphinxcontrib', 'ruamel']) {
      expect([namespace, entries.filter(({ modules = [] }) => modules.includes(namespace)).map(({ name }) => name)]).toEqual([namespace, []]);
    }
  });

  it('gives each module to all that hold it, in the order of their names', () => {
    const holders = new Map<string, string[]>();
    for (const { name, modules = [name.replaceAll('-', '_')] } of entries) for (const module of modules) holders.set(module, [...(holders.get(module) ?? []), name]);
    const expected = [...holders].map(([module, names]) => {
      const first = Object.hasOwn(file.first, module) ? [file.first[module]] : [];
      return [module, [...first, ...names.filter((name) => !first.includes(name))]];
    });
    expect(expected.map(([module]) => [module, distributionsOf(String(module)).value])).toEqual(expected);
  });

  it('prefers only a distribution that holds the module', () => {
    expect(Object.entries(file.first).filter(([module, name]) => !(modulesOf(name).value ?? []).includes(module))).toEqual([]);
  });

  it.each(Object.values(file.patterns))('$pattern matches its examples and not the others', ({ pattern, examples, others }) => {
    const expression = new RegExp(pattern, 'u');
    expect(examples.filter((name) => !expression.test(name))).toEqual([]);
    expect(others.filter((name) => expression.test(name))).toEqual([]);
  });
});
