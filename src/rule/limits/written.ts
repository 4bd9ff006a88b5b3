import type { ComposeMemory, ComposeService } from '#compose/types.js';
import type { Snapshot } from '#files/snapshot.js';
import { bytesOf } from '#text/memory-size.js';
import { folderOf, pathIn } from '#text/paths.js';
import type { Span } from '#text/span.js';

/** The value of a limit as it stands in a file. */
export interface WrittenLimit {
  readonly row: ComposeMemory;
  /** What the row comes to, in bytes; null: a variable decides, or it is no size. */
  readonly bytes: number | null;
  /** The part that is the number with its unit; null: there is none that could be changed. */
  readonly place: Span | null;
  /** That part, or the whole value where there is none. */
  readonly text: string;
  /** Why it cannot be changed there; null: it can. */
  readonly refusal: string | null;
}

const LIMITS = ['mem_limit', 'deploy.resources.limits.memory'];

/** The limits of a service: `mem_limit`, `deploy.resources.limits.memory`, or both. What limits nothing (0, -1) is none. */
export function limitsOf(service: ComposeService, snapshot: Snapshot): readonly WrittenLimit[] {
  return service.memory.filter(({ key }) => LIMITS.includes(key)).map((row) => writtenLimit(row, service, snapshot)).filter(({ bytes, row }) => bytes === null ? !row.text.startsWith('-') : bytes > 0);
}

/** The limit of memory and swap together; null: none is written. Docker refuses one below the limit of memory. */
export function swapOf(service: ComposeService, snapshot: Snapshot): WrittenLimit | null {
  const row = service.memory.find(({ key }) => key === 'memswap_limit');
  return row ? writtenLimit(row, service, snapshot) : null;
}

function writtenLimit(row: ComposeMemory, service: ComposeService, snapshot: Snapshot): WrittenLimit {
  const { span, at, text, unset } = row;
  const bytes = unset.length > 0 ? null : bytesOf(text, { binary: true });
  const source = span === null ? null : (snapshot.text(at.path)?.slice(span.start, span.end) ?? null);
  if (span === null || source === null) return { row, bytes, place: null, text, refusal: 'it does not stand in the file by itself' };
  const inner = /^(["']?)(.*)\1$/s.exec(source);
  const quote = inner?.[1]?.length ?? 0;
  const value = inner?.[2] ?? source;
  const variable = /^\$\{(?<name>\w+)(?<operator>:?-)(?<other>[^${}]*)\}$/.exec(value)?.groups;
  const written = variable?.['other'] ?? value;
  const start = span.start + quote + (variable ? value.length - written.length - 1 : 0);
  const place = { start, end: start + written.length };
  const whole = { row, bytes, place, text: written };
  if (variable) {
    const name = variable['name'] ?? '';
    const setBy = setIn(name, service, snapshot);
    if (setBy !== null) return { ...whole, place: null, text: value, refusal: `it is ${value}, and ${setBy} sets ${name}` };
  } else if (value.includes('$')) return { ...whole, place: null, text: value, refusal: `it is ${value}: what sets the variable is to be changed` };
  return bytesOf(written, { binary: true }) === bytes && bytes !== null ? { ...whole, refusal: null } : { ...whole, place: null, text: value, refusal: `${value} cannot be read as a size` };
}

/** The `.env` beside the project or the file that gives a variable its value; null: none in the workspace does. */
function setIn(name: string, { project, at }: ComposeService, snapshot: Snapshot): string | null {
  const folders = new Set([...project.files, at.path].map(folderOf));
  const files = [...folders].map((folder) => pathIn(folder, '.env'));
  return files.find((path) => new RegExp(String.raw`^[ \t]*(?:export[ \t]+)?${name}[ \t]*=`, 'm').test(snapshot.text(path) ?? '')) ?? null;
}
