import type { Field } from '#shell/expand-word.js';

/** A word with its text as written, where it is at hand. */
type Word = Field & { readonly text?: string };

/** What stands in front of the command that runs. */
export interface Unwrapped {
  /** Index of the word that starts the command itself. */
  readonly first: number;
  /** Whom `sudo -u`, `gosu`, `su-exec`, `setpriv` run it as; null: they do not say. */
  readonly user: string | null;
  /** `conda run -n env`. */
  readonly condaEnvironment: string | null;
}

/** Commands that run the rest of their line, with their options that take a value and the words that come before. */
const WRAPPERS: Readonly<Record<string, { readonly valued: readonly string[]; readonly words: number }>> = {
  sudo: { valued: ['-u', '-g', '-h', '-p', '-C', '-r', '-t', '--user', '--group'], words: 0 },
  env: { valued: ['-u', '--unset', '-C', '--chdir'], words: 0 },
  exec: { valued: ['-a'], words: 0 },
  command: { valued: [], words: 0 },
  nice: { valued: ['-n', '--adjustment'], words: 0 },
  nohup: { valued: [], words: 0 },
  time: { valued: ['-f', '-o'], words: 0 },
  timeout: { valued: ['-s', '--signal', '-k', '--kill-after'], words: 1 },
  gosu: { valued: [], words: 1 },
  'su-exec': { valued: [], words: 1 },
  setpriv: { valued: ['--reuid', '--regid', '--groups', '--ruid', '--euid'], words: 0 },
  chroot: { valued: [], words: 1 },
  'fakeroot': { valued: [], words: 0 },
  retry: { valued: ['-n', '-t', '-d'], words: 0 },
  'with-contenv': { valued: [], words: 0 },
};

/** Tools that run a command inside an environment of their own: `poetry run pip install x`. */
const RUNNERS: ReadonlySet<string> = new Set(['poetry', 'pipenv', 'pdm', 'conda', 'mamba', 'micromamba', 'uv']);

/** Options of those `run` subcommands that take a value. */
const RUN_VALUED: ReadonlySet<string> = new Set(['-n', '--name', '-p', '--prefix', '--cwd', '--with', '--python', '--group', '--extra', '--project', '--directory']);

export function unwrap(words: readonly Word[]): Unwrapped {
  let user: string | null = null;
  let condaEnvironment: string | null = null;
  let at = 0;
  for (let round = 0; round < MAX_WRAPPERS; round++) {
    const name = nameOf(words[at]);
    const wrapper = name === null || !Object.hasOwn(WRAPPERS, name) ? undefined : WRAPPERS[name];
    if (name !== null && RUNNERS.has(name) && words[at + 1]?.value === 'run') {
      const inner = behindOptions(words, at + 2, (word) => RUN_VALUED.has(word));
      if (inner >= words.length) break;
      const named = words.slice(at, inner).findIndex(({ value }) => value === '-n' || value === '--name' || value === '-p' || value === '--prefix');
      condaEnvironment = named < 0 ? condaEnvironment : (words[at + named + 1]?.value ?? null);
      at = inner;
      continue;
    }
    if (name === null || wrapper === undefined) break;
    // `command -v pip` asks, it runs nothing.
    if (name === 'command' && words[at + 1]?.value?.startsWith('-') === true) break;
    const inner = behindOptions(words, at + 1, (word) => wrapper.valued.includes(word), name === 'env' || name === 'sudo');
    const options = words.slice(at + 1, inner);
    const chosen = options.findIndex(({ value }) => value === '-u' || value === '--user' || value === '--reuid');
    if (name === 'sudo' || name === 'setpriv') user = chosen >= 0 ? (options[chosen + 1]?.value ?? user) : (reuid(options) ?? (name === 'sudo' ? 'root' : user));
    if (name === 'gosu' || name === 'su-exec') user = words[inner]?.value?.split(':')[0] ?? user;
    at = inner + wrapper.words;
  }
  return { first: Math.min(at, words.length), user, condaEnvironment };
}

const MAX_WRAPPERS = 10;

function reuid(options: readonly Field[]): string | null {
  return options.flatMap(({ value }) => /^--reuid=(.+)$/.exec(value ?? '')?.[1] ?? [])[0] ?? null;
}

function behindOptions(words: readonly Word[], from: number, valued: (word: string) => boolean, assignments = false): number {
  let at = from;
  while (at < words.length) {
    const { value = null, text = '' } = words[at] ?? {};
    // `env PATH=/x:$PATH pip …`: what it sets cannot be told, that it does can.
    const word = value ?? (assignments && /^[A-Za-z_]\w*=/.test(text) ? text : null);
    if (word === null) return at;
    if (word.startsWith('-')) at += valued(word) ? 2 : 1;
    else if (assignments && /^[A-Za-z_]\w*=/.test(word)) at += 1;
    else break;
  }
  return at;
}

function nameOf(word: Field | undefined): string | null {
  const value = word?.value ?? null;
  return value === null ? null : value.slice(value.lastIndexOf('/') + 1);
}
