import { cutFault } from '#dockerfile/layout-cut.js';
import { runParts } from '#dockerfile/run.js';
import type { Instruction } from '#dockerfile/types.js';
import { pathNames } from '#image/files/copy-sources.js';
import { copyCall } from '#image/files/copy-step.js';
import type { ImageModel } from '#image/image.js';
import { programOf } from '#image/run/facts.js';
import type { Step } from '#image/run/step.js';
import { isWithin } from '#text/paths.js';

/** Commands that make users and groups, to be run before the first COPY that names one. */
export interface MovedAccounts {
  /** The RUN, by its number in the stage. */
  readonly at: number;
  readonly instruction: Instruction;
  /** Its commands that go up, and how many it has. */
  readonly commands: readonly number[];
  readonly of: number;
}

export type Accounts =
  /** They are there when the files are copied. */
  | { readonly kind: 'there'; readonly because: string; readonly assumed: boolean }
  | { readonly kind: 'moved'; readonly moved: MovedAccounts }
  | { readonly kind: 'against'; readonly text: string; readonly line: number };

const MAKES = /^(?:useradd|adduser|groupadd|addgroup)$/;
const CHANGES = /^(?:usermod|groupmod|userdel|groupdel|deluser|delgroup|newusers|vipw|chpasswd)$/;

/**
 * Whether users and groups are there when instruction `from` copies. What is not in /etc/passwd then is root without a word
 * (readUser in BuildKit's solver/llbsolver/ops/user_linux.go). They are there when a command uses them (`at`, `order`), so that what
 * matters is who may make them in between.
 */
export function accountsFor(image: ImageModel, stage: number, from: number, at: number, order: number, names: ReadonlySet<string>): Accounts {
  if (names.size === 0) return { kind: 'there', because: 'owners are numbers', assumed: false };
  const { dockerfile: { stages, document }, copies } = image;
  const model = stages[stage];
  const made = madeBefore(image, stage, from);
  const untold = [...names].filter((name) => !made.has(name));
  let found: { readonly at: number; readonly commands: Set<number>; readonly names: Set<string>; readonly homes: string[] } | null = null;
  let barrier: { readonly text: string; readonly line: number } | null = null;
  for (let index = from; index <= at; index++) {
    const [instruction, moment] = [model?.stage.instructions[index], model?.moments[index]];
    if (!instruction || !moment) continue;
    const line = instruction.lines.first;
    if (instruction.keyword === 'COPY' || instruction.keyword === 'ADD') {
      const call = copyCall(instruction, moment, document.escape);
      const target = call?.destination == null ? null : pathNames(call.destination).join('/');
      if (target === null || isWithin(target, 'etc')) return { kind: 'against', text: `line ${line} may bring users of its own`, line };
      if (target === '') barrier ??= { text: `line ${line} copies to /`, line };
    }
    if (instruction.keyword !== 'RUN') continue;
    const facts = copies.facts?.(stage, index);
    const parts = runParts(document, instruction);
    if (!facts?.ok || !parts.ok) return { kind: 'against', text: `what line ${line} does cannot be told`, line };
    for (const step of facts.value.steps) {
      if (index === at && step.order >= order) break;
      if (step.runs.kind === 'never') continue;
      const name = programOf(step.rounds[0] ?? []);
      if (name !== null && CHANGES.test(name)) return { kind: 'against', text: `line ${step.line} changes users between`, line: step.line };
      if (name !== null && MAKES.test(name)) {
        const own = accountOf(step);
        if (untold.length === 0) continue;
        const command = parts.value.commands.indexOf(step.command);
        if (own === null || step.nested || command < 0 || step.runs.kind !== 'always' || (found !== null && found.at !== index)) {
          return { kind: 'against', text: `line ${step.line} makes users in a way that cannot be moved up`, line: step.line };
        }
        found ??= { at: index, commands: new Set(), names: new Set(), homes: [] };
        found.commands.add(command);
        for (const one of own) found.names.add(one);
        found.homes.push(...facts.value.makes.flatMap((made) => (made.kind === 'user' && made.order === step.order ? (made.paths.length === 0 ? [] : made.paths.map((path) => path ?? `/home/${made.user ?? ''}`)) : [])));
      } else if (untold.length > 0 && mayMakeUsers(facts.value.system.some((call) => call.order === step.order), name, step)) {
        barrier ??= { text: `line ${step.line} may make users, and numbers them, before that`, line: step.line };
      }
    }
  }
  if (untold.length === 0) return { kind: 'there', because: `${[...names].join(' and ')} ${names.size === 1 ? 'is' : 'are'} made before`, assumed: false };
  if (found === null) {
    return barrier === null ? { kind: 'there', because: `nothing between makes ${untold.join(' or ')}: it is there before`, assumed: true } : { kind: 'against', ...barrier };
  }
  if (untold.some((name) => !found.names.has(name))) return { kind: 'against', text: `${untold.find((name) => !found.names.has(name))} is not made by the command that makes the others`, line: lineOf(model?.stage.instructions[found.at]) };
  return movable(image, stage, from, found, barrier);
}

interface Found {
  readonly at: number;
  readonly commands: ReadonlySet<number>;
  readonly names: ReadonlySet<string>;
  readonly homes: readonly string[];
}

