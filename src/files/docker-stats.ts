import { bytesOf } from '#text/memory-size.js';
import { read, unreadable, type Read } from '#text/read.js';

/** What one container used at one moment. */
export interface MemorySample {
  /** Its name; where the output has none, its id. */
  readonly container: string;
  readonly used: number;
  /** What it was held to; without a limit that is all the memory of the machine. */
  readonly limit: number;
  /** As printed: `103.4MiB / 128MiB`. */
  readonly text: string;
  readonly line: number;
}

/** A file of samples, by the name that a person knows it by. */
export interface StatsFile {
  readonly path: string;
  readonly samples: Read<readonly MemorySample[]>;
}

/** Nobody takes more; a file of another sort would only cost time. */
const MOST_LINES = 1_000_000;

/**
 * Reads what `docker stats` printed: `--format '{{json .}}'`, one object a line; `podman stats --format json`, a list; or
 * the table, also as it is printed over and over without `--no-stream`. Samples of a container that does not run say
 * nothing and are left out. Not readable where a line is neither, since half of the samples may lack the highest.
 */
export function readDockerStats(text: string): Read<readonly MemorySample[]> {
  // The table is drawn anew with escape sequences: ESC [ 2 J, ESC [ H, ESC [ K.
  // oxlint-disable-next-line no-control-regex
  const content = text.replace(/^\ufeff/, '').replaceAll(/\u001b\[[\d;?]*[A-Za-z]/g, '').replaceAll('\r', '');
  if (/^\s*\[/.test(content)) return fromList(content);
  const lines = content.split('\n');
  if (lines.length > MOST_LINES) return unreadable(`more than ${MOST_LINES.toLocaleString('en')} lines`);
  const samples: MemorySample[] = [];
  let columns: Columns | null = null;
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '') continue;
    const header = columnsOf(line);
    if (header) {
      columns = header;
      continue;
    }
    const cells = line.trimStart().startsWith('{') ? cellsOfJson(line) : columns && cellsOfRow(line, columns);
    if (!cells) return unreadable(`not a line of docker stats: ${line.trim().slice(0, 80)}`, index + 1);
    const sample = sampleOf(cells, index + 1);
    if (sample === 'none') continue;
    if (sample === null) return unreadable(`no memory usage in it: ${line.trim().slice(0, 80)}`, index + 1);
    samples.push(sample);
  }
  return samples.length === 0 ? unreadable('no sample in it') : read(samples);
}

interface Cells {
  readonly name: string;
  readonly memory: string;
}

function fromList(text: string): Read<readonly MemorySample[]> {
  let items: unknown;
  try {
    items = JSON.parse(text);
  } catch (error) {
    return unreadable(`not valid JSON: ${error instanceof Error ? error.message : 'broken'}`);
  }
  const samples: MemorySample[] = [];
  for (const item of items as readonly unknown[]) {
    const cells = cellsOf(item);
    const sample = cells && sampleOf(cells, 1);
    if (!sample) return unreadable('an item of the list has no name or no memory usage');
    if (sample !== 'none') samples.push(sample);
  }
  return samples.length === 0 ? unreadable('no sample in it') : read(samples);
}

function cellsOfJson(line: string): Cells | null {
  try {
    return cellsOf(JSON.parse(line));
  } catch {
    return null;
  }
}

/** Docker's keys, then podman's. */
function cellsOf(item: unknown): Cells | null {
  const text = (...keys: readonly string[]): string | null => {
    for (const key of keys) {
      const value = typeof item === 'object' && item !== null && Object.hasOwn(item, key) ? (item as Readonly<Record<string, unknown>>)[key] : null;
      if (typeof value === 'string' && value !== '') return value;
    }
    return null;
  };
  const [name, memory] = [text('Name', 'name', 'Container', 'ID', 'id'), text('MemUsage', 'mem_usage')];
  return name === null || memory === null ? null : { name, memory };
}

/** Where the columns begin that count: those of a table stand below their headings (text/tabwriter). */
interface Columns {
  readonly name: number;
  readonly memory: number;
  readonly starts: readonly number[];
}

function columnsOf(line: string): Columns | null {
  const memory = line.indexOf('MEM USAGE');
  if (memory < 0) return null;
  const starts = [...line.matchAll(/(?:^|\s{2,})(\S)/g)].map((match) => match.index + match[0].length - 1);
  const name = ['NAME', 'CONTAINER ID', 'CONTAINER', 'ID'].map((heading) => starts.find((at) => line.startsWith(heading, at))).find((at) => at !== undefined);
  return name === undefined ? null : { name, memory, starts };
}

function cellsOfRow(line: string, { name, memory, starts }: Columns): Cells | null {
  const cell = (start: number): string => line.slice(start, starts.find((other) => other > start)).trim();
  return cell(name) === '' ? null : { name: cell(name), memory: cell(memory) };
}

/** 'none': it does not run, and says so by `--` or by nothing used of nothing. */
function sampleOf({ name, memory }: Cells, line: number): MemorySample | 'none' | null {
  const [used = '', limit = ''] = memory.split('/').map((part) => part.trim());
  if (/^-+$/.test(used) || used === 'N/A') return 'none';
  const [first, second] = [bytesOf(used, { binary: false }), bytesOf(limit, { binary: false })];
  if (first === null || second === null) return null;
  return second === 0 ? 'none' : { container: name.replace(/^\//, ''), used: first, limit: second, text: memory, line };
}
