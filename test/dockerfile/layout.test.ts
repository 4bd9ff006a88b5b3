import { describe, expect, test } from 'vitest';
import { layoutDockerfile } from '#dockerfile/layout.js';
import { cutFault, cutRun } from '#dockerfile/layout-cut.js';
import type { Layout, LayoutPiece } from '#dockerfile/layout-types.js';
import { parseDockerfile } from '#dockerfile/parse.js';
import type { DockerfileDocument, Instruction } from '#dockerfile/types.js';
import { applyEdits } from '#text/edits.js';

function parse(text: string): DockerfileDocument {
  const parsed = parseDockerfile('Dockerfile', text);
  if (!parsed.ok) throw new Error(parsed.reason);
  return parsed.value;
}

function at(document: DockerfileDocument, index: number): Instruction {
  const instruction = document.instructions[index];
  if (!instruction) throw new Error(`no instruction ${index}`);
  return instruction;
}

const text = (line: string): LayoutPiece => ({ kind: 'new', text: line });
const whole = (instruction: Instruction): LayoutPiece => ({ kind: 'verbatim', instruction });

/** The file laid out anew, or the reason why not. */
function laidOut(document: DockerfileDocument, layout: Layout): string {
  const edits = layoutDockerfile(document, layout);
  return edits.ok ? applyEdits(document.text, edits.value).text : `refused: ${edits.reason}`;
}

const FILE = parse(`# about the image
FROM python:3.12-slim

# the compiler
RUN apt-get update && apt-get install -y gcc
WORKDIR /app
# the list
COPY requirements.txt .
RUN pip install -r requirements.txt

# the code
COPY . .
CMD ["python", "app.py"]
`);

const STAGES: Layout['stages'] = [
  [text('FROM python:3.12-slim AS builder'), whole(at(FILE, 1)), whole(at(FILE, 2)), whole(at(FILE, 3)), whole(at(FILE, 4)), text('')],
  [text('FROM python:3.12-slim'), whole(at(FILE, 2)), text('COPY --from=builder /venv /venv'), text(''), whole(at(FILE, 5)), whole(at(FILE, 6))],
];

describe('a layout of two stages', () => {
  test('keeps every piece with its comments, and what stays in place is not touched', () => {
    expect(laidOut(FILE, { stages: STAGES, dropped: [] })).toBe(`FROM python:3.12-slim AS builder
# the compiler
RUN apt-get update && apt-get install -y gcc
WORKDIR /app
# the list
COPY requirements.txt .
RUN pip install -r requirements.txt

FROM python:3.12-slim
WORKDIR /app
COPY --from=builder /venv /venv

# the code
COPY . .
CMD ["python", "app.py"]
`);
  });

  test.each([
    ['an instruction that no stage has', STAGES.map((stage) => stage.filter((piece) => piece.kind === 'new' || piece.instruction !== at(FILE, 6))), 'refused: line 13: CMD would be lost'],
    ['a command that would run twice', [...STAGES.slice(0, 1), [...(STAGES[1] ?? []), whole(at(FILE, 4))]], 'refused: line 9: RUN would stand there twice'],
  ] as const)('refuses %s', (_, stages, reason) => {
    expect(laidOut(FILE, { stages, dropped: [] })).toBe(reason);
  });

  test('takes what is left out with a reason', () => {
    const stages = STAGES.map((stage) => stage.filter((piece) => piece.kind === 'new' || piece.instruction !== at(FILE, 6)));
    expect(laidOut(FILE, { stages, dropped: [{ instruction: at(FILE, 6), reason: 'nobody starts it' }] })).not.toContain('CMD');
  });

  test('keeps comments that stand above nothing, in their blocks, where they stood', () => {
    const document = parse('FROM a\nRUN apt-get update\n\n# why no client\n# is installed\n\n# the folder\nWORKDIR /x\nCMD x\n');
    const stages = [[text('FROM a AS b'), whole(at(document, 1))], [text('FROM a'), whole(at(document, 2)), whole(at(document, 3))]];
    expect(laidOut(document, { stages, dropped: [] })).toBe('FROM a AS b\nRUN apt-get update\nFROM a\n\n# why no client\n# is installed\n\n# the folder\nWORKDIR /x\nCMD x\n');
  });

  test('keeps the line endings and an end without one', () => {
    const document = parse('FROM a\r\nRUN apt-get update\r\nCMD x');
    const stages = [[text('FROM a AS b'), whole(at(document, 1))], [text('FROM a'), whole(at(document, 2))]];
    expect(laidOut(document, { stages, dropped: [] })).toBe('FROM a AS b\r\nRUN apt-get update\r\nFROM a\r\nCMD x');
  });
});

describe('a RUN that is cut', () => {
  const RUN = parse(`FROM a
# what is needed
RUN set -eux; \\
    apt-get update; \\
    apt-get install -y \\
        gcc \\
        tini; \\
    rm -rf /var/lib/apt/lists/*; \\
    # the number is that of the volume
    useradd --uid 7 app
`);

  test('keeps the comment above a command, and the words that are not taken', () => {
    const cut = cutRun(RUN, at(RUN, 1), [0, 1, 2, 4], [{ command: 2, word: 3, by: null }]);
    expect(cut).toEqual({ ok: true, value: `RUN set -eux; \\
    apt-get update; \\
    apt-get install -y \\
        tini; \\
    # the number is that of the volume
    useradd --uid 7 app` });
  });

  test('ends where the last command that stays ends', () => {
    const cut = cutRun(RUN, at(RUN, 1), [0, 1, 2, 3], [{ command: 2, word: 4, by: null }]);
    expect(cut.ok ? cut.value.split('\n').slice(-3) : cut.reason).toEqual(['    apt-get install -y \\', '        gcc; \\', '    rm -rf /var/lib/apt/lists/*']);
  });

  test.each([
    ['RUN cd /x && make && useradd app', '`cd` changes what follows it'],
    ['RUN A=1; echo $A; useradd app', 'A is a variable of the whole RUN'],
    ['RUN make || true; useradd app', 'whether `true` runs depends on others'],
    ['RUN curl x | sh && useradd app', '`curl` is part of something larger'],
    ['RUN if test -f x; then make; fi; useradd app', 'depends on others'],
    ['RUN export A=1 && make', '`export` changes what follows it'],
    ['RUN ["make"]', 'only a RUN of shell commands can be cut'],
    ['RUN (make) && useradd app', 'stands between its commands'],
  ])('never is where something crosses the cut: %s', (line, reason) => {
    const document = parse(`FROM a\n${line}\n`);
    expect(cutFault(document, at(document, 1))).toContain(reason);
  });
});
