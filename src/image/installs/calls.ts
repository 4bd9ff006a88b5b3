/**
 * Which package manager a command line calls, told from its words. A word whose value cannot be
 * told is null; where it would decide, there is no call.
 */
export interface ManagerCall {
  readonly manager: 'pip' | 'uv' | 'pipx' | 'pipenv' | 'poetry' | 'pdm' | 'conda';
  /** `install`, `pip install`, `sync` …: the words that name the action. */
  readonly subcommand: string;
  /** Index of the word that starts the manager itself (`pip`, or `python` of `python -m pip`). */
  readonly first: number;
  /** Index of the last word of the subcommand: options may be put behind it. */
  readonly subcommandAt: number;
  /** The words behind the subcommand, and the options between manager and subcommand. */
  readonly arguments: readonly (string | null)[];
  readonly globalOptions: readonly (string | null)[];
}

export type Words = readonly (string | null)[];

export function managerCall(words: Words): ManagerCall | null {
  const first = skipWrappers(words);
  const name = commandName(words[first]);
  // `$PYTHON -m pip install`: whatever it is called, it is a Python.
  if (name === null) return words[first] === null && words[first + 1] === '-m' ? moduleCall(words, first) : null;
  if (/^pip(?:\d+(?:\.\d+)?)?$/.test(name)) return call(words, 'pip', first, first, PIP_VALUE_OPTIONS);
  if (/^(?:python|pypy)(?:\d+(?:\.\d+)?)?$/.test(name)) return moduleCall(words, first);
  if (name === 'uv') return uvCall(words, first);
  if (name === 'mamba' || name === 'micromamba' || name === 'conda') return condaCall(words, first);
  if (name === 'pipx' || name === 'pipenv' || name === 'poetry' || name === 'pdm') return call(words, name, first, first, VALUE_OPTIONS[name]);
  return null;
}

/**
 * Any call that installs, also by the older tools: `pip-sync`, `easy_install`, `python setup.py install`. They stand
 * under pip, with a subcommand that pip does not have; what holds for `pip install` (its cache, its options) does
 * not hold for them.
 */
export function installerCall(words: Words): ManagerCall | null {
  return managerCall(words) ?? olderCall(words);
}

function olderCall(words: Words): ManagerCall | null {
  const first = skipWrappers(words);
  const name = commandName(words[first]);
  const made = (subcommand: string, at: number): ManagerCall => ({ manager: 'pip', subcommand, first, subcommandAt: at, arguments: words.slice(at + 1), globalOptions: [] });
  if (name === 'pip-sync') return made('pip-sync', first);
  if (name !== null && /^easy_install(?:-?[\d.]+)?$/.test(name)) return made('easy_install', first);
  if (name !== null && !/^(?:python|pypy)[\d.]*$/.test(name) && name !== 'setup.py') return null;
  const script = name === 'setup.py' ? first : words.findIndex((word, at) => at > first && at <= first + 3 && word !== null && /(?:^|\/)setup\.py$/.test(word));
  const verb = script < 0 ? -1 : words.findIndex((word, at) => at > script && (word === 'install' || word === 'develop'));
  return verb < 0 ? null : made(`setup.py ${words[verb] ?? ''}`, verb);
}

/** Subcommands of `installerCall` that are not pip's own. */
export const OLDER: ReadonlySet<string> = new Set(['pip-sync', 'easy_install', 'setup.py install', 'setup.py develop']);

/** pip's general options that take a value (pip/_internal/cli/cmdoptions.py, general_group). */
const PIP_VALUE_OPTIONS =
  '--python --log --proxy --retries --timeout --exists-action --trusted-host --cert --client-cert --cache-dir --use-feature --use-deprecated --keyring-provider --resume-retries'.split(' ');

const UV_VALUE_OPTIONS =
  '--cache-dir --color --directory --project --config-file --allow-insecure-host --python-preference --index-url -i --extra-index-url --default-index --index --python -p'.split(' ');

const VALUE_OPTIONS = {
  pipx: ['--python', '--index-url', '-i', '--pip-args', '--suffix'],
  pipenv: ['--python', '--pypi-mirror'],
  poetry: ['-C', '--directory', '-P', '--project'],
  pdm: ['-c', '--config', '-p', '--project'],
} satisfies Record<string, readonly string[]>;

/** Commands that run the rest of their line, with their options that take a value. */
const WRAPPERS: Readonly<Record<string, readonly string[]>> = {
  sudo: ['-u', '-g', '-h', '-p', '-C', '-r', '-t', '--user', '--group'],
  env: ['-u', '--unset', '-C', '--chdir'],
  exec: ['-a'],
  command: [],
  nice: ['-n', '--adjustment'],
  nohup: [],
  time: ['-f', '-o'],
  timeout: ['-s', '--signal', '-k', '--kill-after'],
  xargs: ['-n', '-P', '-I', '-L', '-s', '-d', '-a', '-E'],
};

