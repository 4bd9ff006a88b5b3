import { compilePattern } from '#files/ignore-pattern.js';
import { readDockerignore, type Dockerignore } from '#files/dockerignore.js';
import type { Instruction } from '#dockerfile/types.js';
import { baseName } from '#text/paths.js';
import { nodeAt, type FolderNode, type Node } from './file-nodes.js';
import { pathMatcher } from './match.js';
import { onlyIncluded, withoutExcluded } from './workspace-folder.js';

/** One thing that a COPY takes: a file with its name, or a folder whose content goes. */
export interface Source {
  readonly name: string;
  readonly node: Node;
}

/** A path in a root, cleaned as BuildKit does it: what climbs above the root stays at it (NormalizePath in util/system/path.go). */
export function pathNames(path: string): readonly string[] {
  const names: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') names.pop();
    else if (part !== '' && part !== '.') names.push(part);
  }
  return names;
}

/** More names in one path are nothing that a person wrote; file systems allow 4096 bytes. */
export const MAX_NAMES = 1000;

/** More matches of one wildcard are not followed. */
const MAX_MATCHES = 50_000;

/**
 * What a source names in a folder (the context, or a stage's root): one node, or all that its wildcards
 * match; a matched folder stands for its content (ResolveWildcards in tonistiigi/fsutil's copy.go).
 */
export function sourcesIn(root: FolderNode, source: string): readonly Source[] {
  const names = pathNames(source);
  if (names.length > MAX_NAMES) return [];
  const first = names.findIndex((name) => /[*?[]/.test(name));
  if (first < 0) {
    const node = nodeAt(root, names);
    return node ? [{ name: names.at(-1) ?? '', node }] : [];
  }
  const start = nodeAt(root, names.slice(0, first));
  let found: readonly Source[] = start ? [{ name: '', node: start }] : [];
  for (const pattern of names.slice(first)) found = found.flatMap(({ node }) => matching(node, pattern)).slice(0, MAX_MATCHES);
  return found;
}

function matching(node: Node, pattern: string): readonly Source[] {
  if (node.kind === 'unknown') return [{ name: pattern, node }];
  const folder = node.kind === 'either' ? node.folder : node;
  if (folder.kind !== 'folder') return [];
  const matches = pathMatcher(pattern);
  if (!matches) return [];
  return [...folder.names()].filter(matches).sort().flatMap((name) => {
    const found = folder.get(name);
    return found ? [{ name, node: found }] : [];
  });
}

const excludes = new WeakMap<Instruction, Dockerignore | 'none'>();

/** The `--exclude` patterns of a COPY or ADD, which are those of an ignore file; null: none. */
export function excludeOf(instruction: Instruction): Dockerignore | null {
  const known = excludes.get(instruction);
  if (known !== undefined) return known === 'none' ? null : known;
  const patterns = instruction.flags.flatMap(({ name, value }) => (name === 'exclude' ? (value ?? []) : []));
  const found = patterns.length === 0 ? null : readDockerignore('--exclude', patterns.join('\n'));
  excludes.set(instruction, found ?? 'none');
  return found;
}

/** A source without what `--exclude` names. A file that is named itself is never excluded: the patterns are asked of what lies below a source. */
export function excluded(source: Source, exclude: Dockerignore | null): Source {
  return exclude && source.node.kind === 'folder' ? { ...source, node: withoutExcluded(source.node, exclude) } : source;
}

/**
 * `COPY --parents`: the content of the root, or of what stands before `/./`, as far as the pattern names
 * it, with the folders in between (dispatchCopy in BuildKit's convert_copy.go). Null: nothing is there.
 */
export function sourceWithParents(root: FolderNode, source: string): FolderNode | null {
  const pivot = source.indexOf('/./');
  const parent = pivot < 0 ? root : nodeAt(root, pathNames(source.slice(0, pivot)));
  const names = pathNames(pivot < 0 ? source : source.slice(pivot + 3));
  if (parent?.kind !== 'folder' || names.length > MAX_NAMES) return null;
  const pattern = names.join('/');
  if (!/[*?[\\]/.test(pattern)) return nodeAt(parent, names) ? onlyIncluded(parent, (path) => path === pattern) : null;
  const matches = compilePattern(pattern);
  return matches.ok ? onlyIncluded(parent, matches.value) : null;
}

/** `a.tar.gz`, as ADD unpacks them. BuildKit looks at the content (isArchivePath in solver/llbsolver/file/unpack.go); here the name has to do. */
export function isArchive(path: string): boolean {
  return /\.(?:tar|tar\.(?:gz|bz2|xz|zst|lzma|Z)|tgz|tbz2?|txz|tzst)$/i.test(baseName(path));
}

/** A source that ADD fetches: `git` repositories, and files by HTTP (dfgitutil.ParseGitRef, isHTTPSource). */
export function remoteKind(source: string): 'git' | 'http' | null {
  if (/^(?:git|ssh):\/\//.test(source) || /^git@[\w.-]+:/.test(source)) return 'git';
  if (!/^https?:\/\//.test(source)) return null;
  return /^https?:\/\/[^?#]+\.git\/?(?:[?#].*)?$/.test(source) ? 'git' : 'http';
}

/** The name of a file that ADD fetches by HTTP (dispatchCopy: the last part of the URL's path). */
export function remoteName(url: string): string {
  const path = /^https?:\/\/[^/?#]*([^?#]*)/.exec(url)?.[1] ?? '';
  return pathNames(path).at(-1) ?? '__unnamed__';
}
