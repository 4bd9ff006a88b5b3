import type { Place } from '#answer/answer.js';
import { unheard } from '#answer/ledger.js';
import type { RunCommand } from '#dockerfile/run.js';
import type { Instruction } from '#dockerfile/types.js';
import { managerFacts } from '#knowledge/index.js';
import type { Lookup } from '#shell/expand-word.js';
import { installerCall, optionValues, type ManagerCall } from './calls.js';
import type { Runs } from './resolved-install.js';
import { writtenOf } from '#image/run/run-scope.js';
import type { Step, StepWord } from '#image/run/run-walk.js';
import { inputOf, substitutedStream, type Stream } from './streams.js';
import { absolute } from '#image/files/transfers.js';

/** One package-manager call in a RUN. */
export interface InstallCall {
  readonly call: ManagerCall;
  /** For a call in a nested script the outer command, with words of its own and without spans. */
  readonly command: RunCommand;
  readonly instruction: Instruction;
  readonly stage: number;
  /** The instruction's number in its stage. */
  readonly at: number;
  /** The command's own line, 1-based: a RUN may hold many. */
  readonly line: number;
  /** The folder that the command runs in, after WORKDIR and `cd`; null where it cannot be told. */
  readonly folder: string | null;
  /** `-r` and `-c` files, as paths of the image; null where the word cannot be told. */
  readonly files: readonly NamedFile[];
  /** The words behind the subcommand, one for each of `call.arguments`; those of every round where a loop repeats it. */
  readonly arguments: readonly StepWord[];
  /** Position among the commands of its RUN. */
  readonly order: number;
  readonly runs: Runs;
  /** Where it stands if that is a script that the RUN calls; such a call is not edited. */
  readonly script: Place | null;
  /** It stands in a script of its own (`sh -c "…"`, another file): no word of it can be edited by span. */
  readonly nested: boolean;
  /** Whom a wrapper runs it as; null: USER decides. */
  readonly user: string | null;
  /** `conda run -n`, `conda activate`; null: none. */
  readonly condaEnvironment: string | null;
  /** What it reads requirements from beside its words and files. */
  readonly streams: readonly Stream[];
  /** The variables that it sees. */
  readonly variable: Lookup;
}

export interface NamedFile {
  readonly kind: 'requirement' | 'constraint';
  readonly written: string;
  readonly imagePath: string | null;
  /** What happens to its lines before they are read (`grep -v x`); null: nothing. */
  readonly changed: string | null;
}

/** Where a call stands in its Dockerfile. */
export interface CallPlace {
  readonly instruction: Instruction;
  readonly stage: number;
  readonly at: number;
}

/** The call of a Python package manager that a step is; null: none. */
export function installCallOf(step: Step, place: CallPlace): InstallCall | null {
  const rounds = step.rounds.flatMap((words) => {
    const call = installerCall(words.map((word, index) => (index === 0 ? program(word) : word.value)));
    return call ? [{ call, words }] : [];
  });
  const [first] = rounds;
  if (!first) return null;
  const same = rounds.filter(({ call }) => call.manager === first.call.manager && call.subcommand === first.call.subcommand);
  const all = distinct(same.map(({ call, words }) => words.slice(call.subcommandAt + 1))).flat();
  const { call } = first;
  const placed: ManagerCall = {
    ...call,
    first: first.words[call.first]?.word ?? call.first,
    subcommandAt: first.words[call.subcommandAt]?.word ?? call.subcommandAt,
    arguments: all.map(({ value }) => value),
  };
  const streams = streamsOf(step, call, all);
  const { command, folder, line, order, runs, script, nested, user, lookup } = step;
  const condaEnvironment = step.condaEnvironment ?? lookup('CONDA_DEFAULT_ENV') ?? null;
  const files = namedFiles(placed, all, folder, streams);
  return { call: placed, command, ...place, line, folder, files, arguments: all, order, runs, script, nested, user, condaEnvironment, streams, variable: lookup };
}

/** A loop that repeats the very same words (`for env in a b; do conda run -n $env pip install x; done`) asks for them once. */
function distinct(rounds: readonly (readonly StepWord[])[]): readonly (readonly StepWord[])[] {
  return [...new Map(rounds.map((words) => [JSON.stringify(words.map(({ value, pattern }) => value ?? pattern)), words])).values()];
}

