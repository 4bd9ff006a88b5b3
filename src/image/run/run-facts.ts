import type { DockerfileDocument } from '#dockerfile/types.js';
import { read, unreadable, type Read } from '#text/read.js';
import { shorten } from '#text/shorten.js';
import { managerCall } from '#image/installs/calls.js';
import { downloadOf, type Download } from './downloads.js';
import { concernsFiles, linksOf, madeOf, movesOf, ownershipOf, removalsOf, type Link, type Made, type Move, type Ownership, type Removal } from './file-facts.js';
import { installCallOf, type CallPlace, type InstallCall } from '#image/installs/install-calls.js';
import { modelFetchOf, type ModelFetch } from './model-fetches.js';
import { walkRun, type Step, type WalkOptions } from './run-walk.js';
import { hasUnsetArgument, type StageModel } from '#image/stages/stages.js';
import { systemCallOf } from './system-facts.js';
import type { SystemCall } from './system-calls.js';
import { environmentMade, type MadeEnvironment } from '#image/installs/made-environments.js';
import { writesOf, type Write } from './writes.js';

/** What the commands of one RUN do, as far as it can be told without running them. */
export interface RunFacts {
  readonly calls: readonly InstallCall[];
  readonly system: readonly SystemCall[];
  readonly downloads: readonly Download[];
  readonly models: readonly ModelFetch[];
  readonly ownership: readonly Ownership[];
  readonly removals: readonly Removal[];
  readonly moves: readonly Move[];
  readonly links: readonly Link[];
  readonly makes: readonly Made[];
  /** Files that commands write: `> file`, `-o file`, `sed -i file`. */
  readonly writes: readonly Write[];
  readonly environments: readonly MadeEnvironment[];
  readonly steps: readonly Step[];
  /** What keeps the list of calls from being whole; null: it is. */
  readonly doubt: string | null;
}

const NONE: RunFacts = {
  calls: [], system: [], downloads: [], models: [], ownership: [], removals: [], moves: [], links: [], makes: [], writes: [], environments: [], steps: [], doubt: null,
};

const NOTHING: Read<RunFacts> = read(NONE);

/** More calls in one instruction are nothing that a person wrote. */
const MAX_CALLS = 1_000;

interface Known {
  readonly facts: Read<RunFacts>;
  /** The same whatever files lie in the image, and whether or not the build's arguments are known. */
  readonly alone: boolean;
}

const known = new WeakMap<StageModel, Map<number, Known>>();

/** The facts of one instruction; none for other instructions than RUN. Those that no option changes are worked out once. */
export function runFactsOf(document: DockerfileDocument, models: readonly StageModel[], stage: number, at: number, options: WalkOptions = {}): Read<RunFacts> {
  const model = models[stage];
  const instruction = model?.stage.instructions[at];
  const moment = model?.moments[at];
  if (!model || !instruction || !moment || instruction.keyword !== 'RUN') return NOTHING;
  const byPlace = known.get(model) ?? new Map<number, Known>();
  known.set(model, byPlace);
  const found = byPlace.get(at);
  const plain = options.scripts === undefined && options.argumentsTold !== true;
  if (found && (plain || found.alone)) return found.facts;
  const walked = walkRun(document, instruction, moment, options);
  const facts = walked.steps.ok ? factsOf(document, model, walked.steps.value, { instruction, stage, at }) : walked.steps;
  const alone = walked.alone && !hasUnsetArgument(moment.environment);
  if (plain || alone) byPlace.set(at, { facts, alone });
  return facts;
}

function factsOf(document: DockerfileDocument, model: StageModel, steps: readonly Step[], place: CallPlace): Read<RunFacts> {
  const { instruction } = place;
  const where = `line ${instruction.lines.first}`;
  const calls: InstallCall[] = [];
  const system: SystemCall[] = [];
  let doubt: string | null = null;
  for (const step of steps) {
    const call = installCallOf(step, place);
    if (call) calls.push(call);
    if (calls.length > MAX_CALLS) return unreadable(`${where}: more than ${MAX_CALLS} package-manager calls`);
    const found = call ? null : systemCallOf(step, document, instruction, model);
    if (found) system.push(found);
    if (!call && !found && couldInstall(step)) doubt ??= `${where}: what "${shorten(step.command.command.words.map(({ text }) => text).join(' '))}" runs cannot be told`;
  }
  const files = steps.filter(concernsFiles);
  return read({
    calls,
    system,
    downloads: steps.flatMap((step) => downloadOf(step) ?? []),
    models: steps.flatMap((step) => modelFetchOf(step) ?? []),
    ownership: files.flatMap((step) => ownershipOf(step)),
    removals: files.flatMap((step) => removalsOf(step)),
    moves: files.flatMap((step) => movesOf(step)),
    links: files.flatMap((step) => linksOf(step)),
    makes: files.flatMap((step) => madeOf(step)),
    writes: steps.flatMap((step) => writesOf(step)),
    environments: steps.flatMap((step) => environmentMade(step) ?? []),
    steps,
    doubt,
  });
}

/** Commands that take a script as a word. */
const SCRIPT_RUNNERS = /^(?:ba|da|a|z|k)?sh$|^(?:su|runuser|eval|sg|script)$/;

/** Commands whose words are text to them, whatever they say. */
const NEVER_RUN = /^(?:echo|printf|grep|egrep|sed|awk|which|type|alias|apt|apt-get|apk|yum|dnf|microdnf|npm)$/;

/** A call stands near the start of what runs it. */
const MAX_WRAPPER_WORDS = 10;

/** Whether a command that is no call itself may run one: `$PIP install x`, a script in a word that cannot be told, a tool that runs its words. */
function couldInstall({ rounds: [words = []], followed, command }: Step): boolean {
  const [first] = words;
  if (first === undefined || followed) return false;
  if (first.value === null) return words.slice(1, 4).some(({ value }) => value === 'install' || value === 'sync');
  const name = first.value.slice(first.value.lastIndexOf('/') + 1);
  if (NEVER_RUN.test(name)) return false;
  if (SCRIPT_RUNNERS.test(name)) return command.command.words.slice(1).some(({ text }) => /\b(?:pip[\d.]*|uv)\b[^&|;]*\b(?:install|sync)\b/.test(text));
  const values = words.map(({ value }) => value);
  return values.some((_, index) => index > 0 && index <= MAX_WRAPPER_WORDS && /install|sync/.test(managerCall(values.slice(index))?.subcommand ?? ''));
}

