import { defineRule, listed, listedFew } from 'slimify';
import type { MemoryLimits, Proposal } from 'slimify';

interface Options {
  /** Files of the workspace with what `docker stats` printed. */
  readonly stats: readonly string[];
}

export default defineRule({
  meta: {
    name: 'compose/memory-limits',
    scope: 'workspace',
    summary: 'Leave services some of the memory that they are limited to',
    why: 'A container that reaches its limit is killed, and a service that was measured near it has no room for a busy hour.',
    safety: 'review',
    messages: {
      tight: '{service} used {used} of {limit}, {percent} %',
      unmeasured: '{services} {have} a memory limit that nothing measured: --stats FILE takes what docker stats prints',
      rest: '{services} {have} a memory limit, and no sample',
      strangers: '{names} {are} in the samples: of no service here, or of one that cannot be told',
      unread: '{path} cannot be read as what docker stats prints: {reason}',
    },
    options: {
      schema: { type: 'object', properties: { stats: { type: 'array', items: { type: 'string', minLength: 1 } } }, additionalProperties: false },
      defaults: { stats: [] } satisfies Options as Options,
    },
  },
  *check(workspace, { edit, options }) {
    const limits = workspace.memoryLimits(options.stats);
    for (const tight of limits.tight) {
      const { service, sharedBy, used, limit, percent, to } = tight;
      yield {
        findings: [{ message: 'tight', data: { service, used, limit, percent }, at: tight, evidence: [tight.samples()] }],
        unless: [tight.refusals()],
        fix: {
          title: `Raise the memory limit of ${listed(sharedBy)} to ${to}`,
          changes: edit.raiseLimit(tight),
          // What a container may use is no part of its image.
          effects: [{ images: [], alters: ['limits'] }],
        },
      };
    }
    yield* told(limits);
  },
});

/** What the samples do not say, each thing once for the whole workspace. */
function* told({ unmeasured, strangers, unread }: MemoryLimits): Iterable<Proposal<'unmeasured' | 'rest' | 'strangers' | 'unread'>> {
  for (const { path, reason, at, proof } of unread) yield { findings: [{ message: 'unread', data: { path, reason }, at, evidence: [proof()] }] };
  if (strangers !== null) {
    const { names, at, proof } = strangers;
    yield { findings: [{ message: 'strangers', data: { names: listedFew(names), are: names.length === 1 ? 'is' : 'are' }, at, evidence: [proof()] }] };
  }
  if (unmeasured === null) return;
  const { services, some, at, proof } = unmeasured;
  yield { findings: [{ message: some ? 'rest' : 'unmeasured', data: { services: listedFew(services), have: services.length === 1 ? 'has' : 'have' }, at, evidence: [proof()] }] };
}
