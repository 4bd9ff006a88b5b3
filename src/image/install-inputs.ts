import type { Place } from '#answer/answer.js';
import { lineAt } from '#text/lines.js';
import type { DockerfileDocument } from '#dockerfile/types.js';
import { expandWord } from '#shell/expand-word.js';
import { linkName } from '#requirements/links.js';
import { baseName, folderOf, isWithin } from '#text/paths.js';
import { hasFlag, optionValues } from './calls.js';
import { joinPath, plain } from './carry.js';
import type { Dist } from './dists.js';
import { installCallOf, substitutionOf, type InstallCall, type NamedFile } from './install-calls.js';
import { targetsOf, type Target } from './install-targets.js';
import { projectInputs } from './project-inputs.js';
import type { InstallInput } from './resolved-install.js';
import { programOf } from './facts.js';
import { writtenOf } from './run-scope.js';
import type { Step, StepWord } from './run-walk.js';
import { linesOf } from './step-lines.js';
import type { Stream } from './streams.js';
import { hasWildcard } from './transfers.js';
import { factsAt, whence, type InstallView, type Spot, type Whence } from './whence.js';

/** What a call installs, as far as told; `missing` and `doubts` say what is not, or may be otherwise. */
export interface Inputs {
  readonly inputs: readonly InstallInput[];
  readonly missing: readonly string[];
  readonly doubts: readonly string[];
}

export const NOTHING: Inputs = { inputs: [], missing: [], doubts: [] };

export function found(...inputs: readonly InstallInput[]): Inputs {
  return { inputs, missing: [], doubts: [] };
}

export function missing(because: string): Inputs {
  return { inputs: [], missing: [because], doubts: [] };
}

export function together(all: readonly Inputs[]): Inputs {
  return { inputs: all.flatMap(({ inputs }) => inputs), missing: all.flatMap((one) => one.missing), doubts: all.flatMap(({ doubts }) => doubts) };
}

/** Requirements files whose commands write one another are followed this far. */
const MAX_DEPTH = 8;

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

const PROJECT_FILES = ['pyproject.toml', 'setup.py', 'setup.cfg'];

function folderInput(view: InstallView, install: InstallCall, folder: string, target: { readonly extras: readonly string[]; readonly editable: boolean; readonly word: StepWord }): Inputs {
  const spot = spotOf(install);
  let unknown: string | null = null;
  for (const file of PROJECT_FILES) {
    const origin = whence(view, spot, joinPath(folder, file));
    if (origin.kind === 'workspace') {
      const project = found({ kind: 'project', path: origin.path, extras: target.extras, groups: [], withoutDev: true, editable: target.editable, lock: null });
      return origin.changed === null ? project : { ...project, doubts: [`${origin.changed} changes ${origin.path}`] };
    }
    if (origin.kind === 'download') return found({ kind: 'archive', written: `${origin.download.program === 'git' ? 'git+' : ''}${origin.download.urls[0] ?? '?'}`, name: null, at: placeOf(view.document, install, target.word) });
    if (origin.kind === 'unknown') unknown ??= origin.because;
  }
  const unpacked = unknown === null ? unpackedAt(view, install, folder) : null;
  if (unpacked !== null) return found({ kind: 'archive', written: unpacked, name: null, at: placeOf(view.document, install, target.word) });
  return missing(unknown ?? `no project of the workspace lies at ${folder}`);
}

