import type { DroppedPiece, LayoutPiece, WordChange } from '#dockerfile/layout-types.js';
import { cutFault } from '#dockerfile/layout-cut.js';
import type { DockerfileDocument, Instruction } from '#dockerfile/types.js';
import type { SystemCall } from '#image/run/system-calls.js';
import { shortenLines } from '#text/shorten.js';
import { wordsPast } from './environment.js';
import type { RoleOfCommand } from './roles.js';

/** Where the pieces of one instruction go. */
export interface Placed {
  readonly builder: readonly LayoutPiece[];
  readonly runtime: readonly LayoutPiece[];
  readonly dropped: readonly DroppedPiece[];
  readonly against: readonly { readonly text: string; readonly line: number }[];
}

/** What apt is to install where, by package name as the file writes it. */
export interface AptPlan {
  /** Serves builds: not in what ships. */
  readonly build: ReadonlySet<string>;
  /** What stands in the place of one in what ships. */
  readonly instead: ReadonlyMap<string, readonly string[]>;
  /** Of the others: those that the builder needs too. */
  readonly both: ReadonlySet<string>;
}

export interface RunPlace {
  readonly document: DockerfileDocument;
  readonly instruction: Instruction;
  readonly commands: readonly RoleOfCommand[];
  /** An install stands behind it, or in it. */
  readonly before: boolean;
  readonly apt: AptPlan;
  /** Words that send installs past the environment go. */
  readonly intoEnvironment: boolean;
}

/** Lists, caches, and what nothing needs any more: right wherever apt runs. */
export function isUpkeep({ action, words, packages }: SystemCall): boolean {
  return action === 'update' || action === 'clean' || (action === 'remove' && packages.length === 0 && words.some((word) => word === 'autoremove' || word === 'autopurge'));
}

type Side = 'builder' | 'runtime';

/** A RUN in the stages that need it: whole where one does, cut where both do. */
export function placeRun(place: RunPlace): Placed {
  const { document, instruction, commands } = place;
  const against: { text: string; line: number }[] = [];
  const wanted = new Map<Side, Set<number>>([['builder', new Set()], ['runtime', new Set()]]);
  const words = new Map<Side, WordChange[]>([['builder', []], ['runtime', []]]);
  const want = (side: Side, at: number): void => void wanted.get(side)?.add(at);
  const installs = commands.some(({ role }) => role.kind === 'build');
  for (const [at, { role, line }] of commands.entries()) {
    if (role.kind === 'against') against.push({ text: role.because, line });
    else if (role.kind === 'build') want('builder', at);
    else if (role.kind === 'place') want('runtime', at);
    else if (role.kind === 'files') {
      if (place.before) against.push({ text: `\`${written(commands[at])}\` changes files that an install behind it may read`, line });
      want('runtime', at);
    } else if (role.kind === 'apt' && !isUpkeep(role.call)) {
      if (role.call.action === 'remove') against.push({ text: `\`${written(commands[at])}\` takes packages away again`, line });
      if (role.call.action === 'upgrade') want('runtime', at);
      if (role.call.action !== 'install') continue;
      const sides = aptSides(place.apt, commands[at], at);
      if (sides === null) against.push({ text: `which packages \`${written(commands[at])}\` installs cannot be told`, line });
      for (const side of ['builder', 'runtime'] as const) {
        const own = sides?.[side];
        if (own === undefined || own === null) continue;
        want(side, at);
        words.get(side)?.push(...own);
      }
    }
  }
  if (place.intoEnvironment) words.get('builder')?.push(...wordsPast(document, instruction));
  const sides = (['builder', 'runtime'] as const).filter((side) => (wanted.get(side)?.size ?? 0) > 0);
  // What goes along: `set -e` and updates with every part, other caches with the installs.
  const only: readonly Side[] = sides.length > 0 ? sides : commands.some(({ role }) => role.kind === 'apt') ? ['builder', 'runtime'] : ['runtime'];
  for (const [at, { role }] of commands.entries()) {
    if (role.kind === 'neutral' || (role.kind === 'apt' && (wanted.get('builder')?.has(at) ?? false) === false && (wanted.get('runtime')?.has(at) ?? false) === false && (isUpkeep(role.call) || role.call.action === 'other'))) for (const side of only) want(side, at);
    if (role.kind === 'clean') for (const side of sharedClean(commands[at]) ? only : [installs ? 'builder' : (only[0] ?? 'runtime')] as const) want(side, at);
  }
  if (only.length > 1) {
    const fault = cutFault(document, instruction);
    const same = commands.every(({ role }) => role.kind === 'apt' && role.call.action === 'update');
    if (fault !== null && !same) against.push({ text: `it serves both stages and cannot be cut: ${fault}`, line: instruction.lines.first });
  }
  const comments = commentSide(place, only);
  const dropped: DroppedPiece[] = [];
  for (const change of words.get('builder') ?? []) if (wordsPast(document, instruction).some((one) => one.command === change.command && one.word === change.word)) dropped.push({ instruction, command: change.command, word: change.word, reason: 'it installs into the environment of the builder' });
  const piece = (side: Side): readonly LayoutPiece[] => {
    if (!only.includes(side)) return [];
    const own = [...(wanted.get(side) ?? [])].toSorted((a, b) => a - b);
    const changes = words.get(side) ?? [];
    const whole = own.length === commands.length && changes.length === 0;
    if (whole && (only.length === 1 || comments === side)) return [{ kind: 'verbatim', instruction }];
    return [{ kind: 'part', instruction, commands: own, words: changes, comments: comments === side }];
  };
  return { builder: piece('builder'), runtime: piece('runtime'), dropped, against };
}

