import { expect, test } from 'vitest';
import type { Evidence } from '#answer/answer.js';
import { evidenceRows } from '#report/evidence.js';
import type { TextOptions } from '#report/options.js';
import { textReport } from '#report/text.js';
import { writtenText } from '#report/written.js';
import { finding, fix, planOf } from '../patch/plan-of.js';
import { examplePlan } from './example-plan.js';

const PLAIN: TextOptions = { command: 'plan', safety: 'review', width: 80, colour: false, all: false, suggestions: false, flags: '' };

test('tables first, then each finding with reason, evidence and diff, then what to type', () => {
  expect(textReport(examplePlan(), PLAIN)).toBe(`2 Dockerfiles, 1 requirements file, 2 images

  file                   changes
  apps/api/Dockerfile    pip-cache (2)
  libs/requirements.txt  backport

  safe    dockerfile/pip-cache   Install without the pip…  2 fixes in 1 file
  review  requirements/backport  Remove ipaddress          1 fix in 1 file

  held back
    apps/kg/Dockerfile:9  Install without the pip cache
      held, dockerfile/pip-cache: entrypoint.sh runs pip at start
      (apps/kg/entrypoint.sh:12)
    1 suggestion (alpine)                         slimify plan --suggestions

  left as they are
    old/requirements.txt: UTF-16, not UTF-8

── dockerfile/pip-cache · apps/api/Dockerfile:2 and 1 more · safe ──────────────
   pip keeps its download cache in the layer
     at apps/api/Dockerfile:3
     seen  RUN pip install flask     apps/api/Dockerfile:2
     seen  RUN pip install gunicorn  apps/api/Dockerfile:3
   id c1, c2
diff --git a/apps/api/Dockerfile b/apps/api/Dockerfile
--- a/apps/api/Dockerfile
+++ b/apps/api/Dockerfile
@@ -1,3 +1,3 @@
 FROM python:3.11-slim
-RUN pip install flask
-RUN pip install gunicorn
+RUN pip install --no-cache-dir flask
+RUN pip install --no-cache-dir gunicorn

── requirements/backport · libs/requirements.txt:2 · review ────────────────────
   ipaddress==1.0.23 is part of Python since 3.3
     known  in the standard library since 3.3
     seen   Python 3.11  apps/api/Dockerfile:1
   review: the Python of apps/b/Dockerfile cannot be told
   id b1
   afterwards: uv pip compile requirements.in
diff --git a/libs/requirements.txt b/libs/requirements.txt
--- a/libs/requirements.txt
+++ b/libs/requirements.txt
@@ -1,2 +1,1 @@
 a
-ipaddress==1.0.23

2 files would change. slimify apply --safety review writes them; slimify apply writes the 2 safe ones of 3 fixes.
`);
});