/** Whether the commands may run before instruction `from` instead. */
function movable(image: ImageModel, stage: number, from: number, found: Found, barrier: { readonly text: string; readonly line: number } | null): Accounts {
  const { stages, document } = image.dockerfile;
  const instructions = stages[stage]?.stage.instructions ?? [];
  const run = instructions[found.at];
  const parts = run ? runParts(document, run) : null;
  if (!run || !parts?.ok) return { kind: 'against', text: 'the command that makes the user cannot be read', line: lineOf(run) };
  const line = run.lines.first;
  if (barrier !== null && barrier.line < line) return { kind: 'against', ...barrier };
  const between = instructions.slice(from, found.at);
  const odd = between.find(({ keyword }) => keyword === 'USER' || keyword === 'SHELL' || keyword === 'ONBUILD');
  if (odd) return { kind: 'against', text: `${odd.keyword} stands between the COPY and the command that makes the user`, line: odd.lines.first };
  const setting = run.joined.includes('$') ? between.find(({ keyword }) => keyword === 'ENV' || keyword === 'ARG') : undefined;
  if (setting) return { kind: 'against', text: `${setting.keyword} stands between, and the command that makes the user has variables`, line: setting.lines.first };
  for (const home of found.homes) {
    const path = pathNames(home).join('/');
    const inHome = between.find((instruction) => instruction.keyword !== 'RUN' && targetOf(image, stage, instructions.indexOf(instruction)).some((target) => isWithin(target, path)));
    if (inHome) return { kind: 'against', text: `line ${inHome.lines.first} makes ${home} before the user is made: its skeleton files would come`, line: inHome.lines.first };
  }
  const of = parts.value.commands.length;
  if (found.commands.size < of) {
    const fault = cutFault(document, run);
    if (fault !== null) return { kind: 'against', text: `the command that makes the user cannot be taken out of its RUN: ${fault}`, line };
    // What stands before them in the RUN may be what they need.
    const first = Math.min(...found.commands);
    if ([...Array(of).keys()].some((index) => index < first || (index < Math.max(...found.commands) && !found.commands.has(index)))) return { kind: 'against', text: 'other commands of the RUN stand before the one that makes the user', line };
  }
  return { kind: 'moved', moved: { at: found.at, instruction: run, commands: [...found.commands].toSorted((a, b) => a - b), of } };
}

function lineOf(instruction: Instruction | undefined): number {
  return instruction?.lines.first ?? 1;
}

/** The folder that a COPY or WORKDIR makes or fills. */
function targetOf(image: ImageModel, stage: number, at: number): readonly string[] {
  const { stages, document: { escape } } = image.dockerfile;
  const model = stages[stage];
  const [instruction, moment] = [model?.stage.instructions[at], model?.moments[at]];
  if (!model || !instruction || !moment) return [];
  if (instruction.keyword === 'WORKDIR') return ((model.moments[at + 1] ?? model.end).workdir ?? '').split('\n').map((path) => path.slice(1));
  const call = copyCall(instruction, moment, escape);
  return call?.destination == null ? [] : [pathNames(call.destination).join('/')];
}

/** Users and groups that commands make before instruction `to` of a stage, and in the stages that it stands on. */
function madeBefore(image: ImageModel, stage: number, to: number): ReadonlySet<string> {
  const model = image.dockerfile.stages[stage];
  const names = new Set<string>(model?.base.kind === 'stage' ? madeBefore(image, model.base.index, Number.POSITIVE_INFINITY) : []);
  for (const [index, instruction] of (model?.stage.instructions ?? []).entries()) {
    if (index >= to || instruction.keyword !== 'RUN') continue;
    const facts = image.copies.facts?.(stage, index);
    for (const step of facts?.ok ? facts.value.steps : []) {
      if (step.runs.kind === 'always' && MAKES.test(programOf(step.rounds[0] ?? []) ?? '')) for (const name of accountOf(step) ?? []) names.add(name);
    }
  }
  return names;
}

const VALUED: ReadonlySet<string> = new Set('-u --uid -g --gid --ingroup -G --groups -s --shell -d --home -h -c --comment --gecos -k --skel -p --password -b --base-dir -K --key --home-dir -e --expiredate -f --inactive --firstuid --lastuid -Z'.split(' '));

/** The names that a command makes: a user with a group of its own, a group, or (`adduser app staff`) a member. Null: they cannot be told. */
function accountOf(step: Step): readonly string[] | null {
  const words = step.rounds[0] ?? [];
  if (step.rounds.length !== 1 || step.user !== null || step.first !== 0 || words.some(({ value }) => value === null)) return null;
  const plain: string[] = [];
  for (let at = 1; at < words.length; at++) {
    const value = words[at]?.value ?? '';
    if (!value.startsWith('-')) plain.push(value);
    else if (VALUED.has(value)) at += 1;
  }
  const [first] = plain;
  if (first === undefined) return null;
  const name = programOf(words);
  return name === 'useradd' || name === 'groupadd' ? plain.slice(-1) : [first];
}

const HARMLESS = /^(?:pip[\d.]*|python[\d.]*|uv|poetry|pipenv|mkdir|touch|rm|chown|chmod|chgrp|cp|mv|ln|echo|printf|set|cd|true|test|cat|sed|find|curl|wget|git|export|npm|yarn|pnpm|node|make|gcc|tar|unzip|install)$/;

/** Packages bring users of their own, and a program that nobody knows may. */
function mayMakeUsers(system: boolean, name: string | null, step: Step): boolean {
  return system || name === null || (!HARMLESS.test(name) && !step.followed);
}
