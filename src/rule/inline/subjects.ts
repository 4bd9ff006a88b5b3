import type { Snapshot } from '#files/snapshot.js';
import type { FileUses } from '#services/file-uses.js';
import { asRequirement } from '../as-requirement.js';
import type { Dockerfile } from '../dockerfile.js';
import type { Requirement, RequirementsFile } from '../requirement.js';
import type { FileQueries, Line, LineQueries } from '../requirement-needs.js';
import { imagesOfWord, inlineWords, type InlineWord } from './words.js';

const sources = new WeakMap<Requirement, InlineWord>();

/** The word of a call that a requirement stands for; null: it stands in a file. */
export function sourceOfWord(requirement: Requirement): InlineWord | null {
  return sources.get(requirement) ?? null;
}

/** What the queries of a word are made of, as for a line of a file. */
export interface WordQueries extends FileQueries {
  readonly needsOf: (line: Line, names: readonly string[]) => LineQueries;
}

/** Every requirement that a RUN of the workspace asks for by its words. */
export function inlineSubjects(snapshot: Snapshot, dockerfiles: readonly Dockerfile[], queries: WordQueries): readonly Requirement[] {
  const files = new Map<string, RequirementsFile>();
  return inlineWords({ snapshot, dockerfiles }).map((word) => {
    const { path } = word.install.at;
    const file = files.get(path) ?? { path, origin: 'inline', hashed: false, compiledTo: [] };
    files.set(path, file);
    return subjectOf(snapshot, word, file, queries);
  });
}

function subjectOf(snapshot: Snapshot, word: InlineWord, file: RequirementsFile, queries: WordQueries): Requirement {
  const { name, written, extras, specifiers, line } = word;
  const at = { path: file.path, line };
  const names = imagesOfWord(word);
  const said = {
    name,
    written,
    extras,
    specifiers,
    marker: null,
    url: null,
    hashed: false,
    // A comment in or above a RUN may be about any of its words.
    comment: null,
    at,
    file,
    images: { ...queries.imagesOf(file.path, usesOf(word, file.path)), ...queries.needsOf({ name, at }, names) },
  };
  const subject = asRequirement(said, snapshot, queries.told);
  sources.set(subject, word);
  return subject;
}

/** Its call in each image, as the installs of a file are told. */
function usesOf({ uses }: InlineWord, file: string): FileUses {
  const own = uses.map(({ image, resolved }) => ({ file, kind: 'requirement' as const, image: image.build.id, model: image.dockerfile, install: resolved.install, assumption: null }));
  return { byFile: new Map([[file, own]]), lost: [] };
}
