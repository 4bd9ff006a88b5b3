import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { openTree } from '#files/tree.js';
import { withScratchFolder } from '#io/folders.js';
import { nodeIo } from '#io/node.js';
import type { Plan } from '#plan/types.js';
import { weightsFor } from '#rule/split/weights.js';
import { builtInRules } from '#rules';
import { planTree } from '#run.js';
import { discover } from '#run-discover.js';

// The shared file of examples/tax-agent after all rules, held against what people found it to be (truth.json).

const SHARED = 'libs/requirements.txt';

interface Truth {
  readonly services: readonly { readonly name: string }[];
  readonly requirements: readonly { readonly path: string; readonly name: string; readonly needs: readonly { readonly services: readonly string[]; readonly needed: boolean; readonly verdict: string }[] }[];
  readonly split: Readonly<Record<string, { readonly groups: Readonly<Record<string, readonly string[]>>; readonly consumers: Readonly<Record<string, readonly string[]>> }>>;
}

const truth = truthOf('tax-agent');
const { groups: trueGroups, consumers: trueConsumers } = truth.split[SHARED] ?? { groups: {}, consumers: {} };

/** By service, the names that it asks for afterwards; and the groups that it installs. */
const asked = new Map<string, ReadonlySet<string>>();
const files = new Map<string, ReadonlySet<string>>();
let plan: Plan;

beforeAll(async () => {
  plan = await planned('tax-agent');
  await withScratchFolder(new Map(), async (root) => {
    cpSync('examples/tax-agent', root, { recursive: true });
    for (const { path, after } of plan.changes) {
      if (after === null) rmSync(join(root, path));
      else {
        mkdirSync(dirname(join(root, path)), { recursive: true });
        writeFileSync(join(root, path), after);
      }
    }
    const { services, needs } = await discover({ root, config: null }, nodeIo);
    for (const { name, images } of services.services) {
      const lines = images.flatMap(({ build }) => needs().of(build.id)?.needs ?? []).map((need) => need.asked);
      asked.set(name, new Set(lines.map((line) => line.name)));
      files.set(name, new Set(lines.flatMap(({ at }) => (at.path.startsWith('libs/') ? at.path : []))));
    }
  });
}, 120_000);

function truthOf(example: string): Truth {
  return JSON.parse(readFileSync(`examples/${example}/truth.json`, 'utf8')) as Truth;
}

async function planned(example: string): Promise<Plan> {
  const root = `examples/${example}`;
  const tree = openTree(nodeIo, root);
  const { plan: made } = await planTree(tree, { root, paths: [], rules: builtInRules, only: [], skip: [], services: [], safety: 'review', config: null }, nodeIo);
  return made;
}

function verdictOf(name: string, service: string): string {
  return truth.requirements.find((one) => one.path === SHARED && one.name === name)?.needs.find(({ services }) => services.includes(service))?.verdict ?? '';
}

function pinsOf(): ReadonlyMap<string, string> {
  return new Map([...readFileSync(`examples/tax-agent/${SHARED}`, 'utf8').matchAll(/^([\w.-]+)[^=\n]*==([^\s]+)/gm)].map(([, name = '', version = '']) => [name, version] as const));
}

/** Services that have a name of the shared file afterwards. */
function having(name: string): readonly string[] {
  return truth.services.map((one) => one.name).filter((service) => asked.get(service)?.has(name));
}

test('no service loses what it needs', () => {
  const lost = truth.services.flatMap(({ name: service }) => (trueConsumers[service] ?? []).flatMap((group) => (trueGroups[group] ?? []).filter((name) => !asked.get(service)?.has(name)).map((name) => `${service}: ${name}`)));
  expect(lost).toEqual([]);
});

test('tools of developers reach no image', () => {
  expect((trueGroups['dev'] ?? []).filter((name) => having(name).length > 0)).toEqual([]);
});

test('eleven services go without models, three have them', () => {
  const models = ['sentence-transformers', 'transformers', 'pgvector', 'scikit-learn'];
  const withModels = truth.services.map(({ name }) => name).filter((service) => models.some((model) => asked.get(service)?.has(model)));
  expect(withModels).toEqual(['svc-ocr', 'svc-rag-indexer', 'svc-rag-retriever']);
  expect(truth.services.length - withModels.length).toBe(11);
});

test('what weighs goes to the services that need it, and to those where it holds the version of what comes anyway', () => {
  const heavy = ['sentence-transformers', 'transformers', 'scikit-learn', 'spacy', 'pandas', 'numpy', 'nltk', 'boto3', 'rdflib', 'pyshacl', 'oxrdflib', 'pdfplumber', 'reportlab', 'openai', 'anthropic', 'opentelemetry-distro', 'alembic'];
  const vain = heavy.flatMap((name) => having(name).filter((service) => !['redundant', 'pin'].includes(verdictOf(name, service)) && !(trueConsumers[service] ?? []).some((group) => trueGroups[group]?.includes(name))).map((service) => `${service}: ${name}`));
  expect(vain).toEqual([]);
});

