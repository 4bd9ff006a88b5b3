import { known, row, type Hits } from '#answer/answer.js';
import { ask, unheard } from '#answer/ledger.js';
import { kindOf } from '#files/kinds.js';
import { projectAt, requirementsAt, withTexts, type Snapshot } from '#files/snapshot.js';
import { categoryOf } from '#knowledge/categories.js';
import { compiledOf, compiledProjects } from '#needs/asked/compiled-projects.js';
import { projectUses, stillAsks, type ProjectUse } from '#needs/asked/project-uses.js';
import { developerGroup, inGroup } from '#pyproject/edit/developer-group.js';
import type { ProjectDocument } from '#pyproject/document.js';
import { untoldInstalls } from '#services/other-images.js';
import { applyEdits } from '#text/edits.js';
import { comesAlong, noSurerThanWhatBrings } from '../comes-along.js';
import type { Requirement } from '../requirement.js';
import { needsOfLine } from '../requirement-needs.js';
import type { DeveloperLine, DeveloperTarget, RequirementsList } from '../requirements-list.js';
import { isDevelopers, kindsOf, listOf, withoutIt, type World } from '../requirements-list-subject.js';
import { moveInProject } from './move-in-project.js';
import { sourceOfProject, untilLocked } from './project-subject.js';
import { projectTakers } from './project-takers.js';
import { published } from './published.js';

/** The files of projects with what they ask for in any case, for the rules that change several of them in one fix. */
export function projectLists(requirements: readonly Requirement[], world: World): readonly RequirementsList[] {
  const uses = projectUses(world.snapshot);
  const inProjects: World = { ...world, uses: { byFile: new Map([...world.uses.byFile, ...uses]), lost: world.uses.lost } };
  const byPath = new Map<string, Requirement[]>();
  for (const one of requirements) if (sourceOfProject(one)?.entry.requirement.group === null) byPath.set(one.at.path, [...(byPath.get(one.at.path) ?? []), one]);
  return [...byPath].flatMap(([path, lines]) => {
    const document = projectAt(world.snapshot, path);
    return document ? [listSubject({ world: inProjects, document, lines, uses: uses.get(path) ?? [] })] : [];
  });
}

interface ProjectList {
  readonly world: World;
  readonly document: ProjectDocument;
  readonly lines: readonly Requirement[];
  readonly uses: readonly ProjectUse[];
}

function listSubject(list: ProjectList): RequirementsList {
  const { world, document, lines } = list;
  const { path } = document;
  let target: ReturnType<RequirementsList['developerFile']> | null = null;
  const made = (): ReturnType<RequirementsList['developerFile']> => (target ??= targetOf(document));
  const nothing = known(null, 'the file of a project belongs to one project');
  return {
    kind: 'requirements',
    path,
    file: lines[0]?.file ?? { path, origin: 'project', hashed: false, compiledTo: [] },
    lines,
    developerLines: () => unheard(() => developerLines(list, made().value)),
    developerFile: () => ask(made()),
    developerInstalls: () => [],
    imagesWithout: (some) => ask(imagesWithout(list, some.map(({ line }) => line))),
    takersOutside: (some) => ask(projectTakers(world, document, some.map(({ line }) => line), listsOf(list))),
    split: () => ask(nothing),
    splitHeldBy: () => ask(known([], nothing.because)),
  };
}

/** The lists that a compiler made of the project, beside its locks. */
function listsOf({ world, lines }: ProjectList): readonly string[] {
  return (lines[0]?.file.compiledTo ?? []).flatMap((one) => (requirementsAt(world.snapshot, one.path) ? one.path : []));
}

function targetOf(document: ProjectDocument): ReturnType<RequirementsList['developerFile']> {
  const group = developerGroup(document);
  const target: DeveloperTarget = { path: document.path, called: `${group.called} of ${document.path}`, exists: true, problem: null, images: [], compile: [] };
  const because = group.exists ? `${document.path} has ${group.called} for developers` : `${document.path} has no part for developers yet: ${group.called} is what its tool takes`;
  return known(target, because, [row(group.exists ? 'source' : 'absence', because, { path: document.path, line: 1 })]);
}

