import { describe, expect, test } from 'vitest';
import { edit } from '#rule/edit.js';
import type { Instruction, SystemInstall } from '#rule/dockerfile.js';
import { subjectsOf } from '#rule/subjects.js';
import type { Change } from '#rule/types.js';
import { applyEdits } from '#text/edits.js';
import { load } from '../workspace.js';

function instructions(text: string): readonly Instruction[] {
  return subjectsOf(load({ Dockerfile: text }).snapshot, 'dockerfile').flatMap(({ stages }) => stages.flatMap((stage) => stage.instructions));
}

function calls(text: string): readonly SystemInstall[] {
  return instructions(text).flatMap((run) => run.systemCalls().value);
}

/** The text after a change, or `impossible: ` and why. */
function after(text: string, change: Change): string {
  if (change.kind === 'impossible') return `impossible: ${change.reason}`;
  return change.kind === 'create' ? change.text : applyEdits(text, change.edits).text;
}

function install(text: string): SystemInstall {
  const [found] = calls(text).filter(({ action }) => action === 'install');
  if (!found) throw new Error('no install');
  return found;
}

describe('system calls', () => {
  test('say what is asked for', () => {
    const [update, own, other] = calls('FROM debian\nRUN apt-get update && sudo apt-get -y install --no-install-recommends curl=8.1 git\nRUN apk add gcc\n');
    expect([update?.action, own?.action, own?.packages, own?.recommends, other?.manager]).toEqual(['update', 'install', ['curl', 'git'], false, 'apk']);
    expect([own?.at.line, own?.has('--no-install-recommends'), own?.has('-q')]).toEqual([2, true, false]);
  });

  test('a RUN that cannot be read leaves the list open', () => {
    const [run] = instructions('FROM debian\nRUN if apt-get update; then\n').filter(({ keyword }) => keyword === 'RUN');
    expect(run?.systemCalls()).toMatchObject({ value: [], complete: false });
  });

  test('what is mentioned later: by a step, an entry command, a mount, a stage that builds on it', () => {
    const text = 'FROM debian AS a\nRUN apt-get install -y git && /usr/bin/patch -p1\nRUN --mount=type=ssh git clone git@example.org:x\nFROM a\nCMD ["less", "x"]\n';
    const words = ['patch', 'ssh', 'git@', 'less', 'fakeroot', 'apt-get'];
    expect(install(text).mentioned(words).value).toEqual(['patch', 'ssh', 'git@', 'less']);
  });
});

test('words for people and names of packages run nothing', () => {
  const text = 'FROM debian\nRUN apt-get install -y git\nRUN echo "less is more" && pip install patch\nRUN apt-get install -y ssh\nRUN echo "rsync $(less x)"\n';
  const said = install(text).mentioned(['less', 'patch', 'ssh', 'rsync']);
  expect(said.value).toEqual(['less']);
  const asked = install('FROM debian\nRUN apt-get install -y git\nRUN pip install git+ssh://git@example.org/x.git\nRUN less a\n').mentioned(['ssh', 'git@', 'less']);
  expect(asked.value).toEqual(['ssh', 'git@', 'less']);
  expect(asked.evidence.map(({ text: seen }) => seen)).toEqual(['ssh stands in what runs later', 'git@ stands in what runs later', 'less is run']);
  expect(install('FROM debian\nRUN apt-get install -y git\nRUN echo "less /x" > /run.sh\n').mentioned(['less']).value).toEqual(['less']);
});

describe('packages of another package list', () => {
  test.each([
    ['nothing before', '', []],
    ['the list of NodeSource', 'RUN curl -fsSL https://deb.nodesource.com/setup_20.x | bash -\n', ['nodejs']],
    ['a list of nobody knows what', 'RUN echo "deb https://example.org/debian x main" > /etc/apt/sources.list.d/x.list\n', ['git', 'nodejs']],
    ['a script from the network', 'RUN curl -fsSL https://example.org/setup | sudo -E bash -\n', ['git', 'nodejs']],
    ['an installer of its own', 'RUN curl -LsSf https://astral.sh/uv/install.sh | sh\n', []],
    ['a list that is copied', 'COPY x.list /etc/apt/sources.list.d/\n', ['git', 'nodejs']],
    ["Debian's own list, edited", "RUN sed -i 's/http:/https:/' /etc/apt/sources.list.d/debian.sources\n", []],
  ])('%s', (_, before, expected) => {
    expect(install(`FROM debian\n${before}RUN apt-get install -y git nodejs\n`).foreign().value).toEqual(expected);
  });
});

