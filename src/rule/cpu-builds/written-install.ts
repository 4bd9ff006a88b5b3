import { quoteWord } from '#shell/quote.js';
import type { Install, Instruction } from '#rule/dockerfile.js';
import { sourceOfInstall } from '#rule/dockerfile-subject.js';
import type { Coming } from './coming.js';
import { asksOf } from './family.js';

/** Options that decide where a call puts packages: an install of its own has them too. */
const PLACING = /^--(?:system|user|break-system-packages|no-cache|no-cache-dir|root-user-action(?:=.*)?|python=.*|prefix=.*|target=.*)$/;
const PLACING_WITH_VALUE = new Set(['--python', '-p', '--prefix', '--target', '-t', '--root-user-action']);

/**
 * `RUN pip install --no-cache-dir torch==2.5.1 --index-url …`: an install of torch and its companions alone, into the same environment
 * as another call. Versions are those that any install of the environment pins. `--no-deps`: what torch requires comes with the next
 * install, from the ordinary index; that for the CPU has old releases of it. Only where some of several versions are told the others depend on
 * them: the newest ones, and pinned ones, belong together.
 */
export function writtenInstall(install: Install, { names, lines, pins, request }: Coming, indexUrl: string): string {
  const source = sourceOfInstall(install);
  const first = source?.install.call.first ?? 0;
  const at = source?.install.call.subcommandAt ?? 1;
  const options = placingOptions(install.words.slice(at + 1));
  const mounts = (source?.instruction.flags ?? []).flatMap(({ name, value }) => (name === 'mount' && value !== null && /\btype=cache\b/.test(value) ? `--mount=${value}` : []));
  const kept = mounts.length > 0 || source?.install.variable('PIP_NO_CACHE_DIR') != null || request.manager !== 'pip' || options.includes('--no-cache-dir');
  // A companion that is not pinned has to fit the torch that is there.
  const there = pins.get('torch');
  const fitting = names.includes('torch') || there === undefined || names.every((name) => pins.has(name)) ? names : [...names, 'torch'];
  const words = fitting.map((name) => wordAsWritten(install, name) ?? quoteWord(wordFor(name, lines, pins)));
  const pinned = names.every((name) => pins.has(name));
  const told = names.some((name) => pins.has(name) || lines.some((line) => line.name === name && /[<>=~!]/.test(line.text)));
  const alone = pinned || (names.includes('torch') && (names.length === 1 || !told));
  // Words of the exec form stand in quotes.
  const call = install.words.slice(first, at + 1).map((word) => word.replace(/^(["'])([\w./-]+)\1$/, '$2'));
  return ['RUN', ...mounts, ...call, ...options, ...(kept ? [] : ['--no-cache-dir']), ...(alone ? ['--no-deps'] : []), ...words, '--index-url', quoteWord(indexUrl)].join(' ');
}

function placingOptions(words: readonly string[]): readonly string[] {
  return words.flatMap((word, index) => {
    if (PLACING.test(word)) return [word];
    const next = words[index + 1];
    return PLACING_WITH_VALUE.has(word) && next !== undefined ? [word, next] : [];
  });
}

/** `torch==${TORCH_VERSION}`: the variable goes on deciding, where the Dockerfile sets it. */
function wordAsWritten({ words, run }: Install, name: string): string | null {
  const word = words.find((one) => new RegExp(`^["']?${name}(?![\\w.-])[^\\s]*\\$`).test(one));
  const variables = [...(word ?? '').matchAll(/\$\{?(\w+)/g)].flatMap(([, variable]) => variable ?? []);
  return word !== undefined && variables.every((variable) => run.environment(variable).value !== null) ? word : null;
}

function wordFor(name: string, lines: Coming['lines'], pins: Coming['pins']): string {
  const pin = pins.get(name)?.replace(/\+.*$/, '');
  const line = lines.find((one) => one.name === name)?.text;
  const marker = line === undefined ? undefined : /;.*$/.exec(line)?.[0];
  if (pin !== undefined) return `${name}==${pin}${marker === undefined ? '' : ` ${marker}`}`;
  return line === undefined || asksOf(line).literal ? name : line;
}

/** Where an install stands best: above the COPY lines of the lists that the next RUN installs, so that a change of theirs keeps its layer. */
export function placeFor(run: Instruction): Instruction {
  const { instructions } = run.stage;
  let at = instructions.indexOf(run);
  while (at > 1 && LISTS_ALONE.test(instructions[at - 1]?.text ?? '')) at -= 1;
  return instructions[at] ?? run;
}

const LISTS_ALONE = /^COPY(?:\s+--(?!from)\S+)*(?:\s+[^\s"[\]]+\.(?:txt|in))+\s+[^\s"[\]]+$/;
