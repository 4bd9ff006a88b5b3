import { row, type Place } from '#answer/answer.js';
import { unheard } from '#answer/ledger.js';
import { addressFamilies } from '#knowledge/addresses.js';
import { implicitNeeds, neverUses } from '#knowledge/implicit.js';
import { modulesOf, pluginGroupsOf, scriptsOf } from '#knowledge/names.js';
import { parseSpecifiers, satisfies } from '#pep/versions.js';
import type { Closure } from '#needs/edges/closure-types.js';
import { optionalUsers } from '#needs/edges/optional-users.js';
import { pinnedVersion } from './closures.js';
import type { Facts } from '#needs/facts.js';
import { impliedBy } from '#needs/implicit/implied-by.js';
import type { Implied } from '#needs/implicit/types.js';
import { fitsName } from '#needs/implicit/glob.js';
import { LONGEST_TEXT } from '#needs/implicit/lookup.js';
import { placeText } from './evidence.js';
import { importedOf, type Imported } from './imports.js';
import type { Judged, Reason } from './judged.js';
import { modulesKnown } from './modules.js';
import { impliedNames, programOwners } from './roots.js';

/** Why it cannot be told whether something is needed. */
export interface Unknowns {
  /** What hides the needs of the whole image; null: nothing does. */
  readonly blind: string | null;
  /** Whether what hides them is code: then tools of developers are still no part of it. */
  readonly blindByCode: boolean;
  /** Null: everything that could need it is known. `kept`: what stays in the image. */
  of(name: string, kept: Closure): Reason | null;
}

export function unknownReasons(judged: Judged, { imported, whole }: { readonly imported: readonly Imported[]; readonly whole: Closure }): Unknowns {
  const left = imported.filter(({ runs, perhaps, owners, optional, by }) => by !== 'probe' && runs && !perhaps && !optional && !owners.some((owner) => whole.comes.has(owner)));
  const blind = blindness(judged) ?? foreign(judged, left);
  const perhaps = impliedBy(judged.code.facts).filter(({ need }) => need.perhaps);
  const beside = judged.code.idle.facts ? impliedBy(judged.code.idle.facts).filter(({ need }) => !need.perhaps) : [];
  const idle = importedOf(judged.code.idle, judged.python, judged.ownersOf).filter(({ runs }) => runs);
  return {
    blind: blind?.text ?? null,
    blindByCode: blind?.at?.path.endsWith('.py') ?? false,
    of: (name, kept) => {
      if (blind !== null) return unknown(blind.text, blind.at);
      return condaReason(judged, name) ?? baseReason(judged, name) ?? prefixReason(judged, name) ?? moduleReason(judged, name, left) ?? idleReason(name, idle) ?? addressReason(judged, name) ?? perhapsReason(judged, name, perhaps, kept) ?? besideReason(judged, name, beside) ?? idleProgramReason(judged, name) ?? startReason(judged, name) ?? pluginReason(name, kept) ?? optionReason(judged, name, kept);
    },
  };
}

function unknown(reason: string, at: Place | null): Reason {
  return { verdict: 'unknown', reason, evidence: [at ? row('source', reason, at) : row('assumption', reason)], chain: [], assumed: false };
}

/** What hides any need of an image: code that cannot be read or found, installs whose packages bring code of their own; null: nothing. */
function blindness({ code, askedDoubts, standing, asked, edges }: Judged): { readonly text: string; readonly at: Place | null } | null {
  const [above] = standing;
  if (above) return { text: `${placeText(above.at)}: ${above.text} stands on this image and may need it`, at: above.at };
  const [hidden] = [...code.reach.doubts, ...askedDoubts].filter(({ hides }) => hides === 'modules' || hides === 'distributions');
  if (hidden) return { text: hidden.at ? `${placeText(hidden.at)}: ${hidden.text}` : hidden.text, at: hidden.at };
  const own = asked.find(({ name, url }) => url !== null && unheard(() => edges(name, null)).value === null);
  return own ? { text: `${placeText(own.at)}: ${own.name} comes from an address of its own; what its code imports is not known`, at: own.at } : null;
}

/** conda installs what is no Python distribution: the interpreter, libraries, compilers. */
function condaReason({ asked, metadata }: Judged, name: string): Reason | null {
  const line = asked.find((one) => one.name === name && one.kind === 'conda');
  if (!line || (modulesKnown({ metadata }, name)?.length ?? 0) > 0) return null;
  return unknown(`a package of conda: what ${name} holds is not known`, line.at);
}

/** A line on top of what a base image brings may be there for the sake of that: above all one that a RUN names by itself. */
function baseReason({ base, asked }: Judged, name: string): Reason | null {
  if (base === null || (!base.all && asked.some((one) => one.name === name && one.kind !== 'inline'))) return null;
  return unknown(`${placeText(base.at)}: ${base.text}`, base.at);
}

