import { didYouMean } from '#config/nearest.js';
import type { Outside } from '#io/outside.js';
import { discover, type Discovery } from '#run-discover.js';
import type { ShownImage } from '#report/image-json.js';
import type { Build } from '#image/build.js';
import type { Service, ServiceImage } from '#services/service.js';
import { EXIT, UsageError } from './errors.js';
import { repeated, type Arguments } from './flags.js';
import { metadataOf } from './metadata.js';
import { prepareGround } from './prepare.js';
import type { Terminal } from './terminal.js';

/** `slimify image SERVICE`: what its image contains, layer by layer, and why. With `--all` every variant and every file; with `--packages` what weighs. */
export async function imageCommand(subject: string, args: Arguments, terminal: Terminal, outside: Outside): Promise<number> {
  if (!args.packages) {
    const flag = args.resolve ? '--resolve' : args.venv === null ? (args.pipList.length > 0 ? '--pip-list' : null) : '--venv';
    if (flag !== null) throw new UsageError(`image ${flag} goes with --packages`);
  }
  const { root, config } = await prepareGround(args, terminal, outside);
  const metadata = await metadataOf(args, terminal, outside);
  const discovery = await discover({ root, config, metadata, progress: (line) => terminal.progress(`${line} …`) }, outside.io);
  const found = imagesOf(subject, discovery);
  const asked = (args.all ? found : found.slice(0, 1)).map((one) => ({ ...one, services: servicesOf(one.build, discovery) }));
  const rest = found.length - asked.length;
  if (args.packages) {
    const { showPackages } = await import('./image-packages.js');
    await showPackages(subject, root, asked, discovery, args, terminal, outside);
  } else {
    await showImages(asked.map((one) => ({ ...one, image: discovery.imageOf(one.build) })), args, terminal);
  }
  if (rest > 0 && args.format !== 'json') terminal.out(`\n${rest === 1 ? 'One more variant' : `${rest} more variants`}: slimify image ${subject}${args.packages ? ' --packages' : ''} --all${repeated({ ...args, paths: [] })}\n`);
  return EXIT.done;
}

async function showImages(shown: readonly ShownImage[], args: Arguments, terminal: Terminal): Promise<void> {
  if (args.format === 'json') {
    const { imagesJson } = await import('#report/image-json.js');
    terminal.out(imagesJson(shown));
    return;
  }
  const { imageText } = await import('#report/image.js');
  shown.forEach((one, index) => {
    if (index > 0) terminal.out('\n');
    terminal.out(imageText(one, { width: terminal.width, all: args.all }));
  });
}

/** The services that an image is one of: web and worker may share theirs. */
function servicesOf(build: Build, { services: { services } }: Discovery): readonly string[] {
  return services.filter(({ images }) => images.some((one) => one.build === build)).map(({ name }) => name);
}

/** Why a service has no image to be shown. */
function whyNone({ runsAs, problems: [problem] }: Service): string {
  if (runsAs.some(({ build }) => build !== null)) return `it cannot be built${problem ? `: ${problem.at.path}:${problem.at.line}: ${problem.text}` : ''}`;
  const image = runsAs.find((one) => one.image !== null)?.image ?? null;
  return image === null ? 'it names neither an image nor a build' : `it runs a ready-made image (${image}); nothing here builds it`;
}

/** The images of a service by its name; of a Dockerfile by its path; one build by its id. */
function imagesOf(subject: string, { services: { services, builds, purposes } }: Discovery): readonly ServiceImage[] {
  const service = services.find(({ name }) => name === subject);
  if (service && service.images.length > 0) return service.images;
  if (service) throw new UsageError(`image ${subject}: ${whyNone(service)}`);
  const path = subject.replace(/^\.\//, '');
  const named = builds.filter(({ id, dockerfile }) => id === subject || dockerfile === path);
  const found = named.flatMap((build) => {
    const purpose = purposes.get(build);
    return purpose ? [{ build, purpose }] : [];
  });
  if (found.length > 0) return found;
  const guess = didYouMean(subject, services.map(({ name }) => name));
  throw new UsageError(`image ${subject}: no such service${guess || '; slimify services lists them'}`);
}