test('colour adds codes and nothing else', () => {
  const coloured = textReport(examplePlan(), { ...PLAIN, colour: true });
  expect(coloured).toContain('\u001b[31m-ipaddress==1.0.23\u001b[39m');
  expect(coloured).toContain('\u001b[32m+RUN pip install --no-cache-dir flask\u001b[39m');
  expect(coloured.replace(/\u001b\[\d+m/g, '')).toBe(textReport(examplePlan(), PLAIN));
});

test('suggestions are shown in full when they are asked for', () => {
  expect(textReport(examplePlan(), PLAIN)).not.toContain('an Alpine base would do');
  const text = textReport(examplePlan(), { ...PLAIN, suggestions: true });
  expect(text).toContain('── dockerfile/alpine · apps/kg/Dockerfile:1 · suggestion ──');
  expect(text).toContain('an Alpine base would do');
});

test('fixes above the chosen safety are counted with the command that shows them', () => {
  const plan = examplePlan();
  const below = planOf({
    ...plan,
    findings: plan.findings.map((each) => (each.safety === 'review' ? { ...each, status: 'proposed' } : each)),
    fixes: plan.fixes.map((each) => (each.safety === 'review' ? { ...each, status: 'proposed' } : each)),
    changes: plan.changes.slice(0, 1),
    steps: plan.steps.slice(1),
  });
  const text = textReport(below, { ...PLAIN, command: 'apply', safety: 'safe', flags: ' --root apps' });
  expect(text).toContain('    1 fix for review (backport)                   slimify plan --safety review --root apps\n');
  expect(text).not.toContain('-ipaddress');
  expect(text.trimEnd().split('\n').at(-1)).toBe('2 fixes for 1 file. 1 more fix needs a reader: slimify plan --safety review --root apps');
});

test('a long table is cut and names the command that shows it whole', () => {
  const paths = Array.from({ length: 30 }, (_, index) => `apps/service-${String(index).padStart(2, '0')}/Dockerfile`);
  const changes = paths.map((path) => ({ path, before: 'FROM a\n', after: 'FROM b\n' }));
  const plan = planOf({
    findings: changes.map(({ path }, index) => finding({ id: `f${index}`, rule: 'dockerfile/x', fix: `x${index}`, path })),
    fixes: changes.map((change, index) => fix({ id: `x${index}`, rule: 'dockerfile/x', findings: [`f${index}`], paths: [change.path], changes: [change] })),
    changes,
  });
  const table = (text: string): readonly string[] => text.split('\n').filter((line) => /^ {2}(apps|…)/.test(line));
  expect(table(textReport(plan, PLAIN))).toHaveLength(9);
  expect(table(textReport(plan, PLAIN)).at(-1)).toBe('  …22 more                    slimify plan --all');
  expect(table(textReport(plan, { ...PLAIN, all: true }))).toHaveLength(30);
});

test('evidence that is alike in many places is one row that counts them', () => {
  const evidence = Array.from({ length: 12 }, (_, index) => ({ kind: 'source', text: 'FROM python:3.11', path: `apps/${index}/Dockerfile`, line: 1 }) as const);
  const plan = planOf({ findings: [finding({ id: 'f', rule: 'a/b', fix: 'x', evidence })], fixes: [fix({ id: 'x', rule: 'a/b', findings: ['f'] })] });
  expect(textReport(plan, PLAIN)).toContain('     seen  FROM python:3.11  apps/0/Dockerfile:1 and 11 more\n');
  expect(textReport(plan, { ...PLAIN, all: true })).toContain('     seen  FROM python:3.11  apps/11/Dockerfile:1\n');
});

test('what was searched in several images is told once where only the numbers differ, and each for itself where all is asked for', () => {
  const row = (modules: number, words: string): Evidence => ({ kind: 'absence', text: `no import in the ${modules} modules that the container reaches (${words})`, path: null, line: null });
  const rows = [row(100, 'modules fastapi2'), row(32, 'modules fastapi2'), row(32, 'modules fastapi3')];
  const shown = (all: boolean): readonly string[] => evidenceRows(rows, 120, all, (_, text) => text).map((line) => line.trim());
  expect(shown(false)).toEqual(['searched  no import in the 32 to 100 modules that the container reaches (modules fastapi2)', 'searched  no import in the 32 modules that the container reaches (modules fastapi3)']);
  expect(shown(true)).toHaveLength(3);
});

test('nothing that a file holds can steer the terminal', () => {
  const evil = '\u001b]0;title\u0007\u001b[2J\u202eend';
  const change = { path: `a${evil}/Dockerfile`, before: `FROM a\n# ${evil}\tx\n`, after: `FROM b\n# ${evil}\tx\n` };
  const plan = planOf({
    findings: [
      finding({ id: 'f', rule: 'dockerfile/x', fix: 'x', path: change.path, title: evil, message: `says ${evil}\nand goes on`, safetyReason: evil, evidence: [{ kind: 'source', text: evil, path: evil, line: 1 }] }),
      finding({ id: 'h', rule: 'dockerfile/x', status: 'held', path: evil, heldBy: [{ kind: 'source', text: evil, path: evil, line: 1 }] }),
    ],
    fixes: [fix({ id: 'x', rule: 'dockerfile/x', title: evil, findings: ['f'], paths: [change.path], changes: [change], afterwards: [evil] })],
    changes: [change],
    skipped: [{ path: evil, reason: evil }],
    crashes: [{ rule: 'dockerfile/y', message: evil, stack: evil }],
  });
  const text = textReport(plan, { ...PLAIN, all: true, suggestions: true }) + writtenText(plan);
  expect(text).toContain('\\x1b[2J\\u202eend');
  expect(text.match(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e]/)).toBeNull();
  expect(text).toContain('says \\x1b]0;title\\x07\\x1b[2J\\u202eend\\nand goes on');
});

