import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { reportOf, type Report } from '#report/json.js';
import { code, prose, proseWithLinks } from '#report/markdown/escape.js';
import { fitted, GITHUB_LIMIT } from '#report/markdown/fit.js';
import { linked, webBase } from '#report/markdown/links.js';
import { markdownReport, type MarkdownOptions } from '#report/markdown/report.js';
import { visible } from '#text/visible.js';
import { gfmRenderer } from '../oracles/gfm-venv.js';
import { finding, fix, planOf } from '../patch/plan-of.js';
import { examplePlan } from './example-plan.js';

const OPTIONS: MarkdownOptions = {
  links: { base: 'https://github.com/acme/shop/blob/abc/', prefix: '' },
  rules: new Map([['dockerfile/pip-cache', { summary: 'x', why: 'The cache is never read again.' }]]),
  command: 'slimify plan',
};

test('title, what each service saves, what is left to do, the fixes with their evidence, what was held and not read', () => {
  const plan = examplePlan();
  const services = [{ name: 'api', path: 'apps/api', dockerfile: 'apps/api/Dockerfile' }];
  const withServices = planOf({ ...plan, services, findings: plan.findings.map((each) => (each.status === 'applied' ? { ...each, services: ['api'] } : each)) });
  const saved = { low: 1_000_000, high: 2_400_000, basis: 'catalogue' } as const;
  const savings = { fixes: new Map([['B1', saved]]), services: new Map([['api', saved]]), uncounted: new Set<string>(), total: saved };
  expect(markdownReport(reportOf(withServices, false, [], savings), OPTIONS)).toBe(`# Make 1 service smaller: 3 fixes in 2 files

| service | saves | changes |
| --- | ---: | --- |
| \`api\` | ~1.0-2.4 MB | pip-cache (2), backport |

What is saved is what packages, base image, system packages and layers that chown stores again take on disk: \`~\` from the bundled catalogue, \`=\` measured, without a mark as the package index tells it. Files of the repository and caches are not counted, nor are smaller builds of the same version, such as torch for the CPU. \`slimify plan --resolve\` asks the index.

## To do by hand

- [ ] \`uv pip compile requirements.in\`

## dockerfile/pip-cache (safe)

The cache is never read again.

- **Install without the pip cache** (safe) [\`apps/api/Dockerfile:2\`](https://github.com/acme/shop/blob/abc/apps/api/Dockerfile#L2)
  - pip keeps its download cache in the layer
    - \`RUN pip install flask\` [\`apps/api/Dockerfile:2\`](https://github.com/acme/shop/blob/abc/apps/api/Dockerfile#L2)
- **Install without the pip cache** (safe) [\`apps/api/Dockerfile:3\`](https://github.com/acme/shop/blob/abc/apps/api/Dockerfile#L3)
  - pip keeps its download cache in the layer
    - \`RUN pip install gunicorn\` [\`apps/api/Dockerfile:3\`](https://github.com/acme/shop/blob/abc/apps/api/Dockerfile#L3)

## requirements/backport (review)

- **Remove ipaddress** (review, saves ~1.0-2.4 MB) [\`libs/requirements.txt:2\`](https://github.com/acme/shop/blob/abc/libs/requirements.txt#L2)
  - ipaddress==1.0.23 is part of Python since 3.3
    - review: the Python of apps/b/Dockerfile cannot be told
    - in the standard library since 3.3
    - \`Python 3.11\` [\`apps/api/Dockerfile:1\`](https://github.com/acme/shop/blob/abc/apps/api/Dockerfile#L1)

## Held back

- [\`apps/kg/Dockerfile:9\`](https://github.com/acme/shop/blob/abc/apps/kg/Dockerfile#L9) Install without the pip cache (held): entrypoint.sh runs pip at start [\`apps/kg/entrypoint.sh:12\`](https://github.com/acme/shop/blob/abc/apps/kg/entrypoint.sh#L12)
- 1 suggestion: \`slimify plan --suggestions\`

## Not read, and left as it is

- \`old/requirements.txt\`: UTF-16, not UTF-8
`);
});

