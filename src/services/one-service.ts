import type { ComposeService } from '#compose/types.js';
import { ownersOf, ownersOfFolder, type Codeowners } from '#files/codeowners.js';
import type { Build } from '#image/build.js';
import type { ImageModel } from '#image/image.js';
import { baseName } from '#text/paths.js';
import { acceleratorsOf } from './accelerators.js';
import type { ServiceGroup } from './group-services.js';
import type { NamedGroup } from './name-services.js';
import { runsInProduction } from './purpose.js';
import { wordsOf } from './purpose-words.js';
import { runsOfImages } from './run-commands.js';
import type { Placed, Purpose, Service, ServiceImage } from './service.js';
import { environmentOf } from './service-environment.js';
import { unique, type ServiceParts } from './service-parts.js';
import { problemsOf } from './service-problems.js';
import { startCommand } from './start-command.js';

/** One service with everything that is known of it. */
export function serviceOf(parts: ServiceParts, group: NamedGroup, codeowners: Codeowners | null): Service {
  const { snapshot, joined } = parts;
  const { uniqueName: name, folder } = group;
  const images = imagesOf(parts, group.builds.filter((build) => joined.sound.has(build)));
  const runsAs = group.runsAs.toSorted((a, b) => Number(runsInProduction(b)) - Number(runsInProduction(a)));
  const runner = images.length === 0 ? (runsAs[0] ?? null) : (runsAs.find((service) => runs(group, service, images[0]?.build)) ?? null);
  const read = images.flatMap(({ build }) => {
    const image = parts.imageOf(build);
    return image.ok ? image.value : [];
  });
  const first = read.find(({ build }) => build === images[0]?.build) ?? null;
  const start = startCommand(first?.entry ?? null, runner);
  const environment = environmentOf(snapshot, first, runner);
  const requirements = unique(read.flatMap(requirementsOf));
  return {
    name,
    folder,
    images,
    runsAs,
    start,
    environment,
    ports: unique([...runsAs.flatMap(({ ports }) => ports), ...(first ? exposed(first) : [])]),
    healthcheck: healthcheckOf(first, runner),
    memory: unique(runsAs.flatMap(({ memory }) => memory.map(({ key, text, at }) => ({ text: `${key}: ${text}`, at })))),
    owners: codeowners ? ownersOfService(codeowners, folder, group) : [],
    requirements,
    accelerators: acceleratorsOf({ snapshot, images: read, runsAs, runs: runsOfImages(snapshot, tagsOf(parts, group)), environment }),
    problems: problemsOf(parts, group),
  };
}

function tagsOf({ joined }: ServiceParts, { builds, runsAs }: ServiceGroup): readonly string[] {
  const built = builds.flatMap((build) => joined.mentions.get(build) ?? []).flatMap(({ images }) => images);
  return [...new Set([...built, ...runsAs.flatMap(({ image }) => image ?? [])])];
}

/** Whether a compose service runs this very image: what starts another variant tells nothing of it. */
function runs({ buildsOf }: ServiceGroup, service: ComposeService, build: Build | undefined): boolean {
  return build !== undefined && (buildsOf.get(service)?.includes(build) ?? false);
}

const ORDER: readonly Purpose['kind'][] = ['production', 'development', 'test', 'ci', 'example'];

function imagesOf({ purposes }: ServiceParts, builds: readonly Build[]): readonly ServiceImage[] {
  const images = builds.flatMap((build) => {
    const purpose = purposes.get(build);
    return purpose ? [{ build, purpose }] : [];
  });
  return images.toSorted((a, b) => rank(a) - rank(b));
}

/** Production first; of two, the one that a file names, and the one for no accelerator. */
function rank({ build, purpose }: ServiceImage): number {
  const special = wordsOf(`${baseName(build.dockerfile)} ${build.target ?? ''}`).some((word) => /^(?:gpu|cuda|rocm|hpu|jetson|l4t)/.test(word));
  return ORDER.indexOf(purpose.kind) * 4 + Number(special) * 2 + Number(build.readFrom.length === 0);
}

function ownersOfService(codeowners: Codeowners, folder: string, { builds }: ServiceGroup): readonly string[] {
  const [build] = builds;
  const owned = ownersOfFolder(codeowners, folder) ?? (build ? ownersOf(codeowners, build.dockerfile) : null);
  return owned?.owners ?? [];
}

function requirementsOf({ installs }: ImageModel): readonly Placed[] {
  return installs.flatMap(({ inputs, at }) =>
    inputs.flatMap((input) => {
      const files = input.kind === 'wheels' ? input.from : [input];
      return files.flatMap((file) => (file.kind === 'file' || file.kind === 'project' ? { text: file.path, at } : []));
    }),
  );
}

function exposed({ build, chain, dockerfile }: ImageModel): readonly Placed[] {
  return chain.flatMap((index) =>
    (dockerfile.stages[index]?.stage.instructions ?? []).flatMap(({ keyword, words, lines }) =>
      keyword === 'EXPOSE' ? words.map(({ text }) => ({ text: `EXPOSE ${text}`, at: { path: build.dockerfile, line: lines.first } })) : [],
    ),
  );
}

function healthcheckOf(image: ImageModel | null, runner: ComposeService | null): Placed | null {
  if (runner?.healthcheck) {
    const { test, disabled, at } = runner.healthcheck;
    if (disabled) return null;
    if (test) return { text: test.words.join(' '), at };
  }
  const own = image?.entry.healthcheck ?? null;
  return own === null || own === 'none' ? null : { text: own.words.join(' '), at: own.at };
}
