import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { removeChained } from '#dockerfile/edit-chain.js';
import { parseDockerfile } from '#dockerfile/parse.js';
import { runParts, type RunParts } from '#dockerfile/run.js';
import { applyEdits } from '#text/edits.js';

function partsOf(text: string): RunParts {
  const document = parseDockerfile('Dockerfile', text);
  const run = document.ok ? document.value.instructions.find(({ keyword }) => keyword === 'RUN') : undefined;
  const parts = document.ok && run ? runParts(document.value, run) : null;
  if (!parts?.ok) throw new Error(parts?.reason ?? 'no RUN');
  return parts.value;
}

/** The text without the command whose first words are these, or why it stays. */
function without(text: string, words: string): string {
  const document = parseDockerfile('Dockerfile', text);
  if (!document.ok) return document.reason;
  const run = document.value.instructions.find(({ keyword }) => keyword === 'RUN');
  const parts = partsOf(text);
  const command = parts.commands.find((one) => one.command.words.map((word) => word.text).join(' ').startsWith(words));
  if (!run || !command) return 'no such command';
  const edits = removeChained(document.value, run, parts, command);
  return edits.ok ? applyEdits(text, edits.value).text : edits.reason;
}

describe('a command goes out of its chain', () => {
  test('from the middle, with the && and the line before it', () => {
    expect(without('FROM a\nRUN apt-get update \\\n && pip install b \\\n && make c\n', 'pip')).toBe('FROM a\nRUN apt-get update \\\n && make c\n');
  });

  test('with && at the end of lines', () => {
    expect(without('FROM a\nRUN apt-get update && \\\n    pip install b && \\\n    make c\n', 'pip')).toBe('FROM a\nRUN apt-get update && \\\n    make c\n');
  });

  test('at the beginning', () => {
    expect(without('FROM a\nRUN --network=host pip install b && \\\n    make c\nUSER d\n', 'pip')).toBe('FROM a\nRUN --network=host make c\nUSER d\n');
  });

  test('at the end, with a comment of its own', () => {
    expect(without('FROM a\r\nRUN make c \\\r\n # once\r\n && pip install b\r\nUSER d\r\n', 'pip')).toBe('FROM a\r\nRUN make c\r\nUSER d\r\n');
  });

  test.each([
    ['RUN pip install b; make c'],
    ['RUN make c || pip install b'],
    ['RUN make c && (pip install b)'],
    ['RUN (make c && pip install b)'],
    ['RUN make c && pip install b || true'],
    ['RUN if make c; then pip install b && make d; fi'],
    ['RUN make c | pip install b && make d'],
  ])('not where more than && stands there: %s', (run) => {
    expect(without(`FROM a\n${run}\n`, 'pip')).toBe('more than && binds it to the commands beside it');
  });

  test('with the setting before it and the redirection behind it', () => {
    expect(without('FROM a\nRUN make c && CFLAGS=-O2 pip install b && make d\n', 'pip')).toBe('FROM a\nRUN make c && make d\n');
    expect(without('FROM a\nRUN make c && pip install b > /log && make d\n', 'pip')).toBe('FROM a\nRUN make c && make d\n');
  });

  test('not alone', () => {
    expect(without('FROM a\nRUN pip install b\n', 'pip')).toBe('it is no command of a chain');
  });

  test('and every other command stays as it was', () => {
    const gap = fc.constantFrom(' && ', ' \\\n    && ', ' && \\\n    ', ' \\\n# told\n    && ', '&&');
    const chain = fc.tuple(fc.array(fc.tuple(fc.stringMatching(/^[a-z]{2,5}( -[a-z]| "[a-z ;&]*")?$/), gap), { minLength: 2, maxLength: 5 }), fc.nat(4));
    fc.assert(fc.property(chain, ([words, at]) => {
      const names = words.map(([word], index) => `run${index} ${word}`);
      const text = `FROM a\nRUN ${names.map((name, index) => `${name}${index + 1 < names.length ? words[index]?.[1] ?? '' : ''}`).join('')}\nUSER b\n`;
      const gone = at % names.length;
      const left = without(text, `run${gone}`);
      if (left.startsWith('a comment')) return;
      expect(partsOf(left).commands.map(({ command }) => command.words.map((word) => word.text).join(' '))).toEqual(partsOf(text).commands.map(({ command }) => command.words.map((word) => word.text).join(' ')).filter((_, index) => index !== gone));
      expect(left.endsWith('\nUSER b\n')).toBe(true);
    }));
  });
});