test('what one service alone needs stands in its own file, as far as it weighs', () => {
  const own = Object.entries(trueGroups).filter(([group]) => group.startsWith('own:') || group === 'rdf');
  const shared = own.flatMap(([, members]) => members.filter((name) => having(name).length > 1));
  // Under 2 MB each, where another service has it anyway and its line holds the version; transformers comes with sentence-transformers.
  expect(shared).toEqual(['orjson', 'pyyaml', 'beautifulsoup4', 'smart-open', 'transformers']);
});

test('no service carries more of the shared file in vain than it may', () => {
  const pins = pinsOf();
  const weights = weightsFor({ python: '3.11', arch: 'x86_64', libc: { kind: 'glibc', version: '2.36' } }, pins);
  const carried = truth.services.map(({ name: service }) => {
    const names = truth.requirements.filter(({ path, name }) => path === SHARED && asked.get(service)?.has(name)).map(({ name }) => name);
    const vain = (name: string): boolean => verdictOf(name, service) === 'unused' || verdictOf(name, service) === 'dev';
    const comes = (some: readonly string[]): readonly number[] => some.flatMap((name) => weights.comes({ name, extras: [], version: pins.get(name) ?? null }));
    const needed = new Set(comes([...(asked.get(service) ?? [])].filter((name) => !vain(name))));
    const waste = new Set(comes(names.filter(vain)).filter((one) => !needed.has(one)));
    return { service, megabytes: Math.round([...waste].reduce((sum, one) => sum + weights.bytes(one), 0) / 1_000_000) };
  });
  expect(carried.filter(({ megabytes }) => megabytes > 30)).toEqual([]);
});

/** What a group of truth.json is called here, where that is not the category or the heaviest line by its own name. */
const CALLED: Readonly<Record<string, string>> = { database: 'db', graph: 'neo4j', objects: 'cloud', crypto: 'cryptography', arrays: 'data', tables: 'pandas' };

type Because =
  /** Its line stands for a version that other services get as well: truth.json counts it as gone, or as one service's alone, since taking it out frees no space. Which version comes is no business of a split. */
  | 'it holds the version of what comes anyway'
  /** By the issue: "needed by at least half of the services". */
  | 'half of the services take it'
  /** By the issue: "under 2 MB with its closure and needed by two or more". */
  | 'two services take it and it is small'
  /** By the issue: a further group by equal set of consumers is for where a service would carry more than 30 MB otherwise. truth.json has one for each set. */
  | 'its category stays together where nobody carries too much of it';

/** Every requirement that stands elsewhere than truth.json has it, where it stands, and what of the rule says so. */
const ELSEWHERE: Readonly<Record<string, readonly [place: string, ...because: Because[]]>> = {
  'python-dotenv': ['base', 'it holds the version of what comes anyway', 'half of the services take it'],
  requests: ['common', 'it holds the version of what comes anyway'],
  botocore: ['own:svc-ingestion', 'it holds the version of what comes anyway'],
  'opentelemetry-api': ['own:svc-hmrc', 'it holds the version of what comes anyway'],
  'opentelemetry-sdk': ['own:svc-hmrc', 'it holds the version of what comes anyway'],
  'scikit-learn': ['ml', 'it holds the version of what comes anyway'],
  orjson: ['base', 'it holds the version of what comes anyway', 'two services take it and it is small'],
  pyyaml: ['base', 'it holds the version of what comes anyway', 'half of the services take it'],
  beautifulsoup4: ['base', 'it holds the version of what comes anyway', 'two services take it and it is small'],
  'smart-open': ['base', 'it holds the version of what comes anyway', 'two services take it and it is small'],
  transformers: ['transformers', 'it holds the version of what comes anyway'],
  'python-multipart': ['base', 'two services take it and it is small'],
  tenacity: ['base', 'two services take it and it is small'],
  jinja2: ['base', 'two services take it and it is small'],
  pyjwt: ['base', 'two services take it and it is small'],
  'nats-py': ['base', 'half of the services take it'],
  'argon2-cffi': ['base', 'it holds the version of what comes anyway', 'half of the services take it'],
  'email-validator': ['common', 'its category stays together where nobody carries too much of it'],
  httpx: ['common', 'its category stays together where nobody carries too much of it'],
  hvac: ['common', 'its category stays together where nobody carries too much of it'],
  passlib: ['common', 'its category stays together where nobody carries too much of it'],
  asyncpg: ['db', 'its category stays together where nobody carries too much of it'],
  'psycopg2-binary': ['db', 'its category stays together where nobody carries too much of it'],
};

