import type { Place } from '#answer/answer.js';
import { baseName, folderOf } from '#text/paths.js';
import { hasFlag, optionValues } from './calls.js';
import { joinPath } from './carry.js';
import { PROJECT_FILES } from './folder-inputs.js';
import { normalizeName } from '#pep/name.js';
import { shorten } from '#text/shorten.js';
import { found, missing, NOTHING, placeOf, spotOf, together, type Inputs } from './inputs.js';
import { installCallOf, type InstallCall, type NamedFile } from './install-calls.js';
import type { InstallView } from './install-view.js';
import { projectInputs } from './project-inputs.js';
import type { Step } from '#image/run/step.js';
import type { Stream } from './streams.js';
import { whence, type Spot, type Whence } from './whence.js';

/** Requirements files whose commands write one another are followed this far. */
export const MAX_DEPTH = 8;

/** A requirements file that a call names, wherever its lines come from. */
export function fileInput(view: InstallView, install: InstallCall, file: NamedFile, depth: number): Inputs {
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
  return [found({ kind: 'inline', name: normalizeName(name), written: text, at: asked.at, span: null })];
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

/** Requirements that a call reads from its input or a substitution. */
export function streamInput(view: InstallView, install: InstallCall, stream: Stream, depth: number): Inputs {
  // Files among a call's streams stand in `files` already.
  if (stream.kind === 'files') return NOTHING;
  return contentInput(view, stream, spotOf(install), { imagePath: install.folder ?? '/', written: '-', kind: 'requirement', at: placeOf(view.document, install, null), install }, depth);
}
