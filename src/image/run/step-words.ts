import type { RunCommand } from '#dockerfile/run.js';
import { expandWord, type Lookup } from '#shell/expand-word.js';
import type { StepWord } from './step.js';

/** The words of a command in one round; a command of a nested script has no place of its own in the file. */
export function wordsOf({ command, wordSpans }: RunCommand, lookup: Lookup, nested: boolean): readonly StepWord[] {
  const found: StepWord[] = [];
  for (const [index, { text, value }] of command.words.entries()) {
    const own = nested ? null : (wordSpans[index] ?? null);
    // The words of the exec form are values already: no shell reads them.
    if (value !== null) {
      found.push({ value, pattern: value, text, span: own, word: index });
      continue;
    }
    const fields = expandWord(text, lookup);
    const span = fields.length === 1 ? own : null;
    for (const field of fields) found.push({ value: field.value, pattern: field.pattern, text, span, word: index });
  }
  return found;
}
