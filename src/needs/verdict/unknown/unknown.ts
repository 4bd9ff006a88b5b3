import type { Closure } from '#needs/edges/closure-types.js';
import { impliedBy } from '#needs/implicit/implied-by.js';
import { cannotTell } from '#needs/verdict/evidence.js';
import { importedOf, type Imported } from '#needs/verdict/imports.js';
import type { Judged, Reason } from '#needs/verdict/judged.js';
import { addressFromOutside, bringerOfMany, signOfMany } from './addresses.js';
import { blindnessOf } from './blindness.js';
import { extendedByWhatStays } from './extensions.js';
import { idleImport, idleNeed, idleProgram } from './idle-files.js';
import { computedImport, unansweredImport } from './imports.js';
import { condaPackage, onTopOfTheBase } from './installs.js';
import { libraryWithoutRecord, linesWithoutRecord, optionOfWhatStays } from './options.js';
import { namedAfterWhatStays, pluginOfWhatStays } from './plugins.js';
import { fileThatIsNamed, loadedByOthers, programOfNameAlike } from './programs.js';
import type { Question, Searched } from './question.js';
import { untoldStart } from './start.js';

/** Why it cannot be told whether something is needed. */
export interface Unknowns {
  /** What hides the needs of the whole image; null: nothing does. */
  readonly blind: string | null;
  /** Whether what hides them is code: then tools of developers are still no part of it. */
  readonly blindByCode: boolean;
  /** Null: everything that could need it is known. `kept`: what stays in the image. */
  of(name: string, kept: Closure): Reason | null;
  /** A file of the image that imports it, though nothing was found to run that file; null: there is none. */
  idle(name: string): Reason | null;
}

/**
 * Asked in this order; the first that is open gives the reason. All give the same verdict, so the order only decides what a
 * person reads: first what no search of the code can answer, then what a line of the workspace leaves open, the one that
 * names most first, and last what only a catalogue says.
 */
const QUESTIONS: readonly Question[] = [
  condaPackage,
  onTopOfTheBase,
  computedImport,
  unansweredImport,
  idleImport,
  addressFromOutside,
  signOfMany,
  bringerOfMany,
  idleNeed,
  idleProgram,
  programOfNameAlike,
  fileThatIsNamed,
  loadedByOthers,
  untoldStart,
  pluginOfWhatStays,
  namedAfterWhatStays,
  optionOfWhatStays,
  extendedByWhatStays,
  libraryWithoutRecord,
];

/** What hides the whole image hides each requirement; else each is asked for by itself. */
export function unknownsOf(judged: Judged, imported: readonly Imported[], whole: Closure): Unknowns {
  const unanswered = imported.filter((one) => isUnanswered(one, whole));
  const blind = blindnessOf(judged, unanswered);
  const searched = searchedIn(judged, { imported, unanswered, whole });
  return {
    blind: blind?.text ?? null,
    blindByCode: blind?.at?.path.endsWith('.py') ?? false,
    of(name, kept) {
      if (blind !== null) return cannotTell(blind.text, blind.at);
      for (const question of QUESTIONS) {
        const reason = question(name, searched, kept);
        if (reason !== null) return reason;
      }
      return null;
    },
    idle: (name) => idleImport(name, searched),
  };
}

/** The image works, so something that is installed brings what it has to import. */
function isUnanswered({ runs, perhaps, owners, optional, by }: Imported, whole: Closure): boolean {
  return by !== 'probe' && runs && !perhaps && !optional && !owners.some((owner) => whole.comes.has(owner));
}

function searchedIn(judged: Judged, { imported, unanswered, whole }: { readonly imported: readonly Imported[]; readonly unanswered: readonly Imported[]; readonly whole: Closure }): Searched {
  const { code, python, ownersOf } = judged;
  const { facts } = code.idle;
  return {
    judged,
    whole,
    unanswered,
    withoutRecord: linesWithoutRecord(judged, imported, unanswered),
    perhaps: impliedBy(code.facts).filter(({ need }) => need.perhaps),
    idle: {
      imported: importedOf(code.idle, python, ownersOf).filter(({ runs }) => runs),
      implied: facts === null ? [] : impliedBy(facts).filter(({ need }) => !need.perhaps),
    },
  };
}