/** A package of the workspace that the image does not hold and imports all the same: what brings it brings its imports. */
function foreign({ ownPackages }: Judged, left: readonly Imported[]): { readonly text: string; readonly at: Place } | null {
  for (const { module, at } of left) {
    const folder = ownPackages.get(module.split('.', 1)[0] ?? '');
    if (folder !== undefined) return { text: `${placeText(at)} imports ${module}, which lies in ${folder} and which nothing is found to bring into the image`, at };
  }
  return null;
}

/** Modules that are loaded by a name put together at run time. */
function prefixReason(judged: Judged, name: string): Reason | null {
  const modules = modulesKnown(judged, name) ?? [name.replaceAll('-', '_')];
  for (const { hides, text, at } of judged.code.reach.doubts) {
    if (typeof hides === 'string') continue;
    if (modules.some((module) => module.startsWith(hides.prefix) || hides.prefix.startsWith(`${module}.`))) return unknown(at ? `${placeText(at)}: ${text}` : text, at);
  }
  return null;
}

/**
 * The image works, so something that is installed brings each import. Where nothing known does, it may be what nobody has looked
 * into, or what a catalogue knows under another name: `humps` of pyhumps.
 */
function moduleReason(judged: Judged, name: string, left: readonly Imported[]): Reason | null {
  if (left.length === 0) return null;
  const alike = left.find(({ module }) => isAlike(name, module));
  if (alike) return unknown(`nothing that is installed is known to bring ${alike.module}, which ${placeText(alike.at)} imports: it may be ${name}`, alike.at);
  // What a catalogue gives to somebody who is not installed is nobody's here; what no catalogue has may be anybody's.
  const first = left.find(({ guessed }) => guessed);
  if (!first) return null;
  if (judged.metadata?.modulesOf(name) || !unheard(() => modulesOf(name)).assumed) return modulesKnown(judged, name) === null ? unheardOf(name, first) : null;
  return unheardOf(name, first);
}

function unheardOf(name: string, { module, at }: Imported): Reason {
  return unknown(`nobody has seen for sure what modules ${name} has, nor what brings ${module}, which ${placeText(at)} imports: give --venv or a keep`, at);
}

/** Whether a module may be of a distribution, by their names: one holds the other, or they share a long beginning. */
function isAlike(distribution: string, module: string): boolean {
  const plain = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]/g, '');
  const name = plain(distribution);
  return module.split('.').slice(0, 1).some((part) => {
    const other = plain(part);
    return other.length >= 3 && (name.includes(other) || (name.length >= 4 && other.includes(name)));
  });
}

/** Code of the service's own that nothing was found to run. */
function idleReason(name: string, idle: readonly Imported[]): Reason | null {
  const use = idle.find(({ owners }) => owners.includes(name));
  return use ? unknown(`${placeText(use.at)} imports it; nothing that was found runs that file, but the image holds it`, use.at) : null;
}

/** What a pickle holds, or an address that is computed names, nobody can tell. */
function perhapsReason({ asked, code }: Judged, name: string, perhaps: readonly Implied[], kept: Closure): Reason | null {
  // Where an address of the kind is told, it has said which driver it means.
  const told = addressFamilies().some(({ members, schemes }) => members.has(name) && hasAddress(code.facts, schemes));
  const implied = perhaps.find((one) => !(told && one.verdict === 'driver') && (one.need.with === null || kept.comes.has(one.need.with)) && impliedNames(one, asked).includes(name));
  const sign = implied?.evidence[0];
  if (!implied || !sign) return null;
  const at = sign.path !== null && sign.line !== null ? { path: sign.path, line: sign.line } : null;
  return { ...unknown(`${at ? `${placeText(at)}: ` : ''}${sign.text}: what it needs cannot be told, and ${name} may be it`, at), evidence: implied.evidence };
}

/** What code of the service would need that nothing was found to run. */
function besideReason({ asked }: Judged, name: string, beside: readonly Implied[]): Reason | null {
  const implied = beside.find((one) => impliedNames(one, asked).includes(name));
  const sign = implied?.evidence[0];
  if (!implied || !sign) return null;
  const at = sign.path !== null && sign.line !== null ? { path: sign.path, line: sign.line } : null;
  return unknown(`${at ? `${placeText(at)}: ` : ''}${implied.reason}; nothing that was found runs that code, but the image holds it`, at);
}

/** A script of the image that nothing was found to start. */
function idleProgramReason({ code }: Judged, name: string): Reason | null {
  const program = code.idlePrograms.find((one) => programOwners(one).includes(name));
  return program ? unknown(`${placeText(program.at)} runs ${program.name}; nothing that was found runs that script, but the image holds it`, program.at) : null;
}

