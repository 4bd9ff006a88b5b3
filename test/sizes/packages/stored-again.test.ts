import { expect, test } from 'vitest';
import { storedAgain } from '#sizes/packages/stored-again.js';
import type { Heft } from '#sizes/packages/types.js';
import { workspaceImages } from '#services/workspace-images.js';
import { load } from '../../workspace.js';

const DOCKERFILE = `FROM python:3.12-slim AS builder
COPY requirements.txt .
RUN pip install --user -r requirements.txt
FROM python:3.12-slim
COPY --from=builder /root/.local /home/app/.local
COPY src /app
RUN chown -R 1000:1000 /home/app/.local
RUN chown -R 1000:1000 /app
RUN chown -R 1000:1000 /srv
`;

function parts(weights: ReadonlyMap<string, Heft>): readonly unknown[] {
  const { snapshot } = load({ Dockerfile: DOCKERFILE, 'requirements.txt': 'flask\n', 'src/a.py': 'x = 1\n', 'src/b.py': 'y = 22\n' });
  const [image] = workspaceImages(snapshot).images;
  return image ? storedAgain(image, snapshot, weights) : [];
}

test('a chown of a copied environment weighs what the environment weighs, and one of nothing is not listed', () => {
  const bytes = { low: 40e6, high: 50e6, basis: 'catalogue' } as const;
  expect(parts(new Map([['/root/.local', { bytes, unknown: [] }]]))).toMatchObject([
    { kind: 'again', what: 'chown -R 1000:1000 /home/app/.local', at: { path: 'Dockerfile', line: 7 }, bytes, because: 'stores again what came with line 5' },
    { kind: 'again', what: 'chown -R 1000:1000 /app', at: { path: 'Dockerfile', line: 8 } },
  ]);
});

test('an environment of which some packages have no size is a least', () => {
  const bytes = { low: 40e6, high: 50e6, basis: 'catalogue' } as const;
  expect(parts(new Map([['/root/.local', { bytes, unknown: ['flask'] }]]))[0]).toMatchObject({ bytes, because: 'stores again what came with line 5; at least, since not all of it was weighed' });
});

test('what nobody weighed has no figure', () => {
  expect(parts(new Map())[0]).toMatchObject({ bytes: null, because: 'stores again what came with line 5; what that weighs is not known' });
});
