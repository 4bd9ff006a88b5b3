import { row } from '#answer/answer.js';
import { distributionsOf, distributionsOfScript, identityOf } from '#knowledge/names.js';
import { isPythonFile } from '#python/read.js';
import type { Closure } from '#needs/edges/closure-types.js';
import { linesByName } from '#needs/asked/lines-by-name.js';
import { fitsName } from '#needs/implicit/glob.js';
import { COMPUTED_IMPORTS } from '#needs/implicit/matters.js';
import type { Implied } from '#needs/implicit/types.js';
import { keepsName } from '#needs/keeps.js';
import type { Asked } from '#needs/types.js';
import type { Reach } from '#python/graph/types.js';
import type { Program } from '#python/start/types.js';
import { bringersOf } from './closures.js';
import { because, placeOf, placeText, withPlace } from './evidence.js';
import type { Imported } from './imports.js';
import type { Judged, Reason } from './judged.js';

/** What an image needs by itself, by the name of the distribution; the first reason that was found. */
export type Roots = Map<string, Reason>;

/** What the configuration keeps. */
export function keptRoots({ asked, keep, services }: Judged, roots: Roots): void {
  for (const one of keep) {
    if (one.service !== null && !services.includes(one.service)) continue;
    for (const { name, at } of asked) if (keepsName(one, name)) add(roots, name, because('used', `kept by the configuration: ${one.reason}`, at));
  }
}

/** What reachable code imports. An import may be optional: taking its distribution away changes what the program does. */
export function importedRoots(judged: Judged, imported: readonly Imported[], roots: Roots): void {
  const computes = COMPUTED_IMPORTS.some((name) => judged.code.facts.calls.get(name)?.some(({ call }) => call.arguments[0]?.value === null));
  const names = linesByName(judged.asked);
  for (const one of imported) {
    if (!one.runs) continue;
    for (const owner of one.owners) {
      if (names.has(owner) && !roots.has(owner)) roots.set(owner, importReason(judged, one, computes));
    }
  }
}

const importReasons = new WeakMap<Imported, { readonly modules: Reach['modules']; readonly computes: boolean; readonly reason: Reason }>();

/** While a plan takes lines out of lists, the same import of the same code is the reason again. */
function importReason(judged: Judged, one: Imported, computes: boolean): Reason {
  const { modules } = judged.code.reach;
  const known = importReasons.get(one);
  if (known?.modules === modules && known.computes === computes) return known.reason;
  const text = `${howOf(one)}: ${one.module}`;
  const evidence = [row('source', text, one.at)];
  const reason: Reason = { verdict: verdictOf(judged, one, computes), reason: `${placeText(one.at)} ${text}`, evidence, chain: chain(judged, one), assumed: false };
  importReasons.set(one, { modules, computes, reason });
  return reason;
}

function howOf({ by, optional }: Imported): string {
  if (by === 'probe') return 'asks whether it is there';
  if (by === 'text') return 'names it in a text';
  return optional ? 'imports it where it may be absent' : 'imports it';
}

/** `gunicorn -k uvicorn.workers.UvicornWorker`, `python -m`, `python -c`: a command line says it, no module; a text of a configuration file implies it. */
function verdictOf({ code }: Judged, { at, by, module }: Imported, computes: boolean): Reason['verdict'] {
  const inCode = isPythonFile(at.path) || code.reach.modules.has(at.path);
  if (by === 'text') return !inCode || (!module.includes('.') && !computes) ? 'implied' : 'used';
  return inCode ? 'used' : 'command';
}

function chain({ code }: Judged, { at, module, by }: Imported): Reason['chain'] {
  return [...code.chainTo(at.path), { text: by === 'text' ? `names ${module}` : `imports ${module}`, at }];
}

/** What runs as a program in the container, or while the image is built. */
export function commandRoots({ asked, code, metadata }: Judged, roots: Roots): void {
  const names = linesByName(asked);
  for (const program of code.programs) {
    for (const owner of programOwners(program)) if (names.has(owner)) add(roots, owner, ran(program));
    if (metadata) for (const name of names.keys()) if (metadata.scriptsOf(name).includes(program.name)) add(roots, name, ran(program));
  }
}

