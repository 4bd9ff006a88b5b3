import type { Dockerignore } from '#files/dockerignore.js';
import { readDockerignore } from '#files/dockerignore.js';
import type { Snapshot } from '#files/snapshot.js';
import { transfersOf } from '#image/files/context-paths.js';
import { readNamedContext } from '#image/files/named-contexts.js';
import type { ImageModel } from '#image/image.js';
import type { Sign } from '#rule/stages/signs.js';
import { unreadDockerfiles } from '#services/build-places.js';
import { workspaceImages } from '#services/workspace-images.js';
import { folderOf, isWithin, pathIn, resolvePath } from '#text/paths.js';

/** What one ignore file decides: a build context, with everything that is built from it. */
export interface IgnoreScope {
  /** The context folder; '' for the root. */
  readonly folder: string;
  /** The ignore file, there or not. */
  readonly path: string;
  readonly ignore: Dockerignore | null;
  /** Every image that reads it, those of development and of stages that no build needs among them. */
  readonly images: readonly ImageModel[];
  /** Images whose context may as well be another folder. */
  readonly unsure: readonly ImageModel[];
  /** Why no line can be said to be right for all of them. */
  readonly against: readonly Sign[];
}

const known = new WeakMap<Snapshot, readonly IgnoreScope[]>();

/** The build contexts of a workspace, by the ignore file that holds for them. */
export function ignoreScopes(snapshot: Snapshot): readonly IgnoreScope[] {
  const cached = known.get(snapshot);
  if (cached) return cached;
  const made = workspaceImages(snapshot);
  const groups = new Map<string, { folder: string; images: ImageModel[]; unsure: ImageModel[] }>();
  const add = (image: ImageModel, sure: boolean): void => {
    const { context, dockerfile } = image.build;
    if (context.kind === 'unknown') return;
    const path = ignoreFileOf(snapshot, context.path, dockerfile);
    const group = groups.get(path) ?? { folder: context.path, images: [], unsure: [] };
    groups.set(path, group);
    group.images.push(image);
    if (!sure) group.unsure.push(image);
  };
  for (const image of [...made.images, ...made.besides]) {
    const { context } = image.build;
    if (context.kind === 'unknown') continue;
    add(image, context.others.length === 0);
    for (const other of made.otherwise(image)) add(other, false);
  }
  const found = [...groups].map(([path, { folder, images, unsure }]): IgnoreScope => {
    const text = snapshot.text(path);
    const ignore = text === null ? null : readDockerignore(path, text);
    return { folder, path, ignore, images, unsure, against: againstIt(snapshot, path, folder, ignore, images) };
  });
  known.set(snapshot, found);
  return found;
}

/** `<Dockerfile>.dockerignore` beside the Dockerfile before the context's own (BuildKit's frontend/dockerui/config.go, `ReadEntrypoint`). */
function ignoreFileOf(snapshot: Snapshot, context: string, dockerfile: string): string {
  const own = `${dockerfile}.dockerignore`;
  if (!dockerfile.includes('#') && (snapshot.text(own) !== null || snapshot.tree.onDisk(own) === 'file')) return own;
  return pathIn(context, '.dockerignore');
}

function againstIt(snapshot: Snapshot, path: string, folder: string, ignore: Dockerignore | null, images: readonly ImageModel[]): readonly Sign[] {
  const signs: Sign[] = [];
  const there = snapshot.texts.has(path);
  if (!there && snapshot.tree.onDisk(path) !== null) signs.push({ text: `${path} is not a file that git knows, or it cannot be read`, at: { path, line: 1 } });
  for (const { line, reason } of ignore?.problems ?? []) signs.push({ text: reason, at: { path, line } });
  for (const { contexts, readFrom, dockerfile } of workspaceImages(snapshot).joined.builds) {
    const named = [...contexts].find(([, written]) => isFolder(written) && [...readFrom.map(({ at }) => folderOf(at.path)), ''].some((from) => resolvePath(from, written) === folder));
    if (named) signs.push({ text: `${dockerfile} takes the folder as the context ${named[0]} besides`, at: readFrom[0]?.at ?? { path: dockerfile, line: 1 } });
  }
  const unread = unreadDockerfiles(snapshot).find(({ at }) => isWithin(at.path, folder));
  if (unread) signs.push({ text: `${unread.at.path} cannot be read, and may take from the same context`, at: unread.at });
  for (const { dockerfile: model } of images) {
    const { copies, mounts } = transfersOf(model);
    // A variable that is not set names the whole context, and whoever builds may set it.
    const untold = [...copies, ...mounts].find(({ sources, by }) => sources.includes(null) || (sources.includes('') && by.keyword !== 'RUN' && /\$/.test(by.joined)));
    if (untold) signs.push({ text: `what ${untold.by.keyword} takes from the context is said by a variable`, at: { path: model.document.path, line: untold.by.lines.first } });
  }
  return signs;
}

function isFolder(written: string): boolean {
  return !written.startsWith('/') && readNamedContext(written).kind === 'folder';
}
