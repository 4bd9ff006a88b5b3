import { describe, expect, test } from 'vitest';
import {
  addCommand, addFlag, appendToStage, insertInstruction, insertWord, moveInstruction, removeCommandWord, removeFlag,
  removeInstruction, replaceCommandWord, replaceFlag, replaceSpan, type Edits,
} from '#dockerfile/edit.js';
import { parseDockerfile } from '#dockerfile/parse.js';
import { runParts } from '#dockerfile/run.js';
import type { DockerfileDocument, Instruction } from '#dockerfile/types.js';
import { applyEdits } from '#text/edits.js';

function parse(text: string): DockerfileDocument {
  const parsed = parseDockerfile('Dockerfile', text);
  if (!parsed.ok) throw new Error(parsed.reason);
  return parsed.value;
}

function at(document: DockerfileDocument, index: number): Instruction {
  const instruction = document.instructions.at(index);
  if (!instruction) throw new Error(`no instruction ${index}`);
  return instruction;
}

/** The text after the edits, which must read again; or the reason why there are none. */
function after(text: string, build: (document: DockerfileDocument) => Edits): string {
  const edits = build(parse(text));
  if (!edits.ok) return `refused: ${edits.reason}`;
  const edited = applyEdits(text, edits.value).text;
  parse(edited);
  return edited;
}

describe('insertInstruction', () => {
  function insert(side: 'before' | 'after', index: number, text: string): (document: DockerfileDocument) => Edits {
    return (document) => insertInstruction(document, { side, anchor: at(document, index) }, text);
  }
  test.each([
    ['after', 'FROM a\nRUN b\n', insert('after', 0, 'ENV A=1'), 'FROM a\nENV A=1\nRUN b\n'],
    ['after the last, with no final newline', 'FROM a\nRUN b', insert('after', 1, 'ENV A=1'), 'FROM a\nRUN b\nENV A=1'],
    ['after the last, CRLF', 'FROM a\r\nRUN b\r\n', insert('after', 1, 'RUN c \\\n  d\n'), 'FROM a\r\nRUN b\r\nRUN c \\\r\n  d\r\n'],
    ['after the last, CRLF, no final newline', 'FROM a\r\nRUN b', insert('after', 1, 'ENV A=1'), 'FROM a\r\nRUN b\r\nENV A=1'],
    ['after a here-document', 'FROM a\nRUN <<EOF\nx\nEOF\nRUN b\n', insert('after', 1, 'ENV A=1'), 'FROM a\nRUN <<EOF\nx\nEOF\nENV A=1\nRUN b\n'],
    ['before, above the comments that belong to it', 'FROM a\n\n# why\nRUN b\n', insert('before', 1, 'ENV A=1'), 'FROM a\n\nENV A=1\n# why\nRUN b\n'],
    ['before, indented as its neighbour', 'FROM a\n  RUN b\n', insert('before', 1, 'ENV A=1'), 'FROM a\n  ENV A=1\n  RUN b\n'],
    ['before the first, below the directives', '# syntax=x\n# escape=\\\nFROM a\n', insert('before', 0, 'ARG V=1'), '# syntax=x\n# escape=\\\nARG V=1\nFROM a\n'],
    ['before the first, behind a byte order mark', '\ufeffFROM a\n', insert('before', 0, 'ARG V=1'), '\ufeffARG V=1\nFROM a\n'],
    ['with escape=`', '# escape=`\nFROM a\nRUN b `\n c\n', insert('after', 1, 'RUN d `\n  e'), '# escape=`\nFROM a\nRUN b `\n c\nRUN d `\n  e\n'],
    ['a comment that would be a directive is refused', 'FROM a\n', insert('before', 0, '# escape=`\nARG V'), 'refused: a comment would become a parser directive'],
    ['behind an open continuation is refused', 'FROM a\nRUN b \\\n  # c\n\n', insert('after', 1, 'ENV A=1'), 'refused: the file ends with a line continuation'],
    ['a text that is open itself is refused', 'FROM a\n', insert('after', 0, 'RUN b \\'), 'refused: the new text ends with a line continuation'],
    ['a text that is no instruction is refused', 'FROM a\n', insert('after', 0, 'hello x'), 'refused: `hello x` is no instruction'],
    ['a here-document without end is refused', 'FROM a\n', insert('after', 0, 'RUN <<E\nx'), 'refused: the here-document `E` has no end'],
    ['nothing is refused', 'FROM a\n', insert('after', 0, '# c\n'), 'refused: no instruction to insert'],
  ])('%s', (_, text, build, expected) => {
    expect(after(text, build)).toBe(expected);
  });

  test('at the end of a stage', () => {
    const text = 'FROM a AS one\nRUN b\n\n# two\nFROM c\n';
    expect(after(text, (document) => {
      const [stage] = document.stages;
      if (!stage) throw new Error('no stage');
      return appendToStage(document, stage, 'USER app');
    })).toBe('FROM a AS one\nRUN b\nUSER app\n\n# two\nFROM c\n');
  });
});

