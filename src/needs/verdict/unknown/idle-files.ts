import { linesByName } from '#needs/asked/lines-by-name.js';
import { bringersOf } from '#needs/verdict/closures.js';
import { cannotTell, placeOf, placeText, withPlace } from '#needs/verdict/evidence.js';
import type { Reason } from '#needs/verdict/judged.js';
import { impliedNames, programOwners } from '#needs/verdict/roots.js';
import type { Searched } from './question.js';

const NOT_RUN = 'nothing that was found runs that file, but the image holds it';

/** An import in code of the service's own that nothing was found to run, of itself or of what it alone brings (bs4 of PyPI brings beautifulsoup4). */
export function idleImport(name: string, { judged, whole, idle }: Searched): Reason | null {
  if (idle.imported.length === 0) return null;
  const use = idle.imported.find(({ owners }) => owners.includes(name));
  if (use) return cannotTell(`${placeText(use.at)} imports it; ${NOT_RUN}`, use.at);
  const asked = linesByName(judged.asked);
  for (const { owners, module, at } of idle.imported) {
    if (owners.some((owner) => asked.has(owner))) continue;
    if (owners.some((owner) => bringersOf(whole, owner).includes(name))) return cannotTell(`it brings ${module}, which ${placeText(at)} imports; ${NOT_RUN}`, at);
  }
  return null;
}

/** What such code would need without an import. */
export function idleNeed(name: string, { judged, idle }: Searched): Reason | null {
  if (idle.implied.length === 0) return null;
  const implied = idle.implied.find((one) => impliedNames(one, judged.asked).includes(name));
  const sign = implied?.evidence[0];
  if (!implied || !sign) return null;
  const at = placeOf(sign);
  return cannotTell(withPlace(at, `${implied.reason}; nothing that was found runs that code, but the image holds it`), at);
}

/** A program of a shell script of the image that nothing was found to start. */
export function idleProgram(name: string, { judged }: Searched): Reason | null {
  if (judged.code.idlePrograms.length === 0) return null;
  const program = judged.code.idlePrograms.find((one) => programOwners(one).includes(name));
  if (!program) return null;
  const text = `runs ${program.name}; nothing that was found runs that script, but the image holds it`;
  return cannotTell(`${placeText(program.at)} ${text}`, program.at);
}
