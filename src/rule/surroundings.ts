import { assumed, incomplete, known, row, type Answer, type Hit, type Hits } from '#answer/answer.js';
import type { Snapshot } from '#files/snapshot.js';
import { readBuildFiles } from '#services/build-files.js';
import { withInline } from '#services/dockerfile-models.js';
import { imageUsers, type ImageUser } from '#services/image-users.js';
import { purposesOf } from '#services/purpose.js';
import { filesTold, runTimeApt } from '#services/run-time-apt.js';
import type { Purpose } from '#services/service.js';
import type { DockerfileModel } from '#image/model.js';
import type { Dockerfile } from './dockerfile.js';
import type { StageWorld } from './stages/world.js';
import { workspaceImages } from '#services/workspace-images.js';

/** What the rest of the workspace does with the images of a Dockerfile, as it was at the start of a plan. */
export interface Surroundings {
  usedBy(): Hits;
  listsUsedBy(): Hits;
  aptAtRunTime(): Hits;
  purpose(): Answer<Purpose['kind']>;
  /** The Dockerfile with its images at the moment of the plan that it stands in; null: it is of no plan. */
  world(dockerfile: Dockerfile, model: DockerfileModel): StageWorld | null;
}

export function surroundingsOf(snapshot: Snapshot, path: string, world: Surroundings['world']): Surroundings {
  const start = snapshot.start ?? snapshot;
  return {
    usedBy: () => usersAnswer(imageUsers(start, path), path, () => true),
    listsUsedBy: () => usersAnswer(imageUsers(start, path), path, needsLists),
    aptAtRunTime: () => runTimeAnswer(start, path),
    purpose: () => purposeAnswer(start, path),
    world,
  };
}

function needsLists({ demand }: ImageUser): boolean {
  return demand === null || demand.needs !== null;
}

function usersAnswer(users: readonly ImageUser[], path: string, counts: (user: ImageUser) => boolean): Hits {
  const counted = users.filter(counts);
  const hits = counted.filter(({ how }) => how === 'named').map(hitOf);
  const because = `no other Dockerfile of the workspace that takes an image of ${path} asks apt before an update of its own`;
  const doubt = counted.find(({ how }) => how !== 'named');
  const perhaps = users.find(({ how, demand }) => how === 'named' && demand?.perhaps);
  if (doubt) return assumed(hits, `${doubt.text} in ${doubt.at.path}:${doubt.at.line} is taken not to be an image of ${path}`, [row('source', doubt.text, doubt.at)]);
  if (perhaps?.demand?.perhaps) return assumed(hits, `"${perhaps.demand.perhaps.text}" in ${perhaps.at.path}:${perhaps.demand.perhaps.line} is taken not to run apt`, [row('source', perhaps.text, perhaps.at)]);
  return known(hits, because);
}

function hitOf({ build, text, at, demand }: ImageUser): Hit {
  const needs = demand?.needs;
  const does = demand === null ? ', and cannot be read' : needs ? `, and ${needs.text} in line ${needs.line} ${needs.sure ? 'needs' : 'could need'} its package lists` : '';
  return { text: `${text}${does}`, at, image: build.id };
}

function runTimeAnswer(snapshot: Snapshot, path: string): Hits {
  // What stands on its images has the same lists, unless it has updated them.
  const others = imageUsers(snapshot, path).flatMap(({ how, demand, build }) => (how === 'named' && demand?.open === true ? [build.dockerfile] : []));
  const found = [...new Set([path, ...others])].flatMap((one) => runTimeApt(snapshot, one));
  const evidence = found.map(({ text, at }) => row('source', text, at));
  const hits = found.map(({ text, at }): Hit => ({ text, at, image: null }));
  const [first] = found.filter(({ updates }) => !updates);
  if (first) return incomplete(hits, `${first.at.path}:${first.at.line} may ask apt in a running container`, evidence);
  const [updating] = found;
  if (updating) return assumed(hits, `${updating.at.path}:${updating.at.line} is taken to update the lists before it installs`, evidence);
  if (!filesTold(snapshot, path)) return assumed(hits, `the files of an image of ${path} cannot be told: none of them is taken to ask apt`);
  return known(hits, 'no file, command or service of its images asks apt in a running container', [row('absence', 'apt is asked by no workspace file that the images hold, and by no command that runs them')]);
}

const purposes = new WeakMap<Snapshot, ReadonlyMap<string, readonly Purpose[]>>();

/** Production, if one of its builds is that; else what the first one is for. */
function purposeAnswer(snapshot: Snapshot, path: string): Answer<Purpose['kind']> {
  const all = purposes.get(snapshot) ?? purposesByDockerfile(snapshot);
  purposes.set(snapshot, all);
  const own = all.get(path) ?? [];
  const purpose = own.find(({ kind }) => kind === 'production') ?? own[0];
  if (!purpose) return known('production', 'no build says what it is for');
  const text = `its purpose is ${purpose.kind}: ${purpose.because}`;
  return known(purpose.kind, text, [row('source', text, purpose.at ?? { path, line: 1 })]);
}

/** What the builds of each Dockerfile are for, in the order of builds. */
function purposesByDockerfile(snapshot: Snapshot): ReadonlyMap<string, readonly Purpose[]> {
  const { joined } = workspaceImages(snapshot);
  const found = new Map<string, Purpose[]>();
  for (const [{ dockerfile }, purpose] of purposesOf(withInline(snapshot, joined.inline), joined, readBuildFiles(snapshot), () => null)) {
    const own = found.get(dockerfile) ?? [];
    own.push(purpose);
    found.set(dockerfile, own);
  }
  return found;
}
