import { runParts } from '#dockerfile/run.js';
import type { Instruction } from '#dockerfile/types.js';
import { nodeAt } from '#image/files/file-nodes.js';
import { stageFiles } from '#image/files/stage-files.js';
import type { ImageModel } from '#image/image.js';
import { isRootUser } from '#image/root-user.js';
import { isWithin, meets } from '#text/paths.js';
import { accountsFor, type MovedAccounts } from './accounts.js';
import { recursiveCalls, type Claim, type Recursive } from './claims.js';
import { flagOf, isRefused, needsBuildKit, type CopyFlag } from './owner.js';
import { baseDoubt, isOwnPlace, isStandard } from './own-places.js';
import { treeOf, type TreeOf } from './tree.js';

/** What becomes of one RUN that sets owner or mode of copied files, in one image. */
export interface OwnedDraft {
  readonly stage: number;
  readonly at: number;
  readonly calls: readonly string[];
  /** By number of the COPY in the stage. */
  readonly flags: ReadonlyMap<number, readonly CopyFlag[]>;
  /** By number of a command of the RUN: what stands there instead; '' for nothing. */
  readonly commands: ReadonlyMap<number, string>;
  readonly moved: MovedAccounts | null;
  readonly paths: readonly string[];
  /** What brought what the layer stores again. */
  readonly brought: readonly Instruction[];
  readonly against: readonly { readonly text: string; readonly line: number }[];
  readonly assumed: readonly string[];
  /** What was looked at, in a line each. */
  readonly proof: readonly string[];
}

interface Part {
  readonly claim: Claim;
  readonly path: string;
  readonly tree: TreeOf;
}

/** A RUN whose owners or modes can come with the COPYs, or what keeps them from it; null: it stores nothing again that is worth a word. */
export function ownedDraft(image: ImageModel, stage: number, at: number, instruction: Instruction): OwnedDraft | null {
  const { document, stages } = image.dockerfile;
  const parts = runParts(document, instruction);
  const facts = image.copies.facts?.(stage, at);
  if (!parts.ok || !facts?.ok) return null;
  const calls = recursiveCalls(parts.value, facts.value).filter(({ paths }) => paths !== null);
  const found = calls.flatMap((call) => (call.paths ?? []).filter(isOwnPlace).map((path) => ({ call, path, tree: treeOf(image, stage, at, call.order, path) })));
  if (!found.some(({ tree }) => tree.copies.some((copy) => copy.large))) return null;
  const large = found.filter(({ tree }) => tree.copies.length > 0);
  const against: { text: string; line: number }[] = [];
  const kept: Part[] = [];
  for (const { call, path, tree } of found) {
    const reason = refused(image, stage, at, call, path, tree, calls);
    if (reason === null && call.claim) kept.push({ claim: call.claim, path, tree });
    else if (reason !== null && tree.copies.length > 0) against.push(reason);
  }
  const brought = [...new Set(large.flatMap(({ tree }) => tree.copies.map((copy) => copy.instruction)))].toSorted((a, b) => a.index - b.index);
  const head = { stage, at, calls: [...new Set(large.map(({ call }) => call.text))], brought };
  const nothing: OwnedDraft = { ...head, flags: new Map(), commands: new Map(), moved: null, paths: [], against, assumed: [], proof: [] };
  // A call that stays beside one that goes would store all of it again.
  const clear = kept.filter(({ path }) => !large.some(({ call, path: other }) => meets(path, other) && !kept.some(({ claim }) => claim.order === call.order && claim.paths.includes(other))));
  // A call that no COPY can stand in for stays as it is written.
  const taken = new Set(clear.flatMap(({ claim, tree }) => (tree.copies.length > 0 ? [claim] : [])));
  const free = clear.filter(({ claim }) => taken.has(claim));
  if (free.length === 0) return nothing;
  const flags = new Map<number, CopyFlag[]>();
  for (const { claim, tree } of free) {
    for (const copy of tree.copies) {
      const moment = stages[stage]?.moments[copy.at];
      const flag = moment ? flagOf(claim, copy, moment, document.escape) : null;
      if (flag === null || isRefused(flag)) return { ...nothing, against: [...against, { text: flag === null ? 'it cannot be read' : flag.because, line: copy.instruction.lines.first }] };
      flags.set(copy.at, [...(flags.get(copy.at) ?? []).filter(({ name }) => name !== flag.name), flag]);
    }
  }
  const names = new Set([...flags.values()].flat().flatMap(({ user, group }) => [user, group]).filter((name) => name !== null));
  const first = Math.min(...flags.keys());
  const accounts = accountsFor(image, stage, first, at, Math.min(...free.map(({ claim }) => claim.order)), names);
  if (accounts.kind === 'against') return { ...nothing, against: [...against, { text: accounts.text, line: accounts.line }] };
  const linked = [...flags.keys()].find((index) => names.size > 0 && stages[stage]?.stage.instructions[index]?.flags.some(({ name }) => name === 'link'));
  if (linked !== undefined) return { ...nothing, against: [...against, { text: '--link copies without the users of the image', line: stages[stage]?.stage.instructions[linked]?.lines.first ?? 1 }] };
  const assumed = [
    ...assumptions(image, stage, free),
    ...new Set(free.flatMap(({ tree }) => tree.assumed.map((text) => `\`${text}\` is taken to leave these folders alone`))),
    ...(accounts.kind === 'there' && accounts.assumed ? [accounts.because] : []),
    ...(accounts.kind === 'moved' ? [`what line ${accounts.moved.instruction.lines.first} makes gets the same numbers before line ${brought[0]?.lines.first}`] : []),
    ...(free.some(({ claim }) => claim.program === 'chmod') ? ['every builder of the file takes COPY --chmod, for folders as well'] : []),
  ];
  return {
    ...head,
    flags,
    commands: commandsOf(free),
    moved: accounts.kind === 'moved' ? accounts.moved : null,
    paths: [...new Set(free.flatMap(({ path, tree }) => (tree.copies.length > 0 ? [`/${path}`] : [])))],
    against,
    assumed,
    proof: [accounts.kind === 'there' ? accounts.because : 'the user is made before the first COPY', ...free.flatMap(({ path, tree }) => (tree.copies.length > 0 ? [told(path, tree)] : []))],
  };
}

