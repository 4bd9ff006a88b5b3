import type { DockerfileDocument } from '#dockerfile/types.js';
import type { Read } from '#text/read.js';
import { NO_ARGS, NO_CONTEXTS, type BuildArgs, type NamedContexts } from './build.js';
import { installsOf, type Installs } from '#image/installs/installs.js';
import { shippingOf, type Shipping } from '#image/stages/ships.js';
import { walkStages, type BaseEnvironment, type StageModel } from '#image/stages/stages.js';

/** What a Dockerfile tells by itself, without a context: its stages walked, what ships, what is installed. */
export interface DockerfileModel {
  readonly document: DockerfileDocument;
  readonly stages: readonly StageModel[];
  readonly shipping: readonly Shipping[];
  /** By stage, then by instruction. */
  readonly installs: readonly (readonly Read<Installs>[])[];
}

const models = new WeakMap<DockerfileDocument, Map<string, DockerfileModel>>();
let evaluated = 0;

/** The model of a document under a build's arguments and named contexts; worked out once for each text and set of them. */
export function modelOf(
  document: DockerfileDocument,
  baseEnvironment: BaseEnvironment,
  args: BuildArgs = NO_ARGS,
  contexts: NamedContexts = NO_CONTEXTS,
): DockerfileModel {
  const known = models.get(document) ?? new Map<string, DockerfileModel>();
  models.set(document, known);
  const own = declaredArgs(document, args);
  const key = inputsKey(own, contexts);
  const found = known.get(key);
  if (found) return found;
  evaluated += 1;
  const stages = walkStages(document, baseEnvironment, own, contexts);
  let shipping: DockerfileModel['shipping'] | null = null;
  let installs: DockerfileModel['installs'] | null = null;
  const model: DockerfileModel = {
    document,
    stages,
    get shipping() {
      return (shipping ??= shippingOf(stages, document.escape));
    },
    get installs() {
      return (installs ??= stages.map(({ stage }, index) => stage.instructions.map((_, at) => installsOf(document, stages, index, at))));
    },
  };
  known.set(key, model);
  return model;
}

const declared = new WeakMap<DockerfileDocument, ReadonlySet<string>>();

/** The arguments that an ARG of the file declares: the others have no effect. */
function declaredArgs(document: DockerfileDocument, args: BuildArgs): BuildArgs {
  if (args.size === 0) return args;
  const names = declared.get(document) ?? new Set(document.instructions.flatMap(({ keyword, words }) => (keyword === 'ARG' ? words.map(({ text }) => text.split('=')[0] ?? '') : [])));
  declared.set(document, names);
  return new Map([...args].filter(([name]) => names.has(name)));
}

function inputsKey(args: BuildArgs, contexts: NamedContexts): string {
  return args.size === 0 && contexts.size === 0 ? '' : JSON.stringify([[...args].sort(byName), [...contexts].sort(byName)]);
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}

/** How many models were worked out since the start (`--debug`). */
export function modelsEvaluated(): number {
  return evaluated;
}
