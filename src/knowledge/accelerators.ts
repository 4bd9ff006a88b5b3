import { assumed, known } from '#answer/answer.js';
import type { Answer } from '#answer/answer.js';
import { ask } from '#answer/ledger.js';
import { catalogue, cited } from './catalogue.js';
import type { Sourced } from './catalogue.js';

/**
 * What a text says of accelerators. `strong`: it asks for one; `weak`: it could use one; `against`:
 * it says that it has none.
 */
export interface AcceleratorSign {
  readonly accelerator: 'cuda' | 'rocm' | 'hpu' | 'l4t' | 'other';
  readonly strength: 'strong' | 'weak' | 'against';
}

/**
 * Where a text stands: a base image's reference, a device that compose asks for, an option of
 * `docker run`, the address of an index, a distribution (`torch`, `jax[cuda12]`, `torch+cu121`), a
 * file's or stage's name, a variable with its value (`CUDA_VISIBLE_DEVICES=0`).
 */
export type SignPlace = 'bases' | 'devices' | 'flags' | 'indexes' | 'names' | 'packages' | 'variables';

interface Entry extends AcceleratorSign, Sourced {
  readonly pattern: string;
  readonly basis: string;
}

const file = catalogue<Readonly<Record<SignPlace, Readonly<Record<string, Entry>>>>>('accelerators');

interface Row {
  readonly pattern: RegExp;
  readonly entry: Entry;
}

const rows = new Map<SignPlace, readonly Row[]>();

/** What says "none" goes before what asks for one: `torch+cpu` from an index that has both. */
const ORDER = ['against', 'strong', 'weak'];

/** Names and addresses are shorter than this. */
const LONGEST = 500;

/** What a text says of accelerators; null: nothing. Assumed where nobody checked the entry against a source. */
export function acceleratorSign(place: SignPlace, text: string): Answer<AcceleratorSign | null> {
  const found = rowsOf(place).find(({ pattern }) => pattern.test(text.slice(0, LONGEST)));
  if (!found) return ask(known(null, `${text} says nothing of accelerators`));
  const { accelerator, strength, basis, source } = found.entry;
  const says = strength === 'against' ? `${text} says that there is no ${accelerator} device` : `${text} is for ${accelerator}`;
  const evidence = [cited(says, found.entry)];
  const value = { accelerator, strength };
  return ask(source === null ? assumed(value, `${says}: ${basis}`, evidence) : known(value, `${says}: ${basis}`, evidence));
}

function rowsOf(place: SignPlace): readonly Row[] {
  const before = rows.get(place);
  if (before) return before;
  const made = Object.values(file()[place])
    .map((entry) => ({ pattern: new RegExp(entry.pattern, 'u'), entry }))
    .toSorted((a, b) => ORDER.indexOf(a.entry.strength) - ORDER.indexOf(b.entry.strength));
  rows.set(place, made);
  return made;
}
