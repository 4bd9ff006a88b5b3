import { assumed, known, row, type Hits } from '#answer/answer.js';
import { ask, unheard } from '#answer/ledger.js';
import { hitsOf, inPlaceOrder } from '#answer/once.js';
import type { LayoutPiece } from '#dockerfile/layout-types.js';
import { buildPackages } from '#knowledge/index.js';
import type { Instruction as Written } from '#dockerfile/types.js';
import type { SystemCall } from '#image/run/system-calls.js';
import { baseOfStages } from './base.js';
import { installedIn } from './closure.js';
import { onlyForSources, usedInBuilder } from './builder-packages.js';
import { environmentOf } from './environment.js';
import { fullPrograms } from './full-programs.js';
import { filled } from './fill.js';
import { librariesFor } from './libraries.js';
import { onlyLists, targetsOf } from './lists.js';
import { placeRun, type AptPlan, type Placed } from './pieces.js';
import { installSubject, leanless, rowsOf, takenAway, type Row } from './rows.js';
import { runningIn, type Running } from './running.js';
import type { Sign } from './signs.js';
import type { TemplatePart } from './template.js';
import type { StageSplit } from './types.js';
import type { StageWorld } from './world.js';
import { aptSigns, instructionSigns } from './written-signs.js';

/** Where the builder's environment lies if the Dockerfile makes none itself. */
const VENV = '/opt/venv';

/** A Dockerfile of one stage as two, with all that speaks against it; null where it is lean, installs nothing, or has stages. */
export function twoStages(world: StageWorld, template: readonly TemplatePart[]): StageSplit | null {
  return unheard(() => draftOf(world, template));
}

function draftOf(world: StageWorld, template: readonly TemplatePart[]): StageSplit | null {
  const { model, images, dockerfile } = world;
  const [own, ...others] = model.stages;
  if (!own || others.length > 0 || images.length === 0) return null;
  const path = model.document.path;
  const rows = rowsOf(model, 0);
  const installs = images.flatMap((image) => image.installs.filter(({ ships, into }) => ships && into.kind !== 'none'));
  if (installs.length === 0) return null;
  const base = baseOfStages(world, own.stage);
  const order = installs.map(({ install }) => install.at);
  const [firstInstall, lastInstall] = [Math.min(...order), Math.max(...order)];
  const callsOf = ({ roles }: Row): readonly SystemCall[] => (roles?.ok ? roles.commands.flatMap(({ role }) => (role.kind === 'apt' && role.call.action === 'install' ? role.call : [])) : []);
  const calls = rows.flatMap(callsOf);
  // What comes behind the last install serves something else.
  const before = rows.filter(({ at }) => at <= lastInstall).flatMap(callsOf);
  const later = new Set(rows.filter(({ at }) => at > lastInstall).flatMap(callsOf).flatMap(({ packages }) => packages.map(({ name }) => name)));
  const build = buildPackages([...new Set(before.flatMap(({ packages }) => packages.map(({ name }) => name)))].filter((name) => !later.has(name)), base.image?.suite ?? null).value;
  const leaving = build.filter(({ name }) => !takenAway(rows, name));
  const worth = leaving.length > 0 || base.slim !== null || leanless(rows) || /cuda.*-devel\b/.test(own.stage.from.image.text);
  if (!worth) return null;
  const environment = environmentOf(world);
  const venv = environment.own ?? VENV;
  const running = runningIn(world, venv);
  const installed = installedIn(world);
  const full = base.slim !== null;
  const asked = new Set(calls.flatMap(({ packages }) => packages.map(({ name }) => name)));
  const libraries = librariesFor({ packages: leaving, full, suite: base.image?.suite ?? null }, installed, asked);
  const programs = full ? fullPrograms(rows.flatMap(({ roles }) => (roles?.ok ? roles.facts.steps : [])), running, installed.names) : { packages: [], against: [] };
  // Without a Python of apt nothing lies there, now or later.
  const ownPython = calls.some(({ packages }) => packages.some(({ name }) => /^(?:lib)?python[\d.]*(?:-|$)/.test(name)));
  const against: Sign[] = [...environment.against, ...running.signs.filter(({ text }) => ownPython || full || !/^names \/usr\/bin\/(?:python|pip)/.test(text))];
  const here = (text: string, line: number): Sign => ({ text, at: { path, line } });
  if (base.against !== null) against.push(here(base.against, own.stage.from.instruction.lines.first));
  for (const because of [...libraries.against, ...programs.against]) against.push(here(because, installs[0]?.install.line ?? 1));
  against.push(...instructionSigns(rows, path), ...aptSigns(world, calls, rows));
  const both = usedInBuilder(rows, calls, world);
  const buildOnly = [...leaving.map(({ name }) => name), ...(onlyForSources(world, both, running, installed.names) && !later.has('git') ? ['git'] : [])];
  const apt: AptPlan = { build: new Set(buildOnly), instead: libraries.instead, both };
  const placed = rows.slice(1).map((one) => ({ row: one, placed: place(one, { world, lastInstall, apt, intoEnvironment: environment.own === null, running }) }));
  for (const { row: { instruction }, placed: { against: reasons } } of placed) against.push(...reasons.map(({ text, line }) => here(text, line || instruction.lines.first)));
  const extra = [...libraries.more, ...programs.packages].filter((name) => !asked.has(name));
  const without = placed.flatMap(({ row: one, placed: { runtime } }) => (runtime.length === 0 && (one.instruction.keyword === 'COPY' || one.instruction.keyword === 'ADD') ? targetsOf(world, one.at) : []));
  const from = own.stage.from;
  const builder = builderName(from.instruction, images.flatMap(({ build: { contexts } }) => [...contexts.keys()]));
  const stages = against.length > 0 ? null : filled({ document: model.document, from, builder, venv, slim: base.slim, ownEnvironment: environment.own !== null, packages: extra, template, firstInstall, placed: placed.map(({ row: { at, roles }, placed: one }) => ({ at, apt: roles?.ok === true && roles.commands.some(({ role }) => role.kind === 'apt'), placed: one })) });
  const first = calls.find(({ packages }) => packages.some(({ name }) => apt.build.has(name)));
  const at = installSubject(dockerfile, 0, first) ?? dockerfile.stages[0]?.instructions[0];
  if (!at) return null;
  const hits: Hits = known(hitsOf(against).toSorted((a, b) => inPlaceOrder(a.at, b.at)), 'nothing in the Dockerfile, in the code or in what starts it keeps it from being built in two stages');
  const searched = `${running.searched} files and commands were searched for interpreters by absolute path, login shells, installs at start and compilers`;
  return {
    leaves: buildOnly,
    adds: [...new Set([...[...libraries.instead.values()].flat(), ...extra])],
    base: base.slim,
    tools: [...new Set(environment.tools.flatMap(({ inputs }) => inputs.flatMap((input) => (input.kind === 'inline' ? input.name : []))))],
    without,
    environment: venv,
    at,
    refusals: () => ask(hits),
    libraries: () => ask(libraries.answer),
    running: () => ask(assumed(running.searched, running.untold ?? 'nothing else is taken to run in its containers', [row('absence', searched)])),
    layout: stages === null ? null : { stages, dropped: placed.flatMap(({ placed: { dropped } }) => dropped) },
  };
}

