import { expect, test } from 'vitest';
import { isDevcontainerFile, readDevcontainer } from '#compose/devcontainer.js';
import { callLines, mentionLines, nothing } from './mention-lines.js';

const PATH = '.devcontainer/devcontainer.json';
const PATHS = [PATH, '.devcontainer/Dockerfile', 'Dockerfile', 'compose.yaml'];

test.each([
  ['{"build": {"dockerfile": "Dockerfile"}}', ['1 -: .devcontainer -f .devcontainer/Dockerfile']],
  ['// why\n{\n  "name": "Dev", /* c */\n  "build": {\n    "dockerfile": "../Dockerfile",\n    "context": "..",\n    "target": "dev",\n    "args": {"A": "1", "B": "${localEnv:B}"},\n  },\n}', ['5 Dev: . -f Dockerfile --target dev --build-arg A=1 --build-arg B']],
  ['{"dockerFile": "Dockerfile", "context": ".."}', ['1 -: . -f .devcontainer/Dockerfile']],
  ['{"build": {"dockerfile": "Dockerfile", "context": "${localWorkspaceFolder}"}}', ['1 -: . -f .devcontainer/Dockerfile']],
  ['{"image": "python:3.12"}', []],
])('%s', (text, expected) => {
  expect(mentionLines(readDevcontainer(PATH, text, nothing, PATHS))).toEqual(expected);
});

test('compose files and the services that it starts', () => {
  const text = '{"dockerComposeFile": ["../compose.yaml", "extra.yml"],\n "service": "app", "runServices": ["app", "db"]}';
  expect(callLines(readDevcontainer(PATH, text, nothing, PATHS))).toEqual(['1 compose -f compose.yaml -f .devcontainer/extra.yml in .devcontainer up app db']);
});

test.each([
  ['{"build": ', 'not valid JSON: expected a value'],
  ['', 'not valid JSON: expected a value'],
  ['['.repeat(100_000), 'a file that is too long or too deep'],
])('%# what cannot be read is a problem', (text, reason) => {
  expect(readDevcontainer(PATH, text, nothing, PATHS).problems).toEqual([{ at: { path: PATH, line: 1 }, reason }]);
});

test('which files they are', () => {
  expect(['.devcontainer.json', PATH, '.devcontainer/gpu/devcontainer.json', 'x-devcontainer.json'].map(isDevcontainerFile)).toEqual([true, true, true, false]);
});
