import { shellWords } from './shell-words.js';

/** What the command in the head of a compiled file takes of the project that it reads. */
export interface CompileCommand {
  /** `export`: by the project's own lock; `compile`: as pip reads the project. */
  readonly how: 'export' | 'compile';
  readonly extras: readonly string[] | 'all';
  readonly groups: readonly string[] | 'all';
  /** uv exports its default groups unless it is told not to. */
  readonly withDefaultGroups: boolean;
  readonly withoutGroups: readonly string[];
  /** False for `--only-group`: the project's own dependencies stay out. */
  readonly withProject: boolean;
  /** Members of the workspace by name (`--package`); empty: the project that the folder belongs to. */
  readonly packages: readonly string[];
  /** Why it may take more or less than these words say; null: they say all. */
  readonly doubt: string | null;
}

/** Options that leave packages out or take others, which no selection of extras and groups tells. */
const OTHERWISE = /^--(?:no-extra|prune|no-emit-package|only-emit-(?:project|workspace|local|package)|script|(?:only-|all-)?build-deps(?:-for|-only)?|all-build-deps)$/;

/**
 * Reads the command of a header: `uv export …`, `uv pip compile …`, `pip-compile …` (docs.astral.sh/uv/reference/cli, "uv export" and
 * "uv pip compile"; pip-tools.readthedocs.io, "pip-compile"). Another command may run any of them with options of its own.
 */
export function compileCommand(command: string | null): CompileCommand {
  const words = commandWords(command);
  const exporting = words.includes('uv') && words.includes('export');
  const compiling = words.some((word, index) => /(?:^|\/)pip-compile$/.test(word) || (word === 'compile' && words[index - 1] === 'pip'));
  const onlyGroups = [...valuesOf(words, '--only-group'), ...(words.includes('--only-dev') ? ['dev'] : [])];
  const otherwise = words.find((word) => OTHERWISE.test(word.replace(/=.*$/, '')));
  return {
    how: exporting ? 'export' : 'compile',
    extras: words.includes('--all-extras') ? 'all' : valuesOf(words, '--extra').flatMap((value) => value.split(',')),
    groups: words.includes('--all-groups') ? 'all' : [...valuesOf(words, '--group'), ...onlyGroups],
    withDefaultGroups: exporting && onlyGroups.length === 0 && !words.includes('--no-default-groups'),
    withoutGroups: [...valuesOf(words, '--no-group'), ...(words.includes('--no-dev') ? ['dev'] : [])],
    withProject: onlyGroups.length === 0,
    packages: valuesOf(words, '--package'),
    doubt: exporting || compiling ? (otherwise ? `${otherwise} in its header leaves out what cannot be told` : null) : unsaid(command),
  };
}

function unsaid(command: string | null): string {
  return command === null ? 'it does not say by which command it was made, and so not with which extras and groups' : `its header names ${command}, which does not say with which extras and groups`;
}

/** The words of a command; none where it cannot be split. */
export function commandWords(command: string | null): readonly string[] {
  const split = shellWords(command ?? '', 0);
  return split.ok ? split.value.map(({ value }) => value) : [];
}

/** What stands behind an option, however it is attached: `--extra web`, `--extra=web`. */
export function valuesOf(words: readonly string[], option: string): readonly string[] {
  return words.flatMap((word, index) => {
    if (word === option) return words[index + 1] ?? [];
    return word.startsWith(`${option}=`) ? word.slice(option.length + 1) : [];
  });
}
