import { expect, test } from 'vitest';
import { parseShell } from '#shell/parse.js';
import type { ShellCommand } from '#shell/types.js';

function commandsOf(text: string): readonly ShellCommand[] {
  const parsed = parseShell(text);
  if (!parsed.ok) throw new Error(parsed.reason);
  return parsed.script.commands;
}

function only(text: string): ShellCommand {
  const [command, ...others] = commandsOf(text);
  if (!command || others.length > 0) throw new Error(`${others.length + 1} commands`);
  return command;
}

function names(text: string): readonly (string | null | undefined)[] {
  return commandsOf(text).map(({ words }) => words[0]?.value);
}

function conditionsOf(text: string, name: string): readonly string[] {
  const command = commandsOf(text).find(({ words }) => words[0]?.value === name);
  return (command?.conditions ?? []).map((condition) => {
    return `${condition.kind}: ${'text' in condition ? condition.text : text.slice(condition.span.start, condition.span.end)}`;
  });
}

test('every word stands in the script where its span says', () => {
  const text = 'apt-get update && apt-get install -y "a b" \'c\' d\\ e | tee log; (cd /x; make)';
  for (const { words } of commandsOf(text)) {
    for (const word of words) expect(text.slice(word.span.start, word.span.end)).toBe(word.text);
  }
});

test('a value has no quotes and no escapes', () => {
  expect(only('pip install "a b" \'c$d\' e\\ f g""h').words.map(({ value }) => value))
    .toEqual(['pip', 'install', 'a b', 'c$d', 'e f', 'gh']);
});

test('a value that only a run can tell is null', () => {
  const [command] = commandsOf('x $A "${B}" $(c) `d` *.txt a? ~/e {f,g} $((1+1)) "h $I"');
  const words = command?.words.slice(1) ?? [];
  expect(words).toHaveLength(10);
  expect(words.map(({ value }) => value)).toEqual(words.map(() => null));
});

test('the brackets of extras are no glob, those of a path are', () => {
  expect(only('pip install uvicorn[standard] /tmp/[ab] x[a]*').words.map(({ value }) => value))
    .toEqual(['pip', 'install', 'uvicorn[standard]', null, null]);
});

test('assignments stand in front of the command; export keeps its words too', () => {
  expect(only('A=1 B="2 3" C=$D pip x').assignments.map(({ name, value }) => [name, value])).toEqual([['A', '1'], ['B', '2 3'], ['C', null]]);
  expect(only('export A=b').words.map(({ value }) => value)).toEqual(['export', 'A=b']);
  expect(only('export A=b').assignments.map(({ name, value }) => [name, value])).toEqual([['A', 'b']]);
  expect(only('env A=b pip').assignments).toEqual([]);
  expect(only('env A=b pip').words.map(({ value }) => value)).toEqual(['env', 'A=b', 'pip']);
  expect(only('A=1').words).toEqual([]);
  expect(only('A+=1').assignments[0]?.value).toBeNull();
});

test('redirects carry their descriptor and their target', () => {
  expect(only('x > /dev/null 2>&1 < in >> "o f"').redirects.map(({ operator, target }) => [operator, target]))
    .toEqual([['>', '/dev/null'], ['2>&', '1'], ['<', 'in'], ['>>', 'o f']]);
  expect(only('cat <<EOF\nbody\nEOF\n').redirects.map(({ operator, target }) => [operator, target])).toEqual([['<<', 'EOF']]);
});

test('what stands left of && and || decides as a whole', () => {
  expect(conditionsOf('a && b || c', 'a')).toEqual([]);
  expect(conditionsOf('a && b || c', 'b')).toEqual(['and: a']);
  expect(conditionsOf('a && b || c', 'c')).toEqual(['or: a && b']);
  expect(conditionsOf('a; b', 'b')).toEqual([]);
});

test('branches know what decides them', () => {
  const text = 'if [ -f x ]; then a; elif b; then c; else d; fi';
  expect(conditionsOf(text, '[')).toEqual(['test: [ -f x ]']);
  expect(conditionsOf(text, 'a')).toEqual(['if: [ -f x ]']);
  expect(conditionsOf(text, 'b')).toEqual(['else: [ -f x ]', 'test: b']);
  expect(conditionsOf(text, 'c')).toEqual(['else: [ -f x ]', 'if: b']);
  expect(conditionsOf(text, 'd')).toEqual(['else: [ -f x ]', 'else: b']);
  expect(conditionsOf('for i in 1 2; do r; done', 'r')).toEqual(['loop: for i in 1 2; do']);
  expect(conditionsOf('while t; do r; done', 'r')).toEqual(['loop: t']);
  expect(conditionsOf('while t; do r; done', 't')).toEqual(['test: t']);
  expect(conditionsOf('case $x in a|b) q;; esac', 'q')).toEqual(['case: $x in a|b']);
  expect(conditionsOf('f() { g; }', 'g')).toEqual(['function: f']);
});

test('commands in pipelines, groups and substitutions are found', () => {
  expect(commandsOf('a | b | c').map(({ pipe }) => pipe)).toEqual(['first', 'middle', 'last']);
  expect(commandsOf('! a').map(({ pipe }) => pipe)).toEqual(['none']);
  expect(names('(a; { b; }) && c $(d "$(e)") <(f) `g`')).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g']);
  expect(commandsOf('c $(d)').map(({ substituted }) => substituted)).toEqual([false, true]);
  expect(names('cat <<EOF\n$(inner)\nEOF\n')).toEqual(['cat', 'inner']);
});

test('words inside backquotes with escapes have no place of their own', () => {
  const inner = commandsOf('x=`echo \\`date\\``').find(({ words }) => words[0]?.value === 'echo');
  expect(inner?.words.every(({ exact }) => !exact)).toBe(true);
});

test('a comment ends at the line, and a joined line has only one', () => {
  expect(names('a # && b\nc')).toEqual(['a', 'c']);
  expect(names('a # gone   && b   && c')).toEqual(['a']);
});

test.each(['a $(', 'if a; then', 'a "b', 'x $(y (z)', 'fi', 'a && && b', '`a'])('%j is refused with a reason', (text) => {
  expect(parseShell(text)).toMatchObject({ ok: false, reason: expect.stringMatching(/./) });
});

test.each([
  ['substitutions', 'echo ' + '$( '.repeat(300_000)],
  ['brackets', '('.repeat(900_000)],
  ['many nested lines', ('echo ' + '"$(a '.repeat(90) + ')"'.repeat(90) + '\n').repeat(1_200)],
  ['here-documents', 'cat <<E '.repeat(100_000)],
  ['elif', 'if a; then b; ' + 'elif c; then d; '.repeat(50_000) + 'fi'],
  ['if', 'if '.repeat(300_000)],
  ['length', 'a '.repeat(600_000)],
])('hostile input is refused within two seconds: %s', (_, text) => {
  const start = performance.now();
  expect(parseShell(text).ok).toBe(false);
  expect(performance.now() - start).toBeLessThan(2_000);
});
