import { didYouMean } from '#config/nearest.js';
import { discover, type Discovery } from '#run.js';
import type { ServiceImage } from '#services/service.js';
import { EXIT, UsageError } from './errors.js';
import { repeated, type Arguments } from './flags.js';
import { prepare } from './prepare.js';
import type { Terminal } from './terminal.js';

/** `slimify image SERVICE`: what its image contains, layer by layer, and why. With `--all` every variant and every file. */
export async function imageCommand(subject: string, args: Arguments, terminal: Terminal): Promise<number> {
  const { root, config } = await prepare(args, terminal);
  const discovery = await discover({ root, config, progress: (line) => terminal.progress(`${line} …`) });
  const found = imagesOf(subject, discovery);
  const shown = args.all ? found : found.slice(0, 1);
  if (args.format === 'json') {
    const { imagesJson } = await import('#report/image-json.js');
    terminal.out(imagesJson(shown.map((one) => ({ ...one, image: discovery.imageOf(one.build) }))));
    return EXIT.done;
  }
  const { imageText } = await import('#report/image.js');
  shown.forEach((one, index) => {
    if (index > 0) terminal.out('\n');
    terminal.out(imageText({ ...one, image: discovery.imageOf(one.build) }, { ...terminal, all: args.all }));
  });
  const rest = found.length - shown.length;
  if (rest > 0) terminal.out(`\n${rest === 1 ? 'One more variant' : `${rest} more variants`}: slimify image ${subject} --all${repeated({ ...args, paths: [] })}\n`);
  return EXIT.done;
}

/** The images of a service by its name; of a Dockerfile by its path; one build by its id. */
function imagesOf(subject: string, { services: { services, builds, purposes } }: Discovery): readonly ServiceImage[] {
  const service = services.find(({ name }) => name === subject);
  if (service && service.images.length > 0) return service.images;
  if (service) throw new UsageError(`image ${subject}: it runs a ready-made image${service.runsAs[0]?.image ? ` (${service.runsAs[0].image})` : ''}; nothing here builds it`);
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
