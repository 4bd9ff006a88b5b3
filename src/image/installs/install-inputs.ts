import type { Place } from '#answer/answer.js';
import { expandWord } from '#shell/expand-word.js';
import { linkName } from '#requirements/links.js';
import { baseName } from '#text/paths.js';
import { optionValues } from './calls.js';
import { joinPath } from './carry.js';
import type { Dist } from './dists.js';
import { fileInput, MAX_DEPTH, streamInput } from './file-inputs.js';
import { folderInput, projectAt, setupInput } from './folder-inputs.js';
import { shorten } from '#text/shorten.js';
import { found, missing, NOTHING, placeOf, spotOf, together, type Inputs } from './inputs.js';
import { installCallOf, substitutionOf, type InstallCall } from './install-calls.js';
import { targetsOf, type Target } from './install-targets.js';
import type { InstallView } from './install-view.js';
import { projectInputs } from './project-inputs.js';
import type { InstallInput } from './resolved-install.js';
import { writtenOf } from '#image/run/run-scope.js';
import type { StepWord } from '#image/run/step.js';
import { hasWildcard } from '#image/files/transfers.js';
import { whence, whenceAll, type Spot, type Whence } from './whence.js';

/** The inputs of a call of any manager. */
export function inputsOf(view: InstallView, install: InstallCall, depth = 0): Inputs {
  if (depth > MAX_DEPTH) return missing('it goes through more commands than are followed');
  const project = projectInputs(view, install, (words) => together(words.map((word) => wordInput(view, install, word, depth))));
  if (project) return project;
  const { streams, files } = install;
  const targets = targetsOf(install);
  const wanted = targets.filter((target) => target.word.value !== null || !substitutionOf(target.word.text, install.variable));
  const all = [
    ...files.map((file) => fileInput(view, install, file, depth)),
    ...wanted.map((target) => targetInput(view, install, target, depth)),
    ...streams.map((stream) => streamInput(view, install, stream, depth)),
  ];
  const setup = install.call.subcommand.startsWith('setup.py') ? [setupInput(view, install)] : [];
  if (all.length + setup.length === 0 && groupsOf(install).length === 0) return missing('it names nothing to install');
  return together([...setup, ...(setup.length > 0 ? [] : all), ...groupInputs(view, install)]);
}

function wordInput(view: InstallView, install: InstallCall, word: StepWord, depth: number): Inputs {
  const [target] = targetsOf({ ...install, arguments: [word] });
  return target ? targetInput(view, install, target, depth) : NOTHING;
}

function targetInput(view: InstallView, install: InstallCall, target: Target, depth: number): Inputs {
  const at = placeOf(view.document, install, target.word);
  switch (target.kind) {
    case 'requirement': {
      const inline = found({ kind: 'inline', name: target.name, written: target.written, at, span: target.word.span });
      if (target.written.includes('$')) return { ...inline, doubts: [`the version in ${shorten(target.written)} cannot be told`] };
      // `x==${VERSION}` with an ARG that has no value.
      return /[=<>~!]$/.test(target.written) ? { ...inline, doubts: [`${shorten(target.word.text)} is left without a version: its variable has no value`] } : inline;
    }
    case 'link':
      return found({ kind: 'archive', written: target.written, name: target.name, at });
    case 'unknown': {
      const found = foundFile(install, target.word);
      return found === null ? missing(`what ${shorten(target.word.text)} stands for cannot be told`) : archiveInput(view, spotOf(install), found, at, [], depth);
    }
    case 'path': {
      if (target.path.startsWith('/') || install.folder !== null) {
        const path = joinPath(target.path.startsWith('/') ? '' : (install.folder ?? ''), target.path);
        if (target.archive) return archiveInput(view, spotOf(install), path, at, target.extras, depth);
        return folderInput(view, install, path, target);
      }
      return missing(`the folder that ${target.path} starts from cannot be told`);
    }
  }
}

/** `WHL=$(ls dist/*.whl | head -1)`, `$(find /tmp/wheels -name 'x*.whl')`: the files that a word is searched among, as a pattern. */
function foundFile(install: InstallCall, word: StepWord): string | null {
  const name = /^"?\$\{?(\w+)\}?"?$/.exec(word.text)?.[1];
  const text = name === undefined ? word.text : install.variable(writtenOf(name));
  const script = /^"?\$\((.*)\)"?$/s.exec(typeof text === 'string' ? text : '')?.[1]?.replace(/\s+2>\S+/g, '');
  const listed = /^\s*ls\s+(?:-\w+\s+)*(\S+\.(?:whl|tar\.gz|zip))\s*(?:\|\s*(?:head|tail)\b[^|]*)?$/.exec(script ?? '')?.[1];
  const searched = /^\s*find\s+(\S+)\s+(?:-\w+\s+\S+\s+)*?-i?name\s+["']?([^"'\s|]+)["']?\s*(?:\|\s*(?:head|tail)\b[^|]*)?$/.exec(script ?? '');
  const pattern = listed ?? (searched ? `${(searched[1] ?? '').replace(/\/+$/, '')}/${searched[2] ?? ''}` : null);
  const told = pattern === null ? null : (expandWord(pattern, install.variable)[0]?.pattern ?? null);
  if (told === null || (!told.startsWith('/') && install.folder === null)) return null;
  return joinPath(told.startsWith('/') ? '' : (install.folder ?? ''), told);
}

