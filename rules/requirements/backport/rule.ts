import { defineRule, removing } from 'slimify';
import { backportOf, inStandardLibrary } from 'slimify/knowledge';

export default defineRule({
  meta: {
    name: 'requirements/backport',
    scope: 'requirement',
    summary: 'Drop distributions that the standard library of the image replaced',
    why: 'The copy from the index is never imported from site-packages: it costs an install, and breaks on newer Pythons.',
    safety: 'safe',
    messages: {
      replaced: '`import {module}` finds the standard library, which has it since Python {since}',
      aside: '{module} is in the standard library since Python {since}, yet the copy is installed where it comes first',
    },
  },
  *check(requirement, { edit }) {
    const { name, specifiers, file, images } = requirement;
    // A marker is somebody's answer to the same question; a compiled file follows its source.
    // So is an address of one's own: a fork is somebody's decision.
    if (requirement.marker !== null || requirement.url !== null || file.origin === 'compiled') return;
    const backport = backportOf(name, specifiers);
    const copy = backport.value;
    if (copy === null) return;
    const pythons = images.pythons();
    const versions = pythons.value.map(({ version }) => version);
    const told = versions.filter((version) => version !== null);
    if (told.length > 0 && !told.some((version) => inStandardLibrary(copy, version))) return;
    // Where the module has left the standard library, the copy may be what brings it back.
    if (copy.until !== null && told.some((version) => !inStandardLibrary({ since: '3.0', until: copy.until }, version))) return;
    // Where the answer is incomplete it says why by itself.
    const untold = pythons.complete && (versions.length === 0 || versions.includes(null));
    const aside = images.installedAside();
    const first = aside.value.length > 0;
    const pinnedWhole = requirement.hashed || file.hashed || file.origin === 'frozen';
    // Somebody had a reason to write it down: a person should read it before it goes.
    const explained = requirement.comment !== null;
    yield {
      findings: [
        {
          message: first ? 'aside' : 'replaced',
          data: { module: copy.modules.join(', '), since: copy.since },
          at: requirement,
          evidence: [backport, pythons, aside],
        },
      ],
      unless: [images.pythonsBelow(copy.since), images.askedByName()],
      ...(untold || first ? { atMost: 'suggestion' } : pinnedWhole || explained || copy.brings.length > 0 ? { atMost: 'review' } : {}),
      fix: {
        title: `Drop ${name}, which the standard library replaced`,
        changes: [edit.remove(requirement)],
        effects: [removing(requirement)],
        afterwards: file.compiledTo.map(({ command }) => command),
      },
    };
  },
});
