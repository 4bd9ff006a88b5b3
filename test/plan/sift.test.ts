import fc from 'fast-check';
import { expect, test } from 'vitest';
import { known } from '#answer/answer.js';
import { sift, type Failure, type Part } from '#plan/sift.js';
import { defineRule } from '#rule/define.js';
import { planFiles } from './plan-files.js';

/** A made-up fix: the images that it touches, those of them that it breaks, and what it does about others that do. */
interface Made {
  readonly name: string;
  readonly images: readonly number[];
  readonly breaks: readonly number[];
  /** Images that it touches as well, and makes whole. */
  readonly mends: readonly number[];
  /** Images of others for which it says that it is meant. */
  readonly excuses: readonly number[];
}

function brokenBy(fixes: readonly Made[], all: readonly Made[]): readonly number[] {
  const saved = new Set([...fixes.flatMap(({ mends }) => mends), ...all.flatMap(({ excuses }) => excuses)]);
  return [...new Set(fixes.flatMap(({ breaks }) => breaks))].filter((image) => !saved.has(image)).toSorted((a, b) => a - b);
}

/** As an attempt tells it: image by image, with the fixes that touch it. */
function failureOf(fixes: readonly Made[]): Failure<Made> | null {
  const broken = brokenBy(fixes, fixes);
  if (broken.length === 0) return null;
  const parts = [...new Set(fixes.flatMap(({ images }) => images))].map((image): Part<Made> => {
    const own = fixes.filter(({ images }) => images.includes(image));
    if (!brokenBy(own, own).includes(image)) return { fixes: own, verdict: 'right' };
    return { fixes: own, verdict: broken.includes(image) ? 'wrong' : 'open' };
  });
  return { reason: `image ${broken[0]}`, parts };
}

interface Counted {
  readonly reasons: Readonly<Record<string, string>>;
  readonly attempts: number;
}

function sifted(fixes: readonly Made[], failureFor: typeof failureOf = failureOf): Counted {
  let attempts = 0;
  const trial = (some: readonly Made[]): Failure<Made> | null => {
    attempts += 1;
    return failureFor(some);
  };
  const failure = trial(fixes);
  const reasons = failure ? sift(fixes, failure, trial) : new Map<Made, string>();
  return { reasons: Object.fromEntries([...reasons].map(([{ name }, reason]) => [name, reason])), attempts };
}

/** The same where each half is tried: nothing is known of any. */
function halved(fixes: readonly Made[]): Counted {
  return sifted(fixes, (some) => {
    const failure = failureOf(some);
    return failure && { ...failure, parts: [{ fixes: some, verdict: 'open' }] };
  });
}

/** Fixes of an image each, of which some are bad. */
function ofOneImage(bad: readonly number[], length = 1000): readonly Made[] {
  return Array.from({ length }, (_, index) => ({ name: `fix ${index}`, images: [index], breaks: bad.includes(index) ? [index] : [], mends: [], excuses: [] }));
}

test('one bad fix among a thousand takes two attempts: of all, and of itself', () => {
  expect(sifted(ofOneImage([617]))).toEqual({ reasons: { 'fix 617': 'image 617' }, attempts: 2 });
  expect(halved(ofOneImage([617])).attempts).toBeGreaterThan(15);
});

test('each bad fix more takes one attempt more', () => {
  const { reasons, attempts } = sifted(ofOneImage([3, 4, 617, 999]));
  expect(Object.keys(reasons)).toEqual(['fix 3', 'fix 4', 'fix 617', 'fix 999']);
  expect(attempts).toBe(5);
});

test('a fix that touches every image costs a look at the halves without it', () => {
  const images = Array.from({ length: 1000 }, (_, index) => index);
  const everywhere: Made = { name: 'everywhere', images, breaks: [], mends: [], excuses: [] };
  const { reasons, attempts } = sifted([...ofOneImage([617]), everywhere]);
  expect(reasons).toEqual({ 'fix 617': 'image 617' });
  expect(attempts).toBeLessThanOrEqual(14);
});

test('it ends as by trying each half, also where fixes mend or excuse what others break', () => {
  const some = fc.uniqueArray(fc.integer({ min: 0, max: 9 }), { maxLength: 3 });
  const few = fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: some });
  const fix = fc.record({ images: few, breaks: few, mends: few, excuses: few });
  fc.assert(
    fc.property(fc.array(fix, { minLength: 1, maxLength: 30 }), (list) => {
      const fixes = list.map((one, index): Made => ({ ...one, name: `fix ${index}`, images: [...new Set([100 + index, ...one.images, ...one.breaks, ...one.mends])] }));
      expect(sifted(fixes).reasons).toEqual(halved(fixes).reasons);
      expect(sifted(fixes).attempts).toBeLessThanOrEqual(halved(fixes).attempts);
    }),
    { numRuns: 2000 },
  );
});

test('a rule looks once at what is left when the wrong fixes are gone, and not at each half of it', async () => {
  const services = Array.from({ length: 32 }, (_, index) => `s${index}`);
  const files = Object.fromEntries(services.map((name, index) => [`${name}/Dockerfile`, `FROM python:3.11-slim\nRUN echo ${index}\nCMD ["python"]\n`]));
  const bad = new Set(['s5/Dockerfile', 's19/Dockerfile']);
  let looks = 0;
  const rule = defineRule({
    meta: { name: 'test/rule', scope: 'dockerfile', summary: 'Test', why: 'A test', safety: 'safe', messages: { found: 'found' } },
    *check(dockerfile, { edit }) {
      looks += 1;
      const run = dockerfile.stages[0]?.instructions.find(({ keyword, text }) => keyword === 'RUN' && !text.includes('true'));
      if (!run) return;
      yield {
        findings: [{ message: 'found', at: run, evidence: [known(true, 'seen')] }],
        // What is not declared is seen in the images.
        fix: { title: 'Change it', changes: [edit.appendCommand(run, 'true')], effects: bad.has(dockerfile.path) ? [] : [{ images: [dockerfile.path], alters: ['commands'] }] },
      };
    },
  });
  const plan = await planFiles(files, [rule]);
  expect(plan.findings.filter(({ status }) => status === 'applied')).toHaveLength(30);
  expect(plan.findings.flatMap(({ path, status, heldBy }) => (status === 'applied' ? [] : [[path, status, heldBy[0]?.text]]))).toEqual([
    ['s19/Dockerfile', 'rejected', 'the image s19/Dockerfile: it would have other commands in its RUNs, and the fix does not declare that it alters the commands'],
    ['s5/Dockerfile', 'rejected', 'the image s5/Dockerfile: it would have other commands in its RUNs, and the fix does not declare that it alters the commands'],
  ]);
  // All of them before, those that are right after, all of them once more when it is done.
  expect(looks).toBe(32 + 30 + 32);
});
