/**
 * What an install brings along, as slimify walks it from its bundled edges, beside what uv resolves from a package index.
 * Needs uv and an index: `node --conditions=slimify-source --import tsx test/corpus/edges-oracle.ts [path of uv]`.
 */
import { spawnSync } from 'node:child_process';
import { bundledEdges } from '#knowledge/edges.js';
import { closureOf } from '#needs/edges/closure.js';
import { edgesOfCompiled } from '#needs/edges/compiled.js';
import type { ClosureAsked } from '#needs/edges/closure-types.js';
import type { EdgeSource } from '#needs/edges/source.js';
import { normalizeName } from '#pep/name.js';
import { evaluateMarker } from '#pep/marker.js';
import { parsePep508 } from '#pep/pep508.js';
import { parseRequirements } from '#requirements/parse.js';
import type { DistributionEdges } from '#knowledge/edge-types.js';

const SETS: readonly string[] = [
  'fastapi uvicorn[standard] sqlalchemy asyncpg alembic',
  'django psycopg[binary] celery[redis] gunicorn whitenoise',
  'flask flask-sqlalchemy flask-migrate gunicorn psycopg2-binary',
  'requests beautifulsoup4 lxml pandas openpyxl',
  'boto3 pydantic-settings structlog httpx[http2]',
  'aiohttp redis aiokafka prometheus-client orjson',
  'streamlit plotly pandas',
  'langchain langchain-openai chromadb',
  'apache-airflow-client google-cloud-storage google-cloud-bigquery',
  'scrapy selenium playwright',
  'djangorestframework django-filter drf-spectacular django-cors-headers',
  'opentelemetry-sdk opentelemetry-exporter-otlp opentelemetry-instrumentation-fastapi',
  'reportlab pypdf pdfplumber weasyprint',
  'typer[all] rich httpx pyyaml jinja2',
  'scikit-learn xgboost-cpu matplotlib seaborn',
  'celery flower kombu[sqs] sentry-sdk',
  'starlette python-multipart itsdangerous authlib passlib[bcrypt]',
  'azure-identity azure-storage-blob msal azure-keyvault-secrets',
  'openai tiktoken tenacity anthropic',
  'polars duckdb pyarrow s3fs fsspec',
];

const PYTHON = '3.12';
const ENVIRONMENT = {
  python_version: PYTHON, python_full_version: '3.12.8', sys_platform: 'linux', platform_system: 'Linux', os_name: 'posix',
  platform_machine: 'x86_64', platform_python_implementation: 'CPython', implementation_name: 'cpython',
};

/** What uv resolves, with who requires whom; null where it cannot. */
function resolved(uv: string, words: readonly string[]): ReadonlyMap<string, DistributionEdges> | null {
  const args = ['pip', 'compile', '-', '--quiet', '--python-version', PYTHON, '--python-platform', 'x86_64-manylinux_2_28'];
  const run = spawnSync(uv, args, { input: words.join('\n'), encoding: 'utf8', timeout: 180_000 });
  const document = parseRequirements('requirements.txt', run.stdout);
  if (run.status === 0 && document.ok) return edgesOfCompiled(document.value);
  console.log(`  uv: ${run.error?.message ?? run.stderr.trim().split('\n').at(-1) ?? ''}`);
  return null;
}

function askedOf(word: string): ClosureAsked {
  const parsed = parsePep508(word);
  if (!parsed.ok) throw new Error(`${word}: ${parsed.reason}`);
  return { name: normalizeName(parsed.value.name), extras: parsed.value.extras.map(normalizeName), version: null };
}

interface Tally {
  right: number;
  missed: number;
  invented: number;
}

function compare(label: string, asked: readonly ClosureAsked[], truth: ReadonlyMap<string, DistributionEdges>, source: EdgeSource, tally: Tally): void {
  const { comes, unknown, gaps } = closureOf(asked, ENVIRONMENT, source);
  const missed = [...truth.keys()].filter((name) => !comes.has(name));
  const invented = [...comes.values()].filter(({ name, certain }) => certain === 'yes' && !truth.has(name)).map(({ name }) => name);
  tally.right += truth.size - missed.length;
  tally.missed += missed.length;
  tally.invented += invented.length;
  const notes = [...unknown.map((name) => `no record of ${name}`), ...gaps.map(({ name, extra }) => `extra ${name}[${extra}] not seen`)];
  if (missed.length + invented.length > 0) console.log(`  ${label}: missed ${missed.join(' ') || 'none'}; invented ${invented.join(' ') || 'none'}${notes.length > 0 ? ` (${notes.join(', ')})` : ''}`);
}

/** Edge by edge, where the snapshot says that it knows the very minor version that uv took. */
function compareKnown(truth: ReadonlyMap<string, DistributionEdges>, tally: Tally): void {
  for (const { name, version, requires } of truth.values()) {
    const answer = bundledEdges(name, version);
    if (answer.value === null || answer.assumed) continue;
    const children = new Set(requires.map((edge) => edge.name));
    const optional = new Set([...answer.value.optional.values()].flat().map((edge) => edge.name));
    const held = answer.value.requires.filter(({ marker }) => marker === null || truthOf(marker) === true).map((edge) => edge.name);
    const missed = [...children].filter((one) => !held.includes(one) && !optional.has(one));
    const invented = [...new Set(held)].filter((one) => !children.has(one));
    tally.right += children.size - missed.length;
    tally.missed += missed.length;
    tally.invented += invented.length;
    if (missed.length + invented.length > 0) console.log(`  ${name} ${version ?? ''} (record of ${answer.value.version ?? ''}): missed ${missed.join(' ') || 'none'}; invented ${invented.join(' ') || 'none'}`);
  }
}

function truthOf(marker: string): boolean | 'unknown' {
  const truth = evaluateMarker(marker, ENVIRONMENT);
  return truth.ok ? truth.value : 'unknown';
}

function main(uv: string): void {
  const [plain, pinned, edges] = ([0, 1, 2] as const).map((): Tally => ({ right: 0, missed: 0, invented: 0 })) as [Tally, Tally, Tally];
  let sets = 0;
  for (const set of SETS) {
    const words = set.split(' ');
    console.log(set);
    const truth = resolved(uv, words);
    if (truth === null) continue;
    sets++;
    const asked = words.map(askedOf);
    compare('no versions told', asked, truth, (name) => bundledEdges(name), plain);
    compare('with uv\'s versions', asked, truth, (name) => bundledEdges(name, truth.get(name)?.version ?? null), pinned);
    compareKnown(truth, edges);
  }
  for (const [label, { right, missed, invented }] of [['no versions told', plain], ['with uv\'s versions', pinned], ['edges of known versions', edges]] as const) {
    console.log(`${sets} sets, ${label}: ${right} as uv says, ${missed} missed, ${invented} invented`);
  }
}

main(process.argv[2] ?? 'uv');