test('a plan with nothing to do is one line', () => {
  expect(markdownReport(reportOf(planOf({}), false, []), OPTIONS)).toBe('# slimify: nothing to change\n');
});

/** A plan of so many fixes of two rules, with so much evidence each. */
function largeReport(fixes: number, evidence: number): Report {
  const paths = Array.from({ length: fixes }, (_, index) => `services/service-${index}/Dockerfile`);
  const names = paths.map((_, index) => `service-${index}`);
  const rows = Array.from({ length: evidence }, (_, index) => ({ kind: 'source', text: `RUN pip install package-${index}`, path: 'Dockerfile', line: index + 1 }) as const);
  return reportOf(
    planOf({
      findings: paths.map((path, index) => finding({ id: `f${index}`, rule: index % 3 === 0 ? 'a/few' : 'a/many', fix: `x${index}`, path, services: [names[index] ?? ''], evidence: rows })),
      fixes: paths.map((path, index) => fix({ id: `x${index}`, rule: index % 3 === 0 ? 'a/few' : 'a/many', findings: [`f${index}`], paths: [path], afterwards: [`uv pip compile ${path}`] })),
      changes: paths.map((path) => ({ path, before: 'a\n', after: 'b\n' })),
      services: names.map((name) => ({ name, path: name, dockerfile: null })),
    }),
    false,
    [],
  );
}

test.each([[10, 1], [100, 8], [2_000, 20]])('%d fixes with %d rows each stay within what GitHub takes; what is left out is named', (fixes, evidence) => {
  const text = markdownReport(largeReport(fixes, evidence), OPTIONS);
  expect(text.length).toBeLessThanOrEqual(GITHUB_LIMIT);
  expect(text.startsWith(`# Make ${fixes} services smaller: ${fixes} fixes in ${fixes} files\n`)).toBe(true);
  expect(text).toContain('## a/many (safe)');
  expect(text.endsWith('shortened. `slimify plan --all` shows everything.\n')).toBe(fixes > 10);
});

test('where it has to be very short, sections go with their names', () => {
  const text = markdownReport(largeReport(100, 8), { ...OPTIONS, limit: 2_500 });
  expect(text.length).toBeLessThanOrEqual(2_500);
  expect(text.trimEnd().split('\n').at(-1)).toBe('Left out, since the text of a pull request has a limit: a/few (34 fixes), a/many (66 fixes). 2 sections are shortened. `slimify plan --all` shows everything.');
});

test('whatever the limit, it is kept', () => {
  fc.assert(fc.property(fc.array(fc.record({ forms: fc.array(fc.string({ maxLength: 90 }), { minLength: 1, maxLength: 3 }), name: fc.option(fc.string({ maxLength: 5 })) }), { maxLength: 6 }), fc.integer({ min: 1, max: 300 }), (sections, limit) => {
    expect(fitted(sections, limit, (names, shortened) => `${names.join()} ${shortened}`).length).toBeLessThanOrEqual(limit);
  }));
});

test('links name the commit where the remote is known, and are relative to the git root elsewhere', () => {
  const commit = 'a'.repeat(40);
  expect(webBase('git@github.com:acme/shop.git\n', commit)).toBe(`https://github.com/acme/shop/blob/${commit}/`);
  expect(webBase('https://token:secret@github.com/acme/shop', commit)).toBe(`https://github.com/acme/shop/blob/${commit}/`);
  expect(webBase('ssh://git@gitlab.com/acme/group/shop.git', commit)).toBe(`https://gitlab.com/acme/group/shop/-/blob/${commit}/`);
  for (const other of ['https://github.com.example.org/a/b', 'https://example.org/a/b', '/srv/git/shop', 'git@github.com:a/b)(x', '']) expect(webBase(other, commit)).toBe('');
  expect(linked('a b/(x)#?[y]|.txt', 3, { base: '', prefix: 'world/' })).toBe('[`a b/(x)#?[y]|.txt:3`](world/a%20b/%28x%29%23%3F%5By%5D%7C.txt#L3)');
});

