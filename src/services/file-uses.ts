import { baseName, folderOf, isWithin } from '#text/paths.js';
import { requirementsAt, requirementsOf, type Snapshot } from '#files/snapshot.js';
import type { ImageModel } from '#image/image.js';
import type { InstallCall, NamedFile } from '#image/installs/installs.js';
import type { DockerfileModel } from '#image/model.js';
import type { InstallInput, ResolvedInstall } from '#image/installs/resolved-install.js';
import { resolveIncludes } from '#requirements/includes.js';
import type { WorkspaceImages } from './workspace-images.js';

/** One install that takes a requirements file of the workspace, directly or through includes. */
export interface FileUse {
  readonly file: string;
  readonly kind: NamedFile['kind'];
  /** The id of the build. */
  readonly image: string;
  readonly model: DockerfileModel;
  readonly install: InstallCall;
  /** What is taken for granted about it (which folder the context is); null where the sources tell. */
  readonly assumption: string | null;
}

/** An install whose file could not be followed back to the workspace. */
export interface LostUse {
  readonly written: string;
  readonly model: DockerfileModel;
  readonly install: InstallCall;
  readonly because: string;
}

export interface FileUses {
  readonly byFile: ReadonlyMap<string, readonly FileUse[]>;
  readonly lost: readonly LostUse[];
}

/** Who installs which requirements file: every `-r` and `-c` of every image, followed back through COPY. */
export function fileUses(snapshot: Snapshot, images: WorkspaceImages): FileUses {
  const byFile = new Map<string, FileUse[]>();
  const lost: LostUse[] = [];
  for (const image of [...images.images, ...images.besides]) {
    const uses = usesOf(image, images);
    lost.push(...uses.lost);
    for (const use of uses.found) addUse(snapshot, byFile, use);
  }
  addSources(snapshot, byFile);
  return { byFile, lost };
}

function addUse(snapshot: Snapshot, byFile: Map<string, FileUse[]>, use: FileUse): void {
  for (const { file, kind } of withIncludes(snapshot, use)) {
    const list = byFile.get(file) ?? [];
    if (!list.some((one) => one.install === use.install && one.image === use.image && one.kind === kind)) list.push({ ...use, file, kind });
    byFile.set(file, list);
  }
}

/** Files of other names that Dockerfiles install: to be read as well. */
export function namedFiles(uses: FileUses): readonly string[] {
  return [...uses.byFile.keys()];
}

/** Lost installs that could mean a file: its name fits, or cannot be told, and it lies within reach. */
export function couldMean(lost: LostUse, file: string, uses: FileUses): boolean {
  return reaches(lost.model, file, uses) && (/[?$*]/.test(lost.written) || baseName(lost.written) === baseName(file));
}

/** Whether a Dockerfile may take a file: it lies beside, above or below it, or others share it already. */
export function reaches(model: DockerfileModel, file: string, uses: FileUses): boolean {
  const folder = folderOf(model.document.path);
  if (isWithin(folderOf(file), folder) || isWithin(folder, folderOf(file))) return true;
  return new Set((uses.byFile.get(file) ?? []).map((use) => use.model.document.path)).size > 1;
}

interface Uses {
  readonly found: readonly FileUse[];
  readonly lost: readonly LostUse[];
}

const known = new WeakMap<ImageModel, Uses>();

function usesOf(image: ImageModel, images: WorkspaceImages): Uses {
  const cached = known.get(image);
  if (cached) return cached;
  const others = images.otherwise(image);
  const found: FileUse[] = [];
  const lost: LostUse[] = [];
  image.installs.forEach((resolved, index) => {
    for (const input of filesOf(resolved)) {
      found.push({ file: input.path, kind: input.role, image: image.build.id, model: image.dockerfile, install: resolved.install, assumption: assumptionOf(image, input, index, others) });
    }
    lost.push(...lostOf(image, resolved));
  });
  const uses = { found, lost };
  known.set(image, uses);
  return uses;
}

type FileInput = Extract<InstallInput, { readonly kind: 'file' }>;

function filesOf({ inputs }: ResolvedInstall): readonly FileInput[] {
  return inputs.filter((input) => input.kind === 'file');
}

/** From another folder that may be the context, the same words may name another file. */
function assumptionOf({ dockerfile }: ImageModel, { written, path }: FileInput, index: number, others: readonly ImageModel[]): string | null {
  const paths = others.flatMap(({ installs }) => {
    const resolved = installs[index];
    return resolved ? filesOf(resolved).filter((input) => input.written === written) : [];
  });
  return paths.some((other) => other.path !== path) ? `${written} in ${dockerfile.document.path} is taken for ${path}: the build context cannot be told apart` : null;
}

/** The files of an install that were not found, or the install as a whole where it is not told what it takes. */
function lostOf({ dockerfile: model }: ImageModel, { install, inputs, unresolved }: ResolvedInstall): readonly LostUse[] {
  if (unresolved === null) return [];
  const found = new Set(inputs.flatMap((input) => (input.kind === 'file' ? input.written : [])));
  const missing = install.files.filter(({ written }) => !found.has(written)).map(({ written }) => written);
  return (missing.length === 0 ? ['?'] : missing).map((written) => ({ written, model, install, because: unresolved }));
}

/** The file itself and everything it includes, also what is not read yet. */
function withIncludes(snapshot: Snapshot, use: FileUse): readonly Pick<FileUse, 'file' | 'kind'>[] {
  const document = requirementsAt(snapshot, use.file);
  if (!document) return [{ file: use.file, kind: use.kind }];
  const { documents, missing } = resolveIncludes(document, (path) => requirementsAt(snapshot, path), use.kind);
  return [
    ...documents.map(({ document: { path }, kind }) => ({ file: path, kind })),
    ...missing.flatMap(({ include }) => (include.where === 'inside' ? { file: include.path, kind: include.kind } : [])),
  ];
}

/** What installs a compiled file installs what its sources ask for, and what those include. */
function addSources(snapshot: Snapshot, byFile: Map<string, FileUse[]>): void {
  for (const { path, origin } of requirementsOf(snapshot)) {
    if (origin.kind !== 'compiled') continue;
    for (const source of origin.sources) {
      if (!requirementsAt(snapshot, source)) continue;
      for (const use of byFile.get(path) ?? []) addUse(snapshot, byFile, { ...use, file: source });
    }
  }
}
