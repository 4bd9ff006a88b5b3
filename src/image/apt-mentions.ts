import { known, row, type Answer } from '#answer/answer.js';
import { heirsOf } from './apt-heirs.js';
import { runFacts, stepOfCall } from './apt-uses.js';
import { textOf } from './facts.js';
import type { DockerfileModel } from './model.js';
import type { SystemCall } from './system-calls.js';

/**
 * Those of these words that stand, as words, in what runs after a call: the rest of its RUN, the instructions
 * behind it, and stages that build on its own. A word in a text that nothing runs counts too: that is the safe side.
 */
export function mentionedAfter(model: DockerfileModel, stage: number, at: number, call: SystemCall, words: readonly string[]): Answer<readonly string[]> {
  const texts = textsAfter(model, stage, at, call);
  const found = words.flatMap((word) => {
    const text = texts.find(({ tokens }) => tokens.has(word));
    return text ? [{ word, line: text.line }] : [];
  });
  const evidence = found.map(({ word, line }) => row('source', `${word} is run`, { path: model.document.path, line }));
  return known(found.map(({ word }) => word), found.length === 0 ? 'no later step runs what the recommended packages bring' : `later steps run ${found.map(({ word }) => word).join(', ')}`, evidence);
}

interface Text {
  readonly line: number;
  readonly tokens: ReadonlySet<string>;
}

function textsAfter(model: DockerfileModel, stage: number, at: number, call: SystemCall): readonly Text[] {
  const read = runFacts(model, stage, at);
  const step = read?.ok ? stepOfCall(read.value, call) : null;
  const own = read?.ok && step ? read.value.steps.filter(({ order }) => order > step.order).map((one) => text(one.line, textOf(one))) : [];
  const found: Text[] = [...own];
  const seen = new Set<number>();
  const todo = [{ stage, from: at + 1 }];
  for (let next = todo.pop(); next; next = todo.pop()) {
    for (const { lines, joined, flags } of model.stages[next.stage]?.stage.instructions.slice(next.from) ?? []) {
      found.push(text(lines.first, [joined, ...flags.map(({ name, value }) => `--${name}=${value ?? ''}`)].join(' ')));
    }
    for (const heir of heirsOf(model, next.stage)) {
      if (seen.has(heir.stage)) continue;
      seen.add(heir.stage);
      todo.push(heir);
    }
  }
  return found;
}

/** Words of a text: whole ones, the last part of paths, and what stands between signs (`git+ssh`, `type=ssh`). */
function text(line: number, written: string): Text {
  const tokens = new Set<string>();
  for (const word of written.split(/[\s"'`;|&()<>\\,]+/)) {
    tokens.add(word);
    for (const part of word.split(/[/=:@+]/)) tokens.add(part);
    // `git@host:path` goes over ssh.
    if (word.startsWith('git@')) tokens.add('git@');
  }
  return { line, tokens };
}