function developerLines(list: ProjectList, target: DeveloperTarget): readonly DeveloperLine[] {
  const { world, document, lines, uses } = list;
  const { path } = document;
  // What another project requires brings its dependencies along, and never its groups.
  if (uses.some(({ resolved }) => !takesItself(world.snapshot, resolved, path))) return [];
  const kinds = kindsOf(world, path);
  const shipping = [...kinds].flatMap(([image, kind]) => (kind === 'production' || kind === 'example' ? [image] : []));
  if (![...kinds.values()].includes('production')) return [];
  const outside = published(world.snapshot, document);
  const doubts = [...untoldInstalls(world.snapshot, path, world.uses, world.models), ...(outside ? [outside.text] : [])];
  const group = developerGroup(document);
  const found = lines.flatMap((line): readonly DeveloperLine[] => {
    const told = needsOfLine(line, shipping, world.needs(), doubts);
    const category = categoryOf(line.name);
    const isTool = category.value?.startsWith('dev-') === true;
    if (told.value.length === 0 || !told.value.every((one) => isDevelopers(one, isTool))) return [];
    if (comesAlong(world.snapshot, line, shipping.flatMap((image) => world.needs().of(image) ?? []))) return [];
    const keeping = imagesKeeping(list, line);
    // Where production installs the developers' part as well, nothing would become smaller.
    if (keeping === null || shipping.every((image) => keeping.has(image))) return [];
    const inside = withoutIt(world, line, kinds, { repaired: [], takesTarget: [...keeping] }).length > 0;
    const listed = inGroup(document, group, line.name);
    return [{
      line,
      use: isTool ? category.because.replace(/^[^:]*:\s*/, '') : null,
      standing: inside ? 'needed' : told.complete && projectTakers(world, document, [line], listsOf(list)).complete ? 'sure' : 'doubted',
      needs: () => ask(untilLocked(told, line.file)),
      listed: listed ? { written: listed.place.kind === 'element' ? listed.place.value : `${listed.place.key} = "${listed.requirement.written}"`, at: { path: target.path, line: listed.requirement.line } } : null,
    }];
  });
  return noSurerThanWhatBrings(found);
}

/** The images that ask for a line all the same once it is in the developers' part; null: it cannot be moved. */
function imagesKeeping({ world, document, uses }: ProjectList, line: Requirement): ReadonlySet<string> | null {
  const after = movedIn(world.snapshot, document, line);
  if (after === null) return null;
  return new Set(uses.flatMap((use) => (stillAsks(use, after, line.name) ? [use.image] : [])));
}

/** Whether an install takes a project for its own sake, and so by its groups: by its tool, or by a list that was compiled from it. */
function takesItself(snapshot: Snapshot, resolved: ProjectUse['resolved'], path: string): boolean {
  if (resolved.inputs.some((input) => input.kind === 'project' && input.path === path)) return true;
  return compiledOf(snapshot, resolved).some((document) => compiledProjects(snapshot, document).some((one) => one.path === path));
}

function movedIn(snapshot: Snapshot, document: ProjectDocument, line: Requirement): Snapshot | null {
  const listed = inGroup(document, developerGroup(document), line.name) !== null;
  const change = moveInProject(listed ? [] : [line], listed ? [line] : []);
  if (change.kind !== 'edit') return null;
  return withTexts(snapshot, new Map([[document.path, applyEdits(document.text, change.edits).text]]), kindOf);
}

function imagesWithout(list: ProjectList, lines: readonly Requirement[]): Hits {
  const { world, document } = list;
  const kinds = kindsOf(world, document.path);
  const hits = lines.flatMap((line) => withoutIt(world, line, kinds, { repaired: [], takesTarget: [...(imagesKeeping(list, line) ?? [])] }));
  return known(hits, `no image for tests or development has ${listOf(lines)} from ${document.path} alone`);
}
