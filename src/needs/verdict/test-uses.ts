import type { Place } from '#answer/answer.js';
import { linesByName } from '#needs/asked/lines-by-name.js';
import { impliedBy } from '#needs/implicit/implied-by.js';
import { because, placeOf, placeText } from './evidence.js';
import { importedOf } from './imports.js';
import type { Judged, Reason } from './judged.js';
import { isServed } from './alternatives.js';
import { impliedNames } from './roots.js';
import type { Closure } from '#needs/edges/closure-types.js';

/** What only tests use, code outside the image, or type checkers, of the names that nothing else needs. */
export function testUses(judged: Judged, rest: readonly string[], kept: Closure): ReadonlyMap<string, Reason> {
  const { code, python, ownersOf, asked } = judged;
  const names = new Set(rest);
  const all = linesByName(asked);
  const found = new Map<string, Reason>();
  function add(name: string, reason: string, at: Place): void {
    if (names.has(name) && !found.has(name)) found.set(name, because('dev', reason, at));
  }
  for (const { owners, at, module } of importedOf(code.tests.imports, python, ownersOf)) {
    for (const owner of owners) add(owner, `only tests import it (${placeText(at)}: ${module})`, at);
  }
  for (const implied of impliedBy(code.tests.facts)) {
    const [sign] = implied.evidence;
    const at = sign ? placeOf(sign) : null;
    if (at === null || implied.strength === 'falls-back') continue;
    for (const name of impliedNames(implied, asked)) {
      if (!isServed(implied, name, kept.comes, all)) add(name, `only tests need it: ${implied.reason}`, at);
    }
  }
  for (const { owners, at, module } of importedOf(code.absent, python, ownersOf)) {
    for (const owner of owners) add(owner, `only code that the image does not hold imports it (${placeText(at)}: ${module})`, at);
  }
  for (const { owners, at, runs, typing } of importedOf(code.reach, python, ownersOf)) {
    if (runs) continue;
    for (const owner of owners) add(owner, `only imported ${typing ? 'for type checking' : 'on other Pythons or systems'} (${placeText(at)})`, at);
  }
  return found;
}
