import { neverUses } from '#knowledge/implicit.js';
import type { Closure } from '#needs/edges/closure-types.js';
import { linesByName } from '#needs/asked/lines-by-name.js';
import type { Asked } from '#needs/types.js';
import { optionalUsers, type OptionalUser } from '#needs/edges/optional-users.js';
import { pinnedVersion } from '#needs/verdict/closures.js';
import { cannotTell } from '#needs/verdict/evidence.js';
import type { Imported } from '#needs/verdict/imports.js';
import type { Judged, Reason } from '#needs/verdict/judged.js';
import { parseSpecifiers, satisfies } from '#pep/versions.js';
import { isCatalogued, isStudied } from './catalogued.js';
import { isAlike } from './imports.js';
import type { Searched } from './question.js';

/** Extras that only serve those who work on a library. */
const WORKSHOP = /(?:^|[-_])(?:tests?|testing|dev|develop|development|docs?|documentation|lint|linting|typing|types|type-check|mypy|check|bench\w*|examples?|tutorials?|ci|build|release|nox|tox|cov|coverage|style|format|pre-commit)(?:[-_]|$)/;

/** Extras that put the others together, and what goes well with a library: mostly for the sake of a third one. */
const COLLECTIVE = /^(?:all|full|complete|standard|default|extras?|recommended|everything|production|prod)(?:[-_]|$)/;

/** Something that stays can use it (it is in an extra of that), and no catalogue says when it does. */
export function optionOfWhatStays(name: string, { judged: { asked, edges } }: Searched, kept: Closure): Reason | null {
  for (const one of optionalUsers(name, staysOf(kept, asked), edges)) {
    const { name: user, extra } = one;
    if (isSettled(one, name) || isNeverUsed(user, pinOf(asked, user), name)) continue;
    return cannotTell(`${user} can use it (its extra ${extra}), and when it does is not catalogued`, null);
  }
  return null;
}

const settled = new WeakMap<OptionalUser, boolean>();

/** Whether an extra says nothing of a service, or a catalogue tells when what it lists is used. Every image asks the same of a record. */
function isSettled(one: OptionalUser, name: string): boolean {
  const known = settled.get(one);
  if (known !== undefined) return known;
  const { name: user, extra } = one;
  const found = WORKSHOP.test(extra) || isCatalogued(user, name) || (COLLECTIVE.test(extra) && (isCatalogued(null, name) || isStudied(user)));
  settled.set(one, found);
  return found;
}

/** Code imports a library that no source has a record of: it may use what nothing else does, declared or not. */
export function libraryWithoutRecord(_name: string, { withoutRecord: [line] }: Searched): Reason | null {
  return line ? cannotTell(`no source tells what ${line.name} requires or can use: give --venv, a lock or a keep`, line.at) : null;
}

/**
 * Lines of such libraries; projects of the workspace are read themselves, and some were looked into for the catalogue.
 * `unanswered`: what nobody is known to bring may be of a library whose modules no source has either.
 */
export function linesWithoutRecord({ asked, edges, ownPackages }: Judged, imported: readonly Imported[], unanswered: readonly Imported[]): readonly Asked[] {
  const used = usedBy(imported);
  const isUsed = (name: string): boolean => used.has(name) || unanswered.some(({ module }) => isAlike(name, module));
  return asked.filter((one) => isUsed(one.name) && !ownPackages.has(one.name.replaceAll('-', '_')) && !isStudied(one.name) && edges(one.name, pinnedVersion(one)).value === null);
}

const uses = new WeakMap<readonly Imported[], ReadonlySet<string>>();

/** Who may hold what runs; the imports of an image stay the same from moment to moment. */
function usedBy(imported: readonly Imported[]): ReadonlySet<string> {
  const known = uses.get(imported);
  if (known) return known;
  const used = new Set(imported.flatMap(({ runs, owners }) => (runs ? owners : [])));
  uses.set(imported, used);
  return used;
}

const staying = new WeakMap<Closure, readonly Staying[]>();

interface Staying {
  readonly name: string;
  readonly version: string | null;
}

/** The version that a name is pinned to, by the last of its lines. */
function pinOf(asked: readonly Asked[], name: string): string | null {
  const line = linesByName(asked).get(name)?.at(-1);
  return line === undefined ? null : pinnedVersion(line);
}

/** What stays, with its pinned versions; asked once for each name that is left. */
function staysOf(kept: Closure, asked: readonly Asked[]): readonly Staying[] {
  const known = staying.get(kept);
  if (known) return known;
  const found = [...kept.comes.keys()].map((name) => ({ name, version: pinOf(asked, name) }));
  staying.set(kept, found);
  return found;
}

/** Whether a library was read through and does not use what its extras list. A version that is not told is taken for a recent one. */
export function isNeverUsed(library: string, version: string | null, name: string): boolean {
  return neverUses(library).some(({ names, versions }) => {
    return names.includes(name) && (versions === null || version === null || isWithin(version, versions));
  });
}

function isWithin(version: string, versions: string): boolean {
  const specifiers = parseSpecifiers(versions);
  return specifiers.ok && satisfies(version, specifiers.value);
}
