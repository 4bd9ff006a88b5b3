import { assumed, incomplete, known, row, type Answer, type Place } from '#answer/answer.js';
import { ask } from '#answer/ledger.js';
import { combined, type BuildAnswer } from './combined.js';
import type { Instruction as WrittenInstruction } from '#dockerfile/types.js';
import { hasFlag } from '#image/installs/calls.js';
import { foreignPackages, type ForeignPackage } from '#image/apt/apt-sources.js';
import { mentionedAfter } from '#image/apt/apt-mentions.js';
import { listsFate } from '#image/apt/apt-lists.js';
import { runFacts } from '#image/apt/apt-uses.js';
import { cacheFate } from '#image/cache/cache.js';
import type { InstallCall } from '#image/installs/installs.js';
import type { DockerfileModel } from '#image/model.js';
import { settingOf } from '#image/stages/stages.js';
import type { SystemCall } from '#image/run/system-calls.js';
import type { Base, Dockerfile, Install, Instruction, Stage, SystemInstall } from './dockerfile.js';
import { earlyCopies } from './copies/order.js';
import { copiedTwice } from './copies/twice.js';
import { ownedAgain } from './ownership/owned-again.js';
import { slimBases } from './base/slim-base.js';
import { surplusPackages } from './build-packages/surplus.js';
import { healthMissing } from './health/missing.js';
import { healthSwaps } from './health/swap.js';
import { rootStart } from './user/root-start.js';
import { strandedInstalls } from './stages/stranded.js';
import { readTemplate } from './stages/template.js';
import { twoStages } from './stages/two-stages.js';
import { programsRun } from './stages/running.js';
import type { StageWorld } from './stages/world.js';
import type { Surroundings } from './surroundings.js';

/** What a subject stands for in the model: the edit builders need it back. */
export interface InstructionSource {
  readonly model: DockerfileModel;
  readonly instruction: WrittenInstruction;
}

export interface InstallSource extends InstructionSource {
  readonly install: InstallCall;
}

export interface SystemSource extends InstructionSource {
  readonly call: SystemCall;
}

const systemSources = new WeakMap<SystemInstall, SystemSource>();
const instructionSources = new WeakMap<Instruction, InstructionSource>();
const installSources = new WeakMap<Install, InstallSource>();

export function sourceOfInstruction(instruction: Instruction): InstructionSource | null {
  return instructionSources.get(instruction) ?? null;
}

export function sourceOfInstall(install: Install): InstallSource | null {
  return installSources.get(install) ?? null;
}

export function sourceOfSystem(install: SystemInstall): SystemSource | null {
  return systemSources.get(install) ?? null;
}

/** A Dockerfile walked with the arguments of one of its builds. */
export interface Variant {
  /** The id of the build. */
  readonly image: string;
  readonly model: DockerfileModel;
}

export type Variants = readonly [Variant, ...Variant[]];

/** A Dockerfile as rules see it. Every query ranges over all its builds: where they differ, the answer says so. */
export function dockerfileSubject(variants: Variants, images: readonly string[], around: Surroundings): Dockerfile {
  const { model } = variants[0];
  const { path } = model.document;
  const inWorld = <T>(query: (world: StageWorld) => T, none: T): T => {
    const world = around.world(subject, model);
    return world === null ? none : query(world);
  };
  const subject: Dockerfile = {
    kind: 'dockerfile',
    path,
    images,
    stages: model.stages.map((_, index) => stageSubject(variants, index)),
    usedBy: () => ask(around.usedBy()),
    listsUsedBy: () => ask(around.listsUsedBy()),
    aptAtRunTime: () => ask(around.aptAtRunTime()),
    purpose: () => ask(around.purpose()),
    healthSwaps: () => inWorld(healthSwaps, []),
    rootStart: () => inWorld(rootStart, null),
    healthMissing: () => inWorld(healthMissing, null),
    strandedInstalls: () => strandedInstalls(subject, model),
    twoStages: ({ lines }) => {
      const template = readTemplate(lines);
      return template.ok ? inWorld((world) => twoStages(world, template.value), null) : null;
    },
    slimBases: () => inWorld(slimBases, []),
    surplusPackages: (kind) => inWorld((world) => surplusPackages(world, kind), null),
    ownedAgain: () => inWorld(ownedAgain, []),
    runs: (programs) => inWorld((world) => programsRun(world, programs), ask(known([], 'no image is built of it'))),
    earlyCopies: () => inWorld(earlyCopies, []),
    copiedTwice: () => inWorld(copiedTwice, []),
  };
  return subject;
}

