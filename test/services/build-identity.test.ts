import { expect, test } from 'vitest';
import { loadAlso } from '#files/load.js';
import { withTexts } from '#files/snapshot.js';
import { runnersOf } from '#needs/code/runners.js';
import { workspaceModel } from '#services/workspace-model.js';
import { readBuildFiles } from '#services/build-files.js';
import { namedFiles } from '#services/file-uses.js';
import { memoryIo } from '../memory-io.js';
import { load, type Files } from '../workspace.js';

const FILES: Files = {
  'api/Dockerfile': 'FROM python:3.12-slim\nCOPY tables.txt app.py ./\nRUN pip install -r tables.txt\nCMD ["python", "app.py"]\n',
  'api/tables.txt': 'pandas==2.2.3\n',
  'api/app.py': 'import pandas\n',
  'compose.yaml': 'services:\n  api:\n    build: ./api\n    mem_limit: 64m\n',
};

/** As a run reads it: the images tell that tables.txt is a list of requirements, and then it is read as well. */
function runOf(files: Files) {
  const first = load(files);
  const named = namedFiles(workspaceModel(first.snapshot).uses);
  const io = memoryIo(Object.fromEntries(Object.entries(files).map(([path, text]) => [`/workspace/${path}`, text])));
  return { named, snapshot: loadAlso(io, first, named).snapshot };
}

test('who runs an image is known though its requirements were found by the name that the Dockerfile gives them', () => {
  const { named, snapshot } = runOf(FILES);
  const [image] = workspaceModel(snapshot).images.images;
  expect(named).toEqual(['api/tables.txt']);
  expect(image && runnersOf(snapshot).get(image.build)?.map(({ name }) => name)).toEqual(['api']);
});

test('the files that speak of builds are the same at the start of a plan, also once a later moment was asked', () => {
  const { snapshot } = runOf(FILES);
  const before = readBuildFiles(snapshot);
  const later = withTexts(snapshot, new Map([['compose.yaml', 'services:\n  api:\n    build: ./api\n    mem_limit: 96m\n']]), () => 'compose');
  expect(readBuildFiles(later)).not.toBe(before);
  expect(readBuildFiles(snapshot)).toBe(before);
});
