import { describe, expect, test } from 'vitest';
import { parseDockerfile, readAsBuildKit } from '#dockerfile/parse.js';
import type { DockerfileDocument, Instruction } from '#dockerfile/types.js';

function parse(text: string): DockerfileDocument {
  const parsed = parseDockerfile('Dockerfile', text);
  if (!parsed.ok) throw new Error(parsed.reason);
  return parsed.value;
}

function refused(text: string): string | null {
  const parsed = parseDockerfile('Dockerfile', text);
  return parsed.ok ? null : `${parsed.reason}${parsed.line === undefined ? '' : ` (line ${parsed.line})`}`;
}

/** The instruction behind `FROM a`. */
function second(line: string): Instruction {
  const instruction = parse(`FROM a\n${line}`).instructions[1];
  if (!instruction) throw new Error('no second instruction');
  return instruction;
}

function texts(line: string): readonly string[] {
  return second(line).words.map(({ text }) => text);
}

describe('words', () => {
  test.each([
    ['EXPOSE 80  443/tcp', ['80', '443/tcp']],
    ['COPY --link a\tb /c', ['a', 'b', '/c']],
    ['COPY "a b" /c', ['"a', 'b"', '/c']],
    ['ENV A=1 B="2 3" C=4\\ 5 D=\'6 \' E=${F:-x}', ['A=1', 'B="2 3"', 'C=4\\ 5', "D='6 '", 'E=${F:-x}']],
    ['ENV A=1 \\\n # c\n B=2', ['A=1', 'B=2']],
    ['ENV A b  c', ['A=b  c']],
    ['LABEL a=b "c d"=e', ['a=b', '"c d"=e']],
    ['ARG A', ['A']],
    ['ARG A=1 B C="x y"', ['A=1', 'B', 'C="x y"']],
    ['WORKDIR /a b', ['/a b']],
    ['USER app:app', ['app:app']],
    ['STOPSIGNAL SIGTERM', ['SIGTERM']],
    ['VOLUME /a /b', ['/a', '/b']],
    ['HEALTHCHECK NONE', ['NONE']],
    ['RUN a b', []],
    ['CMD ["a"]', []],
  ])('%s', (line, expected) => {
    expect(texts(line)).toEqual(expected);
  });

  test('each stands where its span says, and one that a continuation splits has none', () => {
    const text = 'FROM a\nCOPY one \\\n  two th\\\nree /four\n';
    const { words } = parse(text).instructions[1] ?? { words: [] };
    expect(words.map(({ span }) => span && text.slice(span.start, span.end))).toEqual(['one', 'two', null, '/four']);
    expect(words.map((word) => word.text)).toEqual(['one', 'two', 'three', '/four']);
  });
});

describe('the exec form', () => {
  function json(line: string): readonly string[] | null {
    return second(line).json?.map(({ value }) => value) ?? null;
  }
  test.each([
    ['CMD ["sh", "-c", "set && ls\\t\\u0041\\"\\\\"]', ['sh', '-c', 'set && ls\tA"\\']],
    ['CMD [ \\\n  "a", \\\n  # c\n  "b c" ]', ['a', 'b c']],
    ['RUN --mount=type=cache,target=/x ["a","b c"]', ['a', 'b c']],
    ['HEALTHCHECK --interval=5m CMD ["curl","-f x"]', ['curl', '-f x']],
    ['COPY ["a b","/c d"]', ['a b', '/c d']],
    ['CMD []', []],
    ['CMD ["a","b",]', null],
    ["CMD ['a']", null],
    ['CMD ["a"] # c', null],
    ['CMD ["a"] && x', null],
    ['CMD ["a"]]', null],
    ['CMD ["c:\\windows"]', null],
    ['CMD ["a" "b"]', null],
    ['RUN [ -f x ] && y', null],
  ])('%s', (line, expected) => {
    expect(json(line)).toEqual(expected);
  });

  test('spans hold the quotes', () => {
    const line = 'CMD ["a", "b c"]';
    const { json: words } = second(line);
    expect(words?.map(({ span }) => span && `FROM a\n${line}`.slice(span.start, span.end))).toEqual(['"a"', '"b c"']);
  });
});

describe('flags', () => {
  test('have name, value and place; quotes count to the place only', () => {
    const text = 'FROM --platform=$BUILDPLATFORM a\nRUN --mount="type=cache,target=/x" --network=none y\n';
    const flags = parse(text).instructions.flatMap((instruction) => instruction.flags);
    expect(flags.map(({ name, value }) => [name, value]))
      .toEqual([['platform', '$BUILDPLATFORM'], ['mount', 'type=cache,target=/x'], ['network', 'none']]);
    expect(flags.map(({ valueSpan }) => valueSpan && text.slice(valueSpan.start, valueSpan.end)))
      .toEqual(['$BUILDPLATFORM', '"type=cache,target=/x"', 'none']);
  });

  test('a place that the second parser does not see is not given', () => {
    expect(second('RUN --mount="type=cache,target=/a b" x').flags.map(({ value, span }) => [value, span]))
      .toEqual([['type=cache,target=/a b', null]]);
  });
});

