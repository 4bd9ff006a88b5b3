import { describe, expect, test } from 'vitest';
import { groupLines, wasteOfAll, type GroupedConsumer, type GroupedLine } from '#rule/split/grouping.js';
import type { SplitOptions } from '#rule/split/types.js';
import type { Weights } from '#rule/split/weights.js';

const OPTIONS: SplitOptions = { oldFile: 'all', maxWaste: 30, base: 0.5, small: 2, file: '{name}-{group}.txt', categories: {}, groups: {}, pushDown: true };

/** `name category MB: consumers`; distributions weigh what is given, by their number among the lines. */
function grouped(services: readonly string[], table: string, options: Partial<SplitOptions> = {}, ownFile = false): { readonly groups: Record<string, string>; readonly waste: readonly number[] } {
  const rows = table.trim().split('\n').map((row) => /^\s*(\S+) (\S+) (\S+): ?(.*)$/.exec(row) ?? []);
  const sizes = rows.map(([, , , size]) => Number(size) * 1_000_000);
  const lines = rows.map(([, name = '', category = '', , takers = ''], index): GroupedLine => ({
    name,
    category: category === '-' ? null : category,
    consumers: takers.split(' ').filter((one) => one !== '').map((one) => services.indexOf(one)),
    forced: null,
    comes: [index],
    ownFile,
  }));
  const consumers = services.map((name): GroupedConsumer => ({ name, has: [] }));
  const weights: Weights = { comes: () => [], whole: () => true, number: () => undefined, bytes: (number) => sizes[number] ?? 0, count: () => sizes.length };
  const found = groupLines(lines, consumers, weights, { ...OPTIONS, ...options });
  const groups = Object.fromEntries([...found].map(([index, place]) => [lines[index]?.name ?? '', 'group' in place ? place.group : `own ${place.own}`]));
  return { groups, waste: wasteOfAll(lines, consumers, weights) };
}

describe('groups of a shared file', () => {
  test('what half of the services need, or two of little weight, is the base; the rest goes by what it is for', () => {
    const { groups } = grouped(['a', 'b', 'c', 'd', 'e'], `
      fastapi web 8: a b c
      orjson base 1: d e
      pandas data 60: d
      rdflib rdf 5: e
      hvac security 4: a
      cryptography security 12: a b`);
    expect(groups).toEqual({ fastapi: 'base', orjson: 'base', pandas: 'data', rdflib: 'rdf', hvac: 'a', cryptography: 'common' });
  });

  test('a service that would carry too much has the heaviest part cut out, with all that the same services need', () => {
    const { groups, waste } = grouped(['a', 'b', 'c', 'd', 'e'], `
      torch ml 900: a b
      transformers ml 40: a b
      opencv ml 90: c`);
    expect(groups).toEqual({ torch: 'ml', transformers: 'ml', opencv: 'c' });
    expect(waste.map((bytes) => bytes / 1_000_000)).toEqual([90, 90, 940, 1030, 1030]);
  });

  test('parts that all can bear are joined again', () => {
    const { groups } = grouped(['a', 'b', 'c', 'd', 'e', 'f', 'g'], `
      sqlalchemy db 14: a b c
      asyncpg db 12: a b
      neo4j db 13: d
      pymongo db 11: e
      redis db 9: f`);
    // Five sets of services, two files: nobody carries more than 24 of 30 MB without need. What a and b take together is joined before
    // what no service takes together; the name goes to the part with most lines of those that several services take.
    expect(groups).toEqual({ sqlalchemy: 'sqlalchemy', asyncpg: 'sqlalchemy', neo4j: 'db', pymongo: 'db', redis: 'db' });
  });

  test('lines that some service takes together are joined before those that none does, though that costs more', () => {
    const { groups } = grouped(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k'], `
      sqlalchemy db 26: a b c d e
      asyncpg db 10: a b c d
      psycopg2 db 8: a b
      neo4j db 2: f g`);
    expect(groups).toEqual({ sqlalchemy: 'db', asyncpg: 'db', psycopg2: 'db', neo4j: 'neo4j' });
  });

  test('a topic of three lines that one service alone needs has a file of its own, fewer go where that service has its own', () => {
    const table = (category: string): string => `
      rdflib ${category} 6: a
      pyshacl ${category} 17: a
      oxrdflib ${category} 7: a
      reportlab pdf 38: b
      pdfplumber pdf 64: b`;
    const services = ['a', 'b', 'c', 'd', 'e'];
    expect(grouped(services, table('rdf'), {}, true).groups).toEqual({ rdflib: 'rdf', pyshacl: 'rdf', oxrdflib: 'rdf', reportlab: 'own 1', pdfplumber: 'own 1' });
    // Categories that say little of what they are for are no topics.
    expect(grouped(services, table('net'), {}, true).groups).toEqual({ rdflib: 'own 0', pyshacl: 'own 0', oxrdflib: 'own 0', reportlab: 'own 1', pdfplumber: 'own 1' });
    // One line of the topic that others need as well, and the rest is what one service wants besides.
    expect(grouped(services, `${table('rdf')}\n      owlrl rdf 5: b c`, {}, true).groups).toMatchObject({ rdflib: 'own 0', owlrl: 'rdf' });
  });

  test('more may be carried where the options say so', () => {
    const table = `
      torch ml 900: a b
      opencv ml 90: c`;
    expect(new Set(Object.values(grouped(['a', 'b', 'c', 'd', 'e'], table).groups)).size).toBe(2);
    expect(grouped(['a', 'b', 'c', 'd', 'e'], table, { maxWaste: 1000 }).groups).toEqual({ torch: 'ml', opencv: 'ml' });
  });

  test('what nobody needs goes nowhere', () => {
    expect(grouped(['a', 'b'], '      boto3 cloud 100:').groups).toEqual({});
  });
});
