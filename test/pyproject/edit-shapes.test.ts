import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { parsePyproject, type ProjectDocument } from '#pyproject/document.js';
import { insertElements } from '#pyproject/edit/insert.js';
import { removeProjectEntries } from '#pyproject/edit/remove.js';
import { arrayAt } from '#pyproject/edit/toml-places.js';
import { applyEdits } from '#text/edits.js';

/** A row of numbers that is the same in every run (mulberry32). */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const NAMES = ['alpha', 'beta', 'gamma', 'delta', 'omega', 'kappa', 'zeta'];
const QUOTES = [(text: string) => `"${text}"`, (text: string) => `'${text}'`, (text: string) => `"""${text}"""`, (text: string) => `"\\u0061${text.slice(1)}"`];

/** A list as somebody may have written it: any mixture of lines, blanks, comments, quotes and commas. */
function shape(pick: (below: number) => number, ending: string): string {
  const count = 1 + pick(NAMES.length);
  let text = '[';
  for (let at = 0; at < count; at++) {
    const name = `${NAMES[at] ?? 'x'}${['', '>=1', '[x]==2', ' ; python_version > "3"'][pick(4)] ?? ''}`;
    const quote = name.includes('"') ? QUOTES[1] : name.startsWith('a') ? QUOTES[pick(4)] : QUOTES[pick(3)];
    text += ['', ' ', `${ending}    `, `${ending}${ending}  `, `${ending}  # note "beta", [x]${ending}  `, ` # open${ending}\t`][pick(6)] ?? '';
    text += quote?.(name) ?? '';
    text += ['', ' ', ` # ] says , "${name.replaceAll('"', '')}"${ending}`, ending][pick(4)] ?? '';
    if (at < count - 1 || pick(2) === 0) text += ',';
    text += ['', ` # end${ending}`, ending][pick(3)] ?? '';
  }
  return `${text}${['', ' ', ending, `${ending}# last${ending}`][pick(4)] ?? ''}]`;
}

function parsed(text: string): ProjectDocument {
  const document = parsePyproject('pyproject.toml', text);
  if (!document.ok) throw new Error(`${document.reason}\n${text}`);
  return document.value;
}

/** What Python's own reader makes of texts; null: there is no Python with one. */
function readByPython(texts: readonly string[]): readonly unknown[] | null {
  const program = 'import json,sys,tomllib\nprint(json.dumps([tomllib.loads(one) for one in json.load(sys.stdin)]))';
  const { status, stdout, stderr } = spawnSync('python3', ['-c', program], { input: JSON.stringify(texts), encoding: 'utf8', maxBuffer: 1e9 });
  if (status === 0) return JSON.parse(stdout) as readonly unknown[];
  if (/No module named 'tomllib'/.test(stderr) || stdout === null) return null;
  throw new Error(stderr);
}

interface Read {
  readonly project: { readonly dependencies: readonly string[] };
  readonly tool: { readonly other: readonly string[] };
}

test('whatever a list looks like, exactly the elements that are meant go, by what tomllib reads', ({ skip }) => {
  const pick = numbers(20_261_122);
  const texts: string[] = [];
  const wanted: (readonly string[])[] = [];
  const befores: string[] = [];
  for (let round = 0; round < 3000; round++) {
    const ending = pick(3) === 0 ? '\r\n' : '\n';
    const text = `[project] # x${ending}name = "x"${ending}dependencies = ${shape(pick, ending)}${ending}${ending}[tool]${ending}other = ["beta", "b"] # beta${pick(2) === 0 ? ending : ''}`;
    const document = parsed(text);
    const gone = document.entries.filter(() => pick(2) === 0);
    const edits = removeProjectEntries(document, gone);
    if (!edits.ok) throw new Error(edits.reason);
    const after = applyEdits(text, edits.value).text;
    texts.push(after);
    befores.push(text);
    wanted.push(document.project.requirements.filter((one) => !gone.some(({ requirement }) => requirement === one)).map(({ written }) => written));
    // What is outside of the list stays byte by byte.
    expect(after.slice(0, after.indexOf('['.repeat(1), 12) + 1)).toBe(text.slice(0, text.indexOf('[', 12) + 1));
    expect(after.slice(after.indexOf(`${ending}${ending}[tool]`))).toBe(text.slice(text.indexOf(`${ending}${ending}[tool]`)));
    if (ending === '\r\n') expect(after.replaceAll('\r\n', '')).not.toContain('\n');
  }
  const read = readByPython(texts);
  if (read === null) return skip('python3 has no tomllib (it came with 3.11)');
  for (const [index, one] of (read as readonly Read[]).entries()) {
    expect(one.project.dependencies, `${befores[index]}\n=>\n${texts[index]}`).toEqual(wanted[index]);
    expect(one.tool.other).toEqual(['beta', 'b']);
  }
});

test('what is added to any list stands in it, with all that stood there', ({ skip }) => {
  const pick = numbers(7);
  const texts: string[] = [];
  const wanted: (readonly string[])[] = [];
  for (let round = 0; round < 3000; round++) {
    const ending = pick(3) === 0 ? '\r\n' : '\n';
    const text = `[project]${ending}name = "x"${ending}dependencies = ${shape(pick, ending)}`;
    const document = parsed(text);
    const array = arrayAt(document.places, 'project', 'dependencies');
    if (!array) throw new Error('no list');
    const added = ['eta>=1', 'Abc', 'zz; python_version < "3"'].filter(() => pick(2) === 0);
    texts.push(applyEdits(text, insertElements(document.places, array, added.map((value) => ({ value, comment: pick(2) === 0 ? '# c' : null })))).text);
    wanted.push([...document.project.requirements.map(({ written }) => written), ...added].toSorted());
  }
  const read = readByPython(texts);
  if (read === null) return skip('python3 has no tomllib (it came with 3.11)');
  for (const [index, one] of (read as readonly Read[]).entries()) expect([...one.project.dependencies].toSorted(), texts[index]).toEqual(wanted[index]);
});

test('what is taken out of a list in order and put back gives the same bytes', () => {
  const pick = numbers(3);
  for (let round = 0; round < 500; round++) {
    const names = NAMES.toSorted().filter(() => pick(4) > 0);
    if (names.length < 4) continue;
    const ending = pick(2) === 0 ? '\r\n' : '\n';
    const inLine = pick(2) === 0;
    const list = inLine ? `[${names.map((name) => `"${name}"`).join(', ')}]` : `[${ending}${names.map((name) => `    "${name}",${ending}`).join('')}]`;
    const text = `[project]${ending}name = "x"${ending}dependencies = ${list}${ending}`;
    const document = parsed(text);
    const [entry] = document.entries.slice(pick(names.length));
    if (!entry) continue;
    const removed = removeProjectEntries(document, [entry]);
    if (!removed.ok) throw new Error(removed.reason);
    const without = parsed(applyEdits(text, removed.value).text);
    const array = arrayAt(without.places, 'project', 'dependencies');
    if (!array) throw new Error('no list');
    expect(applyEdits(without.text, insertElements(without.places, array, [{ value: entry.requirement.written, comment: null }])).text).toBe(text);
  }
});
