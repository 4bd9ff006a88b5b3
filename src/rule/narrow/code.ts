import type { Snapshot } from '#files/snapshot.js';
import { equivalentOf, givenObject, type ListedEquivalent } from '#knowledge/equivalents.js';
import type { Replaceable, ReplaceableUse } from '#needs/replaceable.js';
import type { Asked } from '#needs/types.js';
import { broughtBy } from '#needs/edges/brought-by.js';
import { closureFor } from '#needs/verdict/closures.js';
import type { Imported } from '#needs/verdict/imports.js';
import type { Judgement } from '#needs/verdict/judge.js';
import type { Judged } from '#needs/verdict/judged.js';
import { judgedAs } from '#needs/what-if.js';
import { compareVersions } from '#pep/versions.js';
import { pythonSource } from '#python/sources.js';
import { comingWith, freedBy, megabytes, sizeText } from '#rule/freed.js';
import type { NarrowLimits } from './types.js';
import { usesOf, type Use } from './uses.js';

/** What is looked at: a distribution in one image, with its lines and imports. */
export interface Subject {
  readonly snapshot: Snapshot;
  readonly image: string;
  readonly judged: Judged;
  readonly name: string;
  readonly lines: readonly Asked[];
  /** With what compiled files hold beside their sources: the versions that come. */
  readonly versions: Judged;
}

type Keep = Extract<Replaceable, { readonly kind: 'keep' }>;

/** Whether what the code uses of a distribution could be done otherwise. `needs: imports` are all of it that run. */
export function replacedByCode(subject: Subject, imports: readonly Imported[], limits: NarrowLimits): Replaceable {
  const { snapshot, image, judged, name, lines } = subject;
  const uses = usesOf(snapshot, imports);
  if (!uses.ok) return keep(uses.reason, imports[0]?.at ?? null);
  const pairs = uses.value.map((use) => ({ use, by: equivalentOf(name, use.symbol).value }));
  const open = pairs.filter(({ by }) => by === null);
  const [first] = open;
  if (first) return keep(`${placed(first.use)} uses ${first.use.symbol}${open.length > 1 ? ` and ${open.length - 1} more` : ''}, of which no equivalent is known`, first.use.places[0] ?? null);
  const told = pairs.flatMap(({ use, by }) => (by === null ? [] : [{ use, by }]));
  if (told.length > limits.uses) return keep(`${told.length} names of it are used`, told[0]?.use.places[0] ?? null);
  for (const one of told) {
    const against = pythonAgainst(judged, one.by) ?? objectAgainst(snapshot, one.use, one.by);
    if (against) return against;
  }
  const present = comingWith(judged, judged.asked.filter((one) => !lines.includes(one)));
  const wanted = [...new Set(told.flatMap(({ by }) => by.with))];
  const [line] = lines;
  if (!line) return keep('no line asks for it', null);
  const adds = wanted.filter((one) => !present.has(one));
  if (adds.includes(name)) return keep(`what does the same needs ${name} itself`, line.at);
  // Asked for by name, so that whoever brings them today may go.
  const added = wanted.filter((one) => !judged.asked.some((asked) => asked.name === one)).map((one): Asked => ({ ...line, name: one, extras: [], specifiers: '', marker: null, url: null, written: one, comment: null }));
  const { reach } = judged.code;
  const without = new Set(imports.map(({ module, at }) => `${module}\0${at.path}\0${at.line}`));
  const outside = reach.outside.filter(({ module, at }) => !without.has(`${module}\0${at.path}\0${at.line}`));
  const verdicts = judgedAs(judged, { asked: [...judged.asked, ...added], code: { ...judged.code, reach: { ...reach, outside } } });
  const own = verdicts.needs.find(({ asked }) => asked.name === name);
  if (own?.verdict !== 'unused') return keep(`without these uses it would stay: ${own?.reason ?? 'its line would be needed'}`, null);
  const freed = freedBy(snapshot, image, judged, [...judged.asked.filter((one) => !lines.includes(one)), ...added]);
  if (!freed.names.includes(name)) return withoutUnused(subject, imports, limits, verdicts) ?? keep(`${broughtText(judged, lines, name)} brings it in any case`, null);
  const text = { size: sizeText(freed), megabytes: megabytes(freed), falls: freed.names };
  if (text.megabytes < limits.heavy) return keep(`it would free ${text.size === '' ? 'nothing that has a known size' : text.size}, which is not worth a change of code`, null);
  return { kind: 'code', uses: told.map(useOf), adds, after: [], freed: text };
}

/** The same once the lines are gone that nothing needs, where one of those brings it. */
function withoutUnused(subject: Subject, imports: readonly Imported[], limits: NarrowLimits, { needs }: Judgement): Replaceable | null {
  const unused = new Set(needs.flatMap(({ asked, verdict }) => (verdict === 'unused' && asked.name !== subject.name ? asked.name : [])));
  const asked = subject.judged.asked.filter((one) => !unused.has(one.name));
  if (asked.length === subject.judged.asked.length) return null;
  const answer = replacedByCode({ ...subject, judged: { ...subject.judged, asked } }, imports, limits);
  if (answer.kind !== 'code') return null;
  const after = [...unused].filter((one) => comingWith(subject.judged, subject.judged.asked.filter((line) => line.name === one)).has(subject.name));
  return { ...answer, after };
}

/** Who else brings a distribution, by the lines that ask for them. */
function broughtText(judged: Judged, lines: readonly Asked[], name: string): string {
  const others = judged.asked.filter((one) => !lines.includes(one) && one.ships);
  const by = broughtBy(closureFor({ ...judged, asked: others }, new Set(others.map((one) => one.name))), name);
  return by?.chain.at(-1) ?? 'another line';
}

function keep(because: string, at: Keep['at']): Keep {
  return { kind: 'keep', because, at };
}

function placed({ places: [at] }: Use): string {
  return at ? `${at.path}:${at.line}` : 'the code';
}

function useOf({ use, by }: { readonly use: Use; readonly by: ListedEquivalent }): ReplaceableUse {
  return { symbol: use.symbol, places: use.places, by: by.code, differs: by.differs, kind: by.kind, with: by.with };
}

function pythonAgainst({ python }: Judged, { python: since, symbol, code }: ListedEquivalent): Keep | null {
  if (since === null) return null;
  const what = `${code.split('\n', 1)[0] ?? symbol}, in place of ${symbol}, is there from Python ${since} on`;
  if (python === null) return keep(`${what}, and the Python of the image is not told`, null);
  return (compareVersions(python, since) ?? -1) < 0 ? keep(`${what}, and the image has ${python}`, null) : null;
}

/** What the file does with what it gets back, as far as names behind a dot tell it. */
function objectAgainst(snapshot: Snapshot, { symbol, places }: Use, { gives, allows, wants }: ListedEquivalent): Keep | null {
  const object = gives === undefined ? null : givenObject(gives);
  if (!object) return null;
  const own = new Set(object.attributes);
  for (const path of new Set(places.map((at) => at.path))) {
    const source = pythonSource(snapshot, path);
    const used = source.ok ? source.value.attributes.find(({ name }) => own.has(name) && allows?.includes(name) !== true) : undefined;
    if (source.ok && wants && !source.value.attributes.some(({ name }) => wants.includes(name))) return keep(`what ${path} does with ${symbol} cannot be told: it calls no .${wants.join(', .')}`, places[0] ?? null);
    if (used) return keep(`${path}:${used.line} .${used.name} is used on ${object.title}, perhaps that of ${symbol}`, { path, line: used.line });
  }
  return null;
}
