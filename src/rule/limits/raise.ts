import type { Change, Edit } from '#rule/types.js';
import { editsOfLimit } from './limits.js';

/** A limit as it is written by the next one, and the limit of swap where it was the same. */
export const raiseLimit: Edit['raiseLimit'] = (limit) => {
  const edits = editsOfLimit(limit);
  const [first, ...others] = [...(edits ?? [])].map(([path, own]): Change => ({ kind: 'edit', path, edits: own }));
  return first ? [first, ...others] : [{ kind: 'impossible', path: limit.at.path, reason: 'the limit cannot be changed where it stands' }];
};
