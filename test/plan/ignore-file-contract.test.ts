import { kindOf } from '#files/kinds.js';
import { withTexts } from '#files/snapshot.js';
import { imageFault } from '#plan/image-fault.js';
import { documentUsers } from '#rule/users.js';
import { workspaceModel } from '#services/workspace-model.js';
import { workspaceServices } from '#services/workspace-services.js';
import { expect, test } from 'vitest';
import { loadAll, type Files } from '../workspace.js';

const FILES: Files = {
  'Dockerfile': 'FROM python:3.11-slim\nWORKDIR /app\nCOPY . .\nCOPY keep.txt /etc/keep.txt\nCMD ["python", "main.py"]\n',
  'main.py': '',
  'data/a.csv': '',
  'data/b.csv': '',
  'keep.txt': '',
};

/** What is wrong with a fix that gives the context this ignore file and declares these files of the image; null: nothing. */
function fault(text: string, removes: readonly string[], adds: readonly string[] = [], files: Files = { ...FILES, '.dockerignore': '*.log\n' }): string | null {
  const { snapshot } = loadAll(files);
  const after = withTexts(snapshot, new Map([['.dockerignore', text]]), kindOf);
  const users = documentUsers(snapshot, workspaceModel(snapshot).uses, workspaceServices(snapshot));
  const effects = removes.length + adds.length === 0 ? [] : [{ images: 'all' as const, files: { removes, adds } }];
  return imageFault(snapshot, after, ['.dockerignore'], [{ title: 'Hide it', changes: [{ kind: 'create', path: '.dockerignore', text }], effects }], users);
}

test('files that an ignore file takes away have to be declared one by one, or by their folder', () => {
  expect(fault('*.log\ndata\n', ['/app/data'])).toBeNull();
  expect(fault('*.log\ndata\n', ['/app/data/a.csv', '/app/data/b.csv'])).toBeNull();
  expect(fault('*.log\ndata\n', ['/app/data/a.csv'])).toContain('it would have other files');
  expect(fault('*.log\ndata\n', [])).toContain('it would have other files');
});

test('lines that match nothing change nothing', () => {
  expect(fault('*.log\n.git\n**/__pycache__\n', [])).toBeNull();
});

test('a new ignore file is a file of the image', () => {
  expect(fault('nothing\n', [], ['/app/.dockerignore'], FILES)).toBeNull();
  expect(fault('nothing\n', [], [], FILES)).toContain('it would have other files');
});

test('what a COPY names cannot be hidden, whatever is declared', () => {
  expect(fault('*.log\nkeep.txt\n', ['/app/keep.txt', '/etc/keep.txt'])).toContain('less of it would be understood');
});
