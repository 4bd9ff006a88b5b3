import type { Rule } from '#rule/types.js';

/** What the engine itself says of suppressions, under a name like a rule's. */
export const IDLE_RULE: Rule = {
  meta: {
    name: 'slimify/idle-ignore',
    scope: 'workspace',
    summary: 'Remove comments that suppress nothing',
    why: 'A slimify-ignore comment that matches nothing hides what comes to its line next.',
    safety: 'safe',
    messages: { idle: 'nothing of {rule} is here to suppress', slip: 'this slimify-ignore cannot be heeded: {reason}' },
  },
  check: () => [],
};
