import type { Place } from '#answer/answer.js';
import { requirementsAt, type Snapshot } from '#files/snapshot.js';
import type { ImageModel } from '#image/image.js';
import type { InstallInput, ResolvedInstall } from '#image/installs/resolved-install.js';
import type { MarkerEnvironment } from '#pep/types.js';
import { resolveIncludes } from '#requirements/includes.js';
import type { Asked } from '#needs/types.js';
import { askedInDocument, askedInline } from './asked-lines.js';
import { addProjectFolder, projectAsked } from './asked-projects.js';
import { compiledAsked } from './compiled-projects.js';
import { locatedFolder } from './located.js';
import type { InstalledProject, Sink } from './sink.js';

/** What the installs of an image ask for. */
export interface AskedFor {
  readonly asked: readonly Asked[];
  /** Projects of the workspace that it installs: their code is part of it. */
  readonly projects: readonly InstalledProject[];
  /** Versions that constraints hold, by name. */
  readonly pins: ReadonlyMap<string, string>;
  /** Why there may be more that is asked for, with the line of the install. */
  readonly doubts: readonly { readonly text: string; readonly path: string; readonly line: number }[];
}

/**
 * Every requirement that an image installs at one moment of a plan, whatever file holds it. What a compiled file was made from is
 * among them: that is where a person changes it. Installs that never run for this build are not.
 */
export function askedFor(image: ImageModel, snapshot: Snapshot, environment: MarkerEnvironment): AskedFor {
  const asked = new Map<string, Asked>();
  const projects = new Map<string, InstalledProject>();
  const pins = new Map<string, string>();
  const doubts: { text: string; path: string; line: number }[] = [];
  const addresses = new Map<string, string>();
  const shared = {
    snapshot,
    environment,
    add: (one: Asked) => {
      const key = keyOf(one);
      const known = asked.get(key);
      asked.set(key, known && known.ships ? known : one);
    },
    project: (one: InstalledProject) => void projects.set(one.path, one),
    doubt: (text: string, at: Place) => void doubts.push({ text, ...at }),
  };
  for (const install of image.installs) {
    if (install.runs.kind === 'never' || install.into.kind === 'tool') continue;
    const sink: Sink = {
      ...shared,
      file: (path, ships) => addFile(sink, path, ships),
      folder: (folder, extras, ships, at) => addProjectFolder(sink, folder, extras, ships, at),
      located: (written) => locatedFolder(image, install, written),
    };
    for (const input of install.inputs) {
      addInput(sink, input, install);
      if (input.kind === 'file') addConstraints(snapshot, input.path, input.role, pins, addresses);
    }
    if (install.unresolved !== null) doubts.push({ text: install.unresolved, ...install.at });
  }
  // pip installs what a constraint has an address for from there.
  for (const [key, one] of addresses.size === 0 ? [] : asked) {
    const url = addresses.get(one.name);
    if (url !== undefined && one.url === null) asked.set(key, { ...one, url });
  }
  return { asked: [...asked.values()], projects: [...projects.values()], pins, doubts };
}

const keys = new WeakMap<Asked, string>();

/** Lines that ask for the same at the same place are one. Those of a shared file are asked about by every image that installs it. */
function keyOf(one: Asked): string {
  const known = keys.get(one);
  if (known !== undefined) return known;
  const key = `${one.at.path}:${one.at.line} ${one.name}`;
  keys.set(one, key);
  return key;
}

/** The versions and addresses that constraints hold of what a file, or what it includes, lists. */
function addConstraints(snapshot: Snapshot, path: string, role: 'requirement' | 'constraint', pins: Map<string, string>, addresses: Map<string, string>): void {
  const start = requirementsAt(snapshot, path);
  if (!start) return;
  for (const { document, kind } of resolveIncludes(start, (other) => requirementsAt(snapshot, other), role).documents) {
    if (kind !== 'constraint') continue;
    for (const entry of document.entries) {
      if (entry.kind === 'requirement' && entry.requirement.url !== null) addresses.set(entry.name, entry.requirement.url);
      const [only, ...more] = entry.kind === 'requirement' ? entry.requirement.specifiers : [];
      if (entry.kind === 'requirement' && only && more.length === 0 && only.operator === '==' && !only.version.endsWith('*')) pins.set(entry.name, only.version);
    }
  }
}

function addInput(sink: Sink, input: InstallInput, install: ResolvedInstall): void {
  switch (input.kind) {
    case 'file':
      if (input.role === 'requirement') addFile(sink, input.path, install.ships);
      break;
    case 'inline':
      for (const one of askedInline(input, sink.environment, install)) sink.add(one);
      break;
    case 'archive':
      if (input.name !== null) sink.add({ ...NAMELESS, name: input.name, url: input.written, written: input.written, at: input.at, kind: 'inline', ships: install.ships });
      break;
    case 'wheels':
      // What was built into wheels is installed from them: it ships if the install from the wheels does.
      for (const inner of input.from) addInput(sink, inner, install);
      break;
    case 'project':
      projectAsked(sink, input, install);
  }
}

const NAMELESS = { extras: [], specifiers: '', marker: null, comment: null, group: null, applies: 'yes' } as const;

/** A requirements file with what it includes, and what it was compiled from. */
function addFile(sink: Sink, path: string, ships: boolean): void {
  const get = (other: string) => requirementsAt(sink.snapshot, other);
  const seen = new Set<string>();
  const todo = [path];
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    const start = get(next);
    if (!start) {
      sink.doubt(`${next} cannot be read as a list of requirements`, { path: next, line: 1 });
      continue;
    }
    for (const { document, kind } of resolveIncludes(start, get).documents) {
      if (kind !== 'requirement') continue;
      askedInDocument(sink, document, ships);
      compiledAsked(sink, document, ships);
      if (document.origin.kind === 'compiled') todo.push(...document.origin.sources.filter((source) => get(source) !== null));
    }
  }
}
