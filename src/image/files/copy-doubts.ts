import type { Place } from '#answer/answer.js';
import type { ContextTree } from '#files/context-tree.js';
import { presenceOf } from '#files/tree.js';
import { folderOf } from '#text/paths.js';
import type { Opaque } from '#image/image.js';
import { copyCall, type CopyCall, type CopySource } from './copy-step.js';
import { pathNames, sourcesIn } from './copy-sources.js';
import type { StageFiles } from './stage-files.js';
import type { StageModel } from '#image/stages/stages.js';
import { bindTransfers } from './transfers.js';

/** What the COPY, ADD and bind mounts of a stage cannot take, or what of them cannot be told. */
export function copyDoubts(files: StageFiles, model: StageModel, stage: number, context: ContextTree | null, path: string, escape: string): readonly Opaque[] {
  return model.stage.instructions.flatMap((instruction, at) => {
    const moment = model.moments[at];
    if (!moment) return [];
    const place = { path, line: instruction.lines.first };
    const call = copyCall(instruction, moment, escape);
    if (call) return copyDoubt(call, files, stage, at, context).map((doubt) => ({ ...doubt, at: place, about: 'files' }));
    return bindTransfers(instruction, moment, escape).flatMap(({ from, sources }) => {
      const [source] = sources;
      if (from !== null || context === null || source === undefined) return [];
      if (source === null) return opaque(place, 'the source of a bind mount cannot be told');
      const gone = missing(context, source);
      return gone === null ? [] : { at: place, about: 'files', ...gone, because: `RUN --mount of ${source}: ${gone.because}` };
    });
  });
}

function opaque(at: Place, because: string): Opaque {
  return { at, about: 'files', because };
}

type Doubt = Pick<Opaque, 'because' | 'stops'>;

function copyDoubt(call: CopyCall, files: StageFiles, stage: number, at: number, context: ContextTree | null): readonly Doubt[] {
  const { instruction, destination, sources } = call;
  const { keyword } = instruction;
  const from = files.from(stage, at, call.from);
  const unknown = call.from !== null && from.kind === 'unknown' && !from.image ? [`${keyword} --from=${call.from}: ${from.because}`] : [];
  const where = destination === null ? [`${keyword}: where it puts things cannot be told`] : [];
  const what = sources.flatMap((source): string | Doubt | readonly Doubt[] => {
    if (source.kind === 'untold') return `${keyword} ${source.written}: what it takes cannot be told`;
    if (source.kind === 'archive') return `${keyword} ${source.value}: what the archive holds is not looked into`;
    if (source.kind !== 'path') return [];
    const gone = call.from === null ? (context === null ? null : missingSource(context, call, source)) : null;
    if (gone !== null) return { ...gone, because: `${keyword} ${source.written}: ${gone.because}` };
    if (call.from !== null && from.kind === 'context' && sourcesIn(from.root, source.value).length === 0) return `${keyword} --from=${call.from} ${source.written}: not in that context`;
    return [];
  });
  return [...unknown, ...where, ...what].map((doubt) => (typeof doubt === 'string' ? { because: doubt } : doubt));
}

function missingSource(context: ContextTree, { parents }: CopyCall, { value }: CopySource): Doubt | null {
  return missing(context, parents ? value.replace('/./', '/') : value);
}

/**
 * Why a source is not there to be copied; null: it is. A wildcard that matches nothing copies nothing, and
 * the build goes on (AllowEmptyWildcard in BuildKit's convert_copy.go): no doubt.
 */
function missing(context: ContextTree, source: string): Doubt | null {
  if (/[*?[]/.test(source)) return null;
  const path = [context.context, ...pathNames(source)].filter(Boolean).join('/');
  if (path === context.context || context.has(path) || context.hasFolder(path)) return null;
  const excluded = context.excludedBy(path);
  const name = context.context === '' ? 'the build context' : `the build context ${context.context}`;
  if (excluded) return { because: `not in ${name} (${short(excluded.at, context)} excludes it)`, stops: true };
  // A folder on disk that holds no file that git knows is there for those who made it.
  if (presenceOf(context, path) === 'not versioned') return { because: `on this disk, but not versioned: another checkout of ${name} does not have it` };
  return { because: `not in ${name}`, stops: true };
}

/** The ignore file by its name where it lies in the context, as a person who stands there sees it. */
function short({ path, line }: Place, { context }: ContextTree): string {
  return `${folderOf(path) === context ? path.slice(context === '' ? 0 : context.length + 1) : path}:${line}`;
}

