import { fileURLToPath } from 'node:url';
import { builtInRules } from '#rules';

/** A service that is built as it is and as slimify makes it, started, and asked for its health. */
export interface ServiceCase {
  readonly name: string;
  /** The workspace, absolute; only copies of it are changed. */
  readonly workspace: string;
  /** Folders and files below the workspace. */
  readonly context: string;
  readonly dockerfile: string;
  readonly target: string | null;
  /** Of the build, by id: what they say. */
  readonly secrets: Readonly<Record<string, string>>;
  /** What its containers are given: enough to start without the services around it. */
  readonly environment: Readonly<Record<string, string>>;
  /** What its containers are started with, one after the other; null: the image's own command. */
  readonly commands: readonly (readonly string[] | null)[];
  /** Who they run as, where compose says so; null: as the image says. */
  readonly user: string | null;
  /** The health route where the image has no HEALTHCHECK that names one. */
  readonly health: string | null;
  /** Further paths that are asked for, on the port of the health route. */
  readonly routes: readonly string[];
  /** The rules that are applied, all at once. */
  readonly rules: readonly string[];
  /** Rules of Dockerfiles of which a fix must be written for this service: a case in which nothing happens shows nothing. */
  readonly fires: readonly string[];
  /** What the image may no longer hold of the workspace: a pattern over the paths in the image. */
  readonly left: readonly RegExp[];
  /** What nothing can import before either, as the names of modules or paths say: a file that a tool loads in its own way (alembic's env.py). */
  readonly loaded: readonly RegExp[];
  /** Distributions that have to be gone afterwards. */
  readonly gone: readonly string[];
  /** Only in `test:docker:all`: CI builds at most 20 images. */
  readonly onlyInAll: boolean;
}

/** The base image that the services here stand on, as their Dockerfiles name it. */
export const SERVICE_BASE = 'python:3.11-slim-bookworm';

/** The other one: with a compiler and headers of everything. */
export const FULL_BASE = 'python:3.11-bookworm';

/** What only installs read stays behind in the first of two stages. */
export const INSTALL_LISTS = /\/(?:requirements[\w-]*\.txt|pyproject\.toml|uv\.lock|poetry\.lock)$/;

/** alembic runs it with a context of its own. */
const MIGRATIONS = /(?:^|[./])migrations[./]env(?:\.py)?$/;

const RULES = builtInRules.map(({ meta }) => meta.name);

