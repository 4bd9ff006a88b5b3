import { assumed, known, row } from '#answer/answer.js';
import { ask, unheard } from '#answer/ledger.js';
import { hitsOf } from '#answer/once.js';
import type { TextEdit } from '#text/edits.js';
import type { SystemCall } from '#image/run/system-calls.js';
import { broughtBy, suitesMeant } from '#knowledge/apt-needs.js';
import { isHeldByFullImage } from '#knowledge/full-image.js';
import type { BuildPackage } from '#knowledge/index.js';
import { FOREIGN } from '#rule/change.js';
import type { SystemInstall } from '#rule/dockerfile.js';
import { onlyForSources } from '#rule/stages/builder-packages.js';
import { installedIn, type Installed } from '#rule/stages/closure.js';
import { librariesFor } from '#rule/stages/libraries.js';
import { installSubject, rowsOf, takenAway, type Row } from '#rule/stages/rows.js';
import { runningIn, type Running } from '#rule/stages/running.js';
import type { Sign } from '#rule/stages/signs.js';
import type { StageWorld } from '#rule/stages/world.js';
import { read, unreadable, type Read } from '#text/read.js';
import { broughtAgainst, commandsAgainst, toRun } from './against.js';
import { builtElsewhere } from './copied.js';
import { runWithout } from './edits.js';
import { librariesLoaded } from './loads.js';
import { withinOneRun } from './within.js';
import { runningAgainst, surplusOf } from './programs.js';
import { baseBelow, shippedStages, standingOn, unseen, type ShippedStage } from './shipped.js';
import type { SurplusKind, SurplusPackages } from './types.js';

/** A stage with the calls that install what only builds need. */
interface Place {
  readonly stage: ShippedStage;
  readonly calls: readonly { readonly row: Row; readonly call: SystemCall }[];
  readonly names: ReadonlySet<string>;
}

const edits = new WeakMap<SurplusPackages, () => Read<readonly TextEdit[]>>();

/** The edits that take surplus packages out. */
export function surplusEdits(surplus: SurplusPackages): Read<readonly TextEdit[]> {
  return edits.get(surplus)?.() ?? unreadable(FOREIGN);
}

/** What ships and only builds need, with all that speaks against taking it out; null: nothing of the sort, or nothing that this form can take out. */
export function surplusPackages(world: StageWorld, kind: SurplusKind): SurplusPackages | null {
  return unheard(() => draftOf(world, kind));
}

