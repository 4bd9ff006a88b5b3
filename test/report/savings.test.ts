import { expect, test } from 'vitest';
import { builtInRules } from '#rules';
import { planTree } from '#run.js';
import type { PlanSavings } from '#plan/savings/types.js';
import type { Plan } from '#plan/types.js';
import { makeTree } from '#files/tree.js';
import { createWeigher } from '#sizes/packages/weigh.js';
import { DEFAULTS } from '#sizes/resolve/aids.js';
import { createResolver } from '#sizes/resolve/resolve.js';
import { savedBy, savedInAll } from '#report/saved.js';
import { memoryIo } from '../memory-io.js';

const DOCKERFILE = 'FROM python:3.11-slim-bookworm\nWORKDIR /app\nCOPY requirements.txt .\nRUN pip install --no-cache-dir -r requirements.txt\nCOPY app.py .\nCMD ["python", "app.py"]\n';

/** A plan for these files with what it saves, as told by the bundled catalogues alone. */
async function planned(files: Readonly<Record<string, string>>, only: readonly string[] = []): Promise<{ readonly plan: Plan; readonly savings: PlanSavings }> {
  const io = memoryIo(Object.fromEntries(Object.entries(files).map(([path, text]) => [`/workspace/${path}`, text])));
  const nobody = { start: () => Promise.reject(new Error('no program is started')) } as never;
  const resolve = createResolver({ ...DEFAULTS, processes: nobody, cache: null, variables: {}, workspace: '/workspace', text: (path) => files[path] ?? null, uv: null, pip: null, home: '/nowhere', file: () => null });
  const options = { root: '/workspace', paths: [], rules: builtInRules, only, skip: [], services: [], safety: 'review', config: null, sizes: { resolve, weigh: createWeigher(null), notes: [] } } as const;
  const { plan, savings } = await planTree(makeTree('/workspace', null, Object.keys(files)), options, io);
  const saved = await savings();
  if (saved === null) throw new Error('nothing was weighed');
  return { plan, savings: saved };
}

const ONLY = ['requirements/unused'];

test('what nothing else requires goes with a requirement, and that is what it saves', async () => {
  const files = { Dockerfile: DOCKERFILE, 'app.py': 'import flask\n', 'requirements.txt': 'flask==3.0.3\nscipy==1.14.1\njinja2==3.1.4\n' };
  const { plan, savings } = await planned(files, ONLY);
  expect(plan.fixes.filter(({ status }) => status === 'applied').map(({ title }) => title)).toEqual(['Drop scipy, which nothing needs']);
  const [id = ''] = plan.steps.map(({ fix }) => fix);
  const bytes = savings.fixes.get(id);
  // scipy is some 110 MB by itself, numpy that it brings some 60.
  expect(bytes?.low).toBeGreaterThan(100e6);
  expect(bytes?.high).toBeLessThan(400e6);
  expect(savings.total).toEqual(bytes);
  expect(savedBy(plan.fixes.filter((fix) => fix.id === id), savings)).toMatch(/^~\d+(-\d+)? MB$/);
});

test('what another requirement brings as well does not go, so that a fix alone saves nothing and both together do', async () => {
  const numpyKept = await planned({ Dockerfile: DOCKERFILE, 'app.py': 'import pandas\n', 'requirements.txt': 'pandas==2.2.3\nscipy==1.14.1\n' }, ONLY);
  const alone = await planned({ Dockerfile: DOCKERFILE, 'app.py': 'import flask\n', 'requirements.txt': 'flask==3.0.3\nscipy==1.14.1\npandas==2.2.3\n' }, ONLY);
  const amounts = ({ plan, savings }: typeof alone): readonly number[] => plan.steps.map(({ fix }) => savings.fixes.get(fix)?.high ?? 0);
  const [withNumpy = 0] = amounts(numpyKept);
  const both = amounts(alone);
  expect(both).toHaveLength(2);
  // The one that goes last takes numpy along: the parts add up to the whole.
  expect(both.reduce((sum, one) => sum + one, 0)).toBe(alone.savings.total.high);
  expect(Math.max(...both)).toBeGreaterThan(withNumpy);
});

test('an image that several services run is counted once', async () => {
  const compose = 'services:\n  one:\n    build: .\n  two:\n    build: .\n    command: ["python", "-m", "app"]\n';
  const { plan, savings } = await planned({ Dockerfile: DOCKERFILE, 'compose.yaml': compose, 'app.py': 'import flask\n', 'requirements.txt': 'flask==3.0.3\nscipy==1.14.1\n' }, ONLY);
  expect(savings.total).toEqual(savings.fixes.get(plan.steps[0]?.fix ?? ''));
});

