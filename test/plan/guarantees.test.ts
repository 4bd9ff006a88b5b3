import { describe, expect, test } from 'vitest';
import { assumed, incomplete, known, row, type Answer, type Hits } from '#answer/answer.js';
import { ask } from '#answer/ledger.js';
import { defineRule } from '#rule/define.js';
import type { Dockerfile, Instruction } from '#rule/dockerfile.js';
import type { Change, Edit, Rule, Safety } from '#rule/types.js';
import { planFiles, textAfter } from './plan-files.js';

/** Every guarantee of docs/design.md, section 4, that holds now has a test here that breaks without it. */

const DOCKERFILE = 'FROM python:3.11-slim\nRUN pip install flask\nCMD ["flask", "run"]\n';

interface Sketch {
  readonly name?: `${string}/${string}`;
  readonly safety?: Safety;
  /** The answers that the rule asks for before it proposes. */
  readonly asks?: readonly Answer<unknown>[];
  readonly unless?: readonly Hits[];
  readonly changes: (run: Instruction, edit: Edit, dockerfile: Dockerfile) => readonly Change[];
  readonly alters?: readonly 'entry'[];
  /** Distributions that its fixes put in the place of one another. */
  readonly swaps?: readonly string[];
  /** The rule has nothing to say about a RUN for which this is true. */
  readonly done?: (run: Instruction) => boolean;
}

/** A rule about every RUN. */
function aboutRuns({ name = 'test/rule', safety = 'safe', asks = [], unless = [], changes, alters = [], swaps = [], done = () => false }: Sketch): Rule {
  return defineRule({
    meta: { name, scope: 'dockerfile', summary: 'Test', why: 'A test', safety, messages: { found: 'RUN in line {line}' } },
    *check(dockerfile, { edit }) {
      for (const run of dockerfile.stages.flatMap(({ instructions }) => instructions)) {
        if (run.keyword !== 'RUN' || done(run)) continue;
        for (const answer of asks) ask(answer);
        const [first, ...others] = changes(run, edit, dockerfile);
        if (!first) continue;
        yield {
          findings: [{ message: 'found' as const, data: { line: run.at.line }, at: run, evidence: [known(true, 'it is a RUN')] }],
          unless,
          fix: { title: 'Change it', changes: [first, ...others], effects: [{ images: 'all', alters: ['commands', ...alters], removes: swaps, adds: swaps }] },
        };
      }
    },
  });
}

/** Bytes that no edit builder would make. */
function raw(path: string, start: number, end: number, text: string): Change {
  return { kind: 'edit', path, edits: [{ span: { start, end }, text }] };
}

describe('safety is computed', () => {
  const flag = (sketch: Omit<Sketch, 'changes'>): Rule =>
    aboutRuns({ ...sketch, done: (run) => run.text.includes('--quiet'), changes: (run, edit) => [edit.appendCommand(run, 'true --quiet')] });

  test.each([
    ['complete answers leave the ceiling', [known(1, 'read')], 'safe', null],
    ['an assumption caps at review', [known(1, 'read'), assumed(1, 'the tag is taken at its word')], 'review', 'the tag is taken at its word'],
    ['an incomplete answer caps at suggestion', [incomplete(1, 'a path cannot be told'), assumed(1, 'x')], 'suggestion', 'a path cannot be told'],
  ] as const)('%s', async (_, asks, safety, reason) => {
    const plan = await planFiles({ Dockerfile: DOCKERFILE }, [flag({ asks })]);
    expect(plan.findings).toMatchObject([{ safety, safetyReason: reason }]);
  });

  test('an answer asked for one finding counts for all that come later', async () => {
    const rule = defineRule({
      meta: { name: 'test/late', scope: 'dockerfile', summary: 'Test', why: 'A test', safety: 'safe', messages: { found: 'found' } },
      *check(dockerfile, { edit }) {
        const runs = dockerfile.stages.flatMap(({ instructions }) => instructions).filter((run) => run.keyword === 'RUN');
        for (const run of runs) {
          if (!run.text.includes('true')) {
            yield {
              findings: [{ message: 'found', at: run, evidence: [known(true, 'seen')] }],
              fix: { title: 'Change it', changes: [edit.appendCommand(run, 'true')], effects: [{ images: 'all', alters: ['commands'] }] },
            };
          }
          ask(incomplete(null, 'not all is known'));
        }
      },
    });
    const plan = await planFiles({ Dockerfile: 'FROM python:3.11-slim\nRUN a\nRUN b\n' }, [rule], { safety: 'safe' });
    expect(plan.findings.map(({ safety, status }) => [safety, status])).toEqual([['safe', 'applied'], ['suggestion', 'proposed']]);
  });

  test('a rule cannot raise its ceiling, and lowers it only by saying so', async () => {
    const plan = await planFiles({ Dockerfile: DOCKERFILE }, [flag({ safety: 'review' })], { safety: 'safe' });
    expect(plan.findings).toMatchObject([{ safety: 'review', status: 'proposed' }]);
    expect(plan.changes).toEqual([]);
  });

  test('evidence that a rule put together itself is refused, and the plan stands without the rule', async () => {
    const forged = { value: true, complete: true, assumed: false, because: 'trust me', evidence: [row('source', 'trust me')] } as unknown as Answer<true>;
    const rule = defineRule({
      meta: { name: 'test/forger', scope: 'dockerfile', summary: 'Test', why: 'A test', safety: 'safe', messages: { found: 'found' } },
      *check(dockerfile) {
        yield { findings: [{ message: 'found', at: { path: dockerfile.path, line: 1 }, evidence: [forged] }] };
      },
    });
    const plan = await planFiles({ Dockerfile: DOCKERFILE }, [rule, flag({})]);
    expect(plan.crashes).toMatchObject([{ rule: 'test/forger', message: 'message "found" has evidence that is no answer of a query' }]);
    expect(plan.findings.map(({ rule: name }) => name)).toEqual(['test/rule']);
  });
});

