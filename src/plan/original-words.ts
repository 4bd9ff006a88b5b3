import { originalLine, type History } from './origin.js';

/** `line 4`, `lines 4, 9 and 12`, with the file they are of where it is said. */
const LINES = /\blines? (\d+(?:(?:, | and )\d+)*)(?: of (\S+))?/g;

/** `.github/workflows/ci.yml:40: …`: the file that a sentence is about. */
const ABOUT = /^([^\s:]+):\d+: /;

/**
 * A sentence about lines of current texts, in lines of the original ones: rules speak of the text that they look at, behind what
 * rules before them wrote. Where no file is named the lines are of the one whose place the sentence begins with, else of `path`. What
 * stands in backticks is quoted and stays.
 */
export function inOriginalLines(histories: ReadonlyMap<string, History>, path: string | null, text: string): string {
  if (histories.size === 0) return text;
  const about = ABOUT.exec(text)?.[1] ?? path;
  return text
    .split(/(`[^`]*`)/)
    .map((part) => (part.startsWith('`') ? part : part.replace(LINES, (all, numbers: string, file: string | undefined) => {
      const history = histories.get(file ?? '') ?? histories.get(about ?? '');
      if (!history) return all;
      return all.replace(numbers, numbers.replace(/\d+/g, (number) => String(originalLine(history, Number(number)).line ?? number)));
    })))
    .join('');
}
