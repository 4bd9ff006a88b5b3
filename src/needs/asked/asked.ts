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
  const sink: Sink = {
    snapshot,
    environment,
    add: (one) => {
      const key = `${one.at.path}:${one.at.line} ${one.name}`;
      const known = asked.get(key);
      asked.set(key, known && known.ships ? known : one);
    },
    project: (one) => void projects.set(one.path, one),
    doubt: (text, at) => void doubts.push({ text, ...at }),
    file: (path, ships) => addFile(sink, path, ships),
    located: () => null,
    folder: (folder, extras, ships, at) => addProjectFolder(sink, folder, extras, ships, at),
  };
  for (const install of image.installs) {
    if (install.runs.kind === 'never' || install.into.kind === 'tool') continue;
    const here: Sink = { ...sink, located: (written) => locatedFolder(image, install, written) };
    for (const input of install.inputs) {
      addInput(here, input, install);
      if (input.kind === 'file') addPins(snapshot, input.path, input.role, pins);
    }
    if (install.unresolved !== null) doubts.push({ text: install.unresolved, ...install.at });
  }
  return { asked: [...asked.values()], projects: [...projects.values()], pins, doubts };
}

/** The versions that constraints hold of what a file, or what it includes, lists. */
function addPins(snapshot: Snapshot, path: string, role: 'requirement' | 'constraint', pins: Map<string, string>): void {
  const start = requirementsAt(snapshot, path);
  if (!start) return;
  for (const { document, kind } of resolveIncludes(start, (other) => requirementsAt(snapshot, other), role).documents) {
    if (kind !== 'constraint') continue;
    for (const entry of document.entries) {
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
