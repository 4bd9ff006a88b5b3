import { defineRule, listed, listedFew } from 'slimify';

export default defineRule({
  meta: {
    name: 'dockerfile/dev-headers',
    scope: 'dockerfile',
    summary: 'Ship the library of a -dev package, not its headers',
    why: 'Headers and static libraries are for compilers, and many bring a compiler or other headers along: 106 MB for libopenblas-dev.',
    safety: 'review',
    messages: {
      out: '{leaves} {are} shipped: headers, of which containers load {adds}',
      late: '{leaves} {are} taken away by a later RUN, which hides {them} and frees nothing',
    },
  },
  *check(dockerfile, { edit }) {
    const purpose = dockerfile.purpose();
    // Somebody develops, tests or builds in it, and may want the tools.
    if (purpose.value !== 'production' && purpose.value !== 'example') return;
    const surplus = dockerfile.surplusPackages('headers');
    if (surplus === null) return;
    const { leaves, adds, late, at } = surplus;
    const one = leaves.length === 1;
    yield {
      findings: [
        {
          message: late ? 'late' : 'out',
          data: { leaves: listedFew(leaves), are: one ? 'is' : 'are', adds: adds.length === 0 ? 'nothing' : listed(adds), them: one ? 'it' : 'them' },
          at,
          evidence: [surplus.compiled(), surplus.running()],
        },
      ],
      unless: [surplus.refusals(), dockerfile.usedBy()],
      fix: {
        title: 'Ship libraries without their headers',
        changes: [edit.withoutSurplus(surplus)],
        effects: [{ images: 'all', apt: { removes: [...leaves, ...leaves.map((name) => `-${name}`)], adds }, alters: ['commands', 'caches', 'recommends'] }],
      },
    };
  },
});