describe('blockers', () => {
  const change: Sketch['changes'] = (run, edit) => [edit.appendCommand(run, 'true')];
  const done = (run: Instruction): boolean => /&&\s+true/.test(run.text);

  test('any hit holds the fix and is named with its place', async () => {
    const hits: Hits = known([{ text: 'calls cv2.imshow', at: { path: 'ocr.py', line: 7 }, image: 'svc-ocr' }], 'searched');
    const plan = await planFiles({ Dockerfile: DOCKERFILE }, [aboutRuns({ change, unless: [hits], changes: change, done } as Sketch)]);
    expect(plan.findings).toMatchObject([{ status: 'held', heldBy: [{ text: 'svc-ocr: calls cv2.imshow', path: 'ocr.py', line: 7 }] }]);
    expect(plan.changes).toEqual([]);
  });

  test('empty and complete is evidence of absence', async () => {
    const plan = await planFiles({ Dockerfile: DOCKERFILE }, [aboutRuns({ unless: [known([], 'searched 31 files')], changes: change, done })]);
    expect(plan.findings[0]?.status).toBe('applied');
    expect(plan.findings[0]?.evidence).toContainEqual({ kind: 'absence', text: 'searched 31 files', path: null, line: null });
  });

  test('empty and incomplete caps at suggestion', async () => {
    const plan = await planFiles({ Dockerfile: DOCKERFILE }, [aboutRuns({ unless: [incomplete([], 'two files could not be read')], changes: change, done })]);
    expect(plan.findings).toMatchObject([{ safety: 'suggestion', status: 'proposed', safetyReason: 'two files could not be read' }]);
  });
});

