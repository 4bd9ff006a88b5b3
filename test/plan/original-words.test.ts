import { describe, expect, test } from 'vitest';
import chownLayer from '../../rules/dockerfile/chown-layer/rule.js';
import multiStage from '../../rules/dockerfile/multi-stage/rule.js';
import { applyEdits } from '#text/edits.js';
import type { History } from '#plan/origin.js';
import { inOriginalLines } from '#plan/original-words.js';
import { planFiles } from './plan-files.js';

function behindTwoLines(before: string): History {
  const { text, map } = applyEdits(before, [{ span: { start: 0, end: 0 }, text: 'x\ny\n' }]);
  return [{ rule: 'test/above', before, after: text, map }];
}

const HISTORIES = new Map([['Dockerfile', behindTwoLines('a\nb\nc\nd\n')]]);

describe('lines that a sentence names are those of the original text', () => {
  test.each([
    ['one', 'line 4 brings it', 'line 2 brings it'],
    ['several', 'lines 3, 4 and 6 bring it', 'lines 1, 2 and 4 bring it'],
    ['of a file that is named', 'line 5 of Dockerfile names it', 'line 3 of Dockerfile names it'],
    ['not what is quoted', '`sed -n line 4` in line 4', '`sed -n line 4` in line 2'],
    ['not other numbers', 'port 4 and 4 lines', 'port 4 and 4 lines'],
  ])('%s', (_, text, expected) => {
    expect(inOriginalLines(HISTORIES, 'Dockerfile', text)).toBe(expected);
  });

  test('a file that nothing was written to keeps its own', () => {
    expect(inOriginalLines(HISTORIES, 'other/Dockerfile', 'line 4 brings it')).toBe('line 4 brings it');
  });

  test('a sentence that begins with a place is about that file', () => {
    expect(inOriginalLines(HISTORIES, 'Dockerfile', 'ci.yml:3: installs it, and runs pytest in line 4')).toBe('ci.yml:3: installs it, and runs pytest in line 4');
    expect(inOriginalLines(HISTORIES, 'ci.yml', 'Dockerfile:6: installs it, and runs pytest in line 4')).toBe('Dockerfile:6: installs it, and runs pytest in line 2');
  });
});

test('a finding behind other fixes speaks of the lines that its reader has', async () => {
  const dockerfile = `FROM python:3.12-slim-bookworm
RUN apt-get update && apt-get install -y --no-install-recommends gcc && rm -rf /var/lib/apt/lists/*
RUN useradd --create-home shop
WORKDIR /srv
COPY requirements.txt .
RUN pip install --no-cache-dir -r requirements.txt
COPY shop/ ./shop/
RUN chown -R shop:shop /srv
USER shop
CMD ["python", "-m", "shop"]
`;
  const { findings, changes } = await planFiles({ Dockerfile: dockerfile, 'requirements.txt': 'flask==3.1.0\n', 'shop/__main__.py': 'import flask\n' }, [multiStage, chownLayer], { safety: 'review' });
  expect(changes[0]?.after).toContain('AS builder');
  expect(findings.filter(({ rule }) => rule === 'dockerfile/chown-layer').map(({ line, message }) => [line, message])).toEqual([[8, '`chown -R shop:shop /srv` stores again what line 7 brought']]);
});