type Reason = { readonly text: string; readonly line: number };

/** Why the owner of what lies at one path cannot come with the COPYs; null: it can. */
function refused(image: ImageModel, stage: number, at: number, call: Recursive, path: string, tree: TreeOf, calls: readonly Recursive[]): Reason | null {
  const { stages, document } = image.dockerfile;
  const line = call.line;
  const { claim } = call;
  if (claim === null) return { text: `\`${call.text}\` has options or conditions of its own`, line };
  if (claim.program === 'chmod' && !needsBuildKit(document.text)) return { text: 'COPY --chmod asks for BuildKit, and nothing in the file says that it is built with it', line };
  const [first] = tree.against;
  if (first) return first;
  const doubt = baseDoubt(image);
  if (doubt?.sure) return { text: doubt.because, line };
  const other = claim.program === 'chmod' ? undefined : tree.homes.find(({ path: home, user, group }) => isWithin(home, path) && `${user}:${group}` !== ownerOf(claim));
  if (other) return { text: `/${other.path} has skeleton files of ${other.user ?? 'a user'}, whose owner it changes`, line };
  if (claim.program === 'chmod' && tree.homes.length > 0) return { text: 'a home has skeleton files with modes of their own', line };
  if (tree.files.length > MOST_FILES || tree.folders.length > MOST_FOLDERS) return { text: `commands make more below /${path} than can be named one by one`, line };
  const from = Math.min(...tree.copies.map((copy) => copy.at));
  const user = runsAsOther(image, stage, from, at);
  if (user !== null) return user;
  for (const own of ownershipBetween(image, stage, from, at, call.order)) {
    const same = (own.program === 'chmod') !== (claim.program === 'chmod') || (own.program === claim.program && (own.owner ?? own.mode) === claim.value && own.reference === null && own.from === null);
    if (!same && own.paths.some((one) => one === null || meets(one.replace(/\/\*$/, '').slice(1), path))) return { text: `line ${own.line} sets other owners or modes there before`, line: own.line };
  }
  if (calls.some((one) => one !== call && one.claim === null && (one.paths ?? []).some((two) => meets(two, path)))) return { text: 'another call of the RUN stores the same files again', line };
  const secret = stages[stage]?.stage.instructions[at]?.flags.find(({ name, value }) => name === 'mount' && (value ?? '').includes(`/${path}`));
  return secret ? { text: 'a mount lies there while it runs', line } : null;
}

