import { flagError } from './flag-rules.js';
import { healthcheckCommand } from './instruction.js';
import { heredocOf } from './heredocs.js';
import { skipSpace } from './space.js';
import type { Instruction } from './types.js';

/** Every keyword that BuildKit knows (frontend/dockerfile/command). */
export const KEYWORDS: ReadonlySet<string> = new Set([
  'ADD', 'ARG', 'CMD', 'COPY', 'ENTRYPOINT', 'ENV', 'EXPOSE', 'FROM', 'HEALTHCHECK', 'LABEL', 'MAINTAINER',
  'ONBUILD', 'RUN', 'SHELL', 'STOPSIGNAL', 'USER', 'VOLUME', 'WORKDIR',
]);

/** Why BuildKit refuses an instruction (frontend/dockerfile/instructions/parse.go), or null. */
export function instructionError(instruction: Instruction): string | null {
  const { keyword } = instruction;
  if (!KEYWORDS.has(keyword)) return `unknown instruction \`${short(keyword)}\``;
  const isNone = keyword === 'HEALTHCHECK' && instruction.words[0]?.text.toUpperCase() === 'NONE';
  return argumentError(instruction) ?? (isNone ? null : flagError(instruction));
}

function argumentError(instruction: Instruction): string | null {
  const { keyword, args, json, words } = instruction;
  const count = json ? json.length : words.length;
  switch (keyword) {
    case 'FROM':
      return fromError(instruction);
    case 'COPY':
    case 'ADD':
      return count < 2 ? `${keyword} needs a source and a destination` : destinationError(instruction);
    case 'ENV':
    case 'LABEL':
      return count === 0 ? `${keyword} needs an argument` : pairError(instruction);
    case 'ARG':
      if (words.some((word) => word.text.startsWith('='))) return 'ARG without a name';
      return count === 0 ? 'ARG needs an argument' : null;
    case 'EXPOSE':
      return count === 0 ? `${keyword} needs an argument` : null;
    case 'VOLUME':
      if (json?.some((word) => skipSpace(word.value, 0, word.value.length) === word.value.length)) return 'VOLUME with an empty path';
      return count === 0 ? `${keyword} needs an argument` : null;
    case 'MAINTAINER':
    case 'STOPSIGNAL':
    case 'USER':
    case 'WORKDIR':
      return args.start === args.end ? `${keyword} needs an argument` : null;
    case 'SHELL':
      return count === 0 ? 'SHELL needs its argument in JSON form' : null;
    case 'HEALTHCHECK':
      return healthcheckError(instruction);
    case 'ONBUILD':
      return triggerError(instruction);
    default:
      return null;
  }
}

function fromError({ words }: Instruction): string | null {
  if (words.length === 1) return null;
  if (words.length !== 3 || words[1]?.text.toUpperCase() !== 'AS') return 'FROM takes an image, or an image, AS and a name';
  return /^[a-z][a-z0-9-_.]*$/.test(words[2]?.text.toLowerCase() ?? '') ? null : `\`${words[2]?.text}\` is no name for a stage`;
}

function destinationError({ keyword, json, words }: Instruction): string | null {
  const destination = json ? json.at(-1)?.value : words.at(-1)?.text;
  const heredoc = heredocOf(destination ?? '');
  return heredoc.ok && heredoc.value ? `${keyword} with a here-document as its destination` : null;
}

function pairError({ keyword, words }: Instruction): string | null {
  const bare = words.find((word) => !word.text.includes('='));
  if (bare) return `${keyword} without a value for \`${short(bare.text)}\``;
  return words.some((word) => word.text.startsWith('=')) ? `${keyword} without a name` : null;
}

function healthcheckError({ joined, args, words, json }: Instruction): string | null {
  const kind = words[0]?.text.toUpperCase();
  const empty = json ? json.length === 0 : healthcheckCommand(joined, args) === args.end;
  if (kind === 'NONE') return empty ? null : 'HEALTHCHECK NONE takes no arguments';
  if (kind !== 'CMD') return 'HEALTHCHECK takes NONE or CMD';
  return empty ? 'HEALTHCHECK CMD without a command' : null;
}

function triggerError({ trigger }: Instruction): string | null {
  if (!trigger) return 'ONBUILD needs an instruction';
  if (['ONBUILD', 'MAINTAINER', 'FROM'].includes(trigger.keyword)) return `ONBUILD cannot hold ${trigger.keyword}`;
  if (!KEYWORDS.has(trigger.keyword)) return `unknown instruction \`${short(trigger.keyword)}\` behind ONBUILD`;
  return ['ENV', 'LABEL'].includes(trigger.keyword) && trigger.words.length > 0 ? pairError(trigger) : null;
}

function short(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