describe('removeInstruction', () => {
  test.each([
    ['with its comments', 'FROM a\n# why\n# how\nRUN b \\\n  # c\n  d\nRUN e\n', 'FROM a\nRUN e\n'],
    ['with its here-document', 'FROM a\nRUN <<EOF\nx\nEOF\nRUN e\n', 'FROM a\nRUN e\n'],
    ['and one of two blank lines that would meet', 'FROM a\n\n# why\nRUN b\n\nRUN e\n', 'FROM a\n\nRUN e\n'],
    ['not a blank line that stands on one side only', 'FROM a\nRUN b\n\nRUN e\n', 'FROM a\n\nRUN e\n'],
    ['not a comment that a blank line parts', 'FROM a\n# all\n\nRUN b\nRUN e\n', 'FROM a\n# all\n\nRUN e\n'],
    ['at the end', 'FROM a\nRUN b\n', 'FROM a\n'],
    ['at the end behind a blank line', 'FROM a\n\nRUN b\n', 'FROM a\n'],
    ['at the end without a final newline', 'FROM a\nRUN b', 'FROM a'],
    ['at the end without a final newline, CRLF', 'FROM a\r\n# c\r\nRUN b', 'FROM a'],
    ['CRLF', 'FROM a\r\n\r\nRUN b\r\n\r\nRUN c\r\n', 'FROM a\r\n\r\nRUN c\r\n'],
    ['at the end with an open continuation', 'FROM a\nRUN b \\\n', 'FROM a\n'],
  ])('%s', (_, text, expected) => {
    expect(after(text, (document) => removeInstruction(document, at(document, 1)))).toBe(expected);
  });

  test('is refused where a comment below would become a directive', () => {
    expect(after('ARG A\n\n# escape=`\nFROM a\n', (document) => removeInstruction(document, at(document, 0))))
      .toBe('refused: a comment would become a parser directive');
  });
});

describe('moveInstruction', () => {
  function move(from: number, side: 'before' | 'after', to: number): (document: DockerfileDocument) => Edits {
    return (document) => moveInstruction(document, at(document, from), { side, anchor: at(document, to) });
  }
  test.each([
    ['up with its comments', 'FROM a\nRUN b\n# why\nCOPY r.txt \\\n  # in\n  .\nRUN c\n', move(2, 'before', 1), 'FROM a\n# why\nCOPY r.txt \\\n  # in\n  .\nRUN b\nRUN c\n'],
    ['above the comments of its new neighbour', 'FROM a\n# b\nRUN b\nRUN c\n', move(2, 'before', 1), 'FROM a\nRUN c\n# b\nRUN b\n'],
    ['down', 'FROM a\nRUN b\nRUN c\nRUN d\n', move(1, 'after', 2), 'FROM a\nRUN c\nRUN b\nRUN d\n'],
    ['to the end without a final newline', 'FROM a\nRUN b\nRUN c', move(1, 'after', 2), 'FROM a\nRUN c\nRUN b'],
    ['from the end without a final newline', 'FROM a\nRUN b\nRUN c', move(2, 'before', 1), 'FROM a\nRUN c\nRUN b'],
    ['CRLF with a here-document', 'FROM a\r\nRUN b\r\nRUN <<E\r\nx\r\nE\r\n', move(2, 'after', 0), 'FROM a\r\nRUN <<E\r\nx\r\nE\r\nRUN b\r\n'],
    ['to another stage', 'FROM a AS x\nRUN b\nFROM c\nRUN d\n', move(1, 'after', 2), 'FROM a AS x\nFROM c\nRUN b\nRUN d\n'],
    ['to where it stands', 'FROM a\nRUN b\nRUN c\n', move(1, 'after', 0), 'FROM a\nRUN b\nRUN c\n'],
    ['behind an open continuation is refused', 'FROM a\nRUN b\nRUN c \\\n', move(1, 'after', 2), 'refused: the file ends with a line continuation'],
    ['an open continuation is refused', 'FROM a\nRUN b\nRUN c \\\n', move(2, 'before', 1), 'refused: the file ends with a line continuation'],
  ])('%s', (_, text, build, expected) => {
    expect(after(text, build)).toBe(expected);
  });
});

