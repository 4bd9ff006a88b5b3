import type { Dockerfile } from './dockerfile.js';
import type { Requirement } from './requirement.js';

/** The whole repository, for rules that look across files. */
export interface Workspace {
  readonly kind: 'workspace';
  readonly dockerfiles: readonly Dockerfile[];
  readonly requirements: readonly Requirement[];
}