/** A wheel or an archive of the image: of the workspace, built by an earlier command, or fetched by one. */
function archiveInput(view: InstallView, spot: Spot, path: string, at: Place, extras: readonly string[], depth: number): Inputs {
  const named = hasWildcard(path) ? null : linkName(baseName(path));
  const name = named?.ok === true ? named.value : null;
  if (!hasWildcard(path)) return broughtInput(view, whence(view, spot, path), path, name, at, extras, depth);
  const all = whenceAll(view, spot, path);
  if (all.length === 0) return broughtInput(view, { kind: 'none' }, path, name, at, extras, depth);
  return oneFolder(together(all.map((origin) => broughtInput(view, origin, path, name, at, extras, depth))));
}

/** Wheels that several commands put into one folder are the wheels of that folder. */
function oneFolder(inputs: Inputs): Inputs {
  const joined: InstallInput[] = [];
  for (const input of inputs.inputs) {
    const index = input.kind === 'wheels' ? joined.findIndex((one) => one.kind === 'wheels' && one.folder === input.folder) : -1;
    const before = joined[index];
    if (input.kind === 'wheels' && before?.kind === 'wheels') joined[index] = { ...before, from: [...before.from, ...input.from] };
    else joined.push(input);
  }
  return { ...inputs, inputs: joined };
}

function broughtInput(view: InstallView, origin: Whence, path: string, name: string | null, at: Place, extras: readonly string[], depth: number): Inputs {
  switch (origin.kind) {
    case 'workspace':
      return found({ kind: 'archive', written: origin.path, name, at });
    case 'download':
      return found({ kind: 'archive', written: `${origin.download.program === 'git' ? 'git+' : ''}${origin.download.urls[0] ?? path}`, name, at });
    case 'dist':
      return wheelsInput(view, origin.dist, { stage: origin.stage, at: origin.at, order: origin.dist.step.order }, extras, depth);
    case 'written':
      return missing(`${origin.write.text} writes ${path}`);
    case 'unknown':
      return missing(`${path}: ${origin.because}`);
    case 'none': {
      const because = `nothing brings ${path} from the workspace or builds it`;
      // Its name says which distribution it is, whoever puts it there.
      return name === null ? missing(because) : { ...found({ kind: 'archive', written: path, name, at }), doubts: [because] };
    }
  }
}

function wheelsInput(view: InstallView, dist: Dist, spot: Spot, extras: readonly string[], depth: number): Inputs {
  if (dist.project !== null) {
    const project = projectAt(view, spot, dist.project, extras);
    if (project) return found({ kind: 'wheels', folder: dist.folder, from: [project] });
    const cloned = whence(view, spot, joinPath(dist.project, 'pyproject.toml'));
    if (cloned.kind === 'download') return found({ kind: 'wheels', folder: dist.folder, from: [{ kind: 'archive', written: `git+${cloned.download.urls[0] ?? '?'}`, name: null, at: { path: view.document.path, line: cloned.download.line } }] });
    return missing(`no project of the workspace lies at ${dist.project}, where wheels are built`);
  }
  const instruction = view.models[spot.stage]?.stage.instructions[spot.at];
  const call = instruction ? installCallOf(dist.step, { instruction, stage: spot.stage, at: spot.at }) : null;
  if (!call) return missing(`what went into ${dist.folder} cannot be told`);
  const inner = inputsOf(view, call, depth + 1);
  return { ...inner, inputs: [{ kind: 'wheels', folder: dist.folder, from: inner.inputs }] };
}

/** `pip install --group dev`: groups of the pyproject.toml in the folder (PEP 735), or `path:group`. */
function groupsOf({ call }: InstallCall): readonly (string | null)[] {
  return call.manager === 'pip' || call.subcommand.startsWith('pip ') ? optionValues(call.arguments, ['--group']) : [];
}

function groupInputs(view: InstallView, install: InstallCall): readonly Inputs[] {
  return groupsOf(install).map((value) => {
    const [, file = 'pyproject.toml', group = ''] = /^(?:(.*):)?([^:]+)$/.exec(value ?? '') ?? [];
    if (value === null || install.folder === null) return missing('a group that is installed cannot be told');
    const origin = whence(view, spotOf(install), joinPath(install.folder, file));
    if (origin.kind !== 'workspace') return missing(`no pyproject.toml of the workspace lies at ${install.folder}`);
    return found({ kind: 'project', path: origin.path, extras: [], groups: [group], withoutDev: true, editable: false, lock: null });
  });
}
