import type { Dockerfile } from './dockerfile.js';
import type { SwapGroup } from '#knowledge/swaps.js';
import type { IdleLibraries } from './idle-libraries.js';
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
  /** Libraries of the system that were installed for OpenCV with windows, where only that without is left. */
  idleLibraries(): readonly IdleLibraries[];
}
