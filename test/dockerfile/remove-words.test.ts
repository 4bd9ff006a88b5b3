import { describe, expect, test } from 'vitest';
import { removeCommandWords } from '#dockerfile/edit-words.js';
import { parseDockerfile } from '#dockerfile/parse.js';
import { runParts } from '#dockerfile/run.js';
import { applyEdits } from '#text/edits.js';

/** The text without these words of the command that has them, or why they stay. */
function without(text: string, ...words: readonly string[]): string {
  const document = parseDockerfile('Dockerfile', text);
  if (!document.ok) return document.reason;
  const run = document.value.instructions.find(({ keyword }) => keyword === 'RUN');
  const parts = run ? runParts(document.value, run) : null;
  if (!parts?.ok) return parts?.reason ?? 'no RUN';
  for (const command of parts.value.commands) {
    const indexes = command.command.words.flatMap(({ value }, index) => (value !== null && words.includes(value) ? [index] : []));
    if (indexes.length < words.length) continue;
    const edits = removeCommandWords(document.value, parts.value, command, indexes);
    return edits.ok ? applyEdits(text, edits.value).text : edits.reason;
  }
  return 'no such words';
}

describe('words of a call go', () => {
  test('with the lines that they have for themselves', () => {
    expect(without('FROM a\nRUN apt-get install -y \\\n    curl \\\n    libgl1 \\\n    libsm6 \\\n    && true\n', 'libgl1', 'libsm6')).toBe('FROM a\nRUN apt-get install -y \\\n    curl \\\n    && true\n');
  });

  test('out of one line, with the blanks before them', () => {
    expect(without('FROM a\nRUN apt-get install -y libgl1 curl libsm6 && true\n', 'libgl1', 'libsm6')).toBe('FROM a\nRUN apt-get install -y curl && true\n');
  });

  test('at the end of a list, with the continuation above', () => {
    expect(without('FROM a\nRUN apt-get install -y \\\n    curl \\\n    libgl1 \\\n    libsm6 libxext6\nUSER b\n', 'libgl1', 'libsm6', 'libxext6')).toBe('FROM a\nRUN apt-get install -y \\\n    curl\nUSER b\n');
  });

  test('at the beginning of a line, and the others keep their place', () => {
    expect(without('FROM a\nRUN apt-get install -y \\\n    libgl1 curl \\\n    git\n', 'libgl1')).toBe('FROM a\nRUN apt-get install -y \\\n    curl \\\n    git\n');
  });

  test('with line ends of Windows', () => {
    expect(without('FROM a\r\nRUN apt-get install -y \\\r\n    libgl1 \\\r\n    curl\r\n', 'libgl1')).toBe('FROM a\r\nRUN apt-get install -y \\\r\n    curl\r\n');
  });

  test('not where a comment stands between', () => {
    expect(without('FROM a\nRUN apt-get install -y curl \\\n    # for pictures\n    libgl1\n', 'libgl1')).toBe('the last line of the command cannot be taken away');
  });

  test('not in the exec form', () => {
    expect(without('FROM a\nRUN ["apt-get", "install", "-y", "libgl1"]\n', 'libgl1')).toBe('the exec form is left as it is');
  });
});
