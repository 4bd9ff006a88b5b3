import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { acceleratorSign } from '#knowledge/index.js';
import type { SignPlace } from '#knowledge/accelerators.js';

interface Entry {
  readonly pattern: string;
  readonly accelerator: string;
  readonly strength: string;
  readonly examples: readonly string[];
  readonly others: readonly string[];
}

const { $schema: _, ...tables } = JSON.parse(readFileSync(new URL('../../src/knowledge/accelerators.json', import.meta.url), 'utf8')) as Readonly<Record<string, Readonly<Record<string, Entry>>>>;
const entries = Object.entries(tables).flatMap(([table, rows]) => Object.entries(rows).map(([name, entry]) => ({ table, name, entry })));

describe('the table', () => {
  it.each(entries)('$table: $name finds its examples and leaves the others', ({ table, entry }) => {
    for (const text of entry.examples) {
      expect([text, acceleratorSign(table as SignPlace, text).value]).toEqual([text, { accelerator: entry.accelerator, strength: entry.strength }]);
    }
    const pattern = new RegExp(entry.pattern, 'u');
    for (const text of entry.others) expect([text, pattern.test(text)]).toEqual([text, false]);
  });
});

describe('acceleratorSign', () => {
  it('knows an empty list of devices, with the page that says so', () => {
    const answer = acceleratorSign('variables', 'CUDA_VISIBLE_DEVICES=');
    expect([answer.value, answer.complete, answer.assumed]).toEqual([{ accelerator: 'cuda', strength: 'against' }, true, false]);
    expect(answer.evidence[0]?.text).toContain('cuda-programming-guide');
  });

  it('only assumes an entry without a source', () => {
    expect(acceleratorSign('names', 'requirements-gpu.txt')).toMatchObject({ value: { accelerator: 'cuda', strength: 'strong' }, assumed: true });
  });

  it.each([
    ['bases', 'python:3.11-slim'],
    ['packages', 'torch'],
    ['packages', 'numpy'],
    ['names', 'requirements.txt'],
    ['names', 'Dockerfile'],
    ['indexes', 'https://pypi.org/simple'],
    ['variables', 'OMP_NUM_THREADS=1'],
    ['devices', 'runtime: sysbox-runc'],
    ['bases', 'ghcr.io/acme/document-service:1.0'],
  ] as const)('%s: nothing in %s', (place, text) => {
    expect(acceleratorSign(place, text).value).toBeNull();
  });
});
