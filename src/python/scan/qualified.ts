import { internText, nameText } from './names.js';

/**
 * Qualified names (`os.path.join`) as numbers: a tree of names, so that `a.b.c` is looked up by three numbers and its text
 * is made once per process. 0 is the root.
 */
let table = new Int32Array(1 << 14);
let parents = new Int32Array(1 << 13);
let names = new Int32Array(1 << 13);
let texts: (string | null)[] = [''];
let count = 0;

export function forgetQualified(): void {
  table = new Int32Array(1 << 14);
  parents = new Int32Array(1 << 13);
  names = new Int32Array(1 << 13);
  texts = [''];
  count = 0;
}

/** How many there are. */
export function qualifiedCount(): number {
  return count;
}

/** The number of `parent.name`; `name` as `names.ts` numbers it. */
export function child(parent: number, name: number): number {
  const mask = table.length - 1;
  let slot = place(parent, name) & mask;
  for (;;) {
    const id = table[slot] as number;
    if (id === 0) return add(parent, name, slot);
    if (parents[id] === parent && names[id] === name) return id;
    slot = (slot + 1) & mask;
  }
}

/** The number of a text with dots. */
export function qualified(text: string): number {
  return text.split('.').reduce((parent, name) => child(parent, internText(name)), 0);
}

/** Leading dots of a relative import as a parent of names. */
export function relative(level: number): number {
  return level === 0 ? 0 : child(0, internText('.'.repeat(Math.min(level, 100))));
}

export function qualifiedText(id: number): string {
  const known = texts[id];
  if (known !== null && known !== undefined) return known;
  const parts: string[] = [];
  for (let node = id; node !== 0; node = parents[node] as number) parts.push(nameText(names[node] as number));
  const outermost = parts.pop() ?? '';
  const rest = parts.toReversed().join('.');
  const text = rest === '' ? outermost : outermost.endsWith('.') ? outermost + rest : `${outermost}.${rest}`;
  texts[id] = text;
  return text;
}

function place(parent: number, name: number): number {
  const mixed = Math.imul(parent, 0x9e3779b1) ^ Math.imul(name, 0x85ebca6b);
  return mixed ^ (mixed >>> 15);
}

function add(parent: number, name: number, slot: number): number {
  const id = ++count;
  if (id >= parents.length) {
    parents = copied(parents);
    names = copied(names);
  }
  parents[id] = parent;
  names[id] = name;
  texts[id] = null;
  table[slot] = id;
  if (count * 2 > table.length) rehash();
  return id;
}

function rehash(): void {
  const mask = table.length * 4 - 1;
  table = new Int32Array(mask + 1);
  for (let id = 1; id <= count; id++) {
    let slot = place(parents[id] as number, names[id] as number) & mask;
    while (table[slot] !== 0) slot = (slot + 1) & mask;
    table[slot] = id;
  }
}

function copied(source: Int32Array): Int32Array<ArrayBuffer> {
  const target = new Int32Array(source.length * 2);
  target.set(source);
  return target;
}
