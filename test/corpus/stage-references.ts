import type { DockerfileDocument, Instruction } from '#dockerfile/types.js';

/**
 * What `COPY --from`, `ADD --from` and `RUN --mount=…,from=` name that is no stage above: BuildKit takes it for an image
 * (frontend/dockerfile/instructions/parse.go and dockerfile2llb/convert.go, v0.24). A rule that loses a stage, or names one
 * further down, adds one.
 */
export function referencesOutside(document: DockerfileDocument): readonly string[] {
  return document.stages.flatMap(({ index, instructions }) => {
    const above = document.stages.slice(0, index);
    const known = new Set(above.flatMap((stage) => [String(stage.index), ...(stage.name === null ? [] : [stage.name.toLowerCase()])]));
    return instructions.flatMap(referencesOf).filter((name) => !known.has(name.toLowerCase()));
  });
}

function referencesOf({ flags }: Instruction): readonly string[] {
  return flags.flatMap(({ name, value }) => {
    if (name === 'from') return value ? [value] : [];
    if (name !== 'mount') return [];
    const from = (value ?? '').split(',').find((part) => part.startsWith('from='));
    return from ? [from.slice('from='.length)] : [];
  });
}