/** More files and folders that commands made are not listed in a call. */
const MOST_FILES = 4;
const MOST_FOLDERS = 12;

/** `app` and `app:app`, as `user:group`. */
function ownerOf({ value }: Claim): string {
  const [user = '', group = user] = value.split(':');
  return `${user}:${group}`;
}

/** A RUN between that is not root's: with other owners it may do what it could not do before. */
function runsAsOther({ dockerfile: { stages } }: ImageModel, stage: number, from: number, at: number): Reason | null {
  const model = stages[stage];
  for (let index = from; index <= at; index++) {
    const [instruction, moment] = [model?.stage.instructions[index], model?.moments[index]];
    if (instruction?.keyword === 'RUN' && moment && !isRootUser(moment.user)) return { text: `USER ${moment.user} runs commands between`, line: instruction.lines.first };
  }
  return null;
}

function ownershipBetween(image: ImageModel, stage: number, from: number, at: number, order: number) {
  const found = [];
  for (let index = from; index <= at; index++) {
    const facts = image.copies.facts?.(stage, index);
    if (facts?.ok) found.push(...facts.value.ownership.filter((own) => own.runs.kind !== 'never' && (index < at || own.order < order)));
  }
  return found;
}

/** What is right unless something unusual is going on. */
function assumptions(image: ImageModel, stage: number, parts: readonly Part[]): readonly string[] {
  const found = new Set<string>();
  const doubt = baseDoubt(image);
  if (doubt) found.add(doubt.because);
  for (const { path, tree } of parts) {
    if (tree.copies.length === 0) continue;
    const above = path.split('/').slice(0, -1);
    const before = stageFiles(image.copies).before(stage, Math.min(...tree.copies.map((copy) => copy.at)));
    for (let depth = above.length; depth > 0; depth--) {
      const names = above.slice(0, depth);
      if (isStandard(names.join('/')) || nodeAt(before, names)?.kind === 'folder') break;
      found.add(`/${names.join('/')}, which the COPY makes, gets the same owner`);
    }
  }
  return [...found];
}

/** What each command becomes: the folders that no COPY brings keep their call, without going through what lies in them. */
function commandsOf(parts: readonly Part[]): ReadonlyMap<number, string> {
  const commands = new Map<number, string>();
  for (const claim of new Set(parts.map((part) => part.claim))) {
    const own = parts.filter((part) => part.claim === claim);
    const alone = new Set<string>();
    const through = new Set(claim.paths.filter((path) => !own.some((part) => part.path === path)));
    for (const { path, tree } of own) {
      if (isStandard(path)) alone.add(path);
      for (const folder of tree.folders) alone.add(folder);
      for (const file of tree.files) alone.add(file);
      for (const one of tree.trees) through.add(one);
    }
    const inside = [...alone].filter((path) => ![...through].some((one) => isWithin(path, one))).toSorted();
    const call = (recursive: boolean, paths: readonly string[]): string => [claim.program, ...(recursive ? ['-R'] : []), quoted(claim), ...paths.map((path) => claim.words[claim.paths.indexOf(path)] ?? `/${path}`)].join(' ');
    commands.set(claim.command, [...(through.size > 0 ? [call(true, [...through])] : []), ...(inside.length > 0 ? [call(false, inside)] : [])].join(' && '));
  }
  return commands;
}

function quoted({ written }: Claim): string {
  return written.includes('$') ? `"${written}"` : written;
}

function told(path: string, { copies, folders, trees, files }: TreeOf): string {
  const lines = copies.map(({ instruction }) => instruction.lines.first);
  const rest = [...(folders.length > 0 ? [`${folders.length === 1 ? 'a folder' : 'folders'} made empty`] : []), ...(files.length > 0 ? ['single files'] : []), ...(trees.length > 0 ? ['what commands put there'] : [])];
  return `/${path} holds what line${lines.length === 1 ? '' : 's'} ${lines.join(', ')} ${lines.length === 1 ? 'brings' : 'bring'}${rest.length > 0 ? `, ${rest.join(' and ')}` : ''} and nothing else`;
}
