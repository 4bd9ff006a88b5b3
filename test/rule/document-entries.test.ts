import { beforeAll, describe, expect, test } from 'vitest';
import { openTree } from '#files/tree.js';
import { nodeIo } from '#io/node.js';
import type { Plan } from '#plan/types.js';
import { builtInRules } from '#rules';
import { planTree } from '#run.js';
import { discover } from '#run-discover.js';

// The optimisation that a person did by hand lists what it removed from the shared file and what it changed in files of services. Each
// entry is done by the rules of examples/tax-agent, or refused with the use that the person overlooked.

const root = 'examples/tax-agent';
const SHARED = 'libs/requirements.txt';

interface Use {
  readonly service: string;
  readonly verdict: string;
  readonly reason: string;
}

let plan: Plan;
const uses = new Map<string, Use[]>();

beforeAll(async () => {
  const input = { root, paths: [], rules: builtInRules, only: [], skip: [], services: [], safety: 'review' as const, config: null };
  ({ plan } = await planTree(openTree(nodeIo, root), input, nodeIo));
  const { services, needs } = await discover({ root, config: null }, nodeIo);
  for (const { name: service, images } of services.services) {
    for (const { asked, verdict, reason } of images.flatMap(({ build }) => needs().of(build.id)?.needs ?? [])) {
      const own = uses.get(`${asked.at.path} ${asked.name}`) ?? [];
      own.push({ service, verdict, reason });
      uses.set(`${asked.at.path} ${asked.name}`, own);
    }
  }
}, 120_000);

function fileOf(service: string): string {
  return `apps/${service.replaceAll('-', '_')}/requirements.txt`;
}

/** Files that hold a line of a distribution when all fixes are made, as far as a fix touches them. */
function standsIn(name: string): readonly string[] {
  return plan.changes.flatMap(({ path, after }) => (after !== null && new RegExp(`^${name}(?![\\w.-])`, 'm').test(after) ? [path] : [])).toSorted();
}

/** Who needs a line, by what; lines that only come along are not counted. */
function needing(path: string, name: string): readonly Use[] {
  return (uses.get(`${path} ${name}`) ?? []).filter(({ verdict }) => !['unused', 'dev', 'redundant', 'pin'].includes(verdict));
}

describe('Removed from Base Requirements', () => {
  test.each([
    ['sentence-transformers', ['svc-rag-indexer', 'svc-rag-retriever'], ['libs/requirements-ml.txt']],
    ['transformers', ['svc-ocr'], ['libs/requirements-transformers.txt']],
    ['spacy', ['svc-normalize-map'], ['apps/svc_normalize_map/requirements.txt']],
    ['nltk', ['svc-rag-indexer'], ['apps/svc_rag_indexer/requirements.txt']],
    ['scikit-learn', [], ['libs/requirements-ml.txt']],
    ['numpy', ['svc-ocr', 'svc-rag-retriever'], ['libs/requirements-data.txt']],
  ] as const)('%s: done, it goes to those that need it', (name, services, files) => {
    expect(needing(SHARED, name).map(({ service }) => service).toSorted()).toEqual(services);
    expect(standsIn(name)).toEqual(files);
  });

  test.each(['aiokafka', 'asyncio-mqtt', 'ipaddress'])('%s: done, it is gone', (name) => {
    expect(needing(SHARED, name)).toEqual([]);
    expect(standsIn(name)).toEqual([]);
  });

  test('boto3 and botocore, "not needed": refused for the one service that opens s3 addresses, done for thirteen', () => {
    expect(needing(SHARED, 'boto3')).toEqual([{ service: 'svc-ingestion', verdict: 'driver', reason: expect.stringMatching(/^libs\/storage\/archive\.py:\d+: smart_open with "s3:/) }]);
    expect(standsIn('boto3')).toEqual(['apps/svc_ingestion/requirements.txt']);
    expect(standsIn('botocore')).toEqual(['apps/svc_ingestion/requirements.txt']);
  });

  test('all OpenTelemetry packages, "moved to dev": refused for the service whose start script runs its launcher, done for thirteen', () => {
    expect(needing(SHARED, 'opentelemetry-distro')).toEqual([{ service: 'svc-hmrc', verdict: 'command', reason: expect.stringMatching(/^apps\/svc_hmrc\/start\.sh:\d+: `opentelemetry-instrument /) }]);
    const lines = [...uses.keys()].flatMap((key) => /^libs\/requirements\.txt (opentelemetry-.*)$/.exec(key)?.[1] ?? []);
    expect(lines).toHaveLength(6);
    expect(lines.flatMap((name) => standsIn(name))).toEqual(lines.map(() => 'apps/svc_hmrc/requirements.txt'));
  });

  test.each(['pytest', 'pytest-asyncio', 'pytest-cov', 'factory-boy', 'respx', 'freezegun', 'black', 'ruff', 'mypy', 'bandit', 'pre-commit', 'types-requests'])('%s, for tests and style: done, it goes to the file for development', (name) => {
    expect(standsIn(name)).toEqual(['libs/requirements-dev.txt']);
  });

  test('faker, among the tools for tests: refused, a service shows invented clients with it', () => {
    expect(needing(SHARED, 'faker')).toEqual([{ service: 'ui-review', verdict: 'used', reason: expect.stringMatching(/^apps\/ui_review\/demo\.py:\d+ imports it/) }]);
    expect(standsIn('faker')).toEqual(['apps/ui_review/requirements.txt']);
  });
});

describe('Optimized in Service Requirements', () => {
  test('opencv-python -> opencv-python-headless: done where it is used, removed where it is not', () => {
    expect(standsIn('opencv-python')).toEqual([]);
    expect(standsIn('opencv-python-headless')).toEqual(['apps/svc_ocr/requirements.txt']);
  });

  test('langchain -> tiktoken: removed where nothing uses it; where the splitter is used, the lines that do the same are suggested', () => {
    expect(needing(fileOf('svc-rag-retriever'), 'langchain')).toEqual([]);
    expect(standsIn('langchain')).toEqual(['apps/svc_rag_indexer/requirements.txt']);
    const narrow = plan.findings.filter(({ rule, path }) => rule === 'requirements/narrow' && path === fileOf('svc-rag-indexer'));
    expect(narrow.map(({ safety, message }) => [safety, message])).toEqual([['suggestion', expect.stringMatching(/langchain\.text_splitter\.TokenTextSplitter .* lines of Python with tiktoken would do/)]]);
  });

  test.each([
    ['presidio-analyzer', 'svc-extract'],
    ['presidio-anonymizer', 'svc-extract'],
    ['layoutparser', 'svc-ocr'],
  ])('%s: done, it is gone', (name, service) => {
    expect(needing(fileOf(service), name)).toEqual([]);
    expect(standsIn(name)).toEqual([]);
  });

  test('cohere: removed from one service; refused for the other, whose settings may choose its reranker', () => {
    expect(needing(fileOf('svc-reason'), 'cohere')).toEqual([]);
    expect(needing(fileOf('svc-rag-retriever'), 'cohere')).toEqual([{ service: 'svc-rag-retriever', verdict: 'used', reason: expect.stringMatching(/^apps\/svc_rag_retriever\/rerank\.py:\d+ names it in a text: cohere\.ClientV2/) }]);
    expect(standsIn('cohere')).toEqual(['apps/svc_rag_retriever/requirements.txt']);
  });
});
