import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { builtInRules } from '#rules';

const PAGES = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'src/knowledge/README.md', ...readdirSync('docs').filter((name) => name.endsWith('.md')).map((name) => `docs/${name}`)];

describe('docs', () => {
  test.each(PAGES)('%s links to what is there', (page) => {
    const links = [...readFileSync(page, 'utf8').matchAll(/\]\(([^)#\s]+)[^)]*\)/g)].map(([, target]) => target ?? '');
    const broken = links.filter((target) => !target.includes('://') && !existsSync(join(dirname(page), target)));
    expect(broken).toEqual([]);
  });

  test.each(['README.md', 'docs/rules.md'])('%s names every built-in rule', (page) => {
    const text = readFileSync(page, 'utf8');
    expect(builtInRules.map(({ meta }) => meta.name).filter((name) => !text.includes(name))).toEqual([]);
  });

  test('the table of rules says what the rules say of themselves', () => {
    const text = readFileSync('docs/rules.md', 'utf8');
    for (const { meta } of builtInRules) {
      expect(text).toContain(`| [\`${meta.name}\`](../rules/${meta.name}/README.md) | \`${meta.scope}\` | \`${meta.safety}\` | ${meta.summary} |`);
    }
  });

  test.each(builtInRules.map(({ meta }) => meta.name))('the page of %s has all its parts', (name) => {
    const text = readFileSync(`rules/${name}/README.md`, 'utf8');
    expect(text.startsWith(`# ${name}\n`)).toBe(true);
    const headings = [...text.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading);
    expect(headings).toEqual(expect.arrayContaining(['Why', 'Example', 'When it is wrong', 'Prior art']));
  });

  test('every folder of src has a row in the map of CONTRIBUTING.md', () => {
    const text = readFileSync('CONTRIBUTING.md', 'utf8');
    const folders = readdirSync('src', { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => `src/${name}`);
    expect(folders.filter((folder) => !text.includes(`\`${folder}\``))).toEqual([]);
  });

  test('scripts that README and CONTRIBUTING name are there', () => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
    const named = ['README.md', 'CONTRIBUTING.md'].flatMap((page) => [...readFileSync(page, 'utf8').matchAll(/npm run (?:-s )?([a-z:]+)/g)].map(([, name]) => name ?? ''));
    expect([...new Set(named)].filter((name) => !(name in scripts))).toEqual([]);
  });
});
