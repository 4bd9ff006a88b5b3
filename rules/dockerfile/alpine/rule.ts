import { defineRule, listed } from 'slimify';

export default defineRule({
  meta: {
    name: 'dockerfile/alpine',
    scope: 'workspace',
    summary: 'Know where Alpine would do, and where it compiles',
    why: 'Alpine is the smallest base, as long as every distribution has a wheel for its C library, musl; else it compiles each of them in the image.',
    safety: 'suggestion',
    messages: {
      candidate: 'all {count} distributions that it installs have wheels for musl on record: {to} in place of {from} would be {saves} smaller',
      compiled: '{names} {have} no wheel for musl: on {from} {they} compiled from source, or the install fails',
      fails: '{names} {have} no wheel for musl and nothing to compile: the install on {from} fails',
    },
  },
  *check(workspace) {
    const { candidates, compiled } = workspace.musl();
    for (const { at, from, names, fail, ...stage } of compiled) {
      const one = names.length === 1;
      const data = { names: listed(names), have: one ? 'has' : 'have', they: one ? 'it is' : 'they are', from: from.replace(/@.*$/, '') };
      yield { findings: [{ message: fail.length === names.length ? 'fails' : 'compiled', data, at, packages: names, evidence: [stage.proof()] }] };
    }
    // The largest saving first.
    for (const { at, from, to, saves, distributions, ...candidate } of candidates) {
      yield { findings: [{ message: 'candidate', data: { count: distributions, to, from, saves: saves ?? 'somewhat' }, at, evidence: [candidate.proof()] }] };
    }
  },
});