describe('flags', () => {
  function add(name: string, value: string | null): (document: DockerfileDocument) => Edits {
    return (document) => addFlag(document, at(document, -1), name, value);
  }
  function remove(index: number): (document: DockerfileDocument) => Edits {
    return (document) => {
      const flag = at(document, -1).flags[index];
      if (!flag) throw new Error('no flag');
      return removeFlag(document, flag);
    };
  }
  test.each([
    ['added to none', 'FROM a\nRUN pip install x\n', add('mount', 'type=cache,target=/c'), 'FROM a\nRUN --mount=type=cache,target=/c pip install x\n'],
    ['added to some', 'FROM a\nCOPY --from=b \\\r\n  x y\n', add('link', null), 'FROM a\nCOPY --from=b --link \\\r\n  x y\n'],
    ['added before --', 'FROM a\nCOPY --chown=1 -- --x /y\n', add('link', null), 'FROM a\nCOPY --chown=1 --link -- --x /y\n'],
    ['twice is refused', 'FROM a\nCOPY --from=b x y\n', add('from', 'c'), 'refused: the flag `--from` stands there twice'],
    ['unknown ones are refused', 'FROM a\nCOPY x y\n', add('mount', 'x'), 'refused: COPY knows no flag `--mount`'],
    ['with blanks are refused', 'FROM a\nRUN x\n', add('mount', 'target=a b'), 'refused: `--mount=target=a b` needs quotes'],
    ['removed', 'FROM a\nRUN --network=none x\n', remove(0), 'FROM a\nRUN x\n'],
    ['removed between others', 'FROM a\nCOPY --from=b --link --chown=1 x y\n', remove(1), 'FROM a\nCOPY --from=b --chown=1 x y\n'],
    ['removed from a line of its own', 'FROM a\nRUN --mount=target=/a \\\n    --mount=target=/b \\\n    x\n', remove(1), 'FROM a\nRUN --mount=target=/a \\\n    x\n'],
    ['removed before a continuation', 'FROM a\nRUN --mount=target=/a \\\r\n    x\r\n', remove(0), 'FROM a\nRUN \\\r\n    x\r\n'],
    ['removed, split by a continuation', 'FROM a\nRUN --mount=type=cache,\\\ntarget=/a x\n', remove(0), 'refused: a line continuation splits it'],
  ])('%s', (_, text, build, expected) => {
    expect(after(text, build)).toBe(expected);
  });

  test('get another value', () => {
    expect(after('FROM a\nCOPY --from="b" x y\n', (document) => {
      const [flag] = at(document, -1).flags;
      return flag ? replaceFlag(flag, 'c') : { ok: false, reason: 'no flag' };
    })).toBe('FROM a\nCOPY --from=c x y\n');
  });
});

