import { runWords } from './run-words.js';
import { runScript } from './shell-script.js';
import type { CommandFiles, CommandLine, Started } from './types.js';
import { MAX_COMMANDS, plainWord, startedOf, type Walk } from './walk.js';

/**
 * What a command line of a container starts: the Python code where it begins to run, and every program on the way, through
 * shells and their scripts, wrappers, launchers, supervisors and cron. Every branch of a script is taken, so it is what may run.
 * What cannot be told is a doubt with its place. A health check and what compose starts are command lines like any other.
 */
export function startedBy(line: CommandLine, files: CommandFiles): Started {
  const walk: Walk = {
    files,
    because: line.because,
    folder: line.folder,
    found: { entries: [], folders: [], programs: [], doubts: [], settings: [] },
    keys: new Set(),
    budget: MAX_COMMANDS,
    run: (call) => runWords(walk, call),
    script: (call, script) => runScript(walk, call, script),
  };
  walk.run({
    words: line.words.map(plainWord), folder: line.folder, environment: line.environment, own: new Map(), at: line.at,
    input: { kind: 'none' }, depth: 0, open: [], project: null,
  });
  return startedOf(walk);
}