describe('addOption', () => {
  test.each([
    ['FROM a\nRUN apt-get install curl\n', 'FROM a\nRUN apt-get install -x curl\n'],
    ['FROM a\nRUN sudo apt-get -y install -y -q curl\n', 'FROM a\nRUN sudo apt-get -y install -y -q -x curl\n'],
    ['FROM a\nRUN apt-get install -o A=b curl\n', 'FROM a\nRUN apt-get install -x -o A=b curl\n'],
    ['FROM a\nRUN ["apt-get", "install", "-y", "curl"]\n', 'FROM a\nRUN ["apt-get", "install", "-y", "-x", "curl"]\n'],
  ])('%j', (before, expected) => {
    expect(after(before, edit.addOption(install(before), '-x'))).toBe(expected);
  });
});

describe('addPackages', () => {
  test.each([
    ['FROM a\nRUN apt-get install -y b d && true\n', 'FROM a\nRUN apt-get install -y b c d e && true\n'],
    ['FROM a\nRUN apt-get install -y d b\n', 'FROM a\nRUN apt-get install -y d b c e\n'],
    ['FROM a\nRUN apt-get install -y \\\n    b \\\n    d \\\n && true\n', 'FROM a\nRUN apt-get install -y \\\n    b \\\n    c \\\n    d \\\n    e \\\n && true\n'],
    ['FROM a\nRUN apt-get install -y \\\n    b \\\n    d', 'FROM a\nRUN apt-get install -y \\\n    b \\\n    c \\\n    d \\\n    e'],
    ['FROM a\r\nRUN apt-get install -y \\\r\n  b=1\r\n', 'FROM a\r\nRUN apt-get install -y \\\r\n  b=1 \\\r\n  c \\\r\n  e\r\n'],
  ])('%j', (before, expected) => {
    expect(after(before, edit.addPackages(install(before), ['c', 'e']))).toBe(expected);
  });

  test('the exec form is left as it is', () => {
    const text = 'FROM a\nRUN ["apt-get", "install", "b"]\n';
    expect(after(text, edit.addPackages(install(text), ['c']))).toMatch(/^impossible: /);
  });
});

describe('prependCommand', () => {
  function prepended(text: string): string {
    const run = instructions(text).find(({ keyword }) => keyword === 'RUN');
    if (!run) throw new Error('no RUN');
    return after(text, edit.prependCommand(run, 'apt-get update'));
  }

  test.each([
    ['FROM a\nRUN x\n', 'FROM a\nRUN apt-get update && x\n'],
    ['FROM a\nRUN x && y && z | q\n', 'FROM a\nRUN apt-get update && x && y && z | q\n'],
    ['FROM a\nRUN --network=none x \\\n  # why\n  && y\n', 'FROM a\nRUN --network=none apt-get update && x \\\n  # why\n  && y\n'],
    ['FROM a\nRUN { x; y; }\n', 'FROM a\nRUN apt-get update && { x; y; }\n'],
  ])('%j', (before, expected) => {
    expect(prepended(before)).toBe(expected);
  });

  test.each(['x; y', 'x || y', 'set -e; x', 'x & y', '["x"]', '<<EOF\nx\nEOF'])('refuses %j', (script) => {
    expect(prepended(`FROM a\nRUN ${script}\n`)).toMatch(/^impossible: ./);
  });
});

describe('joinRuns', () => {
  function joined(text: string): string {
    const [first, second] = instructions(text).filter(({ keyword }) => keyword === 'RUN');
    if (!first || !second) throw new Error('no RUNs');
    return after(text, edit.joinRuns(first, second));
  }

  test.each([
    ['FROM a\nRUN x\nRUN y\n', 'FROM a\nRUN x && y\n'],
    ['FROM a\n# one\nRUN x  -q\n\n\n# two\nRUN y \\\n  && z\n', 'FROM a\n# one\n# two\nRUN x -q && y \\\n  && z\n'],
    ['FROM a\r\nrun x\r\nrun y', 'FROM a\r\nrun x && y'],
    ['FROM a\nRUN --mount=type=cache,target=/c x\nRUN --mount=type=cache,target=/c y\n', 'FROM a\nRUN --mount=type=cache,target=/c x && y\n'],
  ])('%j', (before, expected) => {
    expect(joined(before)).toBe(expected);
  });

  test.each([
    ['FROM a\nRUN x\nENV A=b\nRUN y\n', 'they are not two RUNs that follow each other'],
    ['FROM a\nRUN --network=none x\nRUN y\n', 'their flags differ'],
    ['FROM a\nRUN echo "a  b"\nRUN y\n', 'the first is more than plain words'],
    ['FROM a\nRUN x; z\nRUN y\n', 'a command of it would run although the new one failed'],
    ['FROM a\nRUN x || z\nRUN y\n', 'the new command is more than one under `&&`'],
    ['FROM a\nRUN x\nRUN y; z\n', 'a command of it would run although the new one failed'],
  ])('refuses %j', (before, reason) => {
    expect(joined(before)).toBe(`impossible: ${reason}`);
  });
});