describe('words', () => {
  type Edit = (document: DockerfileDocument, command: number, index: number) => Edits;
  function change(value: string): Edit {
    return (document, command, index) => inCommand(document, command, (parts, one) => replaceCommandWord(parts, one, index, value));
  }
  function insert(value: string): Edit {
    return (document, command, index) => inCommand(document, command, (parts, one) => insertWord(parts, one, index, value));
  }
  const remove: Edit = (document, command, index) => {
    return inCommand(document, command, (parts, one) => removeCommandWord(document, parts, one, index));
  };
  function inCommand(document: DockerfileDocument, index: number, build: (...args: Parameters<typeof insertWord> extends [infer P, infer C, ...unknown[]] ? [P, C] : never) => Edits): Edits {
    const parts = runParts(document, at(document, -1));
    if (!parts.ok) return parts;
    const command = parts.value.commands[index];
    return command ? build(parts.value, command) : { ok: false, reason: 'no command' };
  }
  test.each<[string, string, Edit, number, number, string]>([
    ['inserted', 'FROM a\nRUN pip install x', insert('--no-cache-dir'), 0, 1, 'FROM a\nRUN pip install --no-cache-dir x'],
    ['inserted before a continuation', 'FROM a\r\nRUN a && pip install \\\r\n # c\r\n x\r\n', insert('--no-cache-dir'), 1, 1, 'FROM a\r\nRUN a && pip install --no-cache-dir \\\r\n # c\r\n x\r\n'],
    ['inserted behind a mount', 'FROM a\nRUN --mount=type=cache,target=/root/.cache/pip pip install g', insert('-q'), 0, 1, 'FROM a\nRUN --mount=type=cache,target=/root/.cache/pip pip install -q g'],
    ['quoted for the shell', 'FROM a\nRUN pip install x', insert('torch>=2'), 0, 2, "FROM a\nRUN pip install x 'torch>=2'"],
    ['inserted in the exec form', 'FROM a\nRUN ["pip", "install", "x"]', insert('a "b"'), 0, 1, 'FROM a\nRUN ["pip", "install", "a \\"b\\"", "x"]'],
    ['inserted in a here-document', 'FROM a\nRUN <<EOF\npip install x\nEOF\n', insert('-q'), 0, 1, 'FROM a\nRUN <<EOF\npip install -q x\nEOF\n'],
    ['not behind a split word', 'FROM a\nRUN pip ins\\\ntall x', insert('-q'), 0, 1, 'refused: a line continuation splits it'],
    ['no here-document', 'FROM a\nRUN pip x', insert('a<<b'), 0, 1, 'refused: `a<<b` cannot be written on one line'],
    ['replaced', 'FROM a\nRUN pip install "x y" z', change('w'), 0, 2, 'FROM a\nRUN pip install w z'],
    ['removed', 'FROM a\nRUN pip install  x  y', remove, 0, 2, 'FROM a\nRUN pip install  y'],
    ['removed at the end', 'FROM a\nRUN pip install x  \n', remove, 0, 2, 'FROM a\nRUN pip install  \n'],
    ['removed with its line', 'FROM a\nRUN apt-get install \\\n  a \\\n  b \\\n  c\n', remove, 0, 3, 'FROM a\nRUN apt-get install \\\n  a \\\n  c\n'],
    ['removed with the last line', 'FROM a\r\nRUN apt-get install \\\r\n  a \\\r\n  b\r\nRUN c\r\n'.replace('RUN c\r\n', ''), remove, 0, 3, 'FROM a\r\nRUN apt-get install \\\r\n  a\r\n'],
    ['removed below a comment is refused', 'FROM a\nRUN apt-get install a \\\n  # b\n  b\n', remove, 0, 3, 'refused: the line above does not end with a continuation'],
    ['removed before the next command', 'FROM a\nRUN apt-get install a \\\n  b && \\\n  c\n', remove, 0, 3, 'FROM a\nRUN apt-get install a \\\n  && \\\n  c\n'],
    ['removed from the exec form', 'FROM a\nCMD ["a", "b", "c"]', remove, 0, 1, 'FROM a\nCMD ["a", "c"]'],
    ['never the name', 'FROM a\nRUN a b', remove, 0, 0, 'refused: only an argument can be removed'],
  ])('%s', (_, text, edit, command, index, expected) => {
    expect(after(text, (document) => edit(document, command, index))).toBe(expected);
  });

  test('the image of FROM is a word like any other', () => {
    expect(after('FROM --platform=$P python:3.11 AS b\n', (document) => replaceSpan(document.stages[0]?.from.image.span ?? null, 'python:3.11-slim')))
      .toBe('FROM --platform=$P python:3.11-slim AS b\n');
    expect(after('FROM a\n', (document) => replaceSpan(at(document, 0).words[0]?.span ?? null, 'b\nRUN c'))).toBe('refused: a line break in the new text');
  });
});

