import { defineRule, type DeveloperLine, type OutsideTaker } from 'slimify';

export default defineRule({
  meta: {
    name: 'requirements/dev-out',
    scope: 'requirements',
    summary: 'Move tools of developers out of what production images install',
    why: 'Test runners, linters, type checkers and stubs are downloaded, unpacked, scanned and updated in every image, with everything that they bring along, and nothing in a container runs them.',
    safety: 'review',
    messages: {
      tool: '{name} ({use}) is run by nothing in the production images that install it: it goes to {file}',
      tests: '{name} is imported by tests alone, which production images do not run: it goes to {file}',
      listed: '{name} is run by nothing in the production images that install it, and {file} has it already',
      differs: '{name} is run by nothing in the production images that install it, and {file} asks for it as {other}, which stays; this line, {written}, goes',
    },
  },
  *check(list, { edit }) {
    const { file } = list;
    // A compiled file follows its source, and a frozen one the environment that it was taken from.
    if (file.origin !== 'hand-written' && file.origin !== 'project') return;
    const found = list.developerLines();
    if (found.length === 0) return;
    const target = list.developerFile();
    const { called, exists, problem, images, compile } = target.value;
    if (problem !== null) return;
    const installs = list.developerInstalls();
    for (const group of groupsOf(found)) {
      if (group.length === 0) continue;
      const takers = list.takersOutside(group);
      const lines = group.map(({ line }) => line);
      const [first, ...others] = group.map(({ line, use, listed, needs }) => {
        const data = { name: line.name, use: use ?? '', file: called, other: listed?.written ?? '', written: line.written };
        const message = listed === null ? (use === null ? 'tests' : 'tool') : listed.written === line.written ? 'listed' : 'differs';
        return { message, data, at: line, evidence: [needs(), target, takers] } as const;
      });
      if (!first) continue;
      const moved = group.flatMap(({ line, listed }) => (listed === null ? [line] : []));
      const gone = group.flatMap(({ line, listed }) => (listed === null ? [] : [line]));
      const differs = group.some(({ line, listed }) => listed !== null && listed.written !== line.written);
      yield {
        findings: [first, ...others],
        unless: [list.imagesWithout(group)],
        fix: {
          title: `Move ${namesOf(lines.map(({ name }) => name))} out of ${list.path}`,
          changes: [
            ...edit.moveToDevelopers(moved, gone, target.value),
            ...installs.flatMap(({ install, word, by, copy }) => [edit.replaceWord(install, word, by), ...(copy ? [edit.insert(copy.text, { after: copy.after })] : [])]),
          ],
          effects: [
            { images: 'all', removes: lines.map(({ name }) => name) },
            { images, adds: moved.map(({ name }) => name), alters: differs ? ['versions'] : [] },
            // A new file lies in the folders that images copy whole.
            ...installs.map((install) => ({ images: install.images, alters: ['files' as const] })),
            ...(exists ? [] : [{ images: 'all' as const, alters: ['files' as const] }]),
          ],
          afterwards: [...file.compiledTo.map(({ command }) => command), ...(moved.length > 0 ? compile : []), ...takers.value.map((taker) => stepFor(taker, called))],
        },
      };
    }
  },
});

/** What is sure first: an answer that is not whole lowers all that comes after it. Tools apart from libraries that tests import. */
function groupsOf(lines: readonly DeveloperLine[]): readonly (readonly DeveloperLine[])[] {
  const standings = ['sure', 'doubted', 'needed'] as const;
  return standings.flatMap((standing) => [true, false].map((isTool) => lines.filter((line) => line.standing === standing && (line.use !== null) === isTool)));
}

/** What a person has to do where slimify writes nothing. */
function stepFor({ at, text, installs }: OutsideTaker, target: string): string {
  const rest = installs === null ? `the image has it no longer: run it outside, or in an image that installs ${target}` : `${target} has to be installed there as well`;
  return `${at.path}:${at.line} ${text}; ${rest}`;
}

function namesOf(names: readonly string[]): string {
  const [first = '', second = ''] = names;
  if (names.length < 3) return names.length === 2 ? `${first} and ${second}` : first;
  return `${first} and ${names.length - 1} others`;
}
