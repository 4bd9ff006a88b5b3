import { runParts, type RunCommand } from '#dockerfile/run.js';
import type { Instruction } from '#dockerfile/types.js';
import { managerCall } from '#image/installs/calls.js';
import type { InstallCall } from '#image/installs/install-calls.js';
import type { DockerfileModel } from '#image/model.js';
import { programOf, textOf } from '#image/run/facts.js';
import { runFactsOf, type RunFacts } from '#image/run/run-facts.js';
import type { Step } from '#image/run/step.js';
import type { SystemCall } from '#image/run/system-calls.js';
import { emptiesCaches } from '#dockerfile/layout-cut.js';
import { shortenLines } from '#text/shorten.js';

/** What a command of a RUN is for. */
export type Role =
  /** Installs Python distributions, prepares that, or fetches a tool for it. */
  | { readonly kind: 'build'; readonly installs: boolean }
  | { readonly kind: 'apt'; readonly call: SystemCall }
  /** Empties caches: goes along with what it stands beside. */
  | { readonly kind: 'clean' }
  /** Sets nothing but the shell: `set -eux`, `cd`, `echo`. */
  | { readonly kind: 'neutral' }
  /** Users, folders, owners: what ships needs it, installs do not. */
  | { readonly kind: 'place' }
  /** Makes or changes files: right in what ships, unless an install behind it reads them. */
  | { readonly kind: 'files' }
  /** Nobody can tell what it needs; `moving`: it speaks against another folder for the environment, and needs no compiler. */
  | { readonly kind: 'against'; readonly because: string; readonly moving?: true };

/** A command of a RUN, by its number, with what it is for. */
export interface RoleOfCommand {
  readonly command: RunCommand;
  readonly role: Role;
  readonly line: number;
}

export type Roles = { readonly ok: true; readonly commands: readonly RoleOfCommand[]; readonly facts: RunFacts } | { readonly ok: false; readonly because: string };

/** What each command of a RUN is for. */
export function rolesOf({ document, stages }: DockerfileModel, stage: number, at: number, instruction: Instruction): Roles {
  const parts = runParts(document, instruction);
  if (!parts.ok) return { ok: false, because: parts.reason };
  const facts = runFactsOf(document, stages, stage, at);
  if (!facts.ok) return { ok: false, because: facts.reason };
  if (facts.value.doubt !== null) return { ok: false, because: facts.value.doubt };
  const { commands } = parts.value;
  const steps = stepsByCommand(commands, facts.value.steps);
  return {
    ok: true,
    facts: facts.value,
    commands: commands.map((command, index) => {
      const own = steps[index] ?? [];
      const roles = own.map((step) => roleOf(step, facts.value));
      return { command, role: joined(roles, command), line: own[0]?.line ?? instruction.lines.first };
    }),
  };
}

/** The steps of each command: itself, and those of the script that it runs. */
function stepsByCommand(commands: readonly RunCommand[], steps: readonly Step[]): readonly (readonly Step[])[] {
  const found: Step[][] = commands.map(() => []);
  let current = 0;
  for (const step of steps) {
    const own = step.nested ? -1 : commands.indexOf(step.command);
    if (own >= 0) current = own;
    found[current]?.push(step);
  }
  return found;
}

/** Of a script the strongest of its commands; a runner of followed scripts says nothing itself. */
function joined(roles: readonly Role[], { command }: RunCommand): Role {
  const against = roles.find((role) => role.kind === 'against' && role.moving !== true) ?? roles.find(({ kind }) => kind === 'against');
  if (against) return against;
  const told = roles.filter(({ kind }) => kind !== 'neutral' && kind !== 'clean');
  const [first, ...others] = told;
  if (first === undefined) return roles.find(({ kind }) => kind === 'clean') ?? { kind: 'neutral' };
  if (others.every(({ kind }) => kind === first.kind)) return first.kind === 'build' ? (told.find((role) => role.kind === 'build' && role.installs) ?? first) : first;
  return { kind: 'against', because: `\`${shortenLines(command.words.map(({ text }) => text).join(' '))}\` does several things at once` };
}

const PLACE: ReadonlySet<string> = new Set('useradd groupadd usermod groupmod adduser addgroup passwd chpasswd mkdir chown chgrp chmod locale-gen update-locale localedef dpkg-reconfigure setcap true'.split(' '));
const NEUTRAL: ReadonlySet<string> = new Set('set cd : true echo printf pwd ls id whoami date env which type uname nproc test [ [[ sleep'.split(' '));
const FILES: ReadonlySet<string> = new Set('cp mv ln rm rmdir touch tee sed awk grep cat find sort tr cut head tail tar unzip gunzip gzip curl wget git gpg sha256sum sha512sum md5sum echo printf install truncate sync fc-cache'.split(' '));

