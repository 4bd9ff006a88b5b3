import { expect, test } from 'vitest';
import { load } from '../workspace.js';
import { likelyContexts } from '#services/contexts.js';
import { workspaceModel } from '#services/workspace-model.js';

function contexts(files: Readonly<Record<string, string>>, path: string): readonly string[] {
  const { snapshot } = load(files);
  const model = workspaceModel(snapshot).models.find(({ document }) => document.path === path);
  return model ? likelyContexts(model, snapshot.tree) : [];
}

test.each([
  [
    'its own folder, where the sources lie',
    { 'apps/api/Dockerfile': 'FROM a\nCOPY requirements.txt app.py ./\n', 'apps/api/requirements.txt': '', 'apps/api/app.py': '' },
    ['apps/api'],
  ],
  [
    'the root, where the sources are named from there',
    { 'apps/api/Dockerfile': 'FROM a\nCOPY libs/requirements.txt /r.txt\nCOPY apps/api /app\n', 'apps/api/app.py': '', 'libs/requirements.txt': '' },
    [''],
  ],
  [
    'a folder between',
    { 'team/apps/api/Dockerfile': 'FROM a\nCOPY libs /libs\n', 'team/libs/x.py': '', 'team/apps/api/app.py': '' },
    ['team'],
  ],
  [
    'the one where most of them lie, though one does elsewhere too',
    { 'apps/api/Dockerfile': 'FROM a\nCOPY requirements.txt /r.txt\nCOPY apps/api /app\nCOPY libs /libs\n', 'apps/api/requirements.txt': '', 'requirements.txt': '', 'libs/x.py': '' },
    [''],
  ],
  [
    'both, where the sources do not tell them apart',
    { 'apps/api/Dockerfile': 'FROM a\nCOPY . .\n', 'apps/api/app.py': '' },
    ['apps/api', 'apps', ''],
  ],
  [
    'by a wildcard',
    { 'apps/api/Dockerfile': 'FROM a\nCOPY lib*/x.* /x/\n', 'apps/api/app.py': '', 'libs/x.py': '' },
    [''],
  ],
  [
    'what other stages, downloads and here-documents bring says nothing',
    { 'apps/api/Dockerfile': 'FROM a AS b\nADD https://example.org/libs /x\nCOPY <<EOF /libs\nx\nEOF\nFROM a\nCOPY --from=b libs /libs\nCOPY app.py /\n', 'apps/api/app.py': '', 'libs/x.py': '' },
    ['apps/api'],
  ],
])('%s', (_, files, expected) => {
  expect(contexts(files, Object.keys(files)[0] ?? '')).toEqual(expected);
});
