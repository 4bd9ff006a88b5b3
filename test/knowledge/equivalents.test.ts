import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Answer } from '#answer/answer.js';
import { listen } from '#answer/ledger.js';
import { equivalentOf, givenObject, hasEquivalents } from '#knowledge/equivalents.js';

interface Row { readonly distribution: string; readonly also?: readonly string[]; readonly gives?: string; readonly allows?: readonly string[]; readonly source: string | null }

const { objects, symbols } = JSON.parse(readFileSync(new URL('../../src/knowledge/equivalents.json', import.meta.url), 'utf8')) as {
  readonly objects: Readonly<Record<string, { readonly attributes: readonly string[] }>>;
  readonly symbols: Readonly<Record<string, Row>>;
};

describe('a look-up', () => {
  test('finds a function by its qualified name, with its source as proof', () => {
    const heard: Answer<unknown>[] = [];
    const found = listen(heard, () => equivalentOf('scipy', 'scipy.stats.zscore'));
    expect(found.value).toMatchObject({ kind: 'few-lines', with: ['numpy'], code: '(values - numpy.mean(values)) / numpy.std(values)' });
    expect(found).toMatchObject({ complete: true, assumed: false });
    expect(found.evidence[0]?.text).toContain('https://pypi.org/project/scipy/');
    expect(heard).toContain(found);
  });

  test('takes a member of a class for the class where the row says so, and for nothing where it does not', () => {
    expect(equivalentOf('langchain', 'langchain.text_splitter.RecursiveCharacterTextSplitter.from_tiktoken_encoder').value?.with).toEqual(['langchain-text-splitters']);
    expect(equivalentOf('scipy', 'scipy.stats.zscore.__doc__').value).toBeNull();
  });

  test('prefers the longest name: the token splitter is less than the module that it comes from', () => {
    expect(equivalentOf('langchain', 'langchain.text_splitter.TokenTextSplitter').value?.with).toEqual(['tiktoken']);
  });

  test('knows other names of the same function, and no function of another distribution', () => {
    expect(equivalentOf('nltk', 'nltk.ngrams').value?.symbol).toBe('nltk.util.ngrams');
    expect(equivalentOf('numpy', 'scipy.stats.zscore').value).toBeNull();
    expect(equivalentOf('scipy', 'scipy.signal.find_peaks').value).toBeNull();
    expect([hasEquivalents('scipy'), hasEquivalents('fastapi')]).toEqual([true, false]);
  });
});

describe('the table', () => {
  test('has rows for at least twenty distributions, each with a source', () => {
    const rows = Object.values(symbols);
    expect(rows.length).toBeGreaterThanOrEqual(140);
    expect(new Set(rows.map(({ distribution }) => distribution)).size).toBeGreaterThanOrEqual(20);
    expect(rows.filter(({ source }) => source === null)).toEqual([]);
  });

  test('says every name once', () => {
    const names = Object.entries(symbols).flatMap(([symbol, { distribution, also }]) => [symbol, ...(also ?? [])].map((name) => `${distribution} ${name}`));
    expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
  });

  test('speaks of objects that are listed, and allows no name that means nothing there', () => {
    const wrong = Object.entries(symbols).flatMap(([symbol, { gives, allows }]) => {
      if (gives === undefined) return [];
      const object = givenObject(gives);
      return object === null ? [symbol] : (allows ?? []).filter((name) => !objects[gives]?.attributes.includes(name) && !PLAIN.has(name)).map((name) => `${symbol} ${name}`);
    });
    expect(wrong).toEqual([]);
  });
});

/** Names that datetimes and texts have as well, so that they are no signs of an object of a library. */
const PLAIN: ReadonlySet<string> = new Set(['date', 'isoformat', 'timestamp', 'strftime', 'encode', 'decode']);
