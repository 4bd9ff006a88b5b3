import { unreadable } from '#text/read.js';
import { type FoundBuilds, NOTHING } from '#compose/found-builds.js';
import type { BuildMention, ComposeCall } from '#compose/types.js';
import type { WorkspaceFiles } from '#compose/workspace-folder.js';

/** Of several readings of one file, the likelier first, what names files that exist; a reading that decides nothing more is not made. */
export function settleBuilds(readings: readonly (() => FoundBuilds)[], files: WorkspaceFiles): FoundBuilds {
  const [first = NOTHING] = readings.slice(0, 1).map((make) => make());
  if (readings.length < 2 || (first.mentions.every((one) => exists(one, files)) && first.calls.every((one) => standsHere(one, files)))) return first;
  const others = readings.slice(1).map((make) => make());
  return {
    mentions: first.mentions.map((mention, index) => settled([mention, ...others.flatMap(({ mentions }) => mentions[index] ?? [])], files)),
    calls: first.calls.map((call, index) => [call, ...others.flatMap(({ calls }) => calls[index] ?? [])].find((one) => standsHere(one, files)) ?? call),
    problems: first.problems,
  };
}

function standsHere({ files: named, folder, kind }: ComposeCall, files: WorkspaceFiles): boolean {
  if (named.length > 0) return named.every((one) => one.ok && files.hasFile(one.value));
  const names = kind === 'bake' ? BAKE_FILES : COMPOSE_FILES;
  return folder.ok && names.some((name) => files.hasFile(folder.value === '' ? name : `${folder.value}/${name}`));
}

const COMPOSE_FILES = ['compose.yaml', 'compose.yml', 'docker-compose.yml', 'docker-compose.yaml'];
const BAKE_FILES = ['docker-bake.json', 'docker-bake.hcl', ...COMPOSE_FILES];

function exists({ dockerfile }: BuildMention, files: WorkspaceFiles): boolean {
  return 'ok' in dockerfile && dockerfile.ok && files.hasFile(dockerfile.value);
}

/** Of several readings the one whose Dockerfile exists. */
function settled(readings: readonly BuildMention[], files: WorkspaceFiles): BuildMention {
  const [first] = readings as readonly [BuildMention];
  const found = readings.find((one) => exists(one, files));
  if (found) return found;
  const paths = new Set(readings.flatMap(({ dockerfile }) => ('ok' in dockerfile && dockerfile.ok ? [dockerfile.value] : [])));
  if (paths.size < 2) return first;
  const doubt = unreadable(`the folder that the command is started in cannot be told: none of ${[...paths].join(', ')} exists`);
  return { ...first, context: doubt, dockerfile: doubt };
}
