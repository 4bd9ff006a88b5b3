import { readFileSync, statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readEdge, writeEdge } from '#knowledge/edge-text.js';
import { bundledEdges, type EdgesFile } from '#knowledge/edges.js';
import { parseMarker } from '#pep/marker-syntax.js';
import { parseVersion } from '#pep/versions.js';

const PATH = new URL('../../src/knowledge/edges.json', import.meta.url);
const { sources } = JSON.parse(readFileSync(PATH, 'utf8')) as EdgesFile;
const records = Object.values(sources).flatMap(({ distributions }) => Object.entries(distributions));
const texts = records.flatMap(([, { requires = [], extras = {} }]) => [...requires, ...Object.values(extras).flat()]);

function namesOf(name: string, version: string | null = null): readonly string[] {
  return bundledEdges(name, version).value?.requires.map((edge) => edge.name) ?? [];
}

describe('the snapshot', () => {
  it('holds more than 3,500 distributions in less than 1.1 MB', () => {
    expect(new Set(records.map(([key]) => key.split('==')[0])).size).toBeGreaterThan(3500);
    expect(statSync(PATH).size).toBeLessThan(1_100_000);
  });

  it('has markers that can be parsed and versions that are versions', () => {
    const markers = new Set(texts.map((text) => readEdge(text).marker).filter((marker) => marker !== null));
    expect([...markers].filter((marker) => !parseMarker(marker).ok)).toEqual([]);
    expect(records.map(([key]) => key.split('==')[1] ?? '').filter((version) => parseVersion(version) === null)).toEqual([]);
  });

  it('writes every edge as it reads it', () => {
    expect(texts.filter((text) => writeEdge(readEdge(text)) !== text)).toEqual([]);
  });
});

describe('what a distribution requires', () => {
  it('is known for a version of the same minor, with the lock that tells it', () => {
    const answer = bundledEdges('torch', '2.9.1');
    expect(answer).toMatchObject({ complete: true, assumed: false, value: { name: 'torch', version: '2.9.1' } });
    expect(answer.evidence[0]?.text).toContain(answer.value?.source);
    expect(answer.value?.source).toMatch(/^[\w.-]+\/[\w.-]+@[0-9a-f]+:.*lock$/);
  });

  it('differs by version: torch 2.10 brings CUDA 12, torch 2.11 brings CUDA 13', () => {
    expect(namesOf('torch', '2.10.0')).toContain('nvidia-cudnn-cu12');
    expect(namesOf('torch', '2.11.0')).toContain('nvidia-cudnn-cu13');
    expect(namesOf('torch', '2.11.0')).not.toContain('nvidia-cudnn-cu12');
  });

  it('is assumed from the newest record where no version is told', () => {
    const answer = bundledEdges('pandas');
    expect(answer.assumed).toBe(true);
    expect(answer.because).toContain('the version of pandas is not told');
  });

  it('is assumed from the same line where the minor version is in no record', () => {
    const answer = bundledEdges('pandas', '2.0.3');
    expect(answer.assumed).toBe(true);
    expect(answer.value?.version).toMatch(/^2\./);
    expect(namesOf('pandas', '2.0.3')).toContain('pytz');
  });

  it('is that of the next newer record, since records stand where requirements changed', () => {
    const answer = bundledEdges('requests', '2.29.0');
    expect(answer.assumed).toBe(true);
    expect(namesOf('requests', '2.25.1')).toContain('chardet');
    expect(namesOf('requests', '2.29.0')).toContain('charset-normalizer');
    expect(namesOf('requests', '2.29.0')).not.toContain('chardet');
  });

  it('is that of the nearest older record for a version above all', () => {
    expect(bundledEdges('torch', '2.999.0')).toMatchObject({ assumed: true, value: { version: bundledEdges('torch').value?.version } });
  });

  it('is assumed for a build with a label of its own', () => {
    expect(bundledEdges('torch', '2.9.1+cpu').assumed).toBe(true);
  });

  it('is null for a distribution that no lock ever held', () => {
    expect(bundledEdges('a-package-that-nobody-locked').value).toBeNull();
  });

  it('lists the extras that were seen, and says which another version told', () => {
    const { value } = bundledEdges('uvicorn');
    expect(value?.optional.get('standard')?.map((edge) => edge.name)).toContain('httptools');
    const accelerate = bundledEdges('accelerate').value;
    expect(accelerate?.optional.get('deepspeed')?.map((edge) => edge.name)).toEqual(['deepspeed']);
    expect(accelerate?.borrowed?.has('deepspeed')).toBe(true);
  });

  it('names the page of a release where its metadata was read', () => {
    expect(bundledEdges('aio-pika').value?.source).toMatch(/^https:\/\/pypi\.org\/project\/aio-pika\/[\d.]+\/$/);
  });
});

describe('an edge as text', () => {
  it.each([
    ['numpy', { name: 'numpy', extras: [], marker: null }],
    ["uvicorn[standard]; python_version < '3.9'", { name: 'uvicorn', extras: ['standard'], marker: "python_version < '3.9'" }],
    ['coverage[toml,x]', { name: 'coverage', extras: ['toml', 'x'], marker: null }],
  ])('%s', (text, edge) => {
    expect(readEdge(text)).toEqual(edge);
    expect(writeEdge(edge)).toBe(text);
  });
});
