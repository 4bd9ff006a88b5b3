import type { Dockerfile } from './dockerfile.js';
import type { IgnoreDraft } from './context/types.js';
import type { TestFiles } from './context/test-files.js';
import type { Musl } from './musl/types.js';
import type { ModelWeights } from './weights/types.js';
import type { SwapGroup } from '#knowledge/swaps.js';
import type { IdleLibraries } from './idle-libraries.js';
import type { MemoryLimits } from './limits/types.js';
import type { Requirement } from './requirement.js';
import type { Clash, SwapPlace } from './swap-places.js';
import type { TorchInstall } from './torch-installs.js';

/** The whole repository, for rules that look across files. */
export interface Workspace {
  readonly kind: 'workspace';
  readonly dockerfiles: readonly Dockerfile[];
  readonly requirements: readonly Requirement[];
  /** Where images without an accelerator get torch for CUDA; `indexUrl`: the index that has it for the CPU. What is surest comes first. */
  torchInstalls(indexUrl: string): readonly TorchInstall[];
  /** What is asked for though a smaller distribution stands for it, in requirements files and in calls. */
  swaps(group: SwapGroup): readonly SwapPlace[];
  /** Images with several distributions of one module of a group, one of which something else brings along. */
  clashes(group: SwapGroup): readonly Clash[];
  /** What compose files let services have of memory, against samples of what these use: those of the run, and `files` of the workspace with what `docker stats` printed. */
  memoryLimits(files: readonly string[]): MemoryLimits;
  /** Libraries of the system that were installed for OpenCV with windows, where only that without is left. */
  idleLibraries(): readonly IdleLibraries[];
  /** Ignore files that let into images what nothing there needs: history, caches, environments, secrets. */
  ignoreDrafts(): readonly IgnoreDraft[];
  /** Where Alpine would do, and where it installs what has no wheel for it. */
  musl(): Musl;
  /** Tests and documentation that images of production hold though nothing there reads them. */
  testFiles(): TestFiles;
  /** Weights of models in layers of images that go to production. */
  modelWeights(): readonly ModelWeights[];
}
