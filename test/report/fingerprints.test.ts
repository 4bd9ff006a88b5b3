import fc from 'fast-check';
import { expect, test } from 'vitest';
import { builtInRules } from '#rules';
import { planFiles } from '../plan/plan-files.js';

const FILES = {
  'requirements.txt': 'flask==3.0.0\nipaddress==1.0.23\ncelery==5.4.0\nasyncio==3.4.3\npyyaml==6.0.2\n',
  Dockerfile: 'FROM python:3.11-slim\nWORKDIR /app\nCOPY requirements.txt .\nRUN apt-get update && apt-get install -y curl\nRUN pip install -r requirements.txt\nRUN pip install gunicorn\nCOPY app.py .\nCMD ["python", "app.py"]\n',
  'app.py': 'import flask\nimport yaml\n',
} as const;

const COMMENTS = ['# a comment', '', '   ', '# another one', '# slimify was here'];
const OTHERS = ['numpy==1.26.4', 'requests>=2', 'attrs'];

test('the ids of findings stay when lines move and other lines come', { timeout: 120_000 }, async () => {
  const first = await idsOf(FILES);
  expect(first.size).toBeGreaterThan(4);
  const insertion = fc.record({ at: fc.nat({ max: 100 }), line: fc.constantFrom(...COMMENTS) });
  const requirement = fc.record({ at: fc.nat({ max: 100 }), line: fc.constantFrom(...COMMENTS, ...OTHERS) });
  await fc.assert(
    fc.asyncProperty(fc.array(requirement, { maxLength: 5 }), fc.array(insertion, { maxLength: 5 }), fc.boolean(), async (lines, comments, windows) => {
      const ends = (text: string): string => (windows ? text.replaceAll('\n', '\r\n') : text);
      const moved = await idsOf({
        ...FILES,
        'requirements.txt': ends(inserted(FILES['requirements.txt'], lines)),
        Dockerfile: ends(inserted(FILES.Dockerfile, comments)),
        'docs/requirements.txt': 'sphinx\n',
        'notes/readme.md': 'nothing\n',
      });
      for (const [what, id] of first) expect([what, moved.get(what)]).toEqual([what, id]);
    }),
    { numRuns: 25, seed: 5 },
  );
});

test('the ids of findings about equal instructions are told apart by their number', async () => {
  const twice = await idsOf({ ...FILES, Dockerfile: FILES.Dockerfile.replace('RUN pip install gunicorn\n', 'RUN pip install gunicorn\nRUN pip install gunicorn\n') });
  expect(new Set(twice.values()).size).toBe(twice.size);
});

/** By rule, file and packages or message: the ids, several of the same in their order. */
async function idsOf(files: Readonly<Record<string, string>>): Promise<ReadonlyMap<string, string>> {
  const { findings } = await planFiles(files, builtInRules);
  const ids = new Map<string, string>();
  for (const { rule, path, packages, id } of findings.filter((one) => one.rule === 'requirements/unused' || one.rule === 'requirements/backport' || one.rule === 'dockerfile/pip-cache' || one.rule === 'dockerfile/apt-hygiene')) {
    for (let number = 0; ; number++) {
      const key = `${rule} ${path} ${packages.join()} ${number}`;
      if (ids.has(key)) continue;
      ids.set(key, id);
      break;
    }
  }
  return new Map([...ids].filter(([key]) => !OTHERS.some((line) => key.includes(line.replace(/[=>].*/, '')))));
}

function inserted(text: string, lines: readonly { readonly at: number; readonly line: string }[]): string {
  const rows = text.slice(0, -1).split('\n');
  for (const { at, line } of lines) rows.splice(at % (rows.length + 1), 0, line);
  return `${rows.join('\n')}\n`;
}
