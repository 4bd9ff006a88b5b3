import { nearestFew } from '#config/nearest.js';
import type { Outside } from '#io/outside.js';
import { shorten } from '#text/shorten.js';
import { visible } from '#text/visible.js';
import { EXIT, UsageError } from './errors.js';
import { repeated, type Arguments } from './flags.js';
import { askedServices } from './needs.js';
import type { Terminal } from './terminal.js';

/** `slimify why PACKAGE`: for each service whether it needs it, and how that is known. Takes names of modules too. */
export async function whyCommand(word: string, args: Arguments, terminal: Terminal, outside: Outside): Promise<number> {
  const found = await askedServices(args, args.all, terminal, outside);
  const { namesFor, namesIn, whyOf } = await import('#needs/why.js');
  const names = namesFor(word, found).concat(namesFor(plainName(word), found)).filter((name, index, all) => all.indexOf(name) === index);
  if (names.length === 0) {
    const near = nearestFew(word, [...new Set(found.told.flatMap(namesIn))], 3);
    const guess = near.length === 0 ? '' : `; did you mean ${near.map((name) => JSON.stringify(name)).join(' or ')}?`;
    throw new UsageError(`why ${word === '' ? '""' : visible(shorten(word))}: no image asks for it, and nothing that they ask for brings it along${guess}`);
  }
  const { replaceable } = await import('#rule/narrow/replaceable.js');
  const whys = names.map((name) => whyOf(name, found, (needs, one) => replaceable(needs, one)));
  if (args.format === 'json') {
    const { whyJson } = await import('#report/why-json.js');
    terminal.out(whyJson(word, whys));
    return EXIT.done;
  }
  const { whyText } = await import('#report/why.js');
  terminal.out(whyText(whys, { width: terminal.width, colour: terminal.colour, all: args.all, word, flags: repeated({ ...args, paths: [] }) }));
  return EXIT.done;
}

/** The name in a line that was copied: `uvicorn[standard]==0.30`. */
function plainName(word: string): string {
  return /^\s*([\w.-]+)\s*(?:\[|[<>=!~@])/.exec(word)?.[1] ?? word;
}
