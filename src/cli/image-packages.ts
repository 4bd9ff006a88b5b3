import type { Outside } from '#io/outside.js';
import type { Discovery } from '#run-discover.js';
import type { ShownPackages } from '#report/packages-json.js';
import type { ServiceImage } from '#services/service.js';
import { imagePackages } from '#sizes/packages/image-packages.js';
import type { Arguments } from './flags.js';
import { packagePorts } from './package-ports.js';
import { repeated } from './flags.js';
import type { Terminal } from './terminal.js';

/** Images with the services that each is one of. */
export type AskedImage = ServiceImage & { readonly services: readonly string[] };

/** `slimify image SERVICE --packages`: what each requirement brings in, and what that weighs. `--resolve`: as it resolves today. */
export async function showPackages(subject: string, root: string, found: readonly AskedImage[], discovery: Discovery, args: Arguments, terminal: Terminal, outside: Outside): Promise<void> {
  const ports = await packagePorts(root, args.resolve, terminal, outside);
  const needs = discovery.needs();
  const shown: ShownPackages[] = [];
  for (const one of found) {
    const image = discovery.imageOf(one.build);
    const packages = image.ok ? { ok: true as const, value: await imagePackages(image.value, discovery.snapshot, needs.of(one.build.id), ports, args.all) } : image;
    shown.push({ ...one, packages });
  }
  if (args.format === 'json') {
    const { packagesJson } = await import('#report/packages-json.js');
    terminal.out(packagesJson(shown));
    return;
  }
  const { packagesText } = await import('#report/packages.js');
  const again = `${subject}${repeated({ ...args, resolve: false, paths: [] })}`;
  shown.forEach((one, index) => {
    if (index > 0) terminal.out('\n');
    terminal.out(packagesText(one, { width: terminal.width, colour: terminal.colour, all: args.all, again, resolved: args.resolve }));
  });
}
