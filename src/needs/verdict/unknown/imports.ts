import { modulesOf } from '#knowledge/names.js';
import { cannotTell, placeText, withPlace } from '#needs/verdict/evidence.js';
import type { Judged, Reason } from '#needs/verdict/judged.js';
import { modulesKnown } from '#needs/verdict/modules.js';
import type { Searched } from './question.js';

/** Modules that are loaded by a name put together at run time, of which the beginning is known. */
export function computedImport(name: string, { judged }: Searched): Reason | null {
  const { doubts } = judged.code.reach;
  if (doubts.length === 0) return null;
  const modules = modulesKnown(judged, name) ?? [name.replaceAll('-', '_')];
  for (const { hides, text, at } of doubts) {
    if (typeof hides === 'string') continue;
    const { prefix } = hides;
    const may = modules.some((module) => module.startsWith(prefix) || prefix.startsWith(`${module}.`));
    if (may) return cannotTell(withPlace(at, text), at);
  }
  return null;
}

/**
 * Something that is installed brings each import. Where nothing known does, it may be what nobody has looked into, or what a
 * catalogue knows under another name: `humps` of pyhumps.
 */
export function unansweredImport(name: string, { judged, unanswered }: Searched): Reason | null {
  if (unanswered.length === 0) return null;
  const alike = unanswered.find(({ module }) => isAlike(name, module));
  if (alike) {
    const text = `nothing that is installed is known to bring ${alike.module}, which ${placeText(alike.at)} imports: it may be ${name}`;
    return cannotTell(text, alike.at);
  }
  // What a catalogue gives to somebody who is not installed is nobody's here; what no catalogue has may be anybody's.
  const nobodys = unanswered.find(({ guessed }) => guessed);
  if (!nobodys || isLookedInto(judged, name)) return null;
  const { module, at } = nobodys;
  return cannotTell(`nobody has seen for sure what modules ${name} has, nor what brings ${module}, which ${placeText(at)} imports: give --venv or a keep`, at);
}

/** Whether the modules of a distribution are known for sure: by the user's environment, or by a source that lists them all. */
function isLookedInto(judged: Judged, name: string): boolean {
  const sure = Boolean(judged.metadata?.modulesOf(name)) || !modulesOf(name).assumed;
  return sure && modulesKnown(judged, name) !== null;
}

/** Whether a module may be of a distribution, by their names: one holds the other. */
export function isAlike(distribution: string, module: string): boolean {
  const name = lettersOf(distribution);
  return module.split('.').slice(0, 2).some((part) => {
    const other = lettersOf(part);
    return other.length >= 3 && (name.includes(other) || (name.length >= 4 && other.includes(name)));
  });
}

function lettersOf(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]/g, '');
}
