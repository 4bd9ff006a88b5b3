import { assumed, known } from '#answer/answer.js';
import type { Answer } from '#answer/answer.js';
import { ask } from '#answer/ledger.js';
import { catalogue, cited } from './catalogue.js';
import type { Sourced } from './catalogue.js';

/** A distribution whose import name is that of a standard module, so that site-packages never supplies it. */
export interface Backport {
  /** Normalised (PEP 503). */
  readonly name: string;
  /** The standard modules that it carries, `concurrent.futures`. */
  readonly modules: readonly string[];
  /** The first Python 3 whose standard library has them, `3.4`. */
  readonly since: string;
  /** The first Python whose standard library has them no more; null: it still does. */
  readonly until: string | null;
  /** Distributions that it requires, which would no longer be installed for its sake. */
  readonly brings: readonly string[];
  /** The versions whose contents were read. */
  readonly inspected: readonly string[];
}

interface Entry extends Omit<Backport, 'name'>, Sourced {
  readonly basis: string;
}

interface File {
  readonly backports: Readonly<Record<string, Entry>>;
  readonly notBackports: Readonly<Record<string, Sourced & { readonly reason: string }>>;
}

const file = catalogue<File>('backports');

/**
 * The standard module that a distribution is a copy of; null for every other distribution.
 * Known for a sourced entry and a version whose contents were read (`specifiers` as in a requirement:
 * none and lower bounds lead to the newest version, which was read); assumed for the rest.
 */
export function backportOf(name: string, specifiers = ''): Answer<Backport | null> {
  const { backports, notBackports } = file();
  const entry = Object.hasOwn(backports, name) ? backports[name] : undefined;
  if (entry === undefined) {
    const reason = Object.hasOwn(notBackports, name) ? notBackports[name]?.reason : undefined;
    return ask(known(null, reason ?? `${name} is in no catalogue of backports`));
  }
  const { source, checked: _checked, basis, ...rest } = entry;
  const value = { name, ...rest };
  const what = `${name} carries ${entry.modules.join(', ')}, which the standard library has since Python ${entry.since}`;
  const evidence = [cited(what, entry)];
  if (source === null) return ask(assumed(value, `${what}: not checked against a source`, evidence));
  if (!leadsToInspected(entry, specifiers)) {
    return ask(assumed(value, `${name}${specifiers} holds what the versions that were read hold`, evidence));
  }
  return ask(known(value, `${what}; ${basis}`, evidence));
}

/** Whether the standard library of a Python (`3.11`, `3.11.4`) has the modules. Python 2 is never judged. */
export function inStandardLibrary(backport: Pick<Backport, 'since' | 'until'>, python: string): boolean {
  const minor = minorOf(python);
  if (minor === null) return false;
  const since = minorOf(backport.since);
  const until = backport.until === null ? null : minorOf(backport.until);
  return since !== null && minor >= since && (until === null || minor < until);
}

function minorOf(python: string): number | null {
  const minor = /^3\.(\d+)(?:\.\d+)?$/.exec(python)?.[1];
  return minor === undefined ? null : Number(minor);
}

function leadsToInspected({ inspected }: Entry, specifiers: string): boolean {
  return specifiers
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .every((part) => {
      const pinned = /^={2,3}\s*([^*\s]+)$/.exec(part)?.[1];
      return pinned === undefined ? part.startsWith('>') : inspected.includes(pinned);
    });
}
