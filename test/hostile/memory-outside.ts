import type { Io } from '#io/types.js';
import type { Outside } from '#io/outside.js';
import { unreadable } from '#text/read.js';
import type { Terminal } from '#cli/terminal.js';
import { aMachine } from '../write/setting.js';
import type { MemoryDisk } from '../write/memory-disk.js';

/** All that is outside, in memory: a disk without git, no programs, no network, no other threads. */
export function memoryOutside(disk: MemoryDisk): Outside {
  const { io: write } = disk;
  const io: Io = {
    readFile: write.readFile,
    stat: (path) => {
      const seen = write.look(path);
      const bytes = seen?.kind === 'file' ? write.readFile(path) : null;
      return seen && { kind: seen.kind, mode: seen.mode, size: bytes?.ok ? bytes.value.length : 0 };
    },
    realPath: write.realPath,
    list: (path) => [...new Set(Object.keys(disk.tree(path)).map((inside) => inside.split('/')[0] ?? ''))],
    isOpen: (path) => write.look(path)?.kind === 'folder',
    git: () => unreadable('not a git repository'),
  };
  const none = async (): Promise<ReturnType<typeof unreadable>> => unreadable('there are no programs here');
  return {
    io,
    disk: write,
    machine: aMachine(),
    processes: { run: none, start: none },
    endPrograms: () => {},
    workers: { count: 0, converse: () => ({ told: () => [] }) },
    cacheFor: () => null,
    http: async () => ({ get: none }),
  };
}

export interface Heard extends Terminal {
  /** All that was printed, results and errors. */
  said(): string;
}

/** A terminal without a person, in a folder. */
export function deafTerminal(cwd: string): Heard {
  const said: string[] = [];
  const hear = (text: string): void => void said.push(text);
  return { out: hear, note: hear, error: hear, progress: () => {}, cwd, width: 100, colour: false, canAsk: false, debug: false, said: () => said.join('\n') };
}