/** `pip${VERSION}`, `~/.local/bin/pip`: which one cannot be told, but that it is pip or a Python can. */
function program({ value, text }: StepWord): string | null {
  return value ?? /^"?(?:[^"\s]*\/)?(pip|python)[\d.]*(?:\$\{?\w+(?::[^}]*)?\}?)?"?$/.exec(text)?.[1] ?? null;
}

/** Input that names requirements: of `xargs pip install`, of `-r -` and `-r /dev/stdin`, of a substitution in a word. */
function streamsOf(step: Step, { first, arguments: words }: ManagerCall, all: readonly StepWord[]): readonly Stream[] {
  const xargs = (step.rounds[0] ?? []).slice(0, first).findIndex(({ value }) => value === 'xargs');
  const fromInput = xargs >= 0 || optionValues(words, REQUIREMENT).some((value) => value === '-' || value === '/dev/stdin');
  const file = xargs < 0 ? undefined : optionValues((step.rounds[0] ?? []).slice(xargs, first).map(({ value }) => value), ['-a', '--arg-file'])[0];
  const input = file === undefined ? (fromInput ? inputOf(step) : null) : ({ kind: 'files', written: [file], changed: null } as const);
  const substituted = all.flatMap(({ value, text }) => (value === null ? (substitutionOf(text, step.lookup) ?? []) : []));
  return [...(input ? [input] : fromInput ? [{ kind: 'unknown', text: 'its input' } as const] : []), ...substituted];
}

/** What a word takes from a substitution: its own, or that of a variable or loop that it names (`for r in $(cat r.txt)`). */
export function substitutionOf(text: string, lookup: Lookup): Stream | null {
  const name = /^"?\$\{?([A-Za-z_]\w*)\}?"?$/.exec(text)?.[1];
  const stream = substitutedStream(name === undefined ? text : (lookup(writtenOf(name)) ?? ''), lookup);
  // Of a variable only files are taken: what else it may hold stays with the word itself.
  return name !== undefined && stream?.kind !== 'files' ? null : stream;
}

const REQUIREMENT = ['-r', '--requirement', '--requirements'];

function namedFiles(call: ManagerCall, words: readonly StepWord[], folder: string | null, streams: readonly Stream[]): readonly NamedFile[] {
  if (call.manager !== 'pip' && call.manager !== 'uv') return [];
  const place = (kind: NamedFile['kind'], value: string | null, changed: string | null): NamedFile => ({
    kind,
    written: value ?? '?',
    imagePath: value === null || value.includes('://') ? null : absolute({ environment: null, user: null, workdir: folder }, value),
    changed,
  });
  const find = (kind: NamedFile['kind'], names: readonly string[]): readonly NamedFile[] =>
    optionValues(call.arguments, names).filter((value) => value !== '-' && value !== '/dev/stdin').map((value) => place(kind, value, null));
  const synced = call.subcommand === 'pip sync' || call.subcommand === 'pip-sync' ? positionals(call, words).map(({ value }) => place('requirement', value, null)) : [];
  const read = streams.flatMap((stream) => (stream.kind === 'files' ? stream.written.map((value) => place('requirement', value, stream.changed)) : []));
  return [
    ...find('requirement', REQUIREMENT),
    ...find('constraint', ['-c', '--constraint', '--constraints']),
    ...synced,
    ...read,
  ];
}

/** Options that take a value which the catalogue does not list, since they have nothing to do with a cache. */
const MORE_VALUED: Readonly<Record<string, readonly string[]>> = {
  conda: ['--solver', '--experimental-solver', '--platform', '--subdir', '--revision', '--repodata-fn', '--pinned'],
  pdm: ['-G', '--group', '--with', '--without', '-L', '--lockfile', '--python'],
  pipenv: ['--index', '--categories'],
  uv: ['--python-preference'],
};

/** The words behind a subcommand that are neither options nor their values. */
export function positionals({ manager, subcommand }: ManagerCall, words: readonly StepWord[]): readonly StepWord[] {
  const valued = [...unheard(() => managerFacts(manager)).value.valueOptions, ...(MORE_VALUED[manager] ?? [])];
  const found: StepWord[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at];
    if (!word) continue;
    if (word.value?.startsWith('-') === true && word.value !== '-') {
      // `-` in front of a name that setup.py takes is a flag there.
      if (valued.includes(word.value) && !subcommand.startsWith('setup.py')) at += 1;
      continue;
    }
    found.push(word);
  }
  return found;
}
