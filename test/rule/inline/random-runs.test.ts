import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseDockerfile } from '#dockerfile/parse.js';
import { runParts } from '#dockerfile/run.js';
import type { Rule } from '#rule/types.js';
import pipCache from '../../../rules/dockerfile/pip-cache/rule.js';
import backport from '../../../rules/requirements/backport/rule.js';
import unused from '../../../rules/requirements/unused/rule.js';
import { planFiles, textAfter } from '../../plan/plan-files.js';

const MAIN = 'import click\nimport requests\n\nprint(click, requests)\n';
const RULES: readonly Rule[] = [backport, unused, pipCache];
const USED = ['requests', 'click==8.1.7'];
const UNUSED = ['orjson', 'nltk', 'redis', 'boltons', 'dataclasses', 'enum34==1.1.10'];

/** One command of a RUN, and the words that it installs; empty: it is no call of pip. */
interface Made {
  readonly text: string;
  readonly words: readonly string[];
}

const words = fc.tuple(fc.subarray(USED), fc.subarray(UNUSED)).filter(([one, other]) => one.length + other.length > 0).chain(([one, other]) => fc.shuffledSubarray([...one, ...other], { minLength: one.length + other.length }));
const written = (word: string, how: number): string => [word, `"${word}"`, `'${word}'`][how % 3] ?? word;

function callOf(escape: string): fc.Arbitrary<Made> {
  const gap = fc.constantFrom(' ', '  ', '\t', ` ${escape}\n    `, ` ${escape}\n\t# told\n    `, `${escape}\n    `);
  const program = fc.constantFrom('pip', 'pip3', 'pip3.12', 'python -m pip', 'python3 -m pip');
  const options = fc.constantFrom('', ' --no-cache-dir', ' -q -U', ' --only-binary orjson', ' --no-binary=nltk', ' --timeout 60', ' --disable-pip-version-check --pre');
  const behind = fc.constantFrom('', ' > /dev/null', ' 2>&1', ' --no-cache-dir', ' --retries 3');
  return fc.tuple(program, options, words, fc.array(fc.tuple(gap, fc.nat(2)), { minLength: 8, maxLength: 8 }), behind).map(([name, option, wanted, shapes, last]) => ({
    text: `${name} install${option}${wanted.map((word, index) => `${shapes[index]?.[0] ?? ' '}${written(word, shapes[index]?.[1] ?? 0)}`).join('')}${last}`,
    words: wanted,
  }));
}

const other: fc.Arbitrary<Made> = fc.constantFrom('mkdir -p /data', 'set -eux', 'echo "a && b"', 'chown -R 1000 /data', 'X=1 true', 'cat /etc/hosts > /data/hosts').map((text) => ({ text, words: [] }));

function runOf(escape: string): fc.Arbitrary<string> {
  const joint = fc.constantFrom(' && ', '; ', ' || ', ` ${escape}\n && `, ` && ${escape}\n    `, ` ${escape}\n# why\n && `, `; ${escape}\n    `, '&&');
  const chain = fc.array(fc.tuple(fc.oneof(callOf(escape), callOf(escape), other), joint), { minLength: 1, maxLength: 4 });
  const around = fc.constantFrom<(body: string) => string>((body) => body, (body) => body, (body) => body, (body) => `--mount=type=cache,target=/root/.cache ${body}`, (body) => `(${body})`, (body) => `if true; then ${body}; fi`, (body) => `{ ${body}; }`);
  return fc.tuple(chain, around).map(([all, wrap]) => `RUN ${wrap(all.map(([{ text }, between], index) => `${text}${index + 1 < all.length ? between : ''}`).join(''))}`);
}

const dockerfiles = fc.tuple(fc.array(runOf('\\'), { minLength: 1, maxLength: 3 }), fc.boolean()).map(([runs, windows]) => {
  const text = ['FROM python:3.12-slim-bookworm', 'WORKDIR /app', ...runs, 'COPY main.py ./', 'CMD ["python", "main.py"]', ''].join('\n');
  return windows ? text.replaceAll('\n', '\r\n') : text;
});

interface Told {
  /** Calls of pip that name nothing. */
  readonly empty: readonly string[];
  /** Of all calls, in the order of the file. */
  readonly installed: readonly string[];
  /** All that is no call of pip, and the options of those that are. */
  readonly rest: readonly string[];
}

const VALUED = new Set(['--only-binary', '--timeout', '--retries']);

/** What the commands of a Dockerfile install and do beside that, by the project's own parser and without its reading of calls. */
function told(text: string): Told {
  const document = parseDockerfile('Dockerfile', text);
  if (!document.ok) throw new Error(document.reason);
  const commands = document.value.instructions.filter(({ keyword }) => keyword === 'RUN').flatMap((run) => {
    const parts = runParts(document.value, run);
    if (!parts.ok) throw new Error(parts.reason);
    return parts.value.commands.map(({ command }) => command.words.map(({ value }) => value ?? ''));
  });
  const calls = commands.map((all) => ({ all, from: /^(?:pip|python)/.test(all[0] ?? '') ? all.indexOf('install') + 1 : 0 }));
  const named = ({ all, from }: (typeof calls)[number]): readonly string[] => (from === 0 ? [] : all.slice(from).filter((word, index, rest) => !word.startsWith('-') && !VALUED.has(rest[index - 1] ?? '')));
  return {
    empty: calls.filter((call) => call.from > 0 && named(call).length === 0).map(({ all }) => all.join(' ')),
    installed: calls.flatMap(named),
    rest: calls.filter(({ from }) => from === 0).map(({ all }) => all.join(' ')),
  };
}

test('of random calls exactly the words go that were said to, and nothing else', { timeout: 120_000 }, async () => {
  let applied = 0;
  await fc.assert(fc.asyncProperty(dockerfiles, async (text) => {
    const files = { Dockerfile: text, 'main.py': MAIN };
    const plan = await planFiles(files, RULES);
    expect(plan.crashes).toEqual([]);
    const gone = plan.findings.filter(({ status, rule }) => status === 'applied' && rule.startsWith('requirements/')).flatMap(({ packages }) => packages).toSorted();
    applied += gone.length;
    const after = textAfter(plan, 'Dockerfile') ?? text;
    const [was, is] = [told(text), told(after)];
    expect(is.empty).toEqual([]);
    expect(is.rest).toEqual(was.rest);
    // What stays, stays in its order.
    const left = [...was.installed];
    expect(is.installed.every((word) => { const at = left.indexOf(word); left.splice(0, at + 1); return at >= 0; })).toBe(true);
    expect(was.installed.filter((word) => USED.includes(word))).toEqual(is.installed.filter((word) => USED.includes(word)));
    expect(was.installed.length - is.installed.length).toBe(gone.length);
    // No line is made: each is one of before, or what is left of one.
    expect(after.split('\n').filter((line) => line.trim() === '\\')).toEqual([]);
    expect(after.includes('\r\n')).toBe(text.includes('\r\n'));
    expect(after.replaceAll('\r\n', '').includes('\n') && text.includes('\r\n')).toBe(false);
    expect(after.endsWith(text.slice(-40))).toBe(true);
    const again = await planFiles({ ...files, Dockerfile: after }, RULES);
    expect(again.changes).toEqual([]);
  }), { numRuns: Number(process.env['SLIMIFY_RUNS'] ?? 60) });
  expect(applied).toBeGreaterThan(10);
});
