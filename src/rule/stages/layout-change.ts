import { layoutDockerfile } from '#dockerfile/layout.js';
import { changeOf, FOREIGN } from '#rule/change.js';
import type { Dockerfile } from '#rule/dockerfile.js';
import { sourceOfInstruction } from '#rule/dockerfile-subject.js';
import type { Change } from '#rule/types.js';
import type { StageSplit } from './types.js';

/** The edits that lay a Dockerfile out in the stages of a split. */
export function layoutChange({ path, stages }: Dockerfile, { layout }: StageSplit): Change {
  const [first] = stages[0]?.instructions ?? [];
  const source = first ? sourceOfInstruction(first) : null;
  if (!source || layout === null) return { kind: 'impossible', path, reason: layout === null ? 'two stages could not be worked out' : FOREIGN };
  return changeOf(path, layoutDockerfile(source.model.document, layout));
}
