import { readDockerStats, type StatsFile } from '#files/docker-stats.js';
import type { Snapshot } from '#files/snapshot.js';
import type { ImageModel } from '#image/image.js';
import type { DockerfileModel } from '#image/model.js';
import { workspaceNeeds, type NeedOptions } from '#needs/workspace-needs.js';
import { workspaceModel } from '#services/workspace-model.js';
import { unreadable } from '#text/read.js';
import type { Dockerfile } from './dockerfile.js';
import { dockerfileSubject, type Variants } from './dockerfile-subject.js';
import type { Requirement } from './requirement.js';
import { requirementSubjects } from './requirement-subject.js';
import type { RequirementsList } from './requirements-list.js';
import { projectLists } from './projects/project-list.js';
import { requirementsLists } from './requirements-list-subject.js';
import { memoryLimits } from './limits/limits.js';
import { surroundingsOf } from './surroundings.js';
import { torchInstalls } from './cpu-builds/torch-subjects.js';
import { modelWeights } from './weights/weights.js';
import { testFiles } from './context/test-files.js';
import { muslIn } from './musl/musl.js';
import { ignoreDrafts } from './context/ignore-draft.js';
import { clashesIn } from './swaps/clashes.js';
import { idleLibraries } from './swaps/idle-libraries.js';
import { swapPlaces } from './swaps/places.js';
import type { Scope, Subjects } from './types.js';

const dockerfiles = new WeakMap<DockerfileModel, Dockerfile>();
const requirements = new WeakMap<NeedOptions, WeakMap<Snapshot, readonly Requirement[]>>();
const lists = new WeakMap<readonly Requirement[], readonly RequirementsList[]>();

/** What rules of a scope look at, in the order of paths and lines. `within`: at least those of these files; others may be left out. */
export type SubjectsOf = <S extends Scope>(snapshot: Snapshot, scope: S, within?: ReadonlySet<string>) => readonly Subjects[S][];

const NOTHING_SAID: NeedOptions = { keep: [], metadata: null };

/** The subjects of a run with its options; the same snapshot gives the same ones. */
export function subjectsWith(options: NeedOptions, measured: readonly StatsFile[] = []): SubjectsOf {
  function subjects<S extends Scope>(snapshot: Snapshot, scope: S, within?: ReadonlySet<string>): readonly Subjects[S][];
  function subjects(snapshot: Snapshot, scope: Scope, within?: ReadonlySet<string>): readonly Subjects[Scope][] {
    switch (scope) {
      case 'dockerfile':
        return dockerfileSubjects(snapshot, options);
      case 'requirement':
        return requirementsOfSnapshot(snapshot, options, within);
      case 'requirements':
        return listsOfSnapshot(snapshot, options);
      case 'workspace':
        return [workspaceSubject(snapshot, options, measured)];
    }
  }
  return subjects;
}

/** The same where neither a configuration nor metadata says anything. */
export const subjectsOf: SubjectsOf = subjectsWith(NOTHING_SAID);

/** Samples that lie in the workspace. */
function statsIn(snapshot: Snapshot, path: string): StatsFile {
  const text = snapshot.text(path);
  return { path, samples: text === null ? unreadable('it is not in the workspace, or cannot be read') : readDockerStats(text) };
}

function workspaceSubject(snapshot: Snapshot, options: NeedOptions, measured: readonly StatsFile[]): Subjects['workspace'] {
  const dockerfiles = dockerfileSubjects(snapshot, options);
  const own = requirementsOfSnapshot(snapshot, options);
  // What looks at words of calls there looks at the calls themselves.
  const lines = own.filter(({ file }) => file.origin !== 'inline');
  const world = { snapshot, options, needs: () => workspaceNeeds(snapshot, options), dockerfiles, requirements: lines };
  const { uses, models } = workspaceModel(snapshot);
  const swaps = { ...world, uses, models };
  return {
    kind: 'workspace',
    dockerfiles,
    requirements: own,
    torchInstalls: (indexUrl) => torchInstalls(world, indexUrl),
    swaps: (group) => swapPlaces(swaps, group),
    clashes: (group) => clashesIn(swaps, group),
    memoryLimits: (files) => memoryLimits(snapshot, [...measured, ...files.map((path) => statsIn(snapshot, path))]),
    idleLibraries: () => idleLibraries(swaps),
    ignoreDrafts: () => ignoreDrafts(snapshot),
    musl: () => muslIn(snapshot, options, dockerfiles),
    testFiles: () => testFiles(snapshot, options, dockerfiles),
    modelWeights: () => modelWeights(snapshot),
  };
}

/** The moment that a Dockerfile was last asked for at: its subject outlives snapshots in which only other files differ. */
const moments = new WeakMap<DockerfileModel, { readonly snapshot: Snapshot; readonly options: NeedOptions; readonly images: readonly ImageModel[] }>();

function dockerfileSubjects(snapshot: Snapshot, options: NeedOptions): readonly Dockerfile[] {
  const { models, images } = workspaceModel(snapshot);
  const byPath = new Map<string, ImageModel[]>();
  for (const image of images.images) byPath.set(image.build.dockerfile, [...(byPath.get(image.build.dockerfile) ?? []), image]);
  return models.map((model) => {
    const own = byPath.get(model.document.path) ?? [];
    moments.set(model, { snapshot, options, images: own });
    const known = dockerfiles.get(model);
    if (known) return known;
    const subject = dockerfileSubject(variantsOf(model, own), own.map(({ build }) => build.id), surroundingsOf(snapshot, model.document.path, (dockerfile, walked) => {
      const moment = moments.get(model);
      return moment ? { ...moment, dockerfile, model: walked } : null;
    }));
    dockerfiles.set(model, subject);
    return subject;
  });
}

/** Builds with the same arguments read the Dockerfile the same way. A Dockerfile that none builds is read as it stands. */
function variantsOf(model: DockerfileModel, images: readonly ImageModel[]): Variants {
  const [first, ...others] = [...new Map(images.map(({ dockerfile, build }) => [dockerfile, { image: build.id, model: dockerfile }])).values()];
  return first ? [first, ...others] : [{ image: model.document.path, model }];
}

/** An attempt looks at few files of a snapshot that is thrown away: the thousands of lines of the others are not made for it. */
function requirementsOfSnapshot(snapshot: Snapshot, options: NeedOptions, within?: ReadonlySet<string>): readonly Requirement[] {
  const bySnapshot = requirements.get(options) ?? new WeakMap<Snapshot, readonly Requirement[]>();
  requirements.set(options, bySnapshot);
  const cached = bySnapshot.get(snapshot);
  if (cached) return cached;
  const { uses, models } = workspaceModel(snapshot);
  const subjects = requirementSubjects(snapshot, { uses, models, needs: () => workspaceNeeds(snapshot, options), dockerfiles: () => dockerfileSubjects(snapshot, options) }, within);
  if (within === undefined) bySnapshot.set(snapshot, subjects);
  return subjects;
}

function listsOfSnapshot(snapshot: Snapshot, options: NeedOptions): readonly RequirementsList[] {
  const own = requirementsOfSnapshot(snapshot, options);
  const { uses, models } = workspaceModel(snapshot);
  const world = { snapshot, uses, models, needs: () => workspaceNeeds(snapshot, options), dockerfiles: () => dockerfileSubjects(snapshot, options) };
  const cached = lists.get(own) ?? [...requirementsLists(own, world), ...projectLists(own, world)];
  lists.set(own, cached);
  return cached;
}
