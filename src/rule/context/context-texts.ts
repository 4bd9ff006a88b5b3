import type { Place } from '#answer/answer.js';
import type { Snapshot } from '#files/snapshot.js';
import { imageFiles } from '#image/files/files.js';
import { baseName } from '#text/paths.js';
import type { IgnoreScope } from './scopes.js';

/** More files than this are not searched for a word. */
const MOST_FILES = 4_000;

/** A longer one is data. */
const LONGEST = 400_000;

const READ = /\.(?:py|pyi|sh|bash|toml|cfg|ini|conf|json|ya?ml|txt|in|js|cjs|mjs|ts|env|service|xml|properties|html|j2|md|rst)$/i;

/** What the images of a context hold as text, and what their Dockerfiles say. */
export interface ContextTexts {
  readonly texts: readonly { readonly path: string; readonly text: string }[];
  /** Why not all of it was read; null: it was. */
  readonly more: string | null;
}

const known = new WeakMap<IgnoreScope, ContextTexts>();

export function contextTexts(snapshot: Snapshot, scope: IgnoreScope): ContextTexts {
  const cached = known.get(scope);
  if (cached) return cached;
  const paths = new Set<string>();
  let more: string | null = null;
  for (const image of scope.images) {
    const listed = imageFiles(image);
    more ??= listed.more;
    for (const { origin } of listed.files) if (READ.test(origin) || !baseName(origin).includes('.')) paths.add(origin);
  }
  if (paths.size > MOST_FILES) more ??= `only ${MOST_FILES.toLocaleString('en')} of ${paths.size.toLocaleString('en')} files were searched`;
  const files = [...paths].slice(0, MOST_FILES).flatMap((path) => {
    const text = snapshot.text(path);
    return text === null || text.length > LONGEST ? [] : [{ path, text }];
  });
  const dockerfiles = new Map(scope.images.map(({ dockerfile: { document } }) => [document.path, document.text]));
  const found = { texts: [...files, ...[...dockerfiles].map(([path, text]) => ({ path, text }))], more };
  known.set(scope, found);
  return found;
}

/** The first place where one of these texts says something; lines that are comments say nothing. Null: nowhere. */
export function firstSaid({ texts }: ContextTexts, pattern: RegExp, except: (path: string) => boolean = () => false): (Place & { readonly said: string }) | null {
  for (const { path, text } of texts) {
    if (except(path) || !pattern.test(text)) continue;
    for (const [index, line] of text.split('\n').entries()) {
      if (/^\s*(?:#(?!!)|\/\/)/.test(line)) continue;
      const said = pattern.exec(line.slice(0, 2_000))?.[0];
      if (said !== undefined) return { path, line: index + 1, said };
    }
  }
  return null;
}
