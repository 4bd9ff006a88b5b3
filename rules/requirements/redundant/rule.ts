import { defineRule } from 'slimify';

export default defineRule({
  meta: {
    name: 'requirements/redundant',
    scope: 'requirement',
    summary: 'Know the requirements that come along in any case',
    why: 'Nothing imports them by name and something needed requires them: the line saves nothing and costs nothing, but it is read, updated and taken for a dependency of the code.',
    safety: 'suggestion',
    messages: {
      redundant: '{name} comes along in any case: {reason}. Taking the line out makes no image smaller',
    },
  },
  *check(requirement) {
    const { name, file, images } = requirement;
    // In a compiled or frozen file such lines are what the file is for: they pin what comes along.
    if (file.origin !== 'hand-written' || images.names.length === 0) return;
    const needs = images.needs();
    const [first] = needs.value;
    // A file of the image imports it by name, though nothing was found to run that file: it says what it needs, as it should.
    if (needs.assumed) return;
    if (!first || !needs.value.every(({ verdict }) => verdict === 'redundant')) return;
    yield { findings: [{ message: 'redundant', data: { name, reason: first.reason.replace(/\.$/, '') }, at: requirement, evidence: [needs] }] };
  },
});
