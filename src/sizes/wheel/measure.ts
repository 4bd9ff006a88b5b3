import type { CacheFolder } from '#io/cache-folder.js';
import type { HttpIo } from '#io/http-types.js';
import { read } from '#text/read.js';
import type { Bytes, WheelFile } from '../types.js';
import { addedByInstaller } from './added.js';
import { bytecodeOf } from './bytecode.js';
import { rememberedWheel, rememberWheel, wheelKey, type RememberedWheel } from './cache.js';
import { contentsOfWheel } from './contents.js';
import { openRanged, type Opened } from './ranged-file.js';
import type { WheelMeasure } from './types.js';
import { readZipDirectory } from './zip-directory.js';

export interface MeasureAids {
  readonly http: HttpIo;
  /** Null: nothing is remembered. */
  readonly cache: CacheFolder | null;
  /** As `Target` has it: bytecode differs by version. */
  readonly python?: string | null;
}

/**
 * What a wheel takes once it is installed, of the end of the file on its server: one request for most wheels, two for those with
 * thousands of files. Unreadable: with the reason that a person sees.
 */
export async function measureWheel(wheel: WheelFile, { http, cache, python = null }: MeasureAids): Promise<Opened<WheelMeasure>> {
  const key = cache === null ? null : wheelKey(wheel);
  const before = cache === null || key === null ? null : rememberedWheel(cache, key);
  if (before !== null) return read(measureOf(wheel, before, python));
  const found = await readWheel(wheel, http);
  if (!found.ok) return found;
  if (cache !== null && key !== null) rememberWheel(cache, key, found.value);
  return read(measureOf(wheel, found.value, python));
}

async function readWheel(wheel: WheelFile, http: HttpIo): Promise<Opened<RememberedWheel>> {
  const file = await openRanged(wheel, http);
  if (!file.ok) return file;
  const directory = await readZipDirectory(file.value);
  if (!directory.ok) return { ...directory, wrong: true };
  const contents = await contentsOfWheel(directory.value);
  return contents.ok ? read({ contents: contents.value, wheel: file.value.size }) : { ...contents, wrong: true };
}

function measureOf({ file }: WheelFile, { contents, wheel }: RememberedWheel, python: string | null): WheelMeasure {
  // `requests-2.32.3.dist-info/`: the first two parts of the wheel's name (PEP 427).
  const added = addedByInstaller(contents, file.split('-').slice(0, 2).join('-').length + '.dist-info/'.length);
  const files: Bytes = { low: contents.bytes + added.low, high: contents.bytes + added.high, basis: 'measured' };
  return { contents, files, bytecode: bytecodeOf(contents.python, python), wheel };
}
