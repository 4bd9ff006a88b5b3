import { didYouMean } from '#config/nearest.js';
import type { Outside } from '#io/outside.js';
import { discover, type Discovery } from '#run-discover.js';
import type { NeedsByService } from '#needs/by-service.js';
import { EXIT, UsageError } from './errors.js';
import { repeated, type Arguments } from './flags.js';
import { checkKeeps } from './keeps.js';
import { metadataOf } from './metadata.js';
import { prepareGround } from './prepare.js';
import type { Terminal } from './terminal.js';

/** `slimify needs [SERVICE…]`: what each service asks for, and whether it needs it. `--all`: every image, every proof. */
export async function needsCommand(args: Arguments, terminal: Terminal, outside: Outside): Promise<number> {
  const found = await askedServices(args, args.all, terminal, outside);
  if (args.format === 'json') {
    const { needsJson } = await import('#report/needs-json.js');
    terminal.out(needsJson(found));
    return EXIT.done;
  }
  const { needsText } = await import('#report/needs.js');
  const flags = repeated({ ...args, service: [], paths: [] });
  terminal.out(needsText(found, { width: terminal.width, colour: terminal.colour, all: args.all, named: args.service.length > 0, flags }));
  return EXIT.done;
}

/** The needs of the services that were named, or of all: `all`, in each of their images. */
export async function askedServices(args: Arguments, all: boolean, terminal: Terminal, outside: Outside): Promise<NeedsByService> {
  const { root, config } = await prepareGround(args, terminal, outside);
  const metadata = await metadataOf(args, terminal, outside);
  const asked = args.resolve ? await import('./resolver.js').then(({ resolverFor, watched }) => watched(resolverFor(root, outside))) : null;
  const discovery = await discover({ root, config, metadata, ...(asked ? { resolver: asked.resolver } : {}), workers: outside.workers, cacheFor: outside.cacheFor, progress: (line) => terminal.progress(`${line} …`) }, outside.io);
  const failure = asked?.failure() ?? null;
  if (failure !== null) terminal.note(failure);
  const services = discovery.services.services.map(({ name }) => name);
  checkNames(args, discovery, services);
  checkKeeps({ config, services, idleKeeps: discovery.idleKeeps }, terminal);
  // Lists of requirements that nobody reads on purpose (samples) are no surprise; those that cannot be read are.
  for (const { path, reason } of discovery.skipped) if (!reason.includes('samples or copies')) terminal.note(`${path} takes no part: ${reason}`);
  const { needsByService } = await import('#needs/by-service.js');
  const { told, untold } = needsByService(discovery.services, discovery.needs(), all);
  discovery.keepScanned();
  const named = (one: { readonly service: string }): boolean => args.service.length === 0 || args.service.includes(one.service);
  return { told: told.filter(named), untold: untold.filter(named) };
}

function checkNames({ service, pipList }: Arguments, { services: { services } }: Discovery, names: readonly string[]): void {
  for (const name of service) {
    const found = services.find((one) => one.name === name);
    if (!found) throw new UsageError(`no such service ${JSON.stringify(name)}${didYouMean(name, names) || '; slimify services lists them'}`);
    if (found.images.length === 0 && found.runsAs.every(({ build }) => build === null)) throw new UsageError(`${name} runs a ready-made image: nothing here says what is installed in it`);
  }
  for (const { service: name } of pipList) {
    if (!names.includes(name)) throw new UsageError(`--pip-list ${name}=…: no such service${didYouMean(name, names) || '; slimify services lists them'}`);
  }
}