describe('the file', () => {
  test('comments above belong to an instruction unless a blank line or a directive parts them', () => {
    const text = '# syntax=docker/dockerfile:1\n# one\nFROM a\n# two\n\n# three\n  # four\nRUN b \\\n  # five\n  c\nRUN d\n';
    const document = parse(text);
    expect(document.instructions.map(({ leading }) => leading && text.slice(leading.start, leading.end)))
      .toEqual(['# one', '# three\n  # four', null]);
    expect(document.comments.map(({ start, end }) => text.slice(start, end))).toEqual(['# one', '# two', '# three', '# four']);
    expect(document.instructions[1]?.comments.map(({ start, end }) => text.slice(start, end))).toEqual(['# five']);
    expect(document.directives.map(({ name, value }) => [name, value])).toEqual([['syntax', 'docker/dockerfile:1']]);
  });

  test('stages have a name, a base and a platform', () => {
    const { stages } = parse('ARG V=1\nFROM --platform=linux/amd64 python:$V AS Base\nRUN a\nFROM base\nCOPY --from=base a b\n');
    expect(stages.map(({ name, from, instructions }) => [name, from.image.text, from.platform, instructions.length]))
      .toEqual([['Base', 'python:$V', 'linux/amd64', 2], [null, 'base', null, 2]]);
  });

  test('ONBUILD holds an instruction of its own', () => {
    const { trigger } = second('ONBUILD COPY --from=b --chown=1 . /x');
    expect(trigger?.keyword).toBe('COPY');
    expect(trigger?.flags.map(({ name }) => name)).toEqual(['from', 'chown']);
    expect(trigger?.words.map(({ text }) => text)).toEqual(['.', '/x']);
  });

  test('an instruction reaches from its keyword to the end of its last line', () => {
    const text = '\ufeffFROM a\r\n  RUN b \\\r\n  c \r\nRUN <<EOF\r\nx\r\nEOF\r\nCMD d';
    expect(parse(text).instructions.map(({ span }) => text.slice(span.start, span.end)))
      .toEqual(['FROM a', 'RUN b \\\r\n  c ', 'RUN <<EOF\r\nx\r\nEOF', 'CMD d']);
  });
});

describe('what BuildKit refuses is refused', () => {
  test.each([
    ['', 'no instructions'],
    ['# only a comment\n', 'no instructions'],
    ['ARG A=1\n', 'no FROM instruction'],
    ['RUN a\nFROM b\n', 'RUN before the first FROM (line 1)'],
    ['FROM a\n{% if x %}\n', 'unknown instruction `{%` (line 2)'],
    ['FROM a b\n', 'FROM takes an image, or an image, AS and a name (line 1)'],
    ['FROM a AS 1b\n', '`1b` is no name for a stage (line 1)'],
    ['FROM a\nCOPY x\n', 'COPY needs a source and a destination (line 2)'],
    ['FROM a\nCOPY x <<EOF\ny\nEOF\n', 'COPY with a here-document as its destination (line 2)'],
    ['FROM a\nCOPY --foo=1 x y\n', 'COPY knows no flag `--foo` (line 2)'],
    ['FROM a\nCOPY --link=x x y\n', 'the flag `--link` takes true or false (line 2)'],
    ['FROM a\nCOPY --chown=a --chown=b x y\n', 'the flag `--chown` stands there twice (line 2)'],
    ['FROM a\nCOPY --chown x y\n', 'the flag `--chown` has no value (line 2)'],
    ['FROM a\nRUN --network=x y\n', '`--network=x` is no network mode (line 2)'],
    ['FROM a\nRUN --mount=type=bind,from=$X y\n', 'a variable in `--mount=…,from=` (line 2)'],
    ['FROM a\nENV A\n', 'ENV needs a name and a value (line 2)'],
    ['FROM a\nENV A=1 B\n', 'ENV without a value for `B` (line 2)'],
    ['FROM a\nENV =1\n', 'ENV without a name (line 2)'],
    ['FROM a\nWORKDIR\n', 'WORKDIR needs an argument (line 2)'],
    ['FROM a\nSHELL sh -c\n', 'SHELL needs its argument in JSON form (line 2)'],
    ['FROM a\nCMD ["a", 1]\n', 'a JSON array that holds more than strings (line 2)'],
    ['FROM a\nHEALTHCHECK curl x\n', 'HEALTHCHECK takes NONE or CMD (line 2)'],
    ['FROM a\nHEALTHCHECK CMD\n', 'HEALTHCHECK CMD without a command (line 2)'],
    ['FROM a\nHEALTHCHECK --interval=5 CMD x\n', '`--interval=5` is no duration (line 2)'],
    ['FROM a\nHEALTHCHECK --interval=1us CMD x\n', '`--interval=1us` is less than a millisecond (line 2)'],
    ['FROM a\nONBUILD FROM b\n', 'ONBUILD cannot hold FROM (line 2)'],
    ['FROM a\nONBUILD ONBUILD RUN b\n', 'ONBUILD cannot hold ONBUILD (line 2)'],
    ['FROM a\nRUN <<EOF\nx\n', 'the here-document `EOF` has no end (line 2)'],
  ])('%j', (text, reason) => {
    expect(refused(text)).toBe(reason);
  });

  test.each(['FROM a\nRUN\n', 'FROM a\nHEALTHCHECK NONE --x\n'.replace(' --x', ''), 'FROM a\nARG --x A\n', 'FROM a\nHEALTHCHECK --retries=+3 --interval=1h2m3.5s CMD x\n', 'FROM a\nRUN --mount=type=cache,target=$X b\n'])(
    'and what it takes is read: %j', (text) => {
      expect(refused(text)).toBeNull();
    },
  );
});