const SERVICES: readonly ServiceCase[] = [
  // All of the shared file, and under compose another server than the image's own.
  taxAgent('svc_coverage', {
    fires: ['chown-layer', 'healthcheck', 'multi-stage'],
    commands: [null, ['gunicorn', 'apps.svc_coverage.main:app', '-k', 'uvicorn.workers.UvicornWorker', '-w', '1', '-b', '0.0.0.0:8000']],
    gone: ['torch', 'pytest', 'spacy', 'boto3'],
    onlyInAll: true,
  }),
  // Started under the launcher of OpenTelemetry, whose packages no code imports.
  taxAgent('svc_hmrc', {
    fires: ['chown-layer', 'healthcheck', 'multi-stage'],
    environment: { SECRETS_BACKEND: 'env', HMRC_CLIENT_ID: 'id', HMRC_PRIVATE_KEY: 'key' },
    gone: ['torch', 'pytest', 'pandas', 'backoff'],
    onlyInAll: true,
  }),
  taxAgent('svc_extract', { fires: ['copy-order', 'healthcheck', 'multi-stage', 'non-root'], gone: ['torch', 'opencv-python', 'pymupdf', 'presidio-analyzer', 'pytest'], onlyInAll: true }),
  // Needs torch (a stub) and cv2; without its bus it answers that it is degraded.
  taxAgent('svc_ocr', { fires: ['chown-layer', 'multi-stage'], health: 'http://127.0.0.1:8000/healthz', gone: ['opencv-python', 'triton', 'layoutparser', 'pytest'], onlyInAll: true }),
  // These ask a database before the first request.
  taxAgent('svc_firm_connectors', { fires: ['healthcheck', 'multi-stage'], commands: [uvicorn('svc_firm_connectors')], onlyInAll: true }),
  taxAgent('svc_forms', { fires: ['chown-layer', 'multi-stage'], environment: { SKIP_MIGRATIONS: '1' }, commands: [uvicorn('svc_forms')], onlyInAll: true }),
  taxAgent('svc_rag_indexer', { fires: ['healthcheck', 'multi-stage'], commands: [uvicorn('svc_rag_indexer')], onlyInAll: true }),
  taxAgent('ui_review', { fires: ['chown-layer', 'healthcheck', 'multi-stage'], commands: [uvicorn('ui_review')], onlyInAll: true }),
  taxAgent('svc_ingestion', { fires: ['chown-layer', 'healthcheck', 'multi-stage'], onlyInAll: true }),
  taxAgent('svc_kg', { fires: ['copy-order', 'healthcheck', 'multi-stage'], onlyInAll: true }),
  taxAgent('svc_normalize_map', { fires: ['copy-order', 'healthcheck', 'multi-stage', 'non-root'], onlyInAll: true }),
  taxAgent('svc_rag_retriever', { fires: ['chown-layer', 'healthcheck', 'multi-stage'], onlyInAll: true }),
  taxAgent('svc_reason', { fires: ['chown-layer', 'healthcheck', 'multi-stage'], onlyInAll: true }),
  // Its jobs lie in a volume.
  taxAgent('svc_rpa', { fires: ['multi-stage'], health: 'http://127.0.0.1:8000/healthz', onlyInAll: true }),
  homeAutomation('health-dashboard-backend', { fires: ['healthcheck', 'multi-stage'], context: '.', environment: { SESSION_SECRET: 'secret' }, gone: ['flask', 'pytest'] }),
  homeAutomation('carbon-intensity-service', {
    fires: ['chown-layer'],
    target: 'runtime',
    environment: { INFLUXDB_URL: 'http://influxdb3:8181', INFLUXDB_TOKEN: 'token', WATTTIME_USERNAME: 'user', WATTTIME_PASSWORD: 'secret', GRID_REGION: 'AT' },
    health: 'http://127.0.0.1:8010/health',
    routes: ['/current', '/greenest'],
    gone: ['scipy', 'pytest'],
    onlyInAll: true,
  }),
  // Its database is asked for before the first request.
  homeAutomation('admin-api', {
    fires: ['healthcheck', 'multi-stage'],
    context: '.',
    environment: { POSTGRES_URL: 'postgresql+asyncpg://home:home@postgres:5432/home', JWT_PRIVATE_KEY: 'key', JWT_PUBLIC_KEY: 'key' },
    commands: [['python', '-m', 'uvicorn', 'src.main:app', '--host', '0.0.0.0', '--port', '8003', '--lifespan', 'off']],
    routes: ['/openapi.json', '/audit'],
    onlyInAll: true,
  }),
  homeAutomation('ai-automation-service', {
    fires: ['healthcheck', 'multi-stage', 'test-files'],
    environment: { DATABASE_URL: 'sqlite+aiosqlite:////app/data/suggestions.db' },
    routes: ['/openapi.json', '/suggestions'],
    left: [INSTALL_LISTS, /^\/app\/tests\//],
    // Before as afterwards: torch is a stub.
    loaded: [MIGRATIONS, /^src\.models\.(?:embeddings|phrasing)$/],
    onlyInAll: true,
  }),
  homeAutomation('air-quality-service', { fires: ['chown-layer', 'copy-order', 'healthcheck', 'multi-stage'], environment: { OPENAQ_STATION: '4582' }, routes: ['/air-quality'] }),
  homeAutomation('calendar-service', { fires: ['chown-layer', 'dockerignore'], environment: { CALENDAR_ENTITIES: 'calendar.family' }, routes: ['/occupancy'] }),
  homeAutomation('data-api', {
    context: '.',
    target: 'production',
    environment: { DATABASE_URL: 'sqlite+aiosqlite:////app/data/metadata.db' },
    onlyInAll: true,
  }),
  homeAutomation('data-retention', { fires: ['chown-layer', 'healthcheck'], target: 'production', environment: { RETENTION_DATA_PATH: '/app' }, routes: ['/openapi.json', '/policies'], onlyInAll: true }),
  homeAutomation('device-intelligence-service', { fires: ['copy-order', 'dockerignore', 'multi-stage'], health: 'http://127.0.0.1:8019/health', onlyInAll: true }),
  homeAutomation('electricity-pricing-service', { fires: ['chown-layer'], routes: ['/prices', '/negative', '/cheapest'], onlyInAll: true }),
  // Without its database it says so, and goes on.
  homeAutomation('energy-correlator', { health: 'http://127.0.0.1:8017/health', routes: ['/devices'], onlyInAll: true }),
  // Waits for a port with a program of apt; without its database /health says 500.
  homeAutomation('enrichment-pipeline', {
    fires: ['multi-stage'],
    context: '.',
    environment: { DATABASE_URL: 'postgresql+asyncpg://home:home@postgres:5432/home' },
    commands: [['sh', '-c', 'python -m http.server 5432 & until nc -z 127.0.0.1 5432; do sleep 1; done; exec uvicorn pipeline.app:app --host 0.0.0.0 --port 8002 --lifespan off']],
    onlyInAll: true,
  }),
  // Reads the logs of Docker, whose client stands in for itself here.
  homeAutomation('log-aggregator', {
    fires: ['healthcheck', 'pip-cache'],
    commands: [['python', '-c', "import docker, runpy, unittest.mock; docker.from_env = unittest.mock.MagicMock(); runpy.run_path('app.py', run_name='__main__')"]],
    routes: ['/logs'],
    onlyInAll: true,
  }),
  homeAutomation('smart-meter-service', { fires: ['chown-layer'], environment: { METER_ADAPTER: 'modbus', METER_HOST: '192.168.1.40' }, routes: ['/current'], onlyInAll: true }),
  // The image's own user cannot read its packages, so compose makes it root.
  homeAutomation('sports-data', { fires: ['multi-stage'], user: '0:0', environment: { TEAMS: 'nhl:bos;nfl:dal' }, routes: ['/games'], onlyInAll: true }),
  homeAutomation('weather-api', { routes: ['/openapi.json', '/current'], onlyInAll: true }),
  // Without Home Assistant it says that it is not connected.
  homeAutomation('websocket-ingestion', { routes: [], onlyInAll: true }),
];

export const SERVICE_CASES: readonly ServiceCase[] = [
  ...SERVICES,
  // Requirements that no file lists; openpyxl brings et-xmlfile.
  ownService('words-of-a-run', { fires: [], health: 'http://127.0.0.1:18110/health', routes: ['/holds'], gone: ['orjson', 'tabulate', 'humanize', 'dataclasses', 'openpyxl', 'et-xmlfile', 'python-slugify'], onlyInAll: true }),
  inOneStage('admin-api', ['build-tools', 'dev-headers', 'healthcheck']),
  inOneStage('device-intelligence-service', ['slim-base', 'build-tools', 'dev-headers']),
  inOneStage('enrichment-pipeline', ['slim-base', 'dev-headers']),
  inOneStage('health-dashboard-backend', ['build-tools', 'healthcheck']),
];

/** What the rules do that have nothing left to do where an image is built in two stages. */
function inOneStage(service: string, fires: readonly string[]): ServiceCase {
  const name = `home-automation/${service}`;
  const one = SERVICES.find((other) => other.name === name);
  if (one === undefined) throw new Error(`there is no case ${name}`);
  return { ...one, name: `${name} in one stage`, rules: RULES.filter((rule) => rule !== 'dockerfile/multi-stage'), fires, onlyInAll: true };
}

/** As the image starts it, without what it does before the first request. */
function uvicorn(service: string): readonly string[] {
  return ['python', '-m', 'uvicorn', `apps.${service}.main:app`, '--host', '0.0.0.0', '--port', '8000', '--lifespan', 'off'];
}

function taxAgent(service: string, more: Partial<ServiceCase>): ServiceCase {
  return serviceCase('tax-agent', service, { context: '.', dockerfile: `apps/${service}/Dockerfile`, ...more });
}

function homeAutomation(service: string, more: Partial<ServiceCase>): ServiceCase {
  return serviceCase('home-automation', service, { context: `services/${service}`, dockerfile: `services/${service}/Dockerfile`, ...more });
}

/** A workspace of `services/`, made up for what no example has. */
function ownService(service: string, more: Partial<ServiceCase>): ServiceCase {
  const workspace = fileURLToPath(new URL(`services/${service}`, import.meta.url));
  return { ...serviceCase('services', service, { context: '.', dockerfile: 'Dockerfile', ...more }), workspace };
}

function serviceCase(example: string, service: string, more: Partial<ServiceCase> & Pick<ServiceCase, 'context' | 'dockerfile'>): ServiceCase {
  return {
    name: `${example}/${service}`,
    workspace: fileURLToPath(new URL(`../../examples/${example}`, import.meta.url)),
    target: null,
    secrets: {},
    environment: {},
    commands: [null],
    health: null,
    routes: ['/openapi.json'],
    rules: RULES,
    user: null,
    fires: [],
    left: [INSTALL_LISTS],
    loaded: [MIGRATIONS],
    gone: [],
    onlyInAll: false,
    ...more,
  };
}
