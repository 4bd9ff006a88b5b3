import { cacheFolderFor } from './cache-folder.js';
import { diskIo } from './disk.js';
import { thisMachine } from './machine.js';
import { nodeIo } from './node.js';
import type { Outside } from './outside.js';
import { endPrograms, processIo } from './processes.js';
import { workerIo } from './workers.js';

/** The machine itself. Only the command line's beginning asks for it (test/layering.test.ts). */
export function thisOutside(): Outside {
  return {
    io: nodeIo,
    disk: diskIo,
    machine: thisMachine(),
    processes: processIo,
    endPrograms,
    workers: workerIo,
    cacheFor: cacheFolderFor,
    http: async () => (await import('./http.js')).createHttp(),
  };
}
