import { defineRule } from 'slimify';

export default defineRule({
  meta: {
    name: 'dockerfile/healthcheck',
    scope: 'dockerfile',
    summary: 'Check with what the image has in any case',
    why: 'curl and its libraries are installed into image after image for one request that Python makes as well; a service without a check is not restarted when it hangs.',
    safety: 'review',
    messages: {
      tool: '{tool} is installed, and the health check runs it',
      missing: '{path} says whether the service is well, and nothing asks: {line}',
    },
  },
  *check(dockerfile, { edit }) {
    const purpose = dockerfile.purpose();
    // Who develops in an image wants its tools.
    if (purpose.value !== 'production' && purpose.value !== 'example') return;
    for (const swap of dockerfile.healthSwaps()) {
      const { tool } = swap;
      yield {
        findings: [{ message: 'tool', data: { tool }, at: swap.at, evidence: [swap.route()] }],
        unless: [swap.uses()],
        fix: {
          title: `Check with Python in place of ${tool}`,
          changes: [edit.checkByPython(swap)],
          effects: [{ images: 'all', apt: { removes: [tool] }, alters: ['healthcheck', 'commands', 'caches', 'recommends'] }],
        },
      };
    }
    const missing = dockerfile.healthMissing();
    if (missing === null) return;
    const { at, path, line } = missing;
    yield { findings: [{ message: 'missing', data: { path, line }, at, evidence: [missing.route()] }] };
  },
});
