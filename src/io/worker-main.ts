import { type MessagePort, workerData } from 'node:worker_threads';

/** A thread begins here: it loads a module and calls its `work` once. `port`: for what it tells. */
const { url, input, port } = workerData as { readonly url: string; readonly input: unknown; readonly port: MessagePort };
const module = (await import(url)) as { readonly work: (input: unknown, tell: (message: unknown) => void) => void };
module.work(input, (message) => port.postMessage(message));
