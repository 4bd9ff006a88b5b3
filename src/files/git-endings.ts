import type { Io } from '#io/types.js';
import { encode } from '#text/decode.js';
import { blobId, committedBlobs, portions } from './git-state.js';

/** A text of a work tree with Windows line ends. */
export interface TextWithEndings {
  /** Relative to the work tree's folder. */
  readonly path: string;
  /** What the file holds now; null: it is not there yet. */
  readonly before: string | null;
}

/**
 * Of these texts with CRLF, those that git keeps with LF (`text`, `eol=crlf`, `core.autocrlf`): a patch that git takes
 * speaks of what the commit holds. Told by the commit's own blob; where it has none, or another text, by the attributes
 * and settings that decide of a new file (gitattributes, "text" and "eol"). No filter is run.
 */
export function storedWithLf(io: Pick<Io, 'git'>, folder: string, texts: readonly TextWithEndings[]): ReadonlySet<string> {
  const blobs = committedBlobs(io, folder, texts.map(({ path }) => path));
  const found = new Set<string>();
  const open: string[] = [];
  for (const { path, before } of texts) {
    const id = blobs.get(path);
    if (id === undefined || before === null) open.push(path);
    else if (blobId(id, encode(before)) === id) continue;
    else if (blobId(id, encode(withLf(before))) === id) found.add(path);
    else open.push(path);
  }
  for (const path of normalised(io, folder, open)) found.add(path);
  return found;
}

/** A text as git keeps it where it turns line ends into its own. */
export function withLf(text: string): string {
  return text.replaceAll('\r\n', '\n');
}

/** Of these paths, those whose line ends git makes its own when they are added. */
function normalised(io: Pick<Io, 'git'>, folder: string, paths: readonly string[]): readonly string[] {
  if (paths.length === 0) return [];
  const setting = io.git(['config', '--get', 'core.autocrlf'], folder);
  const automatic = setting.ok && /^(?:true|input|yes|on|1)$/i.test(setting.value.trim());
  const attributes = new Map<string, Map<string, string>>();
  for (const portion of portions(paths)) {
    const told = io.git(['check-attr', '-z', 'text', 'eol', 'crlf', '--', ...portion], folder);
    const words = told.ok ? told.value.split('\0') : [];
    for (let at = 0; at + 2 < words.length; at += 3) {
      const [path = '', name = '', value = ''] = words.slice(at, at + 3);
      attributes.set(path, (attributes.get(path) ?? new Map<string, string>()).set(name, value));
    }
  }
  return paths.filter((path) => {
    const of = (name: string): string => attributes.get(path)?.get(name) ?? 'unspecified';
    // `crlf` is the old name of `text` (gitattributes, "Backwards compatibility with crlf attribute").
    const text = of('text') === 'unspecified' ? of('crlf') : of('text');
    if (text === 'unset') return false;
    return text !== 'unspecified' || of('eol') !== 'unspecified' || automatic;
  });
}
