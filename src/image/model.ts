import type { DockerfileDocument } from '#dockerfile/types.js';
import type { Read } from '#text/read.js';
import { installsOf, type Installs } from './installs.js';
import { shippingOf, type Shipping } from './ships.js';
import { walkStages, type BaseEnvironment, type StageModel } from './stages.js';

/** What a Dockerfile tells by itself, without a context: its stages walked, what ships, what is installed. */
export interface DockerfileModel {
  readonly document: DockerfileDocument;
  readonly stages: readonly StageModel[];
  readonly shipping: readonly Shipping[];
  /** By stage, then by instruction. */
  readonly installs: readonly (readonly Read<Installs>[])[];
}

const models = new WeakMap<DockerfileDocument, DockerfileModel>();
let evaluated = 0;

/** The model of a document; worked out once for each text. */
export function modelOf(document: DockerfileDocument, baseEnvironment: BaseEnvironment): DockerfileModel {
  const known = models.get(document);
  if (known) return known;
  evaluated += 1;
  const stages = walkStages(document, baseEnvironment);
  const model: DockerfileModel = {
    document,
    stages,
    shipping: shippingOf(stages, document.escape),
    installs: stages.map(({ stage }, index) => stage.instructions.map((_, at) => installsOf(document, stages, index, at))),
  };
  models.set(document, model);
  return model;
}

/** How many models were worked out since the start (`--debug`). */
export function modelsEvaluated(): number {
  return evaluated;
}
