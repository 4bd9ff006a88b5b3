import { unheard } from '#answer/ledger.js';
import { baseImage } from '#knowledge/index.js';
import type { Instruction } from '#dockerfile/types.js';
import type { Opaque } from './image.js';
import type { DockerfileModel } from './model.js';
import type { StageModel } from '#image/stages/stages.js';

/** What the Dockerfile itself leaves open about an image: its base, triggers of a parent stage, values that cannot be told. */
export function dockerfileDoubts(model: DockerfileModel, chain: readonly number[]): readonly Opaque[] {
  const { stages, document } = model;
  const found: Opaque[] = [];
  function doubt(at: Instruction, about: Opaque['about'], because: string): void {
    found.push({ at: { path: document.path, line: at.lines.first }, about, because });
  }
  for (const index of chain) {
    const stage = stages[index];
    if (!stage) continue;
    const from = stage.stage.from.instruction;
    const base = baseDoubt(stage);
    if (base !== null) doubt(from, 'base', base);
    for (const trigger of triggersBelow(stages, stage)) {
      for (const about of touchedBy(trigger)) doubt(from, about, `ONBUILD ${trigger.keyword} of line ${trigger.lines.first} runs here`);
    }
    for (const [at, instruction] of stage.stage.instructions.entries()) {
      const after = stage.moments[at + 1] ?? stage.end;
      if (instruction.keyword === 'USER' && after.user === null) doubt(instruction, 'user', 'the user cannot be told');
      if (instruction.keyword === 'WORKDIR' && after.workdir === null) doubt(instruction, 'files', 'the folder cannot be told');
      if (instruction.keyword === 'ENV') {
        const untold = instruction.words.flatMap(({ text }) => (settingUntold(stage, at, text.split('=')[0] ?? '') ? text.split('=')[0] ?? '' : []));
        if (untold.length > 0) doubt(instruction, 'environment', `the value of ${untold.join(', ')} cannot be told`);
      }
    }
  }
  return found;
}

function baseDoubt({ base }: StageModel): string | null {
  if (base.kind === 'unknown') return base.because;
  if (base.kind !== 'image' || unheard(() => baseImage(base.reference)).value !== null) return null;
  return `${base.reference} is in no catalogue of base images: what it holds, sets and starts is not known`;
}

/** ONBUILD in a stage runs in those that build on it directly (initOnBuildTriggers in BuildKit's convert.go). */
function triggersBelow(stages: readonly StageModel[], { base }: StageModel): readonly Instruction[] {
  if (base.kind !== 'stage') return [];
  return (stages[base.index]?.stage.instructions ?? []).flatMap(({ trigger }) => trigger ?? []);
}

function touchedBy({ keyword }: Instruction): readonly Opaque['about'][] {
  switch (keyword) {
    case 'RUN':
      return ['installs', 'files'];
    case 'COPY':
    case 'ADD':
    case 'WORKDIR':
      return ['files'];
    case 'ENV':
    case 'ARG':
      return ['environment'];
    case 'USER':
      return ['user'];
    case 'CMD':
    case 'ENTRYPOINT':
    case 'HEALTHCHECK':
      return ['entry'];
    default:
      return [];
  }
}

function settingUntold({ moments, end }: StageModel, at: number, name: string): boolean {
  const after = moments[at + 1] ?? end;
  for (let setting = after.environment; setting; setting = setting.previous) {
    if (setting.name === name && setting.by === 'ENV') return setting.value === undefined;
  }
  return false;
}
