import type { DockerfileDocument } from '#dockerfile/types.js';
import type { FileTree } from '#files/tree.js';
import type { Read } from '#text/read.js';
import { originOf, type CopyView } from '#image/files/origin.js';
import { namedKey } from '#image/files/stage-files.js';
import { runFactsOf, type RunFacts } from '#image/run/run-facts.js';
import type { StageModel } from '#image/stages/stages.js';

/** An image in which installs are followed back to the workspace. */
export interface InstallView {
  readonly document: DockerfileDocument;
  readonly models: readonly StageModel[];
  /** The stage that is built. */
  readonly target: number;
  /** The stages whose layers the image holds. */
  readonly chain: readonly number[];
  readonly needed: ReadonlySet<number>;
  /** What a COPY can take; null where the context is not known. */
  readonly tree: FileTree | null;
  /** The context's folder, a workspace path. */
  readonly context: string;
  /** The folder of a named context; null: there is none of that name. */
  readonly named?: CopyView['named'];
  /** The text of a workspace file; null: it has none that can be read. */
  readonly text: (path: string) => string | null;
}

const known = new WeakMap<readonly StageModel[], WeakMap<object, Map<string, Read<RunFacts>>>>();

/** The facts of a RUN with the scripts of the workspace followed; worked out once. */
export function factsAt(view: InstallView, stage: number, at: number): Read<RunFacts> {
  const byTree = known.get(view.models) ?? new WeakMap<object, Map<string, Read<RunFacts>>>();
  known.set(view.models, byTree);
  const facts = byTree.get(view.tree ?? view.models) ?? new Map<string, Read<RunFacts>>();
  byTree.set(view.tree ?? view.models, facts);
  const key = `${stage} ${at} ${view.context} ${namedKey(view.named)}`;
  const found = facts.get(key) ?? runFactsOf(view.document, view.models, stage, at, { argumentsTold: true, scripts: (path) => scriptAt(view, stage, at, path) });
  facts.set(key, found);
  return found;
}

function scriptAt(view: InstallView, stage: number, at: number, path: string): { readonly path: string; readonly text: string } | null {
  const copies = copiesOf(view);
  const origin = copies && originOf(copies, stage, at, path);
  const text = origin?.kind === 'workspace' ? view.text(origin.path) : null;
  return origin?.kind === 'workspace' && text !== null ? { path: origin.path, text } : null;
}

/** What of it decides which files lie in its stages; null where the context is not known. */
export function copiesOf({ models, tree, context, document, named }: InstallView): CopyView | null {
  return tree && { models, tree, context, escape: document.escape, ...(named ? { named } : {}) };
}
