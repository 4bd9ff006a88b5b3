import type { Requirement } from './requirement.js';
import type { Effect } from './types.js';

/** What a fix declares that takes a requirement out: of a RUN that installs nothing else all of it goes. */
export function removing({ name, file }: Pick<Requirement, 'name' | 'file'>): Effect {
  return { images: 'all', removes: [name], ...(file.origin === 'inline' ? { alters: ['commands'] } : {}) };
}
