import { defineRule, removing } from 'slimify';
import { backportOf, handProgramOf } from 'slimify/knowledge';

export default defineRule({
  meta: {
    name: 'requirements/unused',
    scope: 'requirement',
    summary: 'Drop requirements that no image with them needs',
    why: 'They are downloaded, unpacked, scanned and updated in every image, with everything that they bring along, and nothing uses them.',
    safety: 'review',
    messages: {
      unused: '{name} is needed by none of the {images} images that install it: {searched}',
      alone: '{name} is not needed by the one image that installs it: {searched}',
    },
  },
  *check(requirement, { edit }) {
    const { name, specifiers, file, images } = requirement;
    // A compiled file follows its source; an image that was not found says nothing about the line.
    if (file.origin === 'compiled' || images.names.length === 0) return;
    // What the standard library replaced is that rule's business, which knows the Pythons.
    if (backportOf(name, specifiers).value !== null) return;
    const needs = images.needs();
    // A line that its marker keeps out of an image costs nothing there, and is meant for somebody else's machine.
    if (!needs.value.every(({ verdict, applies }) => verdict === 'unused' && applies !== 'no')) return;
    const searched = needs.value[0]?.reason ?? needs.because;
    const program = handProgramOf(name);
    yield {
      findings: [{ message: images.names.length === 1 ? 'alone' : 'unused', data: { name, images: images.names.length, searched }, at: requirement, evidence: [needs, ...(program.value === null ? [] : [program])] }],
      ...(program.value === null ? {} : { atMost: 'suggestion' as const }),
      unless: [images.neededBy()],
      fix: {
        title: `Drop ${name}, which nothing needs`,
        changes: [edit.remove(requirement)],
        effects: [removing(requirement)],
        afterwards: file.compiledTo.map(({ command }) => command),
      },
    };
  },
});
