import type { Snapshot } from '#files/snapshot.js';

/** What a file of code may run: first words of its strings, without the folder of programs. */
export interface QuotedWords {
  /** Of every string. */
  readonly all: ReadonlySet<string>;
  /** Of strings that are handed to what runs a program. */
  readonly called: ReadonlySet<string>;
}

interface Known extends QuotedWords {
  readonly text: string;
}

const known = new WeakMap<Snapshot, Map<string, Known>>();

/** The words of a file. Each is searched once for a plan: many images hold the same code, and each is asked for many programs. */
export function quotedWords(snapshot: Snapshot, path: string): QuotedWords {
  const start = snapshot.start ?? snapshot;
  const byPath = known.get(start) ?? new Map<string, Known>();
  known.set(start, byPath);
  const text = snapshot.text(path) ?? '';
  const before = byPath.get(path);
  if (before?.text === text) return before;
  const found = { text, all: wordsAt(text, STRING), called: wordsAt(text, CALL) };
  byPath.set(path, found);
  return found;
}

const STRING = /["'](?:\/usr)?(?:\/bin\/)?([^"'\s]{1,100})(?=["'\s])/g;
const CALL = /(?:run|Popen|call|check_call|check_output|system|popen|which|exec\w*)\(\s*\[?\s*f?["'](?:\/usr)?(?:\/bin\/)?([^"'\s]{1,100})(?=["'\s])/g;

function wordsAt(text: string, pattern: RegExp): ReadonlySet<string> {
  return new Set(Array.from(text.matchAll(pattern), ([, word]) => word ?? ''));
}
