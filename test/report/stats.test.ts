import { expect, test } from 'vitest';
import { statsJson, statsText } from '#report/stats.js';
import { understandingOf, type Understanding } from '#services/understanding.js';
import { workspaceImages } from '#services/workspace-images.js';
import { workspaceServices } from '#services/workspace-services.js';
import { loadAll, type Files } from '../workspace.js';

const PLAIN = { width: 100, colour: false, all: false, flags: '' };

function understood(files: Files): Understanding {
  const { snapshot } = loadAll(files);
  const { images, besides } = workspaceImages(snapshot);
  return understandingOf(workspaceServices(snapshot), [...images, ...besides]);
}

const FILES = {
  'api/Dockerfile': 'FROM python:3.12-slim\nCOPY requirements.txt gone.txt ./\nRUN pip install -r requirements.txt\nRUN pip install -r $NOBODY\nCMD ["api"]\n',
  'api/requirements.txt': 'flask\n',
  'compose.yaml': 'services:\n  api:\n    build: api\n  old:\n    build: old\n',
};

test('each share with what is missing from it, by place', () => {
  const text = statsText(understood(FILES), PLAIN);
  expect(text.split('\n').slice(0, 8)).toEqual([
    'builds told by: compose 2',
    '',
    '  builds that can be made as they are told  1 of 2  50 %',
    '  build contexts known                      2 of 2  100 %',
    '  base images known                         1 of 1  100 %',
    '  COPY and ADD sources found                1 of 2  50 %',
    '  installs followed to their inputs         1 of 2  50 %',
    '  start commands known                      1 of 1  100 %',
  ]);
  expect(text).toContain('COPY and ADD sources not found\n  api/Dockerfile:2: gone.txt is not in the build context api\n');
  expect(text).toContain('installs not followed to their inputs\n  api/Dockerfile:4: ');
});

test('a start command behind an entrypoint that nobody knows is not counted as known', () => {
  const text = statsText(understood({ 'Dockerfile': 'FROM nginx:1.27\nCMD ["nginx", "-g", "daemon off;"]\n' }), PLAIN);
  expect(text).toMatch(/start commands known +0 of 1 +0 %/);
  expect(text).toContain('start commands not known\n  Dockerfile:1: what root starts is behind the entrypoint of its base image, which is not known\n');
});

test('all of them is said only where it is all of them', () => {
  const rest = [{ text: 'one', at: { path: 'a', line: 1 } }];
  const share = { total: 100_000, rest };
  const { builds, sound, opaque } = understood({});
  const text = statsText({ builds, sound, opaque, contexts: share, bases: sound, sources: sound, installs: sound, starts: sound }, PLAIN);
  expect(text).toContain('99999 of 100000  99.9 %');
});

test('many rows are cut, with the command that shows them', () => {
  const rest = Array.from({ length: 20 }, (_, line) => ({ text: 'x', at: { path: 'a', line: line + 1 } }));
  const { builds, sound, opaque } = understood({});
  const understanding = { builds, sound, opaque, contexts: { total: 20, rest }, bases: sound, sources: sound, installs: sound, starts: sound };
  expect(statsText(understanding, { ...PLAIN, flags: ' --root x' })).toContain('  a:12: x\n  …8 more: slimify services --stats --all --root x\n');
  expect(statsText(understanding, { ...PLAIN, all: true })).toContain('  a:20: x\n');
});

test('nothing is no share of anything', () => {
  expect(statsText(understood({}), PLAIN)).toContain('  base images known                         0 of 0\n');
  expect(JSON.parse(statsJson(understood({})))).toMatchObject({ version: 1, builds: {}, bases: { total: 0, understood: 0, rest: [] } });
});