/** The answers of all builds as one. */
function overAll<T>([first, ...others]: Variants, query: (model: DockerfileModel) => Answer<T>, same?: (a: T, b: T) => boolean): Answer<T> {
  const answerOf = ({ image, model }: Variant): BuildAnswer<T> => ({ image, answer: query(model) });
  return combined([answerOf(first), ...others.map(answerOf)], same);
}

function stageSubject(variants: Variants, index: number): Stage {
  const { model } = variants[0];
  const written = model.stages[index]?.stage;
  const place = { path: model.document.path, line: written?.from.instruction.lines.first ?? 1 };
  const instructions: Instruction[] = [];
  const stage: Stage = {
    index,
    name: written?.name ?? null,
    at: place,
    instructions,
    base: () => ask(overAll(variants, (one) => baseAnswer(one, index, place), sameBase)),
    bases: () => ask(basesAnswer(variants, index, place)),
    ships: () => ask(overAll(variants, (one) => shipsAnswer(one, index, place))),
  };
  written?.instructions.forEach((instruction, at) => instructions.push(instructionSubject(variants, stage, instruction, at)));
  return stage;
}

function shipsAnswer({ shipping }: DockerfileModel, index: number, place: Place): Answer<boolean> {
  const { ships, because } = shipping[index] ?? { ships: false, because: '' };
  return known(ships, because, [row('source', because, place)]);
}

function sameBase(a: Base, b: Base): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** The base of each build, each once. */
function basesAnswer(variants: Variants, index: number, place: Place): Answer<readonly Base[]> {
  const answers = variants.map(({ model }) => baseAnswer(model, index, place));
  const value = answers.map((answer) => answer.value).filter((base, at, all) => all.findIndex((other) => sameBase(base, other)) === at);
  const evidence = answers.flatMap((answer) => answer.evidence);
  const open = answers.find(({ complete }) => !complete) ?? answers.find((answer) => answer.assumed);
  const because = open?.because ?? answers.map((answer) => answer.because).join('; ');
  if (open === undefined) return known(value, because, evidence);
  return open.complete ? assumed(value, because, evidence) : incomplete(value, because, evidence);
}

function baseAnswer(model: DockerfileModel, index: number, place: Place): Answer<Base> {
  const base = model.stages[index]?.base;
  if (!base || base.kind === 'unknown') {
    return incomplete({ kind: 'image', reference: null }, base?.because ?? 'the stage cannot be told', [row('source', 'FROM', place)]);
  }
  if (base.kind === 'stage') return known({ kind: 'stage', index: base.index }, `it builds on stage ${base.index}`, [row('source', `FROM stage ${base.index}`, place)]);
  if (base.kind === 'context') return incomplete({ kind: 'image', reference: null }, `FROM ${base.name} takes a named context in place of an image`, [row('source', `FROM ${base.name}`, place)]);
  if (base.kind === 'scratch') return known({ kind: 'scratch' }, 'FROM scratch', [row('source', 'FROM scratch', place)]);
  const value: Base = { kind: 'image', reference: base.reference };
  const evidence = [row('source', `FROM ${base.reference}`, place)];
  return base.assumed ? assumed(value, 'FROM takes its image from an ARG that a build may replace', evidence) : known(value, `FROM ${base.reference}`, evidence);
}

function instructionSubject(variants: Variants, stage: Stage, instruction: WrittenInstruction, at: number): Instruction {
  const { model } = variants[0];
  const place = { path: model.document.path, line: instruction.lines.first };
  let installs: Answer<readonly Install[]> | null = null;
  let system: Answer<readonly SystemInstall[]> | null = null;
  const subject: Instruction = {
    kind: 'instruction',
    keyword: instruction.keyword,
    at: place,
    text: instruction.joined.trim(),
    stage,
    installs: () => ask((installs ??= installSubjects(variants, subject, stage.index, at))),
    systemCalls: () => ask((system ??= systemSubjects(variants, subject, stage.index, at))),
    environment: (name) => ask(overAll(variants, (one) => environmentOf(one, stage.index, at, name))),
  };
  instructionSources.set(subject, { model, instruction });
  return subject;
}