function written(one: RoleOfCommand | undefined): string {
  return shortenLines(one?.command.command.words.map(({ text }) => text).join(' ') ?? '');
}

/** `rm -rf /var/lib/apt/lists/*`: right in every part with an update. */
export function sharedClean(one: RoleOfCommand | undefined): boolean {
  return one?.command.command.words.some(({ text }) => /\/var\/(?:lib|cache)\/apt/.test(text)) ?? false;
}

/** The words that go or change on each side of an apt call; null for a side without it. */
function aptSides({ build, instead, both }: AptPlan, one: RoleOfCommand | undefined, at: number): Readonly<Record<Side, readonly WordChange[] | null>> | null {
  if (one?.role.kind !== 'apt') return null;
  const { call } = one.role;
  if (call.doubt !== null || call.packages.length === 0) return null;
  const builder: WordChange[] = [];
  const runtime: WordChange[] = [];
  let [kept, shipped] = [0, 0];
  for (const { name, span } of call.packages) {
    const word = one.command.wordSpans.findIndex((own) => own !== null && span !== null && own.start === span.start);
    if (word < 0) return null;
    const stands = instead.get(name) ?? [];
    if (build.has(name)) {
      kept += 1;
      if (stands.length > 0) shipped += 1;
      runtime.push({ command: at, word, by: stands.length > 0 ? stands.join(' ') : null });
    } else {
      shipped += 1;
      if (both.has(name)) kept += 1;
      else builder.push({ command: at, word, by: null });
    }
  }
  return { builder: kept > 0 ? builder : null, runtime: shipped > 0 ? runtime : null };
}

/** The stage whose packages the comment above speaks of; the builder, where it speaks of neither more. */
function commentSide({ document, instruction, commands, apt }: RunPlace, sides: readonly Side[]): Side {
  const [first = 'runtime'] = sides;
  if (sides.length < 2) return first;
  if (instruction.leading === null) return 'builder';
  const comment = document.text.slice(instruction.leading.start, instruction.leading.end).toLowerCase();
  const names = commands.flatMap(({ role }) => (role.kind === 'apt' ? role.call.packages.map(({ name }) => name) : []));
  const said = (list: readonly string[]): number => list.filter((name) => stems(name).some((stem) => comment.includes(stem))).length;
  const build = said(names.filter((name) => apt.build.has(name))) + (/\b(?:build|compil|header)/.test(comment) ? 1 : 0);
  return said(names.filter((name) => !apt.build.has(name))) > build ? 'runtime' : 'builder';
}

/** `libmagic1` and `magic`, `tesseract-ocr` and `tesseract`. */
function stems(name: string): readonly string[] {
  const plain = name.replace(/^lib/, '').replace(/[\d.-].*$/, '');
  return plain.length > 2 ? [name, plain] : [name];
}