test('a fix saves what leaves with it where its own file is installed, whoever else asks for the same', async () => {
  const service = (name: string, code: string): Readonly<Record<string, string>> => ({
    [`${name}/Dockerfile`]: DOCKERFILE,
    [`${name}/app.py`]: code,
    [`${name}/requirements.txt`]: 'flask==3.0.3\nscipy==1.14.1\nrequests==2.32.3\n',
  });
  const one = await planned({ ...service('alone', 'import flask\nimport requests\n') }, ONLY);
  const more = await planned({ ...service('alone', 'import flask\nimport requests\n'), ...service('other', 'import flask\n'), ...service('needing', 'import flask\nimport scipy\n') }, ONLY);
  const saved = ({ plan, savings }: typeof one, path: string): number | undefined => {
    const step = plan.steps.find(({ fix, changes }) => changes.some((change) => change.path === path) && plan.fixes.some(({ id, title }) => id === fix && /scipy/.test(title)));
    return savings.fixes.get(step?.fix ?? '')?.high;
  };
  expect(saved(one, 'alone/requirements.txt')).toBeGreaterThan(100e6);
  for (const path of ['alone/requirements.txt', 'other/requirements.txt']) expect(saved(more, path)).toBe(saved(one, 'alone/requirements.txt'));
  const parts = [...more.savings.fixes.values()].reduce((sum, { high }) => sum + high, 0);
  expect(parts).toBe(more.savings.total.high);
});

test('a layer that chown no longer stores again is saved by the fix that takes it away', async () => {
  const dockerfile = 'FROM python:3.11-slim-bookworm\nRUN useradd --uid 1001 app\nCOPY . /app\nRUN chown -R 1001:1001 /app\nUSER 1001\nWORKDIR /app\nCMD ["python", "app.py"]\n';
  const { plan, savings } = await planned({ Dockerfile: dockerfile, 'app.py': 'import json\n', 'data.csv': 'a,b\n'.repeat(50_000) }, ['dockerfile/chown-layer']);
  const saved = savings.fixes.get(plan.steps[0]?.fix ?? '');
  expect(saved?.high).toBeGreaterThan(200_000);
  expect(saved?.high).toBeLessThan(201_000);
  expect(savings.total).toEqual(saved);
});

const OWNED = ['FROM python:3.11-slim-bookworm', 'RUN useradd --uid 1001 app', 'COPY . /app'];

async function savedByChown(lines: readonly string[], only: readonly string[]): Promise<{ readonly fixes: readonly number[]; readonly total: number }> {
  const dockerfile = [...OWNED, ...lines, 'USER 1001', 'WORKDIR /app', 'CMD ["python", "app.py"]', ''].join('\n');
  const { plan, savings } = await planned({ Dockerfile: dockerfile, 'app.py': 'import cv2\n', 'data.csv': 'a,b\n'.repeat(50_000) }, only);
  return { fixes: plan.steps.map(({ fix }) => savings.fixes.get(fix)?.high ?? 0), total: savings.total.high };
}

test('of two that store the same again, the one that stays does not hide the one that goes', async () => {
  const { total } = await savedByChown(['RUN chown -R 1001:1001 /app', '# slimify-ignore dockerfile/chown-layer: it is measured', 'RUN chown -R 1001:1001 /app'], ['dockerfile/chown-layer']);
  expect(total).toBeGreaterThan(200_000);
  expect(total).toBeLessThan(201_000);
});

test('a fix of the same line that leaves the chown is not told to save it', async () => {
  const { fixes } = await savedByChown(['RUN chown -R 1001:1001 /app && pip install --no-cache-dir opencv-python==4.10.0.84'], ['requirements/opencv-headless', 'dockerfile/chown-layer']);
  expect(fixes).toEqual([0, 0]);
});

test('of a fix that puts something in the place of what it takes, nothing is said', async () => {
  const { plan, savings } = await planned({ Dockerfile: DOCKERFILE, 'app.py': 'import cv2\n', 'requirements.txt': 'opencv-python==4.10.0.84\n' }, ['requirements/opencv-headless']);
  expect(plan.steps.length).toBe(1);
  expect(savings.fixes.size).toBe(0);
});

test('the last lines name what is not counted', () => {
  const amount = { low: -5e6, high: 20e6, basis: 'heuristic' } as const;
  const savings: PlanSavings = { fixes: new Map(), services: new Map([['a', amount], ['changed in another way', { low: 0, high: 0, basis: 'heuristic' }]]), uncounted: new Set(['a\u001b']), total: amount };
  const plan = { changes: [{ path: 'x', before: 'a', after: 'b' }] } as unknown as Plan;
  expect(savedInAll(plan, { savings, width: 300 })).toEqual(['1 service would hold up to 20 MB less in packages, base images and what chown stores again. Not counted: files, caches, nor the smaller builds that a\\x1b takes from another index.']);
  expect(savedInAll(plan, { savings: null, width: 100 })).toEqual([]);
});
