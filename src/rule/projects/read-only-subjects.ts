import type { Snapshot } from '#files/snapshot.js';
import { readProject } from '#needs/asked/asked-projects.js';
import type { ProjectUse } from '#needs/asked/project-uses.js';
import { parseSpecifiers } from '#pep/specifiers.js';
import type { ProjectRequirement } from '#pyproject/types.js';
import type { FileUses } from '#services/file-uses.js';
import { asRequirement } from '../as-requirement.js';
import type { Requirement, RequirementsFile } from '../requirement.js';
import { isForPeople } from './for-people.js';
import type { ProjectQueries } from './project-subject.js';

/**
 * What images install of a setup.py, a setup.cfg or a Pipfile. It is read and never edited: what a rule proposes of it is held, with
 * the file as the reason, so that a person hears of it.
 */
export function readOnlySubjects(snapshot: Snapshot, path: string, own: readonly ProjectUse[], uses: FileUses, queries: ProjectQueries): readonly Requirement[] {
  const file: RequirementsFile = { path, origin: 'project', hashed: false, compiledTo: [] };
  const seen = new Set<string>();
  return (readProject(snapshot, path)?.requirements ?? []).flatMap((one) => {
    const key = `${one.line} ${one.name}`;
    const taking = own.filter(({ rows }) => rows.has(key));
    // A list may be named twice: `install_requires` and an extra that repeats it.
    if (taking.length === 0 || one.name === '' || isForPeople(one.group) || seen.has(key)) return [];
    seen.add(key);
    const byFile = new Map([...uses.byFile, [path, taking]]);
    return [subjectOf(snapshot, one, file, { taking, uses: { byFile, lost: uses.lost }, queries })];
  });
}

interface Taken {
  readonly taking: readonly ProjectUse[];
  readonly uses: FileUses;
  readonly queries: ProjectQueries;
}

function subjectOf(snapshot: Snapshot, one: ProjectRequirement, file: RequirementsFile, { taking, uses, queries }: Taken): Requirement {
  const { name, written, extras, marker, version } = one;
  const at = { path: file.path, line: one.line };
  const names = [...new Set(taking.map(({ image }) => image))];
  const parsed = parseSpecifiers(version ?? '');
  return asRequirement({
    name,
    written,
    extras,
    specifiers: parsed.ok ? parsed.value.map((each) => `${each.operator}${each.version}`).join(',') : (version ?? ''),
    marker,
    url: one.sources.find(({ kind }) => kind !== 'index')?.target ?? null,
    hashed: false,
    comment: null,
    at,
    file,
    images: { ...queries.imagesOf(file.path, uses), ...queries.needsOf({ name, at }, names, uses, [], []) },
  }, snapshot, queries.told);
}
