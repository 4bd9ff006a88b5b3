import type { DockerfileDocument, Instruction } from '#dockerfile/types.js';
import { optionValue, programOf } from './facts.js';
import type { Step, StepWord } from './run-walk.js';
import type { StageModel } from '#image/stages/stages.js';
import type { SystemCall, SystemPackage } from './system-calls.js';

type Manager = SystemCall['manager'];
type Action = SystemCall['action'];

const PROGRAMS: Readonly<Record<string, Manager>> = {
  apt: 'apt', 'apt-get': 'apt', aptitude: 'apt',
  apk: 'apk',
  dnf: 'dnf', dnf5: 'dnf', yum: 'dnf', microdnf: 'dnf', tdnf: 'dnf',
  zypper: 'zypper',
  pacman: 'pacman',
};

const ACTIONS: Readonly<Record<string, Action>> = {
  update: 'update', refresh: 'update', ref: 'update', makecache: 'update', 'check-update': 'update',
  upgrade: 'upgrade', 'dist-upgrade': 'upgrade', 'full-upgrade': 'upgrade', 'distro-sync': 'upgrade', patch: 'upgrade', dup: 'upgrade',
  install: 'install', add: 'install', in: 'install', reinstall: 'install', groupinstall: 'install', localinstall: 'install', 'build-dep': 'install',
  remove: 'remove', purge: 'remove', autoremove: 'remove', autopurge: 'remove', del: 'remove', erase: 'remove', rm: 'remove',
  clean: 'clean', autoclean: 'clean', cache: 'clean',
};

/** Options that take the next word, over all managers that share a family of options. */
const VALUED: Readonly<Record<Manager, readonly string[]>> = {
  apt: ['-o', '--option', '-t', '--target-release', '--default-release', '-c', '--config-file', '-a'],
  apk: ['-t', '--virtual', '-X', '--repository', '-p', '--root', '--repositories-file', '--wait', '--arch', '--keys-dir', '--cache-dir'],
  dnf: ['--releasever', '--setopt', '--enablerepo', '--disablerepo', '--repo', '--installroot', '--exclude', '-x', '-c', '--config', '--nodocs='],
  zypper: ['--root', '--repo', '-r', '--from', '-t', '--type'],
  pacman: ['--root', '-r', '--dbpath', '-b', '--cachedir', '--config'],
};

/** A step as the call of a system package manager; null: it is none. */
export function systemCallOf(step: Step, document: DockerfileDocument, instruction: Instruction, stage: StageModel | undefined): SystemCall | null {
  const [words = []] = step.rounds;
  const program = programOf(words);
  const manager = program === null || !Object.hasOwn(PROGRAMS, program) ? undefined : PROGRAMS[program];
  if (program === null || manager === undefined) return null;
  const { action, rest } = manager === 'pacman' ? pacman(words) : verb(words, manager);
  const named = step.rounds.flatMap((round) => (manager === 'pacman' ? pacman(round) : verb(round, manager)).rest);
  const virtual = manager === 'apk' ? optionValue(words, ['-t', '--virtual']) : null;
  const packages = action === 'install' || action === 'remove' ? packagesOf(step.rounds.length > 1 ? named : rest) : { list: [], doubt: null };
  const recommended = manager === 'apt' && action === 'install' ? recommends(words, document, instruction, stage) : { value: null, doubt: null };
  return {
    manager, program, action, packages: packages.list, virtual, recommends: recommended.value,
    words: words.map(({ value }) => value), doubt: packages.doubt ?? recommended.doubt,
    command: step.command, order: step.order, line: step.line, runs: step.runs, script: step.script,
  };
}

interface Verb {
  readonly action: Action;
  /** The words behind it that are no options. */
  readonly rest: readonly StepWord[];
}

function verb(words: readonly StepWord[], manager: Manager): Verb {
  const plain = withoutOptions(words.slice(1), VALUED[manager]);
  const [first, ...rest] = plain;
  const named = first?.value ?? '';
  // `dnf update` and `zypper up` bring packages up to date; `apt update` only the lists.
  if ((manager === 'dnf' && named === 'update') || (manager === 'zypper' && (named === 'update' || named === 'up'))) return { action: 'upgrade', rest };
  return { action: Object.hasOwn(ACTIONS, named) ? (ACTIONS[named] ?? 'other') : 'other', rest };
}

