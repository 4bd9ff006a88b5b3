import { known, row, type Answer } from '#answer/answer.js';
import { partsFrom } from './apt-heirs.js';
import { runFacts, stepOfCall } from './apt-uses.js';
import { programOf, textOf } from '#image/run/facts.js';
import type { DockerfileModel } from '#image/model.js';
import type { RunFacts } from '#image/run/run-facts.js';
import type { Step } from '#image/run/step.js';
import type { SystemCall } from '#image/run/system-calls.js';

const NONE = 'no later step runs what the recommended packages bring';

/**
 * Those of these words that stand, as words, in what runs after a call: the rest of its RUN, the instructions
 * behind it, and stages that build on its own. A word in a text that nothing runs counts too: that is the safe side.
 */
export function mentionedAfter(model: DockerfileModel, stage: number, at: number, call: SystemCall, words: readonly string[]): Answer<readonly string[]> {
  const texts = textsAfter(model, stage, at, call);
  const found = words.flatMap((word) => {
    const text = texts.find(({ tokens }) => tokens.has(word));
    return text ? [{ word, line: text.line, run: texts.some(({ program }) => program === word) }] : [];
  });
  const evidence = found.map(({ word, line, run }) => row('source', run ? `${word} is run` : `${word} stands in what runs later`, { path: model.document.path, line }));
  if (found.length === 0) return known([], NONE, [row('absence', NONE)]);
  return known(found.map(({ word }) => word), `later steps name ${found.map(({ word }) => word).join(', ')}`, evidence);
}

interface Text {
  readonly line: number;
  /** What a command runs; null for other texts. */
  readonly program: string | null;
  readonly tokens: ReadonlySet<string>;
}

function textsAfter(model: DockerfileModel, stage: number, at: number, call: SystemCall): readonly Text[] {
  const read = runFacts(model, stage, at);
  const step = read?.ok ? stepOfCall(read.value, call) : null;
  const found: Text[] = read?.ok && step ? read.value.steps.filter(({ order }) => order > step.order).flatMap((one) => stepTexts(one, read.value)) : [];
  for (const next of partsFrom(model, stage, at + 1)) {
    const instructions = model.stages[next.stage]?.stage.instructions ?? [];
    for (let index = next.from; index < instructions.length; index++) found.push(...instructionTexts(model, next.stage, index));
  }
  return found;
}

function instructionTexts(model: DockerfileModel, stage: number, at: number): readonly Text[] {
  const instruction = model.stages[stage]?.stage.instructions[at];
  if (!instruction) return [];
  const { keyword, lines, joined, flags } = instruction;
  const options = text(lines.first, flags.map(({ name, value }) => `--${name}=${value ?? ''}`).join(' '));
  const read = keyword === 'RUN' ? runFacts(model, stage, at) : null;
  return read?.ok ? [options, ...read.value.steps.flatMap((step) => stepTexts(step, read.value))] : [options, text(lines.first, joined)];
}

/**
 * What a command says. The words of apt, and of a package manager of Python, are names of packages; those of an `echo`
 * that goes nowhere are for people. An address keeps its meaning wherever it stands.
 */
function stepTexts(step: Step, { system, calls }: RunFacts): readonly Text[] {
  const program = programOf(step.rounds[0] ?? []);
  const written = textOf(step);
  const installs = system.some(({ command, order }) => command === step.command && order === step.order) || calls.some(({ command, line }) => command === step.command && line === step.line);
  const says = (program === 'echo' || program === 'printf') && step.redirects.length === 0;
  if (!installs && !says) return [text(step.line, written, program)];
  if (says && !step.command.command.words.some(({ text: word }) => /[`$]\(?/.test(word))) return [];
  return [text(step.line, written.split(/\s+/).filter((word) => /:\/\/|^["']?git@|[`$]/.test(word)).join(' '))];
}

/** Words of a text: whole ones, the last part of paths, and what stands between signs (`git+ssh`, `type=ssh`). */
function text(line: number, written: string, program: string | null = null): Text {
  const tokens = new Set<string>();
  for (const word of written.split(/[\s"'`;|&()<>\\,]+/)) {
    tokens.add(word);
    for (const part of word.split(/[/=:@+]/)) tokens.add(part);
    // `git@host:path` goes over ssh.
    if (word.startsWith('git@') || word.includes('//git@')) tokens.add('git@');
  }
  return { line, program, tokens };
}
