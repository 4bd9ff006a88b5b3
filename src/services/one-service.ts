import type { ComposeService } from '#compose/types.js';
import { ownersOf, ownersOfFolder, type Codeowners } from '#files/codeowners.js';
import type { Build } from '#image/build.js';
import type { ImageModel } from '#image/image.js';
import { acceleratorsOf } from './accelerators.js';
import type { ServiceGroup } from './group-services.js';
import type { NamedGroup } from './name-services.js';
import { orderImages } from './order-images.js';
import { runsInProduction } from './purpose.js';
import { runsOfImages } from './run-commands.js';
import type { Placed, Service, ServiceImage } from './service.js';
import { environmentOf } from './service-environment.js';
import { unique, type ServiceParts } from './service-parts.js';
import { problemsOf } from './service-problems.js';
import { startCommand, unknownEntrypoint, unknownEntrypointOf } from './start-command.js';

/** One service with everything that is known of it. */
export function serviceOf(parts: ServiceParts, group: NamedGroup, codeowners: Codeowners | null): Service {
  const { snapshot, joined } = parts;
  const { uniqueName: name, folder } = group;
  const images = orderImages(snapshot, imagesOf(parts, group.builds.filter((build) => joined.sound.has(build))), group);
  const runsAs = group.runsAs.toSorted((a, b) => Number(runsInProduction(b)) - Number(runsInProduction(a)));
  const runner = runnerOf(group, runsAs, images[0]?.build ?? null);
  const read = images.flatMap(({ build }) => {
    const image = parts.imageOf(build);
    return image.ok ? image.value : [];
  });
  const first = read.find(({ build }) => build === images[0]?.build) ?? null;
  const start = startCommand(first?.entry ?? null, runner, first ? unknownEntrypoint(first) : images.length === 0 && runner?.build === null ? unknownEntrypointOf(runner) : null);
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

/**
 * The compose service that says how an image is started: the first in production that runs it, or the same stage with other
 * arguments; else any that runs it. What starts another Dockerfile or stage tells nothing of it. Without an image: the first.
 */
function runnerOf({ buildsOf }: ServiceGroup, runsAs: readonly ComposeService[], image: Build | null): ComposeService | null {
  if (image === null) return runsAs[0] ?? null;
  const runs = (service: ComposeService): boolean => buildsOf.get(service)?.includes(image) ?? false;
  const production = runsAs.filter(runsInProduction);
  const alike = production.find((service) => buildsOf.get(service)?.some(({ dockerfile, target }) => dockerfile === image.dockerfile && target === image.target));
  return production.find(runs) ?? alike ?? runsAs.find(runs) ?? null;
}

function imagesOf({ purposes }: ServiceParts, builds: readonly Build[]): readonly ServiceImage[] {
  return builds.flatMap((build) => {
    const purpose = purposes.get(build);
    return purpose ? [{ build, purpose }] : [];
  });
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

function exposed({ chain, dockerfile }: ImageModel): readonly Placed[] {
  return chain.flatMap((index) =>
    (dockerfile.stages[index]?.stage.instructions ?? []).flatMap(({ keyword, words, lines }) =>
      keyword === 'EXPOSE' ? words.map(({ text }) => ({ text: `EXPOSE ${text}`, at: { path: dockerfile.document.path, line: lines.first } })) : [],
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
