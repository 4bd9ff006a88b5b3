import type { Snapshot } from '#files/snapshot.js';
import { startedBy } from '#python/start/started-by.js';
import type { CommandFiles, CommandLine, Started } from '#python/start/types.js';
import { isSameList } from '#text/same-list.js';

/** What a command line was found to start, and what was asked of the image's files meanwhile. */
interface Kept {
  readonly asked: Asked;
  readonly started: Started;
}

/** Questions to the files of an image with their answers. */
interface Asked {
  readonly files: Map<string, string | null>;
  readonly lists: Map<string, readonly string[]>;
  readonly texts: Map<string, string | null>;
}

/** Images with the same command line that hold other files. */
const MOST_KEPT = 8;

const known = new WeakMap<Snapshot, Map<string, readonly Kept[]>>();

/**
 * What a command line starts ({@link startedBy}). Images share their scripts, and most fixes touch none of them: where all files
 * that it led to are as they were, so is what it starts.
 */
export function startedIn(snapshot: Snapshot, line: CommandLine, files: CommandFiles): Started {
  const start = snapshot.start ?? snapshot;
  const byLine = known.get(start) ?? new Map<string, readonly Kept[]>();
  known.set(start, byLine);
  const key = JSON.stringify([line.words, line.folder, [...line.environment], line.at, line.because, [...files.scripts]]);
  const kept = byLine.get(key) ?? [];
  const before = kept.find(({ asked }) => isStill(asked, files));
  if (before) return before.started;
  const asked: Asked = { files: new Map(), lists: new Map(), texts: new Map() };
  const started = startedBy(line, noting(files, asked));
  byLine.set(key, [{ asked, started }, ...kept].slice(0, MOST_KEPT));
  return started;
}

function noting(files: CommandFiles, asked: Asked): CommandFiles {
  return {
    fileAt: (path) => noted(asked.files, path, files.fileAt),
    list: (path) => noted(asked.lists, path, files.list),
    text: (path) => noted(asked.texts, path, files.text),
    scripts: files.scripts,
  };
}

function noted<T>(answers: Map<string, T>, path: string, ask: (path: string) => T): T {
  const before = answers.get(path);
  if (before !== undefined) return before;
  const answer = ask(path);
  answers.set(path, answer);
  return answer;
}

function isStill({ files: byPlace, lists, texts }: Asked, files: CommandFiles): boolean {
  for (const [path, answer] of byPlace) if (files.fileAt(path) !== answer) return false;
  for (const [path, answer] of texts) if (files.text(path) !== answer) return false;
  for (const [path, answer] of lists) if (!isSameList(files.list(path), answer)) return false;
  return true;
}