describe('addCommand', () => {
  const CLEAN = 'rm -rf /var/lib/apt/lists/*';
  test.each([
    ['to one line', 'FROM a\nRUN apt-get update\n', `FROM a\nRUN apt-get update && \\\n    ${CLEAN}\n`],
    ['without a final newline, CRLF', 'FROM a\r\nRUN apt-get update', `FROM a\r\nRUN apt-get update && \\\r\n    ${CLEAN}`],
    ['in the style of the lines above', 'FROM a\nRUN a && \\\n\tb\n', `FROM a\nRUN a && \\\n\tb && \\\n\t${CLEAN}\n`],
    ['with && in front', 'FROM a\nRUN a \\\n  && b \\\n    c\n', `FROM a\nRUN a \\\n  && b \\\n    c \\\n  && ${CLEAN}\n`],
    ['past comments inside', 'FROM a\nRUN a && \\\n  # why\n  b\n', `FROM a\nRUN a && \\\n  # why\n  b && \\\n  ${CLEAN}\n`],
    ['before the body of a here-document', 'FROM a\nRUN cat <<EOF > /f\nx\nEOF\n', `FROM a\nRUN cat <<EOF > /f && \\\n    ${CLEAN}\nx\nEOF\n`],
    ['to a script that stops at errors', 'FROM a\nRUN <<-EOF\n\tset -ex\n\ta\nEOF\n', `FROM a\nRUN <<-EOF\n\tset -ex\n\ta\n\t${CLEAN}\nEOF\n`],
    ['to the last line of one that does not', 'FROM a\nRUN <<EOF\nb\na\n\nEOF\n', `FROM a\nRUN <<EOF\nb\na && ${CLEAN}\n\nEOF\n`],
    ['with its tabs', 'FROM a\nRUN <<-EOF\n\tb\n\ta\nEOF\n', `FROM a\nRUN <<-EOF\n\tb\n\ta && ${CLEAN}\nEOF\n`],
    ['not to one that ends with a comment', 'FROM a\nRUN <<EOF\na\n# b\nEOF\n', 'refused: it ends with a comment or inside another command'],
    ['behind a choice, whichever was taken', 'FROM a\nRUN <<EOF\na || b\nEOF\n', `FROM a\nRUN <<EOF\na || b && ${CLEAN}\nEOF\n`],
    ['not behind what runs in the background', 'FROM a\nRUN <<EOF\na &\nEOF\n', 'refused: its end takes no further command'],
    ['not behind a comment', 'FROM a\nRUN a # b\n', 'refused: it ends with a comment or inside another command'],
    ['before a last semicolon', 'FROM a\nRUN a; \\\n  b ;\n', `FROM a\nRUN a; \\\n  b && \\\n  ${CLEAN} ;\n`],
    ['behind a semicolon that is a word', 'FROM a\nRUN find . -exec a {} \\;\n', `FROM a\nRUN find . -exec a {} \\; && \\\n    ${CLEAN}\n`],
    ['not before the semicolon of a comment', 'FROM a\nRUN a # b;\n', 'refused: it ends with a comment or inside another command'],
    ['not behind &', 'FROM a\nRUN a &\n', 'refused: its end takes no further command'],
    ['not to the exec form', 'FROM a\nRUN ["a"]\n', 'refused: the exec form has no shell that could run a second command'],
    ['not behind an open continuation', 'FROM a\nRUN a \\\n', 'refused: the file ends with a line continuation'],
    ['not with escape=`', '# escape=`\nFROM a\nRUN a `\n b\n', 'refused: the escape character is a backtick, as for Windows'],
    ['not to CMD', 'FROM a\nCMD a\n', 'refused: CMD takes no further command'],
    ['after a block', 'FROM a\nRUN if x; then y; fi\n', `FROM a\nRUN if x; then y; fi && \\\n    ${CLEAN}\n`],
  ])('%s', (_, text, expected) => {
    expect(after(text, (document) => addCommand(document, at(document, -1), CLEAN))).toBe(expected);
  });
});