describe('a fix is verified, or it is rolled back', () => {
  test('a text that reads no more', async () => {
    const plan = await planFiles({ Dockerfile: DOCKERFILE }, [aboutRuns({ changes: () => [raw('Dockerfile', 0, 4, 'FORM')] })]);
    expect(plan.findings).toMatchObject([{ status: 'rejected' }]);
    expect(plan.findings[0]?.heldBy[0]?.text).toMatch(/^Dockerfile could not be read afterwards/);
    expect(plan.changes).toEqual([]);
  });

  test('a text in which something else reads otherwise: the last command swallows the next instruction', async () => {
    const end = DOCKERFILE.indexOf('\nCMD');
    const plan = await planFiles({ Dockerfile: DOCKERFILE }, [aboutRuns({ changes: () => [raw('Dockerfile', end, end, ' \\')], alters: ['entry'] })]);
    expect(plan.findings).toMatchObject([{ status: 'rejected' }]);
    expect(plan.findings[0]?.heldBy[0]?.text).toBe('Dockerfile:3: CMD would read otherwise, though no edit touches it');
    expect(plan.changes).toEqual([]);
  });

  test('a finding that is still there', async () => {
    const plan = await planFiles({ Dockerfile: DOCKERFILE }, [aboutRuns({ changes: (_, edit, { path }) => [edit.create(`${path}.note.txt`, 'x')] })]);
    expect(plan.findings).toMatchObject([{ status: 'rejected', heldBy: [{ text: 'after the fix the rule still finds: RUN in line 2' }] }]);
    expect(plan.changes).toEqual([]);
  });

  test('an effect that is not declared', async () => {
    const at = DOCKERFILE.indexOf('flask", "run');
    const sketch: Sketch = { changes: () => [raw('Dockerfile', at, at + 5, 'gunic')], done: (run) => run.stage.instructions.some(({ text }) => text.includes('gunic')) };
    const undeclared = await planFiles({ Dockerfile: DOCKERFILE }, [aboutRuns(sketch)]);
    expect(undeclared.findings).toMatchObject([{ status: 'rejected', heldBy: [{ text: expect.stringContaining('does not declare that it alters the entry') as string }] }]);
    const declared = await planFiles({ Dockerfile: DOCKERFILE }, [aboutRuns({ ...sketch, alters: ['entry'] })]);
    expect(declared.findings).toMatchObject([{ status: 'applied' }]);
  });

  test('one wrong fix does not take the right ones with it', async () => {
    const files = { 'a/Dockerfile': DOCKERFILE, 'b/Dockerfile': DOCKERFILE };
    const rule = aboutRuns({
      done: (run) => /&&\s+true/.test(run.text),
      changes: (run, edit, { path }) => (path.startsWith('a/') ? [raw(path, 0, 4, 'FORM')] : [edit.appendCommand(run, 'true')]),
    });
    const plan = await planFiles(files, [rule]);
    expect(plan.findings.map(({ path, status }) => [path, status])).toEqual([['a/Dockerfile', 'rejected'], ['b/Dockerfile', 'applied']]);
    expect(plan.changes.map(({ path }) => path)).toEqual(['b/Dockerfile']);
  });

  test('what a builder could not do without guessing', async () => {
    const plan = await planFiles({ Dockerfile: 'FROM python:3.11-slim\nRUN ["pip", "install", "flask"]\n' }, [aboutRuns({ changes: (run, edit) => [edit.appendCommand(run, 'true')] })]);
    expect(plan.findings).toMatchObject([{ status: 'rejected' }]);
    expect(plan.findings[0]?.heldBy[0]?.text).toMatch(/^Dockerfile: the exec form/);
  });
});

describe('all or nothing', () => {
  test('a fix over two files of which one cannot be changed changes neither', async () => {
    const files = { Dockerfile: DOCKERFILE, 'requirements.txt': 'flask\n' };
    const rule = aboutRuns({ changes: (run, edit) => [edit.appendCommand(run, 'true'), raw('requirements.txt', 0, 5, 'gunicorn')], done: (run) => /&&\s+true/.test(run.text) });
    const plan = await planFiles(files, [rule]);
    expect(plan.findings).toMatchObject([{ status: 'rejected', heldBy: [{ text: 'requirements.txt would no longer ask for flask, which the fix does not declare' }] }]);
    expect(plan.changes).toEqual([]);
  });

  test('a file that exists is not created over', async () => {
    const rule = aboutRuns({ changes: (_, edit) => [edit.create('requirements.txt', 'x\n')] });
    const plan = await planFiles({ Dockerfile: DOCKERFILE, 'requirements.txt': 'flask\n' }, [rule]);
    expect(plan.findings).toMatchObject([{ status: 'rejected', heldBy: [{ text: 'requirements.txt: exists already' }] }]);
  });

  test('overlapping fixes take turns', async () => {
    const words = ['one', 'two', 'three'];
    const rule = defineRule({
      meta: { name: 'test/turns', scope: 'dockerfile', summary: 'Test', why: 'A test', safety: 'safe', messages: { found: 'lacks {word}' } },
      *check(dockerfile, { edit }) {
        const run = dockerfile.stages[0]?.instructions[1];
        for (const word of words) {
          if (!run || run.text.includes(word)) continue;
          yield {
            findings: [{ message: 'found', data: { word }, at: run, evidence: [known(true, 'seen')] }],
            fix: { title: `Add ${word}`, changes: [edit.appendCommand(run, `echo ${word}`)], effects: [{ images: 'all', alters: ['commands'] }] },
          };
        }
      },
    });
    const plan = await planFiles({ Dockerfile: 'FROM python:3.11-slim\nRUN true\n' }, [rule]);
    expect(textAfter(plan, 'Dockerfile')).toBe('FROM python:3.11-slim\nRUN true && \\\n    echo one && \\\n    echo two && \\\n    echo three\n');
    expect(plan.findings.map(({ status }) => status)).toEqual(['applied', 'applied', 'applied']);
  });
});

