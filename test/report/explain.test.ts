import { expect, test } from 'vitest';
import { findingText, ruleText } from '#report/explain.js';
import type { Rule } from '#rule/types.js';
import { examplePlan } from './example-plan.js';

const RULE: Rule = {
  meta: {
    name: 'requirements/backport',
    scope: 'requirement',
    summary: 'Remove packages that Python itself has',
    why: 'A backport shadows the standard library.',
    safety: 'safe',
    messages: { backport: '{name} is part of Python since {version}' },
  },
  *check() {},
};

test('a rule: what, why, how safe, and its README', () => {
  expect(ruleText(RULE, '# requirements/backport\n\nLong text.\n', { width: 80, colour: false })).toBe(`requirements/backport  Remove packages that Python itself has

A backport shadows the standard library.

looks at   every requirement
at most    safe
says
  - {name} is part of Python since {version}

# requirements/backport

Long text.
`);
});

test('a finding: everything about it, the diff of its fix alone', () => {
  const plan = examplePlan();
  const finding = plan.findings.find(({ id }) => id === 'b1');
  const text = finding ? findingText(plan, finding, RULE, { width: 60, colour: false }) : '';
  expect(text).toBe(`── requirements/backport · libs/requirements.txt:2 · review ──
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

id         b1
status     would be written by slimify apply at this safety
safety     review: the Python of apps/b/Dockerfile cannot be told
packages   ipaddress
images     apps/api/Dockerfile
rule       requirements/backport: Remove packages that Python itself has
`);
});
