import { modulesOfRecord } from '#files/record-modules.js';
import { read, unreadable, type Read } from '#text/read.js';
import { wrappersOf } from './entry-points.js';
import type { WheelContents } from './types.js';
import type { ZipDirectory, ZipEntry } from './zip-directory.js';

const MOST_MODULES = 100;
/** Bytes of an `entry_points.txt` that is read. */
const MOST_ENTRY_POINTS = 200_000;
/** `spam-1.0.data/scripts/x`: scheme and rest (PEP 427, "The .data directory"). */
const DATA = /^[^/]+\.data\/([^/]{1,30})\/(.*)$/s;
const METADATA = /^[^/]+\.dist-info\/([^/]+)$/;

/** What a wheel holds, of its zip directory. Unreadable: nothing that pip installs. */
export async function contentsOfWheel({ entries, contents }: ZipDirectory): Promise<Read<WheelContents>> {
  // pip goes by names and skips folders; of a name that comes twice it writes the last one, once (`ZipFile.getinfo`).
  const files = new Map(entries.filter(({ name }) => !name.endsWith('/')).map((entry) => [entry.name, entry]));
  const metadata = new Map([...files.values()].flatMap((entry) => (METADATA.test(entry.name) ? [[METADATA.exec(entry.name)?.[1] ?? '', entry] as const] : [])));
  if (!metadata.has('METADATA') || !metadata.has('WHEEL')) return unreadable('it is a zip archive, and no wheel: METADATA or WHEEL is missing');
  const python = { bytes: 0, files: 0, paths: 0 };
  const dataFiles = new Map<string, number>();
  const importable: string[] = [];
  let bytes = 0;
  for (const entry of files.values()) {
    bytes += entry.bytes;
    const [, scheme, rest] = DATA.exec(entry.name) ?? [];
    if (scheme !== undefined) dataFiles.set(scheme, (dataFiles.get(scheme) ?? 0) + 1);
    if (scheme === undefined || scheme === 'purelib' || scheme === 'platlib') importable.push(rest ?? entry.name);
    if (!entry.name.endsWith('.py')) continue;
    python.bytes += entry.bytes;
    python.files += 1;
    python.paths += entry.name.length;
  }
  const entryPoints = metadata.get('entry_points.txt');
  return read({
    bytes, files: files.size, python, record: metadata.get('RECORD')?.bytes ?? null, wrappers: await wrappers(entryPoints, contents),
    entryPoints: entryPoints?.bytes ?? 0, dataFiles: Object.fromEntries(dataFiles),
    modules: modulesOfRecord(importable.filter((name) => !/[\n",]/.test(name)).join('\n')).slice(0, MOST_MODULES),
  });
}

async function wrappers(entry: ZipEntry | undefined, contents: ZipDirectory['contents']): Promise<WheelContents['wrappers']> {
  if (entry === undefined) return wrappersOf('');
  const bytes = await contents(entry, MOST_ENTRY_POINTS);
  return bytes === null ? null : wrappersOf(Buffer.from(bytes).toString());
}
