import { describe, expect, test } from 'vitest';
import { addCommand, insertWord, removeInstruction, type Edits } from '#dockerfile/edit.js';
import { parseDockerfile } from '#dockerfile/parse.js';
import { runParts } from '#dockerfile/run.js';
import type { DockerfileDocument } from '#dockerfile/types.js';
import { applyEdits } from '#text/edits.js';

/** Files that other repair tools broke: what was between words was lost, endings and headers were rewritten. */
function edited(text: string, build: (document: DockerfileDocument) => Edits): string {
  const parsed = parseDockerfile('Dockerfile', text);
  if (!parsed.ok) throw new Error(parsed.reason);
  const edits = build(parsed.value);
  if (!edits.ok) throw new Error(edits.reason);
  return applyEdits(text, edits.value).text;
}

/** Puts `--no-cache-dir` behind `pip install` in the last instruction. */
function noCache(document: DockerfileDocument): Edits {
  const instruction = document.instructions.at(-1);
  const parts = instruction && runParts(document, instruction);
  if (!parts?.ok) return { ok: false, reason: 'no parts' };
  const pip = parts.value.commands.find(({ command }) => command.words[1]?.value === 'install');
  return pip ? insertWord(parts.value, pip, 1, '--no-cache-dir') : { ok: false, reason: 'no pip' };
}

describe('an edit touches nothing but its place', () => {
  test('the blank behind a mount stays', () => {
    expect(edited('FROM a\nRUN --mount=type=cache,target=/root/.cache/pip pip install gunicorn\n', noCache))
      .toBe('FROM a\nRUN --mount=type=cache,target=/root/.cache/pip pip install --no-cache-dir gunicorn\n');
  });

  test('header, comments, odd blanks, mixed line endings and a missing final newline stay', () => {
    const text = '\ufeff# syntax=docker/dockerfile:1\r\n\r\n#keep\r\nFROM  a \nRUN if x ;then y;fi;  pip   install g ;';
    expect(edited(text, noCache)).toBe(text.replace('install g', 'install --no-cache-dir g'));
  });

  test('a trailing continuation before a comment stays', () => {
    const text = 'FROM a\nRUN pip install \\\n    # pinned \\\n\n    x \\\n    y\n';
    expect(edited(text, noCache)).toBe(text.replace('install \\', 'install --no-cache-dir \\'));
  });

  test('the backslash that ends a find stays', () => {
    const text = 'FROM a\nRUN find . -exec rm {} \\;\n';
    expect(edited(text.replace('RUN ', 'RUN pip install x && '), noCache)).toContain('rm {} \\;\n');
  });

  test('a command is not added where it would be swallowed by a comment', () => {
    const parsed = parseDockerfile('Dockerfile', 'FROM a\nRUN apt-get update # && \\\n  apt-get install x\n');
    const instruction = parsed.ok ? parsed.value.instructions[1] : undefined;
    expect(parsed.ok && instruction && addCommand(parsed.value, instruction, 'rm x').ok).toBe(false);
  });

  test('removing the last instruction keeps the end of the file as it was', () => {
    function removeLast(document: DockerfileDocument): Edits {
      const last = document.instructions.at(-1);
      return last ? removeInstruction(document, last) : { ok: false, reason: 'none' };
    }
    expect(edited('FROM a\r\nRUN b\r\n', removeLast)).toBe('FROM a\r\n');
    expect(edited('FROM a\r\nRUN b', removeLast)).toBe('FROM a');
  });
});