function roleOf(step: Step, facts: RunFacts): Role {
  const [words = []] = step.rounds;
  const values = words.map(({ value }) => value);
  const name = programOf(words);
  const text = textOf(step);
  if (words.length === 0) return { kind: 'against', because: `\`${shortenLines(text) || step.command.command.assignments[0]?.name}\` sets a variable`, moving: true };
  if (step.followed) return { kind: 'neutral' };
  const call = facts.calls.find((one) => one.command === step.command && one.order === step.order);
  if (call) return managerRole(call, text);
  const system = facts.system.find((one) => one.order === step.order && one.command === step.command);
  if (system) return system.manager === 'apt' ? { kind: 'apt', call: system } : { kind: 'against', because: `\`${shortenLines(text)}\` asks ${system.manager}, and which of its packages what ships needs is in no catalogue` };
  if (name === null) return { kind: 'against', because: `what \`${shortenLines(text)}\` runs cannot be told` };
  if (facts.environments.some((one) => one.order === step.order && one.kind === 'venv')) return { kind: 'build', installs: false };
  if (fetchesTool(step, facts)) return { kind: 'build', installs: false };
  if (name === 'ldconfig') return { kind: 'against', because: '`ldconfig` lists libraries that a build put beside those of packages' };
  if (/^(?:python|pypy)[\d.]*$/.test(name)) return pythonRole(values.map((value) => value ?? ''), text);
  if (name === 'playwright') return { kind: 'against', because: `\`${shortenLines(text)}\` downloads browsers beside the environment` };
  if (name === 'rm' && emptiesCaches(values)) return { kind: 'clean' };
  if (name === 'ssh-agent') return { kind: 'build', installs: false };
  if (name === 'ssh-keyscan' || (name === 'git' && values[1] === 'config')) return { kind: 'against', because: `what reads the setting of \`${shortenLines(text)}\`, an install or what ships, cannot be told`, moving: true };
  if (NEUTRAL.has(name) && step.redirects.every(({ operator }) => !operator.includes('>'))) return { kind: 'neutral' };
  if (PLACE.has(name)) return { kind: 'place' };
  if (/^(?:django-admin|flask|alembic)$/.test(name) || FILES.has(name)) return { kind: 'files' };
  if (name === 'export' || name === 'unset' || name === 'umask') return { kind: 'against', because: `\`${shortenLines(text)}\` changes what follows it`, moving: true };
  return { kind: 'against', because: `what \`${shortenLines(text)}\` needs of the packages that would leave cannot be told` };
}

function managerRole({ call }: InstallCall, text: string): Role {
  const { manager, subcommand } = call;
  if (manager === 'conda') return { kind: 'against', because: `\`${shortenLines(text)}\` makes an environment of conda, which holds libraries and a Python of its own` };
  if (manager === 'pdm') return { kind: 'against', because: `\`${shortenLines(text)}\`: PDM chooses its environment by itself`, moving: true };
  if (manager === 'pipx') return { kind: 'against', because: `\`${shortenLines(text)}\`: pipx makes environments of its own`, moving: true };
  if (/^setup\.py|easy_install/.test(subcommand)) return { kind: 'against', because: `\`${shortenLines(text)}\` installs in a way of its own, whose files cannot be told` };
  if (/^(?:tool |python )/.test(subcommand)) return { kind: 'against', because: `\`${shortenLines(text)}\` fetches a tool or a Python of its own`, moving: true };
  return { kind: 'build', installs: /install|sync|\badd\b|update/.test(subcommand) };
}

function pythonRole(values: readonly string[], text: string): Role {
  const module = values[values.indexOf('-m') + 1] ?? '';
  if (values.includes('-m')) {
    if (module.startsWith('spacy')) return { kind: 'against', because: `\`${shortenLines(text)}\` puts a model of spaCy into the environment`, moving: true };
    if (module.startsWith('nltk')) return { kind: 'against', because: `\`${shortenLines(text)}\` downloads data of NLTK`, moving: true };
    if (module.startsWith('playwright')) return { kind: 'against', because: `\`${shortenLines(text)}\` downloads browsers beside the environment` };
    if (module === 'ensurepip' || managerCall(['python', '-m', module, 'install']) !== null) return { kind: 'build', installs: false };
    return module === 'compileall' || module === 'site' ? { kind: 'files' } : { kind: 'against', because: `what \`${shortenLines(text)}\` needs of the packages that would leave cannot be told` };
  }
  if (/\bnltk\b/.test(text)) return { kind: 'against', because: `\`${shortenLines(text)}\` downloads data of NLTK`, moving: true };
  if (/\bspacy\b/.test(text)) return { kind: 'against', because: `\`${shortenLines(text)}\` fetches a model of spaCy`, moving: true };
  if (values[1] === '--version' || values[1] === '-V') return { kind: 'neutral' };
  return values[1] === '-c' || /(?:^|\/)manage\.py$/.test(values[1] ?? '') ? { kind: 'files' } : { kind: 'against', because: `what \`${shortenLines(text)}\` needs of the packages that would leave cannot be told` };
}

const TOOL_ADDRESS = /\b(?:install\.python-poetry\.org|astral\.sh\/uv|sh\.rustup\.rs|bootstrap\.pypa\.io)\b/;

/** Whether a step, or another of the pipeline that it stands in, names the installer of a tool: `curl … | sh`. */
function fetchesTool(step: Step, facts: RunFacts): boolean {
  const { pipe, pipeline } = step.command.command;
  return pipe === 'none' ? TOOL_ADDRESS.test(textOf(step)) : fetchingPipelines(facts).has(pipeline?.start);
}

const fetching = new WeakMap<RunFacts, ReadonlySet<number | undefined>>();

/** Where the pipelines of a RUN start that name one: told once, since a pipeline may be long. */
function fetchingPipelines(facts: RunFacts): ReadonlySet<number | undefined> {
  const known = fetching.get(facts);
  if (known) return known;
  const starts = new Set(facts.steps.flatMap((step) => {
    const { pipe, pipeline } = step.command.command;
    return pipe !== 'none' && TOOL_ADDRESS.test(textOf(step)) ? [pipeline?.start] : [];
  }));
  fetching.set(facts, starts);
  return starts;
}