/** What is looked up among the installed distributions, by its own name: without it the look-up fails. */
export function namedRoots({ asked, code }: Judged, roots: Roots): void {
  const names = linesByName(asked);
  for (const { name, text, at } of code.distributions) if (names.has(name)) add(roots, name, because('used', `${placeText(at)} ${text}`, at, [...code.chainTo(at.path), { text, at }]));
}

/** Who brings along a program that nobody asks for, unless something needed does. */
export function commandBringers({ asked, code }: Judged, whole: Closure, roots: Roots): void {
  const names = linesByName(asked);
  for (const program of code.programs) {
    const owners = programOwners(program);
    if (owners.some((owner) => names.has(owner))) continue;
    for (const owner of owners) {
      const bringers = bringersOf(whole, owner);
      if (bringers.some((name) => roots.has(name))) break;
      const reason = ran(program);
      for (const name of bringers) add(roots, name, { ...reason, reason: `brings ${owner}: ${reason.reason}` });
    }
  }
}

function ran(program: Program): Reason {
  const { name, module, words, at } = program;
  const step = { text: words.join(' ').slice(0, 120), at };
  return because('command', `${placeText(at)} runs ${module ? `python -m ${name}` : name}`, at, [step]);
}

const ownersOfPrograms = new Map<string, readonly string[]>();
/** Programs that are kept at most. */
const MOST_KEPT = 20_000;

/** The distributions whose program it may be; each is looked up once. */
export function programOwners({ name, module }: Program): readonly string[] {
  const key = `${module} ${name}`;
  const known = ownersOfPrograms.get(key);
  if (known) return known;
  const listed = module ? distributionsOf(name).value : distributionsOfScript(name).value;
  const found = [...listed, identityOf(name)];
  if (ownersOfPrograms.size < MOST_KEPT) ownersOfPrograms.set(key, found);
  return found;
}

const meant = new WeakMap<readonly Asked[], Map<Implied['names'], readonly string[]>>();
const NONE: readonly string[] = [];

/** Distributions that a need without an import means, of those that are asked for. Looked up once for each list of lines. */
export function impliedNames({ names }: Implied, asked: readonly Asked[]): readonly string[] {
  const before = meant.get(asked);
  const known = before?.get(names);
  if (known) return known;
  const found = namesAmong(globsIn(names), asked);
  if (before) before.set(names, found);
  else meant.set(asked, new Map([[names, found]]));
  return found;
}

/** Few needs mean what is asked for, and most of those one name. */
function namesAmong(globs: readonly string[], asked: readonly Asked[]): readonly string[] {
  const lines = linesByName(asked);
  const open = globs.filter((glob) => glob.includes('*') || lines.has(glob));
  if (open.length === 0) return NONE;
  const found: string[] = [];
  for (const { name } of asked) if (fitsOne(open, name)) found.push(name);
  return found;
}

function fitsOne(globs: readonly string[], name: string): boolean {
  for (const glob of globs) if (fitsName(glob, name)) return true;
  return false;
}

const globsOfNeeds = new WeakMap<Implied['names'], readonly string[]>();

/** The groups of a need in one list; the catalogue's are the same for all images. */
function globsIn(names: Implied['names']): readonly string[] {
  const known = globsOfNeeds.get(names);
  if (known) return known;
  const found = names.flat();
  globsOfNeeds.set(names, found);
  return found;
}

export function impliedReason({ code }: Judged, implied: Implied): Reason {
  const sign = implied.evidence.find(({ kind, path, line }) => kind === 'source' && path !== null && line !== null);
  const at = sign ? placeOf(sign) : null;
  const { strength, need, names } = implied;
  return {
    verdict: implied.verdict,
    reason: withPlace(at, implied.reason),
    evidence: implied.evidence,
    chain: at ? [...code.chainTo(at.path), { text: sign?.text ?? '', at }] : [],
    assumed: implied.assumed,
    implied: [{ falls: strength === 'falls-back', by: need.with === null ? null : [need.with, ...names.flat()] }],
  };
}

/** One more entry of the catalogue says that it is needed. */
export function addImpliedRoot(roots: Roots, name: string, reason: Reason): void {
  const known = roots.get(name);
  if (!known) roots.set(name, reason);
  else if (known.implied) roots.set(name, { ...known, implied: [...known.implied, ...(reason.implied ?? [])] });
}

export function add(roots: Roots, name: string, reason: Reason): void {
  if (!roots.has(name)) roots.set(name, reason);
}
