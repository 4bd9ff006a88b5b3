import { defineRule } from 'slimify';

export default defineRule({
  meta: {
    name: 'dockerfile/chown-layer',
    scope: 'dockerfile',
    summary: 'Give copied files their owner where they are copied',
    why: 'A RUN that changes the owner or mode of files stores all of them a second time in its layer.',
    safety: 'safe',
    messages: { again: '`{calls}` stores again what line{s} {lines} brought' },
  },
  *check(dockerfile, { edit }) {
    for (const again of dockerfile.ownedAgain()) {
      const stored = again.stored();
      const data = { calls: again.calls, s: stored.value.length === 1 ? '' : 's', lines: stored.value.join(', ') };
      const finding = { message: 'again', data, at: again.at, evidence: [stored] } as const;
      if (!again.writable) {
        yield { findings: [finding], unless: [again.refusals()] };
        continue;
      }
      yield {
        findings: [{ ...finding, evidence: [stored, again.proof()] }],
        unless: [again.refusals()],
        fix: {
          title: again.moves ? 'Copy files with their owner, who is made before' : 'Copy files with their owner',
          changes: [edit.own(again)],
          effects: [{ images: 'all', files: { adds: again.paths }, alters: ['commands'] }],
        },
      };
    }
  },
});
