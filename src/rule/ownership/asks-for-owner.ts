import { programOf, textOf } from '#image/run/facts.js';
import type { Step } from '#image/run/step.js';
import { isWithin } from '#text/paths.js';
import { shortenLines } from '#text/shorten.js';

/** A command that goes by whose files these are, or gives them rights that a new owner takes away; null: neither. */
export function asksForOwner(step: Step, folder: string): string | null {
  const text = textOf(step);
  const there = text.includes(`/${folder}`) || isWithin((step.folder ?? '/').slice(1), folder);
  if (!there) return null;
  const program = programOf(step.rounds[0] ?? []);
  // https://git-scm.com/docs/git-config#Documentation/git-config.txt-safedirectory
  if (program === 'git' && !/\bgit\s+(?:config|clone|init|lfs\s+install)\b/.test(text)) return `\`${shortenLines(text)}\` refuses a folder that is somebody else's`;
  return program === 'chmod' && /\s(?:[ugoa]*\+[rwxXt]*s|[2467][0-7]{3})\b/.test(text) ? `\`${shortenLines(text)}\` sets bits that a change of the owner takes away` : null;
}