interface PlaceWorld {
  readonly world: StageWorld;
  readonly lastInstall: number;
  readonly apt: AptPlan;
  readonly intoEnvironment: boolean;
  readonly running: Running;
}

const NOTHING = { dropped: [], against: [] } as const;

/** Variables that only Python in the running container reads. */
const RUN_TIME = /^PYTHON(?:UNBUFFERED|DONTWRITEBYTECODE|FAULTHANDLER|PATH|HASHSEED|ASYNCIODEBUG)$/;

function place({ instruction, at, roles }: Row, { world, lastInstall, apt, intoEnvironment, running }: PlaceWorld): Placed {
  const whole: LayoutPiece = { kind: 'verbatim', instruction };
  const before = at < lastInstall;
  switch (instruction.keyword) {
    case 'RUN':
      if (roles === null || !roles.ok) return { builder: [], runtime: [whole], ...NOTHING, against: [{ text: roles?.because ?? 'it cannot be read', line: instruction.lines.first }] };
      return placeRun({ document: world.model.document, instruction, commands: roles.commands, before, apt, intoEnvironment });
    case 'ENV': {
      const runtimeOnly = instruction.words.every(({ text }) => RUN_TIME.test(text.split('=')[0] ?? ''));
      return { builder: before && !runtimeOnly ? [whole] : [], runtime: [whole], ...NOTHING };
    }
    case 'ARG':
    case 'SHELL':
    case 'WORKDIR':
      return { builder: before ? [whole] : [], runtime: [whole], ...NOTHING };
    case 'COPY':
    case 'ADD': {
      const foreign = instruction.flags.find(({ name }) => name === 'from')?.value ?? null;
      const tool = foreign !== null && /(?:^|\/)uv(?::|@|$)/.test(foreign) && !running.names('uv') && !running.names('uvx');
      const lists = before && foreign === null && onlyLists(world, at);
      const chown = instruction.flags.some(({ name, value }) => name === 'chown' && !/^\d+(?::\d+)?$/.test(value ?? ''));
      const builder: LayoutPiece = chown ? { ...whole, withoutFlags: ['chown'] } : whole;
      return { builder: before ? [builder] : [], runtime: before && (lists || tool) ? [] : [whole], ...NOTHING };
    }
    default:
      return { builder: [], runtime: [whole], ...NOTHING };
  }
}

function builderName({ words }: Written, taken: readonly string[]): string {
  const used = new Set([words[2]?.text.toLowerCase() ?? '', ...taken.map((name) => name.toLowerCase())]);
  return ['builder', 'build', 'python-builder'].find((name) => !used.has(name)) ?? 'slimify-builder';
}