describe('rules against each other', () => {
  const swap = (name: `${string}/${string}`, from: string, to: string): Rule =>
    aboutRuns({ name, swaps: ['flask', 'quart', 'sanic'], done: (run) => !run.text.includes(from), changes: (_, __, { path }) => [raw(path, DOCKERFILE.indexOf('flask'), DOCKERFILE.indexOf('flask') + 5, to)] });

  test('two that undo each other are named, and the earlier text is kept', async () => {
    const plan = await planFiles({ Dockerfile: DOCKERFILE }, [swap('test/to-quart', 'install flask', 'quart'), swap('test/to-flask', 'install quart', 'flask')]);
    expect(plan.changes).toEqual([]);
    expect(plan.findings.map(({ rule, status, heldBy }) => [rule, status, heldBy[0]?.text])).toEqual([
      ['test/to-quart', 'circular', 'test/to-flask and test/to-quart undo each other in Dockerfile; the earlier text is kept'],
      ['test/to-flask', 'circular', 'test/to-flask and test/to-quart undo each other in Dockerfile; the earlier text is kept'],
    ]);
  });

  test('a fix that changes the text and leaves the finding is rejected, so no rule goes on for ever', async () => {
    const rule = aboutRuns({ changes: (run, edit) => [edit.appendCommand(run, 'true')] });
    const plan = await planFiles({ Dockerfile: DOCKERFILE }, [rule]);
    expect(plan.findings).toMatchObject([{ status: 'rejected', heldBy: [{ text: 'after the fix the rule still finds: RUN in line 2' }] }]);
    expect(plan.changes).toEqual([]);
  });

  test('rules that make work for each other without end are stopped, and what is left is named', async () => {
    const longer = (name: `${string}/${string}`, even: boolean): Rule =>
      aboutRuns({ name, done: (run) => run.text.split('&&').length % 2 === (even ? 0 : 1), changes: (run, edit) => [edit.appendCommand(run, 'true')] });
    const plan = await planFiles({ Dockerfile: DOCKERFILE }, [longer('test/odd', true), longer('test/even', false)]);
    expect(plan.findings.filter(({ status }) => status === 'deferred')).toMatchObject([{ heldBy: [{ text: 'still proposed after 5 rounds' }] }]);
    expect(plan.stats.sweeps).toBe(5);
  });

  test('a later rule may make work for an earlier one, and the plan goes on until all are quiet', async () => {
    const first = swap('test/first', 'install quart', 'sanic');
    const second = swap('test/second', 'install flask', 'quart');
    const plan = await planFiles({ Dockerfile: DOCKERFILE }, [first, second]);
    expect(textAfter(plan, 'Dockerfile')).toContain('pip install sanic');
    expect(plan.steps.map(({ rule }) => rule)).toEqual(['test/second', 'test/first']);
    expect(plan.stats.sweeps).toBe(3);
  });

  test('a rule is asked once about a moment, however many sweeps come by it', async () => {
    let asked = 0;
    const quiet = aboutRuns({
      name: 'test/quiet',
      done: () => {
        asked += 1;
        return true;
      },
      changes: () => [],
    });
    const plan = await planFiles({ Dockerfile: DOCKERFILE }, [swap('test/first', 'install flask', 'quart'), quiet]);
    expect(textAfter(plan, 'Dockerfile')).toContain('pip install quart');
    expect(plan.stats.sweeps).toBe(2);
    expect(asked).toBe(DOCKERFILE.match(/^RUN /gm)?.length);
  });

  test('a rule that throws is left out, whatever it did before', async () => {
    const throwing = aboutRuns({
      name: 'test/throws',
      done: (run) => {
        // It has changed both by the time that the other rule has.
        if (/&&\s+echo/.test(run.text)) throw new Error('lost the thread');
        return /&&\s+true/.test(run.text);
      },
      changes: (run, edit) => [edit.appendCommand(run, 'true')],
    });
    const good = aboutRuns({ name: 'test/good', done: (run) => /&&\s+echo/.test(run.text), changes: (run, edit) => [edit.appendCommand(run, 'echo')] });
    const plan = await planFiles({ Dockerfile: 'FROM python:3.11-slim\nRUN a\nRUN b\n' }, [throwing, good]);
    expect(plan.crashes).toMatchObject([{ rule: 'test/throws', message: 'lost the thread' }]);
    expect(textAfter(plan, 'Dockerfile')).toBe('FROM python:3.11-slim\nRUN a && \\\n    echo\nRUN b && \\\n    echo\n');
  });
});