describe('a file that two parsers cut differently is not touched', () => {
  test.each([
    ['a doubled backslash', 'FROM a\nRUN x \\\\\nRUN b\n', 3],
    ['two parted backslashes', 'FROM a\nRUN x \\ \\\n y\n', 3],
    ['quoted arrows', 'FROM a\nRUN echo "cat <<EOF"\nRUN b\n', 3],
    ['a blank before the name of a here-document', 'FROM a\nRUN cat << EOF\nx y\nEOF\n', 3],
    ['a name with a blank', 'FROM a\nRUN cat <<"E F"\nx\nE F\nRUN b\n', 3],
    ['a backslash alone', 'FROM a\n\\\nRUN b\n', 2],
    ['a comment behind a split keyword', 'FROM a\nRUN\\\n  # c\n  x\nRUN b\n', 4],
    ['a carriage return alone', 'FROM a\nRUN x\ry\nRUN b\n', 3],
    ['an unknown directive before escape', '# foo=bar\n# escape=`\nFROM a\nRUN x \\\n y\n', 1],
    ['the same before a continuation makes a difference', '# foo=bar\n# escape=`\nFROM a\nRUN x\n', 1],
  ])('%s', (_, text, line) => {
    expect(readAsBuildKit('Dockerfile', text).ok).toBe(true);
    expect(refused(text)).toBe(`read differently by a second parser at line ${line} (line ${line})`);
  });
});

describe('hostile files are refused within two seconds', () => {
  test.each([
    ['a RUN of 100,000 lines', 'FROM a\nRUN x' + ' \\\n y'.repeat(100_000), 'one instruction of more than'],
    ['10 MB', 'FROM a\n' + 'RUN echo hello\n'.repeat(700_000), 'larger than'],
    ['a line of 64 KiB', `FROM a\nRUN ${'x'.repeat(65_536)}\n`, 'a line of more than'],
    ['a line of 64 KiB outside ASCII', `FROM a\nRUN ${'é'.repeat(33_000)}\n`, 'a line of more than'],
    ['100,000 instructions', 'FROM a\n' + 'RUN b\n'.repeat(100_000), 'more than 10,000 instructions'],
    ['a here-document of 100,000 lines', `FROM a\nRUN <<EOF\n${'x\n'.repeat(100_000)}EOF\n`, 'one instruction of more than'],
    ['nested expansions', `FROM a\nRUN << ${'${a:-'.repeat(10_000)}\n`, 'expansions nested deeper than'],
    ['nested ONBUILD', `FROM a\n${'ONBUILD '.repeat(8_000)}\n`, 'ONBUILD cannot hold ONBUILD'],
  ])('%s', (_, text, reason) => {
    const start = performance.now();
    expect(refused(text)).toContain(reason);
    expect(performance.now() - start).toBeLessThan(2_000);
  });
});

test('a line of 65,535 bytes is the longest that is read', () => {
  expect(refused(`FROM a\nRUN ${'x'.repeat(65_531)}\n`)).toBeNull();
  expect(refused(`FROM a\nRUN ${'x'.repeat(65_532)}\n`)).toContain('a line of more than 65,535 bytes');
});