describe('as GitHub renders it', () => {
  const gfm = gfmRenderer();

  /** Pieces that mean something to Markdown, to GitHub or to a terminal, put together at random. */
  const piece = fc.constantFrom(
    '`', '``', '*', '**', '_', '__', '~', '~~', '[', ']', '(', ')', '[x](https://example.org)', '![x](y)', '<', '>', '<b>', '<!--', '-->', '<script>', '</details>', '&lt;', '&#64;', '#', '# ', '#1', '@', '@someone', 'a@b.example', 'https://example.org/x', 'www.example.org', 'GH-1',
    '|', '\\', '\\|', '-', '- ', '+ ', '* ', '1. ', '1) ', '=', '---', '$', '$x$', ':', ':x:', '\n', '\r', '\t', ' ', '  ', '\u001b[2J', '\u202e', '\u0085', '\u2028', 'a', 'word', '0', '==1.0', '{', '}', '!', '"', "'", '[ ]', '[^1]', 'ü',
  );
  const text = fc.array(piece, { minLength: 1, maxLength: 8 }).map((pieces) => pieces.join(''));
  const samples = fc.sample(text, { numRuns: 1_500, seed: 3 });
  const squeezed = (shown: string): string => shown.replaceAll(/\s+/g, ' ').trim();

  test.skipIf(!gfm.ok)(`prose is shown as it is, and is nothing else${gfm.ok ? '' : `: ${gfm.reason}`}`, () => {
    if (!gfm.ok) return;
    for (const [before, after] of [['- ', ''], ['x **', '** y'], ['| a |\n| --- |\n| ', ' |']] as const) {
      const pages = gfm.render(samples.map((one) => before + prose(one) + after));
      pages.forEach((html, index) => {
        const one = samples[index] ?? '';
        const tags = new Set([...html.replaceAll('<!-- -->', '').matchAll(/<\/?([a-z!]\w*)/gi)].map(([, name]) => name));
        for (const expected of ['ul', 'li', 'p', 'strong', 'code', 'table', 'thead', 'tbody', 'tr', 'th', 'td']) tags.delete(expected);
        expect.soft([one, html, [...tags]]).toEqual([one, html, []]);
        const plain = squeezed(shownBy(html));
        expect.soft(plain, `${JSON.stringify(one)} ${html}`).toContain(squeezed(visible(one).replaceAll(/`([^`]+)`/g, '$1')));
      });
    }
  });

  test.skipIf(!gfm.ok)('code is shown as it is, in a list and in the cell of a table', () => {
    if (!gfm.ok) return;
    const one = gfm.render(samples.map((sample) => `- ${code(sample).replaceAll('\\|', '|')}`));
    const inTable = gfm.render(samples.map((sample) => `| a | b |\n| --- | --- |\n| ${code(sample)} | end |`));
    samples.forEach((sample, index) => {
      const shown = visible(sample).trim() === '' ? `"${visible(sample)}"` : visible(sample);
      expect.soft(one[index]).toBe(`<ul>\n<li><code>${escapedHtml(shown)}</code></li>\n</ul>\n`);
      expect.soft(inTable[index]).toContain('<td>end</td>');
      expect.soft(inTable[index]?.match(/<td>/g), sample).toHaveLength(2);
    });
  });

  test.skipIf(!gfm.ok)('of what slimify says itself, web addresses are links', () => {
    if (!gfm.ok) return;
    const [html] = gfm.render([proseWithLinks('Python has it (https://docs.python.org/3/library/x_y.html#z, checked 2026-11-22), <b>')]);
    expect(html).toBe('<p>Python has it (<a href="https://docs.python.org/3/library/x_y.html#z">https://docs.python.org/3/library/x_y.html#z</a>, checked 2026-11-22), &lt;b&gt;</p>\n');
  });
});

/** The text that a page shows. */
function shownBy(html: string): string {
  return html.replaceAll('<!-- -->', '').replaceAll(/<[^>]*>/g, '').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&');
}

function escapedHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
