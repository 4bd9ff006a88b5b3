import { assumed, known } from '#answer/answer.js';
import type { Answer } from '#answer/answer.js';
import { ask } from '#answer/ledger.js';
import { catalogue, cited } from './catalogue.js';
import type { Sourced } from './catalogue.js';

/**
 * What a word of a command line names. `module`: `pkg.mod:attribute` or `pkg.mod`. `object`: `pkg.mod.attribute`, also with a
 * colon. `app`: celery's, a package whose `app` or `celery` is tried as well. `file`: Python code that is run. `code`: one
 * of these, by how it is written. `config`: settings that are Python code. `folder`: one for `sys.path`. `chdir`: the
 * working folder. `settings`: a file that is no code. `variables`: an env file. `command`: a command line in one word.
 * `folder-of-migrations`: one with `env.py` and `versions`. `workspace`, `supervisord`, `circus`, `crontab`, `procfile`,
 * `makefile`: files that say what else runs.
 */
export type Names =
  | 'module' | 'object' | 'app' | 'file' | 'code' | 'config' | 'folder' | 'chdir' | 'settings' | 'variables' | 'command'
  | 'folder-of-migrations' | 'workspace' | 'supervisord' | 'circus' | 'crontab' | 'procfile' | 'makefile';

/** A program that runs code of the image, and where its words say which. */
export interface Launcher extends Sourced {
  /** Distributions that bring it, normalised; the first one that is installed has it. */
  readonly distributions: readonly string[];
  /** Names that `python -m` runs it by, where they are not its own. */
  readonly modules?: readonly string[];
  /** What its first argument names; absent: nothing. */
  readonly takes?: Names;
  /** All of its arguments do, not the first alone. */
  readonly many?: boolean;
  /** Several names stand in one word, with commas between. */
  readonly split?: boolean;
  readonly options?: Readonly<Record<string, Names>>;
  /** Other options that take the next word. */
  readonly valued?: readonly string[];
  /** Variables that stand for an option or argument that is not given. */
  readonly variables?: Readonly<Record<string, Names>>;
  /** Files of the working folder that it reads these variables from. */
  readonly environmentFiles?: readonly string[];
  /** Files that it looks for in the working folder when nothing is named; the first that is there. */
  readonly defaults?: readonly string[];
  /** A variable whose words stand before those of the command line. */
  readonly arguments?: string;
  /** The Python file of settings that it reads from the working folder. */
  readonly config?: string;
  /** The name in that file that may hold the application. */
  readonly application?: string;
  /** What stands from its first argument on is a command line of `python`, or one of any program. */
  readonly rest?: 'python' | 'command';
  /** Other files that it finds by itself: the name of the code in `src/python/start` that knows which. */
  readonly reads?: string;
  /** Jobs that others hand to it name the code that runs. */
  readonly jobs?: boolean;
  /** Runs no code of the image, or only that of the tool. */
  readonly inert?: boolean;
}

/** A program that runs the rest of its line. */
export interface Wrapper extends Sourced {
  /** Options that take the next word. */
  readonly valued?: readonly string[];
  /** How many words come before the command. */
  readonly words?: number;
  /** The command stands behind this word; without it nothing is run. */
  readonly separator?: string;
  /** `NAME=value` may stand before the command. */
  readonly assignments?: boolean;
  /** Options whose value is a command line of its own. */
  readonly commands?: readonly string[];
  /** What stands behind its options is joined and given to a shell. */
  readonly shell?: boolean;
  /** Each argument is a command line of its own. */
  readonly first?: 'shell';
  /** A file `x.py`, or `-m` before it, is run by Python. */
  readonly python?: boolean;
  /** Runs scripts that a project names (`[tool.pdm.scripts]`) beside programs. */
  readonly project?: boolean;
  /** Runs such scripts only. */
  readonly tasks?: boolean;
  readonly distributions?: readonly string[];
}

interface File {
  readonly launchers: Readonly<Record<string, Launcher>>;
  readonly others: Sourced & { readonly names: readonly string[] };
  readonly wrappers: Readonly<Record<string, Wrapper>>;
}

const file = catalogue<File>('launchers');

/** What a program, or one with its subcommand (`fastapi run`), starts; null: the catalogue does not have it. */
export function launcherOf(name: string): Answer<Launcher | null> {
  return ask(entryOf(file().launchers, name, `what ${name} starts`));
}

/** The program that `python -m NAME` is; null: none of the catalogue. */
export function launcherOfModule(module: string): Answer<string | null> {
  const { launchers } = file();
  const found = Object.hasOwn(launchers, module) ? module : (Object.entries(launchers).find(([, { modules }]) => modules?.includes(module) === true)?.[0] ?? null);
  const says = found === null ? `no program of the catalogue is python -m ${module}` : `python -m ${module} is ${found}`;
  return ask(assumed(found, says));
}

/** How a program, or one with its subcommand (`poetry run`), runs the rest of its line; null: the catalogue does not have it. */
export function wrapperOf(name: string): Answer<Wrapper | null> {
  return ask(entryOf(file().wrappers, name, `how ${name} runs its command`));
}

/** Whether a program is known to run no Python code of an image by its command line: servers, tools of the system, other languages. */
export function runsNoPython(name: string): Answer<boolean> {
  const { others } = file();
  const found = others.names.includes(name);
  const says = found ? `${name} runs no Python code of the image` : `the catalogue does not have ${name}`;
  return ask(others.source === null ? assumed(found, says) : known(found, says, [cited(says, others)]));
}

function entryOf<T extends Sourced>(table: Readonly<Record<string, T>>, name: string, says: string): Answer<T | null> {
  const found = Object.hasOwn(table, name) ? (table[name] ?? null) : null;
  if (found === null) return known(null, `the catalogue does not say ${says}`);
  const evidence = [cited(says, found)];
  return found.source === null ? assumed(found, says, evidence) : known(found, says, evidence);
}
