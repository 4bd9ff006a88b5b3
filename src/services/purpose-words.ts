import { baseName, folderOf } from '#text/paths.js';
import type { Purpose } from './service.js';

type Kind = Purpose['kind'];

/** Words that say what an image is for, wherever a name holds them: targets, Dockerfiles, compose files, profiles, tags. */
const WORDS: Readonly<Record<Kind, readonly string[]>> = {
  production: ['prod', 'production', 'release'],
  development: ['dev', 'develop', 'development', 'devcontainer', 'local', 'debug', 'debugger', 'gitpod', 'codespaces'],
  test: ['test', 'tests', 'testing', 'tester', 'pytest', 'unittest', 'unittests', 'e2e'],
  ci: ['ci', 'lint', 'linter', 'linting'],
  example: ['example', 'examples', 'demo', 'sample', 'samples'],
};

/** Folders that say it for everything in them. Only the whole name counts: `test-runner/` may well be a product. */
const FOLDERS: Readonly<Record<Kind, readonly string[]>> = {
  production: ['prod', 'production'],
  development: ['.devcontainer', 'devcontainer', 'dev', 'development', 'local', '.gitpod', '.vscode'],
  test: ['test', 'tests', 'testing', 'e2e', 'benchmark', 'benchmarks'],
  ci: ['ci', '.ci', '.github', '.gitlab', '.circleci', '.buildkite'],
  example: ['example', 'examples', 'sample', 'samples', 'demo', 'demos', 'tutorial', 'tutorials', 'docs', 'doc'],
};

const KINDS = Object.keys(WORDS) as readonly Kind[];

function tableOf(words: Readonly<Record<Kind, readonly string[]>>): ReadonlyMap<string, Kind> {
  return new Map(KINDS.flatMap((kind) => words[kind].map((word) => [word, kind] as const)));
}

const KIND_OF_WORD = tableOf(WORDS);
const KIND_OF_FOLDER = tableOf(FOLDERS);

/** `api-dev.2` in words: `api`, `dev`, `2`; in lower case. */
export function wordsOf(name: string): readonly string[] {
  return name.toLowerCase().split(/[^a-z0-9]+/).filter((word) => word !== '');
}

/**
 * What a name says; null: nothing. A name that says production does so whatever else it says
 * (`prod-test` is a deployment of its own).
 */
export function purposeOfName(name: string): Kind | null {
  const kinds = wordsOf(name).flatMap((word) => KIND_OF_WORD.get(word) ?? []);
  return kinds.includes('production') ? 'production' : (kinds[0] ?? null);
}

/** What a Dockerfile's name says apart from being one: `Dockerfile.dev`, `test.Dockerfile`. */
export function purposeOfDockerfile(path: string): Kind | null {
  return purposeOfName(baseName(path).replace(/dockerfile|containerfile/i, ' '));
}

/** What a compose file's name says: `docker-compose.dev.yml`, `compose.test.yaml`, `dev.yml`. */
export function purposeOfComposeFile(path: string): Kind | null {
  return purposeOfName(baseName(path).replace(/\.ya?ml$/i, '').replace(/docker-compose|compose/i, ' '));
}

/** The folder nearest to a file that says what the file is for. */
export function purposeOfFolder(path: string): { readonly kind: Kind; readonly folder: string } | null {
  for (let folder = folderOf(path); folder !== ''; folder = folderOf(folder)) {
    const kind = KIND_OF_FOLDER.get(baseName(folder).toLowerCase());
    if (kind) return { kind, folder };
    // `scripts/proxy-test` ships nothing, whereas `runner-test` at another place may be a product.
    if (HELPERS.has(baseName(folderOf(folder))) && KIND_OF_WORD.get(wordsOf(baseName(folder)).at(-1) ?? '') === 'test') return { kind: 'test', folder };
  }
  return null;
}

/** Folders of a repository's own helpers. */
const HELPERS: ReadonlySet<string> = new Set(['scripts', 'hack']);

/** Steps of a pipeline of machine learning: one called `test` among them tests a model, not the software. */
const PIPELINE_STEP = /(?:^|[-_])(?:train|training|preprocess|preprocessing|load|download|ingest|extract|transform|split|predict|prediction|evaluate|eval|validate|serve|deploy|tune|finetune|register)(?:$|[-_])/;

/** Whether folders of these names, side by side, are the steps of one pipeline. */
export function arePipelineSteps(names: readonly string[]): boolean {
  return names.filter((name) => PIPELINE_STEP.test(name.toLowerCase())).length > 1;
}

/** What a start command says: a test runner tests, a server that reloads its code or a shell that only waits is for development. */
export function purposeOfCommand(words: readonly string[]): Kind | null {
  const text = words.join(' ');
  if (/(?:^|[\s/;&|'"])(?:pytest|py\.test|tox|nox|unittest|(?:npm|yarn|pnpm) (?:run )?test|manage\.py test)(?=$|[\s'";&|])/.test(text)) return 'test';
  if (/(?:^|[\s/;&|'"])(?:sleep\s+(?:infinity|inf|\d{4,}[smhd]?)|tail\s+-[fF]\s+\/dev\/null)(?=$|[\s'";&|])/.test(text)) return 'development';
  if (/\s--(?:reload|debug|autoreload)(?=$|[\s'";&|=])|\brunserver(?:_plus)?\b|\bdebugpy\b|\bfastapi dev\b|(?:npm|yarn|pnpm) (?:run )?(?:dev|develop|start:dev)\b|\bng serve\b|\bwatchmedo\b/.test(text)) {
    return 'development';
  }
  return null;
}

/** What a tag of an image says: `api:dev`, `api-test:latest`, `registry/dev/api` not. */
export function purposeOfTag(reference: string): Kind | null {
  const name = baseName(reference.split('@')[0] ?? '');
  const colon = name.indexOf(':');
  const repository = colon < 0 ? name : name.slice(0, colon);
  const byTag = colon < 0 ? null : purposeOfName(name.slice(colon + 1));
  const words = wordsOf(repository);
  // Its last word only: `test-runner` is a product, `runner-test` its test image.
  return byTag ?? (words.length > 1 ? purposeOfName(words.at(-1) ?? '') : null);
}