function pacman(words: readonly StepWord[]): Verb {
  const option = words.find(({ value }) => /^-[SRQ]/.test(value ?? ''))?.value ?? '';
  const rest = withoutOptions(words.slice(1), VALUED.pacman);
  if (option.startsWith('-R')) return { action: 'remove', rest };
  if (/^-S[a-z]*c/.test(option)) return { action: 'clean', rest };
  if (!option.startsWith('-S')) return { action: 'other', rest };
  if (rest.length > 0) return { action: 'install', rest };
  return { action: option.includes('u') ? 'upgrade' : 'update', rest };
}

function withoutOptions(words: readonly StepWord[], valued: readonly string[]): readonly StepWord[] {
  const found: StepWord[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at];
    if (!word) continue;
    if (word.value?.startsWith('-') === true) {
      if (valued.includes(word.value)) at += 1;
      continue;
    }
    found.push(word);
  }
  return found;
}

function packagesOf(words: readonly StepWord[]): { readonly list: readonly SystemPackage[]; readonly doubt: string | null } {
  const list: SystemPackage[] = [];
  let doubt: string | null = null;
  for (const { value: plain, pattern, text, span } of words) {
    const value = plain ?? versionPattern(pattern);
    if (value === null) {
      doubt ??= `what ${text.slice(0, 80)} stands for cannot be told`;
      continue;
    }
    const found = /^([^=<>~]+)([=<>~].*)?$/.exec(value);
    list.push({ name: found?.[1] ?? value, version: found?.[2] ?? null, span: value === text || `"${value}"` === text || `'${value}'` === text ? span : null });
  }
  return { list, doubt };
}

/**
 * `python3=3.11.*`: the version is a pattern to apt and to apk themselves, for hardly a file of the folder has that name;
 * a pattern in the name stays one that cannot be told.
 */
function versionPattern(pattern: string | null): string | null {
  return pattern !== null && /^[^*?[\]=<>~]+[=<>~]/.test(pattern) ? pattern : null;
}

const RECOMMENDS = /APT::Install-Recommends["'\s=:]*["']?(false|0|no|true|1|yes)?/i;

/** apt installs recommended packages unless an option or its configuration says no (apt.conf(5), `APT::Install-Recommends`). */
function recommends(
  words: readonly StepWord[], document: DockerfileDocument, instruction: Instruction, stage: StageModel | undefined,
): { readonly value: boolean; readonly doubt: string | null } {
  const values = words.map(({ value }) => value ?? '');
  if (values.some((value) => value === '--no-install-recommends' || value === '-R' || value === '--without-recommends')) return { value: false, doubt: null };
  if (values.some((value) => value === '--install-recommends')) return { value: true, doubt: null };
  const option = values.flatMap((value) => (/Install-Recommends/i.test(value) ? (RECOMMENDS.exec(value)?.[1] ?? '') : [])).at(-1);
  if (option !== undefined) return { value: !/^(?:false|0|no)$/i.test(option), doubt: null };
  const first = stage?.stage.from.instruction.index ?? 0;
  const earlier = document.instructions.findLast(({ index, keyword, joined }) => index < instruction.index && index > first && configures(keyword, joined));
  if (!earlier && !configures('RUN', instruction.joined.slice(0, instruction.joined.search(/\bapt(?:-get)?\s[^&|;]*\binstall\b/)))) return { value: true, doubt: null };
  const where = `line ${(earlier ?? instruction).lines.first}`;
  const set = RECOMMENDS.exec((earlier ?? instruction).joined)?.[1];
  return { value: set === undefined || !/^(?:false|0|no)$/i.test(set), doubt: `${where} configures apt: whether recommended packages come along rests on that file` };
}

function configures(keyword: string, text: string): boolean {
  if (keyword === 'RUN') return /Install-Recommends/i.test(text);
  return (keyword === 'COPY' || keyword === 'ADD') && /\/etc\/apt\/apt\.conf/.test(text);
}
