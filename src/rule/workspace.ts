import type { Dockerfile } from './dockerfile.js';
import type { Requirement } from './requirement.js';
import type { TorchInstall } from './torch-installs.js';

/** The whole repository, for rules that look across files. */
export interface Workspace {
  readonly kind: 'workspace';
  readonly dockerfiles: readonly Dockerfile[];
  readonly requirements: readonly Requirement[];
  /** Where images without an accelerator get torch for CUDA; `indexUrl`: the index that has it for the CPU. What is surest comes first. */
  torchInstalls(indexUrl: string): readonly TorchInstall[];
}