function draftOf(world: StageWorld, kind: SurplusKind): SurplusPackages | null {
  const { model, images, snapshot } = world;
  if (images.length === 0) return null;
  const shipped = shippedStages(world);
  const candidates = shipped.flatMap((stage): readonly Place[] => {
    const place = placeOf(world, stage, kind);
    return place === null ? [] : [place];
  });
  if (candidates.length === 0) return null;
  const path = model.document.path;
  const running = runningIn(world, null);
  const installed = installedIn(world);
  const against: Sign[] = [];
  const here = (text: string, line: number): Sign => ({ text, at: { path, line } });
  const leaving: BuildPackage[] = [];
  const places: Place[] = [];
  let installs = 0;
  for (const place of candidates) {
    const { image, references, against: unknown } = baseBelow(world, place.stage.index);
    const first = place.calls[0]?.call.line ?? 1;
    if (unknown !== null) against.push(here(unknown, first));
    if (references.some((one) => /cuda|rocm|-devel\b/i.test(one))) against.push(here(`FROM ${references[0]}: code may compile for the GPU while it runs`, first));
    if (image !== null && image.implementation === null) {
      if (place.calls.some(({ call }) => call.recommends === true)) against.push(here(`FROM ${references[0]} holds little, and what comes along as recommended may be needed`, first));
      if (place.names.has('python3-dev') || place.names.has('libpython3-dev')) against.push(here('python3-dev brings the Python that runs', first));
    }
    const users = standingOn(model, place.stage.index);
    const since = place.calls[0]?.row.at ?? 0;
    const inUse = (stage: number, at: number): boolean => users.has(stage) && (stage !== place.stage.index || at >= since);
    const compiled = installedIn(world, ({ install }) => inUse(install.stage, install.at));
    installs += compiled.names.length;
    // One stage that compiles is multi-stage's to part, or keeps them within the RUN that needs them.
    if (compiled.unproven.length > 0 && model.stages.length === 1) return kind === 'tools' && compiled.unproven.every(({ name }) => name !== '') && unseen(world).length === 0 ? withinDraft(world, place, running, unknown) : null;
    for (const { because } of compiled.unproven.slice(0, 2)) against.push(here(`${because}: an install where they are may compile`, first));
    if (kind === 'tools') against.push(...place.calls.flatMap(({ row: { instruction }, call }) => toRun(model.document.text, instruction).map((text) => here(text, call.line))));
    against.push(...commandsAgainst(world, users, inUse, kind).map(({ text, line }) => here(text, line)));
    leaving.push(...surplusOf(place.calls.map(({ call }) => call), image?.suite ?? null, kind).filter(({ name }) => place.names.has(name) && !leaving.some((one) => one.name === name)));
    places.push(place);
  }
  const [first] = places;
  if (!first && against.length === 0) return null;
  const suites = new Set(places.map(({ stage }) => baseBelow(world, stage.index).image?.suite ?? null));
  const suite = suites.size === 1 ? ([...suites][0] ?? null) : null;
  const asked = new Set(shipped.flatMap(({ rows }) => installCalls(rows).flatMap(({ call }) => call.packages.map(({ name }) => name))));
  const loads = librariesLoaded(snapshot, running.code);
  const foreign = shipped.flatMap(({ index }) => rowsOf(model, index).flatMap(({ instruction, at }) => builtElsewhere(model, index, at, instruction) ?? []));
  const unproven = [...installed.unproven, ...foreign.map((because) => ({ name: '', because })), ...(loads.byName === null ? [] : [{ name: '', because: `${loads.byName.at.path}:${loads.byName.at.line}: ${loads.byName.text}` }])];
  const libraries = librariesFor({ packages: leaving, full: false, suite }, { ...installed, unproven } satisfies Installed, asked);
  const line = first?.calls[0]?.call.line ?? candidates[0]?.calls[0]?.call.line ?? 1;
  if (kind === 'headers' && loads.unversioned !== null) against.push(loads.unversioned);
  for (const because of libraries.against) against.push(here(because, line));
  const stays = [...asked].filter((name) => !leaving.some((one) => one.name === name));
  for (const place of places) against.push(...broughtAgainst(world, place, { leaving, stays, suite, running }).map((text) => here(text, line)));
  against.push(...unseen(world).map((text) => here(text, line)));
  against.push(...runningAgainst(running, installed.names, (text) => here(text, line)));
  const [firstName = ''] = leaving.map(({ name }) => name);
  const git = new Set(places.flatMap(({ names }) => [...names]).filter((name) => name === 'git'));
  const gone = new Set([...leaving.map(({ name }) => name), ...git]);
  if (gone.size === 0) return null;
  const instead = new Map(libraries.instead);
  if (libraries.more.length > 0) instead.set(firstName, [...(instead.get(firstName) ?? []), ...libraries.more.filter((name) => !asked.has(name))]);
  const at = subjectAt(world, first ?? candidates[0]);
  if (at === null) return null;
  const hits = known(hitsOf(against), 'nothing in the Dockerfile, in the code or in what starts it needs them');
  const searched = `${running.searched} files and commands were searched for compilers, headers, installs at start and libraries loaded by name`;
  const none = 'no install of Python runs where they are: what ships is copied there';
  const surplus: SurplusPackages = {
    leaves: [...gone],
    adds: [...new Set([...instead.values()].flat())],
    how: 'out',
    late: places.some((place) => removedLater(place)),
    at,
    refusals: () => ask(hits),
    compiled: () => ask(installs === 0 ? assumed(libraries.answer.value, none, libraries.answer.evidence.filter(({ kind: how }) => how === 'catalogue')) : libraries.answer),
    running: () => ask(assumed(running.searched, running.untold ?? 'nothing else is taken to run in its containers', [row('absence', searched)])),
  };
  edits.set(surplus, () => editsOf(world, places, gone, instead));
  return surplus;
}

/** Compilers with the headers that stand beside them. */
function withinDraft(world: StageWorld, place: Place, running: Running, unknown: string | null): SurplusPackages | null {
  const { model } = world;
  const headers = placeOf(world, place.stage, 'headers');
  const names = new Set([...place.names, ...(headers?.names ?? [])].filter((name) => name !== 'git'));
  const calls = installCalls(place.stage.rows).filter(({ call }) => call.packages.some(({ name }) => names.has(name)));
  const at = subjectAt(world, place);
  if (at === null || unknown !== null || calls.length === 0) return null;
  const path = model.document.path;
  const users = standingOn(model, place.stage.index);
  const { unversioned } = librariesLoaded(world.snapshot, running.code);
  const against = [
    ...commandsAgainst(world, users, () => true, headers === null ? 'tools' : 'headers').map(({ text, line }): Sign => ({ text, at: { path, line } })),
    ...(headers === null || unversioned === null ? [] : [unversioned]),
  ];
  const draft = withinOneRun(world, { rows: place.stage.rows, calls, names, at, running, against, late: removedLater({ ...place, names }) });
  if (draft === null) return null;
  edits.set(draft.surplus, draft.edits);
  return draft.surplus;
}

