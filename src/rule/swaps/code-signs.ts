import type { Snapshot } from '#files/snapshot.js';
import type { CodeSigns } from '#knowledge/swaps.js';
import { isPythonFile } from '#python/read.js';
import { pythonSource } from '#python/sources.js';
import type { PythonSource } from '#python/source.js';
import { escaped } from '#text/escaped.js';
import { baseName } from '#text/paths.js';

/** A place in a file that speaks against a swap. */
export interface CodeSign {
  readonly text: string;
  readonly line: number;
}

/** Files longer than this are data. */
const LONGEST = 2_000_000;

/** What people write is shorter. */
const LONGEST_LINE = 1_000;

const SETTINGS = /\.(?:ya?ml|json|toml|cfg|ini|conf|env|properties)$|^\.env/i;

/** Whether a file is looked into: Python in any form, and configuration where there are signs for it. */
export function isSearched(path: string, { settings }: CodeSigns): boolean {
  return isCode(path) || (settings.length > 0 && SETTINGS.test(baseName(path)));
}

/** Python by its suffix; a name without one may be a script. */
export function isCode(path: string): boolean {
  return isPythonFile(path) || !baseName(path).includes('.');
}

const known = new WeakMap<Snapshot['contextFiles'], Map<string, readonly CodeSign[]>>();

/** What a file says against a swap; each is read once for a kind of signs. */
export function signsIn(snapshot: Snapshot, path: string, signs: CodeSigns): readonly CodeSign[] {
  const byKey = known.get(snapshot.contextFiles) ?? new Map<string, readonly CodeSign[]>();
  known.set(snapshot.contextFiles, byKey);
  const key = `${signs.module} ${path}`;
  const found = byKey.get(key) ?? look(snapshot, path, signs);
  byKey.set(key, found);
  return found;
}

function look(snapshot: Snapshot, path: string, signs: CodeSigns): readonly CodeSign[] {
  // Null: larger than what people write, or of an encoding of its own, which the scanner of Python may know.
  const text = snapshot.text(path);
  if (!isCode(path)) return text === null || text.length > LONGEST ? [] : inLines(text, signs.settings);
  if (!isPythonFile(path) && !/^#![^\n]*python/.test(text?.slice(0, 200) ?? '')) return [];
  if (text !== null && !mentions(text, signs)) return [];
  const source = pythonSource(snapshot, path);
  if (!source.ok) return [{ text: `it cannot be read: ${source.reason}`, line: 1 }];
  const [problem] = source.value.problems;
  const whole = [...inSource(source.value, signs), ...(text === null ? [] : inLines(text, signs.lines, true))];
  const unread = problem && whole.length === 0 && text?.includes(signs.module) !== false ? [{ text: `it cannot be read: ${problem.reason}`, line: problem.line }] : [];
  return [...whole, ...unread].toSorted((a, b) => a.line - b.line);
}

/** Whether a file of Python imports what both distributions hold. */
export function importsIt(snapshot: Snapshot, path: string, module: string): boolean {
  if (!isPythonFile(path) || snapshot.text(path)?.includes(module) === false) return false;
  const source = pythonSource(snapshot, path);
  return source.ok && source.value.imports.some((one) => one.module === module || one.module.startsWith(`${module}.`));
}

/** A file without any of the words is not looked into further. */
function mentions(text: string, { module, attributes, strings, lines }: CodeSigns): boolean {
  return text.includes(module) || attributes.some((name) => text.includes(name)) || strings.length + lines.length > 0;
}

function inSource({ imports, symbols, attributes, strings }: PythonSource, signs: CodeSigns): readonly CodeSign[] {
  const { module } = signs;
  const names = signs.symbols.map(globPattern).join('|');
  const symbol = new RegExp(`(?:^|\\.)${escaped(module)}\\.(?:${names})(?:\\.|$)`);
  const name = new RegExp(`^(?:${names})(?:\\.|$)`);
  const literals = signs.strings.map((one) => new RegExp(one));
  const own = imports.some((one) => one.module === module || one.module.startsWith(`${module}.`));
  const plain = new Set(signs.symbols.filter((one) => !one.includes('*')));
  return [
    ...imports.filter((one) => one.module === module && one.name === '*').map(({ line }) => ({ text: `from ${module} import *: what it uses cannot be told`, line })),
    ...(signs.symbols.length === 0 ? [] : imports.filter((one) => one.module === module && one.name !== null && name.test(one.name)).map((one) => ({ text: `it imports ${module}.${one.name ?? ''}`, line: one.line }))),
    ...(signs.symbols.length === 0 ? [] : imports.filter((one) => one.module.startsWith(`${module}.`) && name.test(one.module.slice(module.length + 1))).map((one) => ({ text: `it imports ${one.module}`, line: one.line }))),
    ...(signs.symbols.length === 0 ? [] : symbols.filter((one) => symbol.test(one.name)).map((one) => ({ text: `it uses ${one.name}`, line: one.line }))),
    ...attributes.filter((one) => signs.attributes.includes(one.name)).map((one) => ({ text: `it uses .${one.name}`, line: one.line })),
    ...strings.filter((one) => literals.some((pattern) => pattern.test(one.name)) || (own && plain.has(one.name))).map((one) => ({ text: `it says "${one.name.slice(0, 60)}"`, line: one.line })),
  ];
}

/** What commands and the texts that a Dockerfile writes say: `python -c "import cv2; cv2.imshow(…)"`, the body of a here-document. */
export function signsInText(text: string, signs: CodeSigns): readonly CodeSign[] {
  const plain = signs.symbols.filter((one) => !one.includes('*'));
  if (plain.length === 0 || !text.includes(signs.module)) return [];
  const used = new RegExp(`(?:\\.|\\bimport\\s[^#\\n]*\\b)(?:${plain.map(escaped).join('|')})\\b`);
  return inLines(text, [used.source], true);
}

function inLines(text: string, patterns: readonly string[], code = false): readonly CodeSign[] {
  if (patterns.length === 0) return [];
  const each = patterns.map((one) => new RegExp(one));
  return text.split('\n').flatMap((whole, index): readonly CodeSign[] => {
    const line = code ? whole.slice(0, LONGEST_LINE).replace(/(?:^|\s)#.*$/, '') : whole.slice(0, LONGEST_LINE);
    return each.some((pattern) => pattern.test(line)) ? [{ text: `it says ${line.trim().slice(0, 80)}`, line: index + 1 }] : [];
  });
}

function globPattern(name: string): string {
  return name.split('*').map(escaped).join('.*');
}
