import { defineRule, listedFew } from 'slimify';

export default defineRule({
  meta: {
    name: 'dockerfile/build-tools',
    scope: 'dockerfile',
    summary: 'Leave compilers and build tools out of what ships',
    why: 'A compiler that nothing calls stays in every image: 314 MB for build-essential on bookworm.',
    safety: 'review',
    messages: {
      out: '{leaves} {are} shipped, and nothing there is compiled',
      within: '{leaves} {are} needed by one RUN alone, and no layer has to keep {them}',
      late: '{leaves} {are} taken away by a later RUN, which hides {them} and frees nothing',
    },
  },
  *check(dockerfile, { edit }) {
    const purpose = dockerfile.purpose();
    // Somebody develops, tests or builds in it, and may want the tools.
    if (purpose.value !== 'production' && purpose.value !== 'example') return;
    const surplus = dockerfile.surplusPackages('tools');
    if (surplus === null) return;
    const { leaves, adds, how, late, at } = surplus;
    const again = leaves.map((name) => `-${name}`);
    const one = leaves.length === 1;
    yield {
      findings: [
        {
          message: late ? 'late' : how,
          data: { leaves: listedFew(leaves), are: one ? 'is' : 'are', them: one ? 'it' : 'them' },
          at,
          evidence: [surplus.compiled(), surplus.running()],
        },
      ],
      unless: [surplus.refusals(), dockerfile.usedBy()],
      fix: {
        title: how === 'out' ? 'Leave build tools out of what ships' : 'Take build tools away in the RUN that needs them',
        changes: [edit.withoutSurplus(surplus)],
        effects: [{ images: 'all', apt: how === 'out' ? { removes: [...leaves, ...again], adds } : { adds: [...adds, ...again] }, alters: ['commands', 'caches', 'recommends'] }],
      },
    };
  },
});
