import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import type { WorkDone } from './workers.js';

/** A thread begins here: it loads a module and calls its `work` once. `port`: for what it tells before it ends. */
const { url, input, port } = workerData as { readonly url: string; readonly input: unknown; readonly port?: MessagePort };
const module = (await import(url)) as { readonly work: (input: unknown, tell: (message: unknown) => void) => WorkDone };
const { answer, moved } = module.work(input, (message) => port?.postMessage(message));
parentPort?.postMessage(answer, [...moved]);