/** What of a stage only builds need, apart from what its RUN takes away again, and what something that stays brings in any case. */
function placeOf(world: StageWorld, stage: ShippedStage, kind: SurplusKind): Place | null {
  const calls = installCalls(stage.rows);
  if (calls.length === 0) return null;
  const { image } = baseBelow(world, stage.index);
  const suite = image?.suite ?? null;
  // What Debian's own Python imports at run time as well, where no other Python runs.
  const imported = (name: string): boolean => image?.implementation !== 'cpython' && /^python3-(?:setuptools|wheel)$/.test(name);
  const found = new Set(surplusOf(calls.map(({ call }) => call), suite, kind).flatMap(({ name }) => (imported(name) ? [] : name)));
  const git = kind === 'tools' && calls.some(({ call }) => call.packages.some(({ name }) => name === 'git')) && sourcesElsewhere(world, stage.index);
  if (git) found.add('git');
  const stays = calls.flatMap(({ call }) => call.packages.map(({ name }) => name)).filter((name) => !found.has(name));
  const brought = new Set(suitesMeant(suite).flatMap((one) => [...broughtBy(stays, one)]));
  // What the base holds is no smaller for a line less.
  const isHeld = (name: string): boolean => image?.family === 'python' && image.variant === 'full' && isHeldByFullImage(name, suite);
  const names = new Set([...found].filter((name) => !takenAway(stage.rows, name) && !brought.has(name) && !isHeld(name)));
  const own = calls.filter(({ call }) => call.packages.some(({ name }) => names.has(name)));
  return own.length === 0 ? null : { stage, calls: own, names };
}

/** git is asked for by requirements that lie in repositories alone, and these are installed in stages that do not build on this one. */
function sourcesElsewhere(world: StageWorld, stage: number): boolean {
  const users = standingOn(world.model, stage);
  const here = world.images.some(({ installs }) => installs.some(({ install, inputs }) => users.has(install.stage) && inputs.length > 0));
  return !here && onlyForSources(world, new Set(['git']), runningIn(world, null), installedIn(world).names);
}

/** Calls of a RUN's own that install packages for good. */
function installCalls(rows: readonly Row[]): readonly { readonly row: Row; readonly call: SystemCall }[] {
  return rows.flatMap((one) => (one.roles?.ok ? one.roles.commands.flatMap(({ role }) => (role.kind === 'apt' && role.call.action === 'install' && role.call.script === null ? { row: one, call: role.call } : [])) : []));
}

/** A RUN behind the one that installed them takes them away: the layer below keeps them. */
function removedLater({ stage, names }: Place): boolean {
  return stage.rows.some(({ roles }) => roles?.ok === true && roles.commands.some(({ role }) => role.kind === 'apt' && role.call.action === 'remove' && role.call.packages.some(({ name }) => names.has(name))));
}

function editsOf({ model }: StageWorld, places: readonly Place[], gone: ReadonlySet<string>, instead: ReadonlyMap<string, readonly string[]>): Read<readonly TextEdit[]> {
  const found: TextEdit[] = [];
  const taken = new Set<string>();
  for (const { stage } of places) {
    for (const { instruction, roles } of stage.rows) {
      if (!roles?.ok) continue;
      const names = roles.commands.flatMap(({ role }) => (role.kind === 'apt' ? role.call.packages.map(({ name }) => name) : []));
      if (!names.some((name) => gone.has(name))) continue;
      // What stands in the place of a package is asked for once.
      const own = new Map([...instead].filter(([name]) => names.includes(name) && !taken.has(name)));
      for (const name of own.keys()) taken.add(name);
      const one = runWithout({ document: model.document, instruction, commands: roles.commands, gone, instead: own });
      if (!one.ok) return one;
      found.push(...one.value);
    }
  }
  return read(found);
}

function subjectAt({ dockerfile }: StageWorld, place: Place | undefined): SystemInstall | null {
  return place ? installSubject(dockerfile, place.stage.index, place.calls[0]?.call) : null;
}