test('a carriage return stays at the end of its line, so that what is printed applies', () => {
  const textOf = (before: string, after: string): string => {
    const change = { path: 'r.txt', before, after };
    const one = fix({ id: 'x', rule: 'a/b', findings: [], paths: ['r.txt'], changes: [change] });
    return textReport(planOf({ fixes: [one], changes: [change] }), PLAIN);
  };
  expect(textOf('a\r\nb\r\n', 'a\r\n')).toContain('\n a\r\n-b\r\n');
  expect(textOf('a\r\nb\n', 'a\r\n')).toContain('\n a\r\n-b\n');
});

test('a later fix of a file is not printed above an earlier one of the same file', () => {
  const texts = ['pip a\npip3 b\npip c\n', 'PIP a\npip3 b\npip c\n', 'PIP a\nPIP3 b\npip c\n', 'PIP a\nPIP3 b\nPIP c\n'];
  const titles = ['pip', 'pip3', 'pip'];
  const fixes = titles.map((title, index) => fix({
    id: `f${index}`, rule: 'a/b', title, findings: [], paths: ['Dockerfile'], changes: [{ path: 'Dockerfile', before: texts[index] ?? '', after: texts[index + 1] ?? '' }],
  }));
  const text = textReport(planOf({ fixes, changes: [{ path: 'Dockerfile', before: texts[0] ?? '', after: texts[3] ?? '' }] }), PLAIN);
  expect(text.match(/^\+PIP3? \w/gm)).toEqual(['+PIP a', '+PIP3 b', '+PIP c']);
});

test.each([40, 60, 80, 120])('no path is broken at %d columns', (width) => {
  const path = 'services/a-service-with-a-rather-long-name/requirements/production.txt';
  const plan = planOf({
    findings: [
      finding({ id: 'f', rule: 'requirements/x', fix: 'x', path, line: 1234, message: 'a message of some length that has to be wrapped somewhere on a narrow screen', evidence: [{ kind: 'source', text: 'some text of some length that goes before the place', path, line: 1234 }] }),
      finding({ id: 'h', rule: 'requirements/x', status: 'held', path, line: 7, heldBy: [{ kind: 'source', text: 'some text of some length that goes before the place', path, line: 99 }] }),
    ],
    fixes: [fix({ id: 'x', rule: 'requirements/x', findings: ['f'], paths: [path], changes: [] })],
    changes: [{ path, before: 'a\n', after: 'b\n' }],
  });
  const lines = textReport(plan, { ...PLAIN, width }).split('\n');
  for (const place of [`${path}:1234`, `${path}:7`, `${path}:99`]) expect(lines.some((line) => line.includes(place))).toBe(true);
  for (const line of lines.filter((each) => !/^\d+ Dockerfiles|^  file /.test(each))) {
    if (!/services\/|slimify|requirements\/x/.test(line)) expect.soft(line).toSatisfy((text: string) => text.length <= width);
  }
});

test('a run with nothing to do says so in two lines', () => {
  const plan = planOf({ stats: { dockerfiles: 1, requirementsFiles: 0, images: 1, documentsParsed: 1, modelsEvaluated: 1, edits: 0, sweeps: 1 } });
  expect(textReport(plan, PLAIN)).toBe('1 Dockerfile, 0 requirements files, 1 image\n\nNothing to change.\n');
});

test('after writing: how many files, and what to run next', () => {
  expect(writtenText(examplePlan())).toBe('Wrote 2 files.  Take it back: slimify undo\nNext\n  uv pip compile requirements.in\n');
});