function installSubjects(variants: Variants, run: Instruction, stage: number, at: number): Answer<readonly Install[]> {
  const { model } = variants[0];
  const installs = model.installs[stage]?.[at];
  if (!installs?.ok) return incomplete([], `${model.document.path}: ${installs?.reason ?? 'the instruction cannot be read'}`);
  const subjects = installs.value.calls.map((install, number) => installSubject(variants, run, install, number));
  if (installs.value.doubt) return incomplete(subjects, `${model.document.path}: ${installs.value.doubt}`);
  return known(subjects, `${subjects.length} install${subjects.length === 1 ? '' : 's'} in line ${run.at.line}`);
}

function installSubject(variants: Variants, run: Instruction, install: InstallCall, number: number): Install {
  const { model } = variants[0];
  const { call, command, instruction } = install;
  const words = command.command.words.map(({ text }) => text);
  const subject: Install = {
    kind: 'install',
    manager: call.manager,
    call: command.command.words.slice(call.first, call.subcommandAt + 1).map(({ value, text }) => value ?? text).join(' '),
    at: { path: model.document.path, line: install.line },
    words,
    run,
    has: (option) => hasFlag([...call.globalOptions, ...call.arguments], option),
    cache: () => ask(overAll(variants, (one) => {
      const installs = one.installs[install.stage]?.[install.at];
      const same = installs?.ok ? installs.value.calls[number] : undefined;
      return same ? cacheFate(one, same) : incomplete('unknown', `another build of ${one.document.path} does not run this install`);
    })),
  };
  installSources.set(subject, { model, instruction, install });
  return subject;
}

function systemSubjects(variants: Variants, run: Instruction, stage: number, at: number): Answer<readonly SystemInstall[]> {
  const { model } = variants[0];
  const facts = runFacts(model, stage, at);
  if (!facts?.ok) return incomplete([], `${model.document.path}: ${facts?.reason ?? 'the instruction cannot be read'}`);
  const subjects = facts.value.system.map((call, number) => systemSubject(variants, run, { stage, at, number }, call));
  return known(subjects, `${subjects.length} call${subjects.length === 1 ? '' : 's'} of the system's package manager in line ${run.at.line}`);
}

interface SystemSpot {
  readonly stage: number;
  readonly at: number;
  /** Which of the calls of its RUN. */
  readonly number: number;
}

function systemSubject(variants: Variants, run: Instruction, { stage, at, number }: SystemSpot, call: SystemCall): SystemInstall {
  const { model } = variants[0];
  const callIn = (one: DockerfileModel): SystemCall | undefined => {
    const facts = runFacts(one, stage, at);
    return facts?.ok ? facts.value.system[number] : undefined;
  };
  const { manager, program, action, doubt, recommends, line } = call;
  const written = model.stages[stage]?.stage.instructions[at];
  const subject: SystemInstall = {
    kind: 'install',
    manager, program, action, doubt, recommends,
    packages: call.packages.map(({ name }) => name),
    at: { path: model.document.path, line },
    words: call.command.command.words.map(({ text }) => text),
    run,
    own: call.script === null && call.command.wordSpans.some((span) => span !== null),
    has: (option) => hasFlag(call.words, option),
    lists: () => ask(overAll(variants, (one) => {
      const same = callIn(one);
      return same ? listsFate(one, stage, at, same) : incomplete('unknown', `another build of ${one.document.path} does not run this call`);
    })),
    mentioned: (words) => ask(mentionedAfter(model, stage, at, call, words)),
    foreign: () => ask(foreignAnswer(foreignPackages(model, stage, at, call), model)),
  };
  if (written) systemSources.set(subject, { model, instruction: written, call });
  return subject;
}

function foreignAnswer(found: readonly ForeignPackage[], { document: { path } }: DockerfileModel): Answer<readonly string[]> {
  const evidence = found.map(({ name, text, line }) => row('source', `${name} may come from another package list: ${text}`, { path, line }));
  return known(found.map(({ name }) => name), found.length === 0 ? 'no other package list is added before' : 'another package list is added before', evidence);
}

function environmentOf(model: DockerfileModel, stage: number, at: number, name: string): Answer<string | null> {
  const moment = model.stages[stage]?.moments[at];
  const setting = moment ? settingOf(moment.environment, name) : null;
  if (!setting || setting.value === null) return known(null, `${name} is not set by this Dockerfile`);
  const line = setting.instruction?.lines.first;
  const evidence = line === undefined ? [] : [row('source', `${setting.by} ${name}`, { path: model.document.path, line })];
  if (setting.value === undefined) return incomplete(null, `${name} has a value that cannot be told`, evidence);
  return known(setting.value, `${setting.by} ${name}=${setting.value}`, evidence);
}