/** By requirement of the shared file, where its line stands afterwards: a group, `own:` of a service, or gone. */
function placesOf(): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const { path, after } of plan.changes) {
    const group = /^libs\/requirements-(.*)\.txt$/.exec(path)?.[1];
    const service = /^apps\/(.*)\/requirements\.txt$/.exec(path)?.[1]?.replaceAll('_', '-');
    if (after === null || (group === undefined && service === undefined)) continue;
    for (const [, name = ''] of after.matchAll(/^([a-z][\w.-]*)/gm)) if (!found.has(name) || group !== undefined) found.set(name, group ?? `own:${service}`);
  }
  return new Map(Object.values(trueGroups).flat().map((name) => [name, found.get(name) ?? 'gone']));
}

test('each requirement stands in its group of truth.json, or where the rule of the issue wants it instead', () => {
  const differing = [...placesOf()].flatMap(([name, place]) => {
    const group = Object.entries(trueGroups).find(([, members]) => members.includes(name))?.[0] ?? '';
    return place === (CALLED[group] ?? group) ? [] : [[name, place]];
  });
  expect(Object.fromEntries(differing)).toEqual(Object.fromEntries(Object.entries(ELSEWHERE).map(([name, [place]]) => [name, place])));
});

test.each(Object.entries(ELSEWHERE))('%s stands elsewhere for a reason that holds', (name, [place, ...because]) => {
  const weights = weightsFor({ python: '3.11', arch: 'x86_64', libc: { kind: 'glibc', version: '2.36' } }, pinsOf());
  const weight = weights.comes({ name, extras: [], version: pinsOf().get(name) ?? null }).reduce((sum, one) => sum + weights.bytes(one), 0);
  const services = truth.services.map((one) => one.name);
  const needing = services.filter((service) => !['unused', 'dev', ''].includes(verdictOf(name, service)));
  const holding = needing.filter((service) => ['redundant', 'pin'].includes(verdictOf(name, service)));
  const group = Object.keys(trueGroups).find((one) => trueGroups[one]?.includes(name)) ?? '';
  const holds: Readonly<Record<Because, boolean>> = {
    'it holds the version of what comes anyway': holding.length > 0 && (group === 'gone' || group.startsWith('own:') || needing.length > holding.length),
    'half of the services take it': needing.length >= services.length / 2,
    'two services take it and it is small': needing.length >= 2 && weight < 2_000_000,
    // Its fellows are of the same group of truth.json, or of others that stand in one file here.
    'its category stays together where nobody carries too much of it': [...placesOf()].filter(([, other]) => other === place).length > 1 && needing.length >= 2,
  };
  expect(because.filter((one) => !holds[one])).toEqual([]);
});

test('groups have the names of what they are for', () => {
  const created = plan.changes.flatMap(({ path, before }) => (before === null && path.startsWith('libs/requirements') ? path.slice('libs/requirements-'.length, -'.txt'.length) : []));
  expect(created.toSorted()).toEqual(['base', 'cloud', 'common', 'cryptography', 'data', 'db', 'dev', 'ml', 'neo4j', 'pandas', 'pdf', 'rdf', 'transformers']);
  expect([...(files.get('svc-ingestion') ?? [])].toSorted()).toContain('libs/requirements-pdf.txt');
  expect([...(files.get('svc-rag-indexer') ?? [])].toSorted()).toContain('libs/requirements-ml.txt');
  expect([...files].flatMap(([service, own]) => (own.has('libs/requirements-rdf.txt') ? [service] : []))).toEqual(['svc-kg']);
  expect(truth.services.map(({ name }) => name).filter((service) => !files.get(service)?.has('libs/requirements-base.txt'))).toEqual([]);
});

test('whoever installs the old file in a checkout has all that anybody needs, and the tools for tests', () => {
  const old = plan.changes.find(({ path }) => path === SHARED)?.after ?? '';
  expect(old.split('\n').filter((line) => line !== '' && !line.startsWith('#') && !line.startsWith('-r requirements-'))).toEqual([]);
  expect(old).toContain('-r requirements-dev.txt\n');
  expect(plan.changes.find(({ path }) => path === 'libs/requirements-dev.txt')?.after).not.toContain('-r ');
});

test('examples/home-automation shares no file, and nothing is split', async () => {
  expect(truthOf('home-automation').split).toEqual({});
  const { findings } = await planned('home-automation');
  expect(findings.filter(({ rule }) => rule === 'requirements/split')).toEqual([]);
}, 120_000);
