import { defineRule } from 'slimify';

interface Options {
  readonly name: string;
  /** The number of user and group; null: the next free one of the system's. */
  readonly id: number | null;
}

export default defineRule({
  meta: {
    name: 'dockerfile/non-root',
    scope: 'dockerfile',
    summary: 'Start the service as a user of its own',
    why: 'A service that is taken over has the rights of the user that it runs as: as root those of everything in the container, and of what is mounted into it.',
    safety: 'review',
    messages: { root: 'the service starts as root' },
    options: {
      schema: {
        type: 'object',
        properties: { name: { type: 'string', pattern: '^[a-z_][a-z0-9_-]{0,30}$' }, id: { type: ['integer', 'null'], minimum: 1, maximum: 60000 } },
        additionalProperties: false,
      },
      defaults: { name: 'appuser', id: null } as Options,
    },
  },
  *check(dockerfile, { edit, options }) {
    const start = dockerfile.rootStart();
    if (start === null || dockerfile.purpose().value !== 'production') return;
    yield {
      findings: [{ message: 'root', at: start.at, evidence: [start.user(), start.writes()] }],
      unless: [start.needsRoot()],
      fix: {
        title: `Start as ${options.name}`,
        changes: [edit.insert(start.lines(options.name, options.id), { before: start.at })],
        effects: [{ images: 'all', alters: ['user', 'commands'] }],
      },
    };
  },
});