/** What starts is not known, and it may be this. */
function startReason({ code, metadata }: Judged, name: string): Reason | null {
  if (code.untold === null) return null;
  const scripts = metadata?.scriptsOf(name) ?? unheard(() => scriptsOf(name)).value;
  return scripts.length > 0 ? unknown(`${placeText(code.untold.at)}: ${code.untold.text}; it may run ${scripts[0]}`, code.untold.at) : null;
}

/** An address that comes from outside decides which driver is loaded. */
function addressReason({ code: { facts } }: Judged, name: string): Reason | null {
  for (const { users, schemes, members, plain } of addressFamilies()) {
    if (!members.has(name)) continue;
    const user = users.find((symbol) => facts.symbols.has(symbol));
    const at = user === undefined ? undefined : facts.symbols.get(user);
    if (user === undefined || at === undefined) continue;
    const driverless = plain.get(name);
    if (driverless && hasAddress(facts, driverless)) return unknown(`${placeText(at)}: ${user} is given an address without a driver, into which code may put ${name}`, at);
    if (hasAddress(facts, schemes)) continue;
    return unknown(`${placeText(at)}: ${user} gets its address from outside the repository; it may name ${name}`, at);
  }
  return null;
}

function hasAddress({ strings, settings, variables }: Facts, schemes: RegExp): boolean {
  return [...strings, ...settings].some(({ text }) => schemes.test(text.slice(0, LONGEST_TEXT))) || [...variables.values()].some((values) => values.some(({ value }) => value !== null && schemes.test(value.slice(0, LONGEST_TEXT))));
}

/** Plugins register themselves by entry points: what stays may load them without an import. */
function pluginReason(name: string, kept: Closure): Reason | null {
  for (const group of unheard(() => pluginGroupsOf(name)).value) {
    const host = hostOf(group, kept);
    if (host !== null && host !== name && !isCatalogued(host, name)) return unknown(`it registers itself with ${host} (entry points ${group}), which may load it without an import`, null);
  }
  return null;
}

/** The distribution that reads a group of entry points: its name begins the group's (`fsspec.specs`, `sqlalchemy.dialects`). */
function hostOf(group: string, kept: Closure): string | null {
  const parts = group.toLowerCase().split(/[._-]+/);
  for (let count = parts.length; count > 0; count--) {
    const name = parts.slice(0, count).join('-').replace(/\d+$/, '');
    if (kept.comes.has(name)) return name;
  }
  return null;
}

/** Extras that only serve those who work on a library. */
const WORKSHOP = /(?:^|[-_])(?:tests?|testing|dev|develop|development|docs?|documentation|lint|linting|typing|types|type-check|mypy|check|bench\w*|examples?|tutorials?|ci|build|release|nox|tox|cov|coverage|style|format|pre-commit)(?:[-_]|$)/;

/** Extras that put the others together, and what goes well with a library: mostly for the sake of a third one. */
const COLLECTIVE = /^(?:all|full|complete|standard|default|extras?|recommended|everything|production|prod)(?:[-_]|$)/;

/** Something that stays can use it, and no catalogue says when it does. */
function optionReason({ asked, edges }: Judged, name: string, kept: Closure): Reason | null {
  const pins = new Map(asked.map((one) => [one.name, pinnedVersion(one)]));
  const stays = [...kept.comes.keys()].map((one) => ({ name: one, version: pins.get(one) ?? null }));
  for (const { name: user, extra } of optionalUsers(name, stays, edges)) {
    if (WORKSHOP.test(extra) || isCatalogued(user, name) || isNeverUsed(user, pins.get(user) ?? null, name) || (COLLECTIVE.test(extra) && (isCatalogued(null, name) || isStudied(user)))) continue;
    return unknown(`${user} can use it (its extra ${extra}), and when it does is not catalogued`, null);
  }
  return null;
}

/** Whether somebody has looked into what a library needs without importing it. */
function isStudied(library: string): boolean {
  return implicitNeeds().some((need) => need.with === library);
}

/** Whether the catalogue of implicit needs tells when a library (null: any) needs another: then finding no sign of it is a proof. */
function isCatalogued(library: string | null, name: string): boolean {
  return implicitNeeds().some((need) => (library === null || need.with === library) && need.needs.some((group) => group.some((glob) => fitsName(glob, name))));
}

/** Whether a library was read through and does not use what its extras list. A version that is not told is taken for a recent one. */
function isNeverUsed(library: string, version: string | null, name: string): boolean {
  return neverUses(library).some(({ names, versions }) => names.includes(name) && (versions === null || version === null || isWithin(version, versions)));
}

function isWithin(version: string, versions: string): boolean {
  const specifiers = parseSpecifiers(versions);
  return specifiers.ok && satisfies(version, specifiers.value);
}