/** `curl …tar.gz | tar xz && cd x && pip install .`: the archive that a RUN fetched and unpacked at or above the folder. */
function unpackedAt(view: InstallView, { stage, at, order }: InstallCall, folder: string): string | null {
  for (let [index, before, from] = [at, order, stage]; ; index -= 1, before = Number.POSITIVE_INFINITY) {
    if (index < 0) {
      const base = view.models[from]?.base;
      if (base?.kind !== 'stage') return null;
      from = base.index;
      index = (view.models[from]?.stage.instructions.length ?? 0) - 1;
    }
    const facts = factsAt(view, from, index);
    if (!facts.ok) continue;
    const { downloads, steps } = facts.value;
    const unpacks = steps.some((step) => step.order < before && /^(?:tar|unzip|bsdtar|7z)$/.test(programOf(step.rounds[0] ?? []) ?? '') && isWithin(plain(folder), plain(unpackFolder(step) ?? folder)));
    const urls = downloads.filter((download) => download.order < before && download.program !== 'git').flatMap((download) => download.urls);
    const archives = urls.filter((url) => url === null || /\.(?:tar|tgz|zip|tar\.\w+)(?:$|[?/#])|\/(?:tarball|zipball|archive)\//.test(url));
    if (unpacks && archives.length > 0) return archives.at(-1) ?? null;
  }
}

function unpackFolder(step: Step): string | null {
  const values = (step.rounds[0] ?? []).map(({ value }) => value);
  const at = values.findIndex((value) => value === '-C' || value === '-d' || value === '--directory');
  const named = at < 0 ? null : (values[at + 1] ?? null);
  return named === null ? step.folder : named.startsWith('/') ? named : step.folder === null ? null : joinPath(step.folder, named);
}

/** A wheel or an archive of the image: of the workspace, built by an earlier command, or fetched by one. */
function archiveInput(view: InstallView, spot: Spot, path: string, at: Place, extras: readonly string[], depth: number): Inputs {
  const origin = whence(view, spot, path);
  const named = hasWildcard(path) ? null : linkName(baseName(path));
  const name = named?.ok === true ? named.value : null;
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

function projectAt(view: InstallView, spot: Spot, folder: string, extras: readonly string[]): InstallInput | null {
  for (const file of PROJECT_FILES) {
    const origin = whence(view, spot, joinPath(folder, file));
    if (origin.kind === 'workspace') return { kind: 'project', path: origin.path, extras, groups: [], withoutDev: true, editable: false, lock: null };
  }
  return null;
}

function setupInput(view: InstallView, install: InstallCall): Inputs {
  const script = install.command.command.words.map(({ value }) => value).find((value) => value !== null && /(?:^|\/)setup\.py$/.test(value)) ?? 'setup.py';
  if (install.folder === null && !script.startsWith('/')) return missing('the folder that setup.py lies in cannot be told');
  const path = joinPath(script.startsWith('/') ? '' : (install.folder ?? ''), script);
  const word: StepWord = { value: script, pattern: script, text: script, span: null, word: 0 };
  return folderInput(view, install, folderOf(path) || '/', { extras: [], editable: install.call.subcommand.endsWith('develop'), word });
}

function fileInput(view: InstallView, install: InstallCall, file: NamedFile, depth: number): Inputs {
  const { imagePath, written, kind } = file;
  const at = placeOf(view.document, install, null);
  if (written.includes('://')) return found({ kind: 'archive', written, name: null, at });
  if (imagePath === null) return missing(written === '?' ? 'the name of a requirements file cannot be told' : `the path of ${written} cannot be told`);
  const origin = whence(view, spotOf(install), imagePath);
  const input = originInput(view, origin, { imagePath, written, kind, at, install }, depth);
  return file.changed === null ? input : { ...input, doubts: [...input.doubts, `${file.changed} changes its lines`] };
}

interface Asked {
  readonly imagePath: string;
  readonly written: string;
  readonly kind: NamedFile['kind'];
  readonly at: Place;
  readonly install: InstallCall;
}

function originInput(view: InstallView, origin: Whence, { imagePath, written, kind, at, install }: Asked, depth: number): Inputs {
  switch (origin.kind) {
    case 'workspace': {
      const doubts = origin.changed === null ? [] : [`${origin.changed} changes ${origin.path}`];
      if (PROJECT_FILES.includes(baseName(origin.path))) {
        const words = install.call.arguments;
        const extras = [...optionValues(words, ['--extra']).flatMap((value) => value ?? []), ...(hasFlag(words, '--all-extras') ? ['*'] : [])];
        return { ...found({ kind: 'project', path: origin.path, extras, groups: [], withoutDev: true, editable: false, lock: null }), doubts };
      }
      return { ...found({ kind: 'file', role: kind, written, path: origin.path, at }), doubts };
    }
    case 'written': {
      const spot = { stage: origin.stage, at: origin.at, order: origin.write.order };
      const inner = contentInput(view, origin.write.content, spot, { imagePath, written, kind, at, install }, depth + 1);
      return origin.changed === null ? inner : { ...inner, doubts: [...inner.doubts, `${origin.changed} changes ${imagePath}`] };
    }
    case 'download':
      return origin.download.program === 'git'
        ? found({ kind: 'archive', written: `git+${origin.download.urls[0] ?? '?'}#${origin.inside}`, name: null, at })
        : found({ kind: 'archive', written: origin.download.urls[0] ?? imagePath, name: null, at });
    case 'unknown':
      return missing(`${imagePath}: ${origin.because}`);
    case 'dist':
    case 'none':
      return missing(`nothing copies ${imagePath} from the workspace`);
  }
}

/** What the lines of a written file come from. */
function contentInput(view: InstallView, content: Stream, spot: Spot, asked: Asked, depth: number): Inputs {
  if (depth > MAX_DEPTH) return missing('it goes through more commands than are followed');
  switch (content.kind) {
    case 'unknown':
      return missing(`what ${shorten(content.text)} gives cannot be told`);
    case 'text':
      return together(content.lines.flatMap((line) => lineInput(view, asked, line)));
    case 'files': {
      const all = content.written.map((written) => {
        if (written === null) return missing('the name of a file that is read cannot be told');
        const path = joinPath(written.startsWith('/') ? '' : (asked.install.folder ?? ''), written);
        return originInput(view, whence(view, spot, path), { ...asked, imagePath: path, written }, depth + 1);
      });
      const doubts = content.changed === null ? [] : [`${content.changed} changes its lines`];
      const inner = together(all);
      return { ...inner, doubts: [...inner.doubts, ...doubts] };
    }
    case 'command':
      return commandInput(view, content.step, spot, asked, depth);
  }
}

/** One line of a requirements file that a command writes. */
function lineInput(view: InstallView, asked: Asked, line: string): readonly Inputs[] {
  const text = line.replace(/(?:^|\s)#.*$/, '').trim();
  if (text === '') return [];
  const included = /^-r\s*(\S+)$/.exec(text)?.[1];
  if (included !== undefined) {
    const imagePath = joinPath(included.startsWith('/') ? '' : folderOf(asked.imagePath), included);
    return [fileInput(view, asked.install, { kind: asked.kind, written: included, imagePath, changed: null }, 1)];
  }
  if (text.startsWith('-')) return [];
  if (asked.kind === 'constraint') return [];
  const name = /^([A-Za-z0-9][A-Za-z0-9._-]*)/.exec(text)?.[1];
  if (text.includes('$') || name === undefined) return [missing(`what ${shorten(text)} stands for cannot be told`)];
  return [found({ kind: 'inline', name: name.toLowerCase().replace(/[-_.]+/g, '-'), written: text, at: asked.at, span: null })];
}

/** `uv export`, `poetry export`, `pipenv requirements`, `pip-compile x.in`: what they write comes from a project. */
function commandInput(view: InstallView, step: Step, spot: Spot, asked: Asked, depth: number): Inputs {
  const instruction = view.models[spot.stage]?.stage.instructions[spot.at];
  const text = step.command.command.words.map((word) => word.text).join(' ');
  const call = instruction ? installCallOf(step, { instruction, stage: spot.stage, at: spot.at }) : null;
  const exported = call ? projectInputs(view, call, () => NOTHING, true) : null;
  if (exported) return exported;
  const [words = []] = step.rounds;
  const compiles = words.some(({ value }) => value === 'pip-compile' || value === 'compile' || value?.endsWith('/pip-compile') === true);
  if (compiles) {
    const sources = words.slice(1).flatMap(({ value }) => (value !== null && /\.(?:in|txt|toml|cfg|py)$/.test(value) && !value.startsWith('-') ? value : []));
    const output = optionValues(words.map(({ value }) => value), ['-o', '--output-file'])[0];
    return together(sources.filter((source) => source !== output).map((source) => fileInput(view, { ...asked.install, stage: spot.stage, at: spot.at, order: step.order, folder: step.folder }, { kind: asked.kind, written: source, imagePath: joinPath(source.startsWith('/') ? '' : (step.folder ?? ''), source), changed: null }, depth + 1)));
  }
  return missing(`what "${shorten(text)}" gives cannot be told`);
}

function streamInput(view: InstallView, install: InstallCall, stream: Stream, depth: number): Inputs {
  // Files among a call's streams stand in `files` already.
  if (stream.kind === 'files') return NOTHING;
  return contentInput(view, stream, spotOf(install), { imagePath: install.folder ?? '/', written: '-', kind: 'requirement', at: placeOf(view.document, install, null), install }, depth);
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

export function spotOf({ stage, at, order }: InstallCall): Spot {
  return { stage, at, order };
}

/** Where a word of a call stands: its own line, else the call's; for a script the script's line. */
export function placeOf(document: DockerfileDocument, { script, line }: InstallCall, word: StepWord | null): Place {
  if (script) return script;
  if (!word?.span) return { path: document.path, line };
  return { path: document.path, line: lineAt(linesOf(document), word.span.start) };
}

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
