import { baseName, folderOf, isWithin } from '#text/paths.js';
import { requirementsAt, requirementsOf, type Snapshot } from '#files/snapshot.js';
import { originOf } from '#image/origin.js';
import type { InstallCall, NamedFile } from '#image/installs.js';
import type { DockerfileModel } from '#image/model.js';
import { includesOf } from '#requirements/includes.js';
import { likelyContexts } from './contexts.js';

/** One install that takes a requirements file of the workspace, directly or through includes. */
export interface FileUse {
  readonly file: string;
  readonly kind: NamedFile['kind'];
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

/** Who installs which requirements file: every `-r` and `-c` of every Dockerfile, followed back through COPY. */
export function fileUses(snapshot: Snapshot, models: readonly DockerfileModel[]): FileUses {
  const byFile = new Map<string, FileUse[]>();
  const lost: LostUse[] = [];
  for (const model of models) {
    const uses = usesOf(snapshot, model);
    lost.push(...uses.lost);
    for (const use of uses.found) addUse(snapshot, byFile, use);
  }
  addSources(snapshot, byFile);
  return { byFile, lost };
}

function addUse(snapshot: Snapshot, byFile: Map<string, FileUse[]>, use: FileUse): void {
  for (const { file, kind } of withIncludes(snapshot, use)) {
    const list = byFile.get(file) ?? [];
    if (!list.some((one) => one.install === use.install && one.kind === kind)) list.push({ ...use, file, kind });
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

const known = new WeakMap<DockerfileModel, { readonly tree: Snapshot['tree']; readonly uses: Uses }>();

function usesOf(snapshot: Snapshot, model: DockerfileModel): Uses {
  const cached = known.get(model);
  if (cached?.tree === snapshot.tree) return cached.uses;
  const uses = findUses(snapshot, model);
  known.set(model, { tree: snapshot.tree, uses });
  return uses;
}

function findUses(snapshot: Snapshot, model: DockerfileModel): Uses {
  const found: FileUse[] = [];
  const lost: LostUse[] = [];
  for (const installs of model.installs.flat()) {
    if (!installs.ok) continue;
    for (const install of installs.value.calls) {
      for (const named of install.files) {
        const use = followBack(snapshot, model, install, named);
        if ('because' in use) lost.push(use);
        else found.push(use);
      }
    }
  }
  return { found, lost };
}

function followBack(snapshot: Snapshot, model: DockerfileModel, install: InstallCall, named: NamedFile): FileUse | LostUse {
  const { imagePath, written } = named;
  if (imagePath === null) return { written, model, install, because: `the path of ${written} cannot be told` };
  let because = `nothing copies ${imagePath} from the workspace`;
  const paths: string[] = [];
  const contexts = likelyContexts(model, snapshot.tree);
  for (const context of contexts) {
    const view = { models: model.stages, tree: snapshot.tree, context, escape: model.document.escape };
    const origin = originOf(view, install.stage, install.at, imagePath);
    if (origin.kind === 'workspace') paths.push(origin.path);
    if (origin.kind === 'unknown') because = origin.because;
  }
  const [path] = paths;
  if (path === undefined) return { written, model, install, because };
  const assumption = new Set(paths).size > 1 ? `${written} in ${model.document.path} is taken for ${path}: the build context cannot be told apart` : null;
  return { file: path, kind: named.kind, model, install, assumption };
}

/** The file itself and everything it includes; below `-c` everything is a constraint. */
function withIncludes(snapshot: Snapshot, use: FileUse): readonly { readonly file: string; readonly kind: NamedFile['kind'] }[] {
  const found = new Map<string, { readonly file: string; readonly kind: NamedFile['kind'] }>();
  const todo = [{ file: use.file, kind: use.kind }];
  for (let next = todo.pop(); next; next = todo.pop()) {
    const key = `${next.kind} ${next.file}`;
    if (found.has(key)) continue;
    found.set(key, next);
    const document = requirementsAt(snapshot, next.file);
    for (const include of document ? includesOf(document) : []) {
      if (include.where !== 'inside') continue;
      todo.push({ file: include.path, kind: next.kind === 'constraint' ? 'constraint' : include.kind });
    }
  }
  return [...found.values()];
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
