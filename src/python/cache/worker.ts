import { createFileReader } from '#io/file-reader.js';
import type { WorkDone } from '#io/workers.js';
import { LARGEST_FILE } from '../scan/scan.js';
import { scanShare, type Shared } from './share.js';

/** Where this module lies, for `WorkerIo.start`. */
export const WORKER = import.meta.url;

export interface WorkerShare {
  readonly shared: Shared;
  readonly thread: number;
}

/** The part of a scan that another thread does. */
export function work(input: unknown): WorkDone {
  const { shared, thread } = input as WorkerShare;
  const answer = scanShare(shared, thread, createFileReader(LARGEST_FILE));
  return { answer, moved: [answer.records.numbers.buffer, answer.places.buffer] };
}
