import { parentPort, workerData } from 'node:worker_threads';
import type { WorkDone } from './workers.js';

/** A thread begins here: it loads a module and calls its `work` once. */
const { url, input } = workerData as { readonly url: string; readonly input: unknown };
const module = (await import(url)) as { readonly work: (input: unknown) => WorkDone };
const { answer, moved } = module.work(input);
parentPort?.postMessage(answer, [...moved]);
