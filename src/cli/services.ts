import type { Outside } from '#io/outside.js';
import { discover } from '#run-discover.js';
import { EXIT } from './errors.js';
import { repeated, type Arguments } from './flags.js';
import { prepareGround } from './prepare.js';
import type { Terminal } from './terminal.js';

/** `slimify services`: what runs, the images it is made into, and where that was read. `--stats`: how much was understood. */
export async function servicesCommand(args: Arguments, terminal: Terminal, outside: Outside): Promise<number> {
  const { root, config } = await prepareGround(args, terminal, outside);
  const discovery = await discover({ root, config, progress: (line) => terminal.progress(`${line} …`) }, outside.io);
  const flags = repeated({ ...args, paths: [] });
  if (args.stats) {
    const { statsJson, statsText } = await import('#report/stats.js');
    terminal.out(args.format === 'json' ? statsJson(discovery.understanding()) : statsText(discovery.understanding(), { ...terminal, all: args.all, flags }));
  } else if (args.format === 'json') {
    const { servicesJson } = await import('#report/services-json.js');
    terminal.out(servicesJson(discovery.services));
  } else {
    const { servicesText } = await import('#report/services.js');
    terminal.out(servicesText(discovery.services, { ...terminal, all: args.all, flags }));
  }
  return args.strict && discovery.skipped.length > 0 ? EXIT.found : EXIT.done;
}
