import type { Place } from '#answer/answer.js';
import { placeText, withPlace } from '#needs/verdict/evidence.js';
import type { Imported } from '#needs/verdict/imports.js';
import type { Judged } from '#needs/verdict/judged.js';

/** What hides the needs of a whole image. */
export interface Blindness {
  readonly text: string;
  readonly at: Place | null;
}

/**
 * What may need anything that the image installs: images that stand on it, code that cannot be read or found, installs whose
 * packages bring code of their own. Null: nothing does.
 */
export function blindnessOf(judged: Judged, unanswered: readonly Imported[]): Blindness | null {
  return standingAbove(judged) ?? hiddenCode(judged) ?? ownAddress(judged) ?? ownPackageNotHeld(judged, unanswered);
}

function standingAbove({ standing: [above] }: Judged): Blindness | null {
  return above ? { text: `${placeText(above.at)}: ${above.text} stands on this image and may need it`, at: above.at } : null;
}

function hiddenCode({ code, askedDoubts }: Judged): Blindness | null {
  const doubts = [...code.reach.doubts, ...askedDoubts];
  const doubt = doubts.find(({ hides }) => hides === 'modules' || hides === 'distributions');
  return doubt ? { text: withPlace(doubt.at, doubt.text), at: doubt.at } : null;
}

/** What comes from a repository or an archive needs what its code imports; of what catalogues know, that is told. */
function ownAddress({ asked, edges }: Judged): Blindness | null {
  const own = asked.find(({ name, url }) => url !== null && edges(name, null).value === null);
  if (!own) return null;
  return { text: `${placeText(own.at)}: ${own.name} comes from an address of its own; what its code imports is not known`, at: own.at };
}

/** A package of the workspace that the image does not hold and imports all the same: what brings it brings its imports. */
function ownPackageNotHeld({ ownPackages }: Judged, unanswered: readonly Imported[]): Blindness | null {
  for (const { module, at } of unanswered) {
    const folder = ownPackages.get(module.split('.', 1)[0] ?? '');
    if (folder === undefined) continue;
    const text = `${placeText(at)} imports ${module}, which lies in ${folder} and which nothing is found to bring into the image`;
    return { text, at };
  }
  return null;
}