function skipWrappers(words: Words): number {
  let at = 0;
  for (;;) {
    const name = commandName(words[at]);
    const valued = name === null ? undefined : WRAPPERS[name];
    if (name === null || valued === undefined) return at;
    at += 1;
    while (at < words.length) {
      const word = words[at];
      if (typeof word !== 'string') return at;
      if (word.startsWith('-')) at += valued.includes(word) ? 2 : 1;
      else if ((name === 'env' || name === 'sudo') && /^[A-Za-z_]\w*=/.test(word)) at += 1;
      else break;
    }
    if (name === 'timeout') at += 1;
  }
}

/** `/opt/venv/bin/pip` -> `pip`; null for a word that cannot be told. */
function commandName(word: string | null | undefined): string | null {
  if (typeof word !== 'string') return null;
  return word.slice(word.lastIndexOf('/') + 1);
}

/** `python -m pip`, also `-mpip` and among other flags (`-Im pip`). */
function moduleCall(words: Words, first: number): ManagerCall | null {
  for (let at = first + 1; at < words.length; at++) {
    const word = words[at];
    if (typeof word !== 'string') return null;
    // `python2 /usr/bin/pip install x`.
    if (!word.startsWith('-')) return /(?:^|\/)pip[\d.]*$/.test(word) ? call(words, 'pip', first, at, PIP_VALUE_OPTIONS) : null;
    const module = /^-[A-Zabd-ln-z]*m(.*)$/.exec(word)?.[1];
    if (module === '') return managerModule(words, first, at + 1, words[at + 1] ?? null);
    if (module !== undefined) return managerModule(words, first, at, module);
    if (word === '-W' || word === '-X') at += 1;
  }
  return null;
}

function managerModule(words: Words, first: number, at: number, module: string | null): ManagerCall | null {
  if (module === 'pip') return call(words, 'pip', first, at, PIP_VALUE_OPTIONS);
  if (module === 'uv') return uvCall(words, first, at);
  if (module === 'pipx' || module === 'pipenv' || module === 'poetry' || module === 'pdm') return call(words, module, first, at, VALUE_OPTIONS[module]);
  return null;
}

/** `conda env create`: two words name the action. */
function condaCall(words: Words, first: number): ManagerCall | null {
  const valued = ['-n', '--name', '-p', '--prefix', '-r', '--root-prefix'];
  const outer = call(words, 'conda', first, first, valued);
  if (outer?.subcommand !== 'env') return outer;
  const inner = call(words, 'conda', first, outer.subcommandAt, valued);
  return inner && { ...inner, subcommand: `env ${inner.subcommand}`, globalOptions: [...outer.globalOptions, ...inner.globalOptions] };
}

function uvCall(words: Words, first: number, name = first): ManagerCall | null {
  const outer = call(words, 'uv', first, name, UV_VALUE_OPTIONS);
  if (outer?.subcommand !== 'pip' && outer?.subcommand !== 'tool') return outer;
  const inner = call(words, 'uv', first, outer.subcommandAt, UV_VALUE_OPTIONS);
  if (!inner) return null;
  return { ...inner, subcommand: `${outer.subcommand} ${inner.subcommand}`, globalOptions: [...outer.globalOptions, ...inner.globalOptions] };
}

/** The subcommand is the first word behind `name` that is not an option. */
function call(words: Words, manager: ManagerCall['manager'], first: number, name: number, valued: readonly string[]): ManagerCall | null {
  let at = name + 1;
  for (; at < words.length; at++) {
    const word = words[at];
    if (typeof word !== 'string') return null;
    if (!word.startsWith('-')) break;
    if (valued.includes(word)) at += 1;
  }
  const subcommand = words[at];
  if (typeof subcommand !== 'string') return null;
  return { manager, subcommand, first, subcommandAt: at, arguments: words.slice(at + 1), globalOptions: words.slice(name + 1, at) };
}

/**
 * The value of an option in any spelling that pip's and uv's parsers take: `-r x`, `-rx`, `--opt x`,
 * `--opt=x`, and behind short flags in the same word (`-Ur x`, optparse).
 */
export function optionValues(words: Words, names: readonly string[]): readonly (string | null)[] {
  const found: (string | null)[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at];
    if (typeof word !== 'string') continue;
    if (word === '--') break;
    for (const name of names) {
      const value = valueIn(word, name);
      if (value !== null) found.push(value === '' ? (words[at + 1] ?? null) : value);
    }
  }
  return found;
}

/** Short options of pip and uv that take no value. */
const SHORT_FLAGS = /^[UIqvVhn]*$/;

/** An option's value in its own word; '' where the next word is the value, null where it is another option. */
function valueIn(word: string, name: string): string | null {
  if (word === name) return '';
  if (name.startsWith('--')) return word.startsWith(`${name}=`) ? word.slice(name.length + 1) : null;
  const at = word.startsWith('-') && !word.startsWith('--') ? word.indexOf(name.charAt(1)) : -1;
  return at > 0 && SHORT_FLAGS.test(word.slice(1, at)) ? word.slice(at + 1) : null;
}

/** Whether a flag (an option without a value) is among the words; what stands behind `--` is none. */
export function hasFlag(words: Words, name: string): boolean {
  const end = words.indexOf('--');
  return (end < 0 ? words : words.slice(0, end)).some((word) => word === name || (word?.startsWith(`${name}=`) ?? false));
}
