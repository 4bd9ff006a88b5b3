import { DEFAULT_TEMPLATE, defineRule, listedFew, templateProblem } from 'slimify';
import type { StageSplit } from 'slimify';

interface Options {
  /** The form of the new file, with its holes. */
  readonly template: readonly string[];
}

export default defineRule({
  meta: {
    name: 'dockerfile/multi-stage',
    scope: 'dockerfile',
    summary: 'Build in one stage, ship another without what only builds need',
    why: 'Compilers, headers and build tools stay in every image that was built with them: some 320 MB for build-essential.',
    safety: 'review',
    messages: {
      split: '{leaves} {are} shipped, and only the build needs {them}',
      stranded: 'what was installed for root lies in /root, which {user} may not read: no module of it is found',
      full: 'the full base image is shipped, and only the build needs what it adds to the slim one',
    },
    options: {
      schema: { type: 'object', properties: { template: { type: 'array', items: { type: 'string' }, minItems: 1 } }, additionalProperties: false },
      defaults: { template: DEFAULT_TEMPLATE } satisfies Options,
      problem: ({ template }: Options) => templateProblem(template),
    },
  },
  *check(dockerfile, { edit, options }) {
    const purpose = dockerfile.purpose();
    // Somebody develops, tests or builds in it, and may want the tools.
    if (purpose.value !== 'production' && purpose.value !== 'example') return;
    const stranded = dockerfile.strandedInstalls();
    if (stranded !== null) {
      yield {
        findings: [{ message: 'stranded', data: { user: stranded.user }, at: stranded.at, evidence: [stranded.proof()] }],
        unless: [stranded.refusals()],
        fix: {
          title: 'Copy what was installed for root to where the user can read it',
          changes: [edit.mend(stranded)],
          effects: [{ images: 'all', files: { removes: ['/root/.local'], adds: [stranded.folder] }, alters: ['environment', 'path'] }],
        },
      };
      return;
    }
    const split = dockerfile.twoStages({ lines: options.template });
    if (split === null) return;
    const refusals = split.refusals();
    const finding = { ...said(split), at: split.at, evidence: [split.libraries(), split.running()] } as const;
    const unless = [refusals, dockerfile.usedBy()];
    if (split.layout === null) {
      yield { findings: [finding], unless };
      return;
    }
    const { base, adds, without, environment, leaves } = split;
    yield {
      findings: [finding],
      unless,
      fix: {
        title: 'Build in a stage of its own and ship the environment',
        changes: [edit.layout(dockerfile, split)],
        effects: [
          {
            images: 'all',
            apt: { removes: leaves, adds },
            ...(split.tools.length > 0 ? { removes: split.tools } : {}),
            files: { removes: without, adds: [environment] },
            alters: ['path', 'commands', 'caches', 'recommends', ...(base === null ? [] : (['base'] as const))],
          },
        ],
      },
    };
  },
});

function said({ leaves, base }: StageSplit): { readonly message: 'split' | 'full'; readonly data: Readonly<Record<string, string>> } {
  if (leaves.length === 0) return { message: base === null ? 'split' : 'full', data: { leaves: 'tools for builds', are: 'are', them: 'them' } };
  return { message: 'split', data: { leaves: listedFew(leaves), are: leaves.length === 1 ? 'is' : 'are', them: leaves.length === 1 ? 'it' : 'them' } };
}
