import { describe, expect, test } from 'vitest';
import { readEnvFile } from '#compose/env-file.js';
import { interpolate } from '#compose/interpolate.js';

const VALUES: Readonly<Record<string, string | null>> = { A: 'a', EMPTY: '', LOST: null };

function filled(text: string) {
  return interpolate(text, (name) => VALUES[name]);
}

describe('variables in a compose file', () => {
  test.each([
    ['$A-${A}', 'a-a'],
    ['$$A and $${A}', '$A and ${A}'],
    ['${B:-b} ${B-b} ${EMPTY:-b} ${EMPTY-b}', 'b b b '],
    ['${B:-${C:-deep}}', 'deep'],
    ['${B:-${A}/x}', 'a/x'],
    ['${A:+set} ${B:+set} ${EMPTY:+set} ${EMPTY+set}', 'set   set'],
    ['${A:?wanted}', 'a'],
    ['no variable at all', 'no variable at all'],
  ])('%s is %s', (text, expected) => {
    expect(filled(text)).toEqual({ text: expected, unset: [], problem: null });
  });

  test('a variable without a value stands as written, with the reason', () => {
    expect(filled('$A/${B}')).toEqual({
      text: 'a/${B}',
      unset: ['B has no value in the workspace; compose would take the one of the shell that runs it, or an empty text'],
      problem: null,
    });
  });

  test('a variable that must be set says what compose says', () => {
    expect(filled('${B:?set B first}').unset).toEqual(['B has no value in the workspace, and without one compose stops here: set B first']);
  });

  test('a default does not stand in for a value that is there but cannot be told', () => {
    expect(filled('${LOST:-b}')).toMatchObject({ text: '${LOST:-b}', unset: [expect.stringContaining('LOST')] });
  });

  test.each(['${', '${}', '$', '${A', '${A:x}', '$5'])('%s is refused as compose refuses it', (text) => {
    expect(filled(text).problem).toContain('compose cannot read the variable');
  });

  test('defaults without end are refused', () => {
    expect(filled('${B:-'.repeat(100_000)).problem).toBe('more than 50 variables inside each other');
  });
});

describe('.env', () => {
  test('reads quotes, comments, export, and the variables before', () => {
    const { values, problems } = readEnvFile(`# a comment
export TAG=v1 # the release
PLAIN = spaces around
YAML: also
SINGLE='$TAG stays'
DOUBLE="to $TAG\\tand \\$TAG"
LINES="one
two"
HASH=a#b
REGISTRY=\${HOST:-ghcr.io}/\${TAG}
ALONE
EMPTY=
`);
    expect(problems).toEqual([]);
    expect(Object.fromEntries(values)).toEqual({
      TAG: 'v1',
      PLAIN: 'spaces around',
      YAML: 'also',
      SINGLE: '$TAG stays',
      DOUBLE: 'to v1\tand $TAG',
      LINES: 'one\ntwo',
      HASH: 'a#b',
      REGISTRY: 'ghcr.io/v1',
      EMPTY: '',
    });
  });

  test('a value that rests on a variable of the shell cannot be told', () => {
    expect(readEnvFile('HOME_DIR=$HOME/x').values.get('HOME_DIR')).toBeNull();
  });

  test('reading stops at a line that is no variable, with its line', () => {
    const { values, problems } = readEnvFile('A=1\n\nwhat is this\nB=2\n');
    expect([...values.keys()]).toEqual(['A']);
    expect(problems).toEqual([{ line: 3, reason: 'not a variable: what is this' }]);
  });

  test('a quote that is not closed is told where it opens', () => {
    expect(readEnvFile('A=1\nB="open\n\n').problems).toEqual([{ line: 2, reason: 'a quote that is not closed: "open' }]);
  });

  test('variables that double each other with every line end', () => {
    const lines = Array.from({ length: 60 }, (_, at) => `A${at + 1}=\${A${at}}\${A${at}}`);
    const { values, problems } = readEnvFile(`A0=xxxxxxxxxx\n${lines.join('\n')}`);
    expect(values.get('A60')).toBeNull();
    expect(problems[0]?.reason).toBe('a text of more than 100000 characters once its variables are filled in');
  });
});