describe('reports speak of the original text', () => {
  test('a finding and its evidence below lines that an earlier rule inserted', async () => {
    const inserts = defineRule({
      meta: { name: 'test/inserts', scope: 'dockerfile', summary: 'Test', why: 'A test', safety: 'safe', messages: { found: 'found' } },
      *check(dockerfile, { edit }) {
        const [from, next] = dockerfile.stages[0]?.instructions ?? [];
        if (!from || next?.keyword === 'LABEL') return;
        yield {
          findings: [{ message: 'found', at: from, evidence: [known(true, 'seen')] }],
          fix: { title: 'Add labels', changes: [edit.insert('LABEL a=b\nLABEL c=d', { after: from })], effects: [] },
        };
      },
    });
    const later = defineRule({
      meta: { name: 'test/later', scope: 'dockerfile', summary: 'Test', why: 'A test', safety: 'safe', messages: { found: '{keyword}' } },
      *check(dockerfile) {
        for (const one of dockerfile.stages[0]?.instructions ?? []) {
          if (one.keyword !== 'LABEL' && one.keyword !== 'RUN') continue;
          yield { findings: [{ message: 'found', data: { keyword: one.keyword }, at: one, evidence: [known(true, 'seen', [row('source', 'here', one.at)])] }] };
        }
      },
    });
    const plan = await planFiles({ Dockerfile: DOCKERFILE }, [inserts, later]);
    const seen = plan.findings.filter(({ rule }) => rule === 'test/later').map(({ message, line, insertedBy, evidence }) => [message, line, insertedBy, evidence[0]?.line]);
    expect(seen).toHaveLength(3);
    expect(seen).toContainEqual(['RUN', 2, null, 2]);
    expect(seen.filter((one) => one[0] === 'LABEL')).toEqual([['LABEL', 2, 'test/inserts', 2], ['LABEL', 2, 'test/inserts', 2]]);
  });
});

describe('what a run may touch', () => {
  const rule = aboutRuns({ done: (run) => /&&\s+true/.test(run.text), changes: (run, edit) => [edit.appendCommand(run, 'true')] });

  test('generated files are read and never written', async () => {
    const plan = await planFiles({ Dockerfile: `# Code generated by mkdocker. DO NOT EDIT.\n${DOCKERFILE}` }, [rule]);
    expect(plan.changes).toEqual([]);
    expect(plan.findings).toMatchObject([{ status: 'held' }]);
    expect(plan.skipped).toMatchObject([{ path: 'Dockerfile', reason: expect.stringContaining('generated (line 1') as string }]);
  });

  test('an id lets through what the safety level keeps back, and nothing else', async () => {
    const cautious = aboutRuns({ asks: [incomplete(1, 'unknown')], done: (run) => /&&\s+true/.test(run.text), changes: (run, edit) => [edit.appendCommand(run, 'true')] });
    const files = { Dockerfile: 'FROM python:3.11-slim\nRUN a\nRUN b\n' };
    const before = await planFiles(files, [cautious]);
    expect(before.changes).toEqual([]);
    const plan = await planFiles(files, [cautious], { only: [before.findings[1]?.id ?? ''] });
    expect(textAfter(plan, 'Dockerfile')).toBe('FROM python:3.11-slim\nRUN a\nRUN b && \\\n    true\n');
  });

  test('paths restrict findings, not what is read', async () => {
    const plan = await planFiles({ 'a/Dockerfile': DOCKERFILE, 'b/Dockerfile': DOCKERFILE }, [rule], { paths: ['b'] });
    expect(plan.changes.map(({ path }) => path)).toEqual(['b/Dockerfile']);
    expect(plan.stats.dockerfiles).toBe(2);
  });

  test('each text is parsed once', async () => {
    const files = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`s${index}/Dockerfile`, DOCKERFILE.replace('flask', `flask==${index}`)]));
    const plan = await planFiles(files, [rule]);
    expect(plan.stats.edits).toBe(20);
    expect(plan.stats.documentsParsed).toBeLessThanOrEqual(20 + plan.stats.edits);
    expect(plan.stats.modelsEvaluated).toBe(40);
  });

  test('the same input gives the same plan', async () => {
    const files = { 'a/Dockerfile': DOCKERFILE, 'b/Dockerfile': DOCKERFILE };
    expect(JSON.stringify(await planFiles(files, [rule]))).toBe(JSON.stringify(await planFiles(files, [rule])));
  });
});
