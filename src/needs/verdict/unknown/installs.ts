import { linesByName } from '#needs/asked/lines-by-name.js';
import { cannotTell, withPlace } from '#needs/verdict/evidence.js';
import { modulesKnown } from '#needs/verdict/modules.js';
import type { Reason } from '#needs/verdict/judged.js';
import type { Searched } from './question.js';

/** conda installs what is no Python distribution: the interpreter, libraries, compilers. */
export function condaPackage(name: string, { judged }: Searched): Reason | null {
  const line = linesByName(judged.asked).get(name)?.find(({ kind }) => kind === 'conda');
  if (!line || (modulesKnown(judged, name)?.length ?? 0) > 0) return null;
  return cannotTell(`a package of conda: what ${name} holds is not known`, line.at);
}

/** A line on top of what a base image brings may be there for the sake of that: above all one that a RUN names by itself. */
export function onTopOfTheBase(name: string, { judged: { base, asked } }: Searched): Reason | null {
  if (base === null) return null;
  if (!base.all && linesByName(asked).get(name)?.some(({ kind }) => kind !== 'inline')) return null;
  return cannotTell(withPlace(base.at, base.text), base.at);
}
