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
  /** The health route where the image has no HEALTHCHECK that names one. */
  readonly health: string | null;
  /** Further paths that are asked for, on the port of the health route. */
  readonly routes: readonly string[];
  /** The rules that are applied, all at once. */
  readonly rules: readonly string[];
  /** Distributions that have to be gone afterwards: a case in which nothing happens shows nothing. */
  readonly gone: readonly string[];
  /** Only in `test:docker:all`: CI builds at most 20 images. */
  readonly onlyInAll: boolean;
}

/** The base image that every service here stands on, as its Dockerfile names it. */
export const SERVICE_BASE = 'python:3.11-slim-bookworm';

/** Every rule that rewrites requirements. */
const REQUIREMENTS = builtInRules.map(({ meta }) => meta.name).filter((name) => name.startsWith('requirements/'));

export const SERVICE_CASES: readonly ServiceCase[] = [
  // All of the shared file, and under compose another server than the image's own.
  taxAgent('svc_coverage', {
    commands: [null, ['gunicorn', 'apps.svc_coverage.main:app', '-k', 'uvicorn.workers.UvicornWorker', '-w', '1', '-b', '0.0.0.0:8000']],
    gone: ['torch', 'pytest', 'spacy', 'boto3'],
    onlyInAll: true,
  }),
  // Started under the launcher of OpenTelemetry, whose packages no code imports.
  taxAgent('svc_hmrc', {
    environment: { SECRETS_BACKEND: 'env', HMRC_CLIENT_ID: 'id', HMRC_PRIVATE_KEY: 'key' },
    gone: ['torch', 'pytest', 'pandas', 'backoff'],
    onlyInAll: true,
  }),
  taxAgent('svc_extract', { gone: ['torch', 'opencv-python', 'pymupdf', 'presidio-analyzer', 'pytest'], onlyInAll: true }),
  // Needs torch (a stub) and cv2; without its bus it answers that it is degraded.
  taxAgent('svc_ocr', { health: 'http://127.0.0.1:8000/healthz', gone: ['opencv-python', 'triton', 'layoutparser', 'pytest'], onlyInAll: true }),
  homeAutomation('health-dashboard-backend', { context: '.', environment: { SESSION_SECRET: 'secret' }, gone: ['flask', 'pytest'] }),
  homeAutomation('carbon-intensity-service', {
    target: 'runtime',
    environment: { INFLUXDB_URL: 'http://influxdb3:8181', INFLUXDB_TOKEN: 'token', WATTTIME_USERNAME: 'user', WATTTIME_PASSWORD: 'secret', GRID_REGION: 'AT' },
    health: 'http://127.0.0.1:8010/health',
    routes: ['/current', '/greenest'],
    gone: ['scipy', 'pytest'],
  }),
];

function taxAgent(service: string, more: Partial<ServiceCase>): ServiceCase {
  return serviceCase('tax-agent', service, { context: '.', dockerfile: `apps/${service}/Dockerfile`, ...more });
}

function homeAutomation(service: string, more: Partial<ServiceCase>): ServiceCase {
  return serviceCase('home-automation', service, { context: `services/${service}`, dockerfile: `services/${service}/Dockerfile`, ...more });
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
    rules: REQUIREMENTS,
    gone: [],
    onlyInAll: false,
    ...more,
  };
}
