import { expect, test } from 'vitest';
import { countVerdicts, lineVerdicts, needsByService } from '#needs/by-service.js';
import type { ImageNeeds } from '#needs/types.js';
import type { WorkspaceNeeds } from '#needs/workspace-needs.js';
import { servicesIn } from '../services/story.js';
import { need, service } from '../report/hand-made-needs.js';

const PYTHON = 'FROM python:3.12-slim\nCMD ["python"]\n';

const SERVICES = servicesIn({
  'api/Dockerfile': PYTHON,
  'api/Dockerfile.dev': PYTHON,
  'compose.yaml': 'services:\n  api:\n    build: api\n  gone:\n    build: old/gone\n  db:\n    image: postgres:16\n',
});

function needsOf(images: Readonly<Record<string, ImageNeeds['needs']>>): WorkspaceNeeds {
  const all = Object.entries(images).map(([image, needs]): ImageNeeds => ({ ...service('x', needs).needs, image }));
  return { images: all, of: (id) => all.find(({ image }) => image === id) ?? null, at: () => [] };
}

const NEEDS = needsOf({
  'api/Dockerfile': [need('api/requirements.txt:1', 'flask', 'used', 'imported')],
  'api/Dockerfile.dev': [need('api/requirements.txt:1', 'flask', 'unused', 'nothing imports it'), need('api/requirements-dev.txt:1', 'pytest', 'dev', 'a tool for tests')],
});

test('a service is what goes to production; all its images where all are asked for; a ready-made one asks for nothing', () => {
  expect(needsByService(SERVICES, NEEDS, false)).toMatchObject({
    told: [{ service: 'api', image: 'api/Dockerfile', purpose: 'production' }],
    untold: [{ service: 'gone', because: 'compose.yaml:5: the context folder old/gone does not exist' }],
  });
  expect(needsByService(SERVICES, NEEDS, true).told.map(({ image }) => image)).toEqual(['api/Dockerfile', 'api/Dockerfile.dev']);
});

test('each line has one verdict for a service: that of its first image with the line', () => {
  expect(lineVerdicts(SERVICES, NEEDS)).toEqual([
    { path: 'api/requirements.txt', line: 1, name: 'flask', service: 'api', verdict: 'used', reason: 'imported' },
    { path: 'api/requirements-dev.txt', line: 1, name: 'pytest', service: 'api', verdict: 'dev', reason: 'a tool for tests' },
  ]);
});

test('what asks for a decision is counted first', () => {
  expect([...countVerdicts([need('r:1', 'a', 'used', ''), need('r:2', 'b', 'unused', ''), need('r:3', 'c', 'used', '')])]).toEqual([['unused', 1], ['used', 2]]);
});
