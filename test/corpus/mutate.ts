import { encode } from '#text/decode.js';
import type { Random } from './random.js';

/** What the two readings of a Dockerfile could disagree about. */
const PIECES = [
  '\\', '\\\\', '\n', '\r\n', ' ', '\t', '\f', '\u00a0', '\u2028', '\ufeff', 'é', '#', '"', "'", '`', '`\n', '\\\n', '\\ \n', '\\\n#c\n',
  '<<EOF', '<<-A', '<<', '<< EOF', '0<<X', '<<"E F"', "<<'Q'", 'EOF\n', '$', '${', '}', '${X:-', '${X#', '${X/', '=', '[', ']', '["a","b"]',
  '--', '--from=x ', '--mount=type=cache,target=/a ', '--interval=1m ', '# escape=`\n', 'RUN ', 'FROM a', 'ENV A=b', 'LABEL a b', 'ARG ',
  'ONBUILD ', 'HEALTHCHECK CMD ', 'COPY ', 'VOLUME ', 'EXPOSE 80', 'SHELL ["sh"]', 'AS x',
];

/** A text with one to four pieces put in, each over up to five characters. */
export function mutate(text: string, random: Random): string {
  let mutated = text;
  for (let left = random.below(4) + 1; left > 0; left--) {
    const at = random.below(mutated.length + 1);
    mutated = mutated.slice(0, at) + (random.pick(PIECES) ?? '') + mutated.slice(at + random.below(2) * random.below(6));
  }
  // A cut through a surrogate pair has no bytes; U+FFFD takes its place.
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(encode(mutated));
}
