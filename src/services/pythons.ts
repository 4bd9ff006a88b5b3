import { assumed, incomplete, known, row, type Answer, type Evidence } from '#answer/answer.js';
import { unheard } from '#answer/ledger.js';
import { runParts } from '#dockerfile/run.js';
import type { DockerfileDocument, Instruction } from '#dockerfile/types.js';
import { optionValues } from '#image/installs/calls.js';
import type { InstallCall } from '#image/installs/installs.js';
import type { DockerfileModel } from '#image/model.js';
import { valueOf } from '#image/stages/stages.js';
import { baseImage } from '#knowledge/index.js';
import { compareVersions } from '#pep/versions.js';

/** The Python that an install runs with: `3.11`, or null where it cannot be told. */
export function pythonOf(model: DockerfileModel, install: InstallCall): Answer<string | null> {
  const place = { path: model.document.path, line: install.line };
  const named = interpreterOf(model, install);
  const version = named === null ? null : versionOf(named);
  if (version !== null) return known(version, `it is installed by Python ${version}`, [row('source', `installed by Python ${version}`, place)]);
  const two = pythonTwo(model, install);
  if (two !== null) return incomplete(null, two.text, [two]);
  const answer = pythonOfStage(model, install.stage, install.instruction.index);
  if (!answer.complete || answer.assumed) return answer;
  const doubt = named === null || isBaseInterpreter(named) ? otherPython(model, install, answer.value) : `${named} is taken for a Python like the base image's`;
  return doubt === null ? answer : assumed(answer.value, doubt, answer.evidence);
}

/** The interpreter that the call names: `pip3.9`, `python3.11 -m pip`, `--python 3.12`, UV_PYTHON; `?` where it cannot be told. */
function interpreterOf(model: DockerfileModel, { call, command, stage, at }: InstallCall): string | null {
  const options = [...call.globalOptions, ...call.arguments];
  const [chosen] = call.manager === 'pip' ? optionValues(options, ['--python']) : call.manager === 'uv' ? optionValues(options, ['--python', '-p']) : [];
  if (chosen !== undefined) return chosen ?? '?';
  if (call.manager === 'uv') {
    const value = valueOf(model.stages[stage]?.moments[at]?.environment ?? null, 'UV_PYTHON');
    if (value !== null && value !== '') return value ?? '?';
  }
  const name = command.command.words[call.first]?.value ?? '';
  if (/(?:pip|python)\d\.\d+$/.test(name)) return name.slice(name.lastIndexOf('/') + 1).replace(/^pip/, '');
  const folder = /^(\/.+)\/bin\/[^/]+$/.exec(name)?.[1];
  return folder === undefined || folder === '/usr' || folder === '/usr/local' || makesVenv(model, folder) ? null : name;
}

/** Whether the file makes a virtual environment at a place: it is then of the Python that makes it. */
function makesVenv({ document }: DockerfileModel, folder: string): boolean {
  return document.instructions.some(({ keyword, joined }) => keyword === 'RUN' && /\b(?:venv|virtualenv)\b/.test(joined) && joined.includes(folder));
}

/**
 * The Python of an image that may take a requirements file along without an install that can be
 * followed: `2.7` for any Python 2, the lowest of its stages, or null.
 */
export function imagePython(model: DockerfileModel): string | null {
  const versions = model.stages.map(({ base }, stage) => {
    if (base.kind === 'image' && unheard(() => baseImage(base.reference)).value?.major === 2) return '2.7';
    return pythonOfStage(model, stage, Number.POSITIVE_INFINITY).value;
  });
  if (model.document.instructions.some(({ keyword, joined }) => keyword === 'RUN' && PYTHON_TWO.test(joined))) return '2.7';
  const told = versions.flatMap((version) => version ?? []);
  return told.toSorted((a, b) => compareVersions(a, b) ?? 0)[0] ?? null;
}

/** `3.12`, `3.12.4`, `python3.12`, `/usr/bin/python3.12`, `cpython@3.12`. */
function versionOf(interpreter: string): string | null {
  const name = interpreter.slice(interpreter.lastIndexOf('/') + 1);
  return /^(?:c?python[-@]?)?(\d\.\d+)(?:\.\d+)*$/.exec(name)?.[1] ?? null;
}

function isBaseInterpreter(interpreter: string): boolean {
  return /^(?:\/usr(?:\/local)?\/bin\/)?python3?$/.test(interpreter);
}

/** Words that only a Python 2 has: its commands, what asks for it, and Debian's packages for it. */
const PYTHON_TWO =
  /\b(?:python2(?:\.\d)?|pip2(?:\.\d)?|python=+2(?:\.\d)?|pypy2(?:\.\d)?|python-(?:pip|virtualenv|setuptools|dev))\b|(?:--python[= ]|-p ?)(?:python)?2(?:\.\d)?\b/;

/** A line up to the install that speaks of Python 2: then nothing is told of what it installs with. */
function pythonTwo(model: DockerfileModel, { instruction }: InstallCall): Evidence | null {
  for (const earlier of speakersOf(model.document).two) {
    if (earlier.index > instruction.index) break;
    const word = PYTHON_TWO.exec(earlier.joined)?.[0];
    if (word !== undefined) return row('source', `"${word}" speaks of Python 2`, { path: model.document.path, line: earlier.lines.first });
  }
  return null;
}

/** Commands that bring another Python than the base image's. */
const OTHER_PYTHONS: readonly RegExp[] = [
  /\b(?:uv venv|virtualenv)\b[^&|;]*?\s(?:--python[= ]|-p ?)(\S+)/,
  /\b(?:conda|mamba|micromamba)\b[^&|;]*?\s["']?(python=\S+)/,
  /\bpyenv (?:install|global|local)\b(?: -\S+)* (\S+)/,
];

/** A line above the install that sets another Python up: which of the two it runs with is not followed. */
function otherPython(model: DockerfileModel, { instruction }: InstallCall, own: string | null): string | null {
  for (const earlier of speakersOf(model.document).other) {
    if (earlier.index > instruction.index) break;
    const other = OTHER_PYTHONS.map((pattern) => pattern.exec(earlier.joined)?.[1]).find((found) => found !== undefined);
    if (other === undefined || isBaseInterpreter(other) || versionOf(other.replace(/^python=+/, '').replace(/["']$/, '')) === own) continue;
    return `line ${earlier.lines.first} brings another Python (${other}); the base image's is taken for granted`;
  }
  return null;
}

function pythonOfStage(model: DockerfileModel, stage: number, before: number): Answer<string | null> {
  const { base, stage: written } = model.stages[stage] ?? {};
  if (!base || !written) return incomplete(null, 'the stage cannot be told');
  if (base.kind === 'stage') return pythonOfStage(model, base.index, before);
  const place = { path: model.document.path, line: written.from.instruction.lines.first };
  if (base.kind === 'context') return shownPython(model, before) ?? incomplete(null, `FROM ${base.name} takes a named context in place of an image`, [row('source', `FROM ${base.name}`, place)]);
  if (base.kind !== 'image') {
    const because = base.kind === 'scratch' ? 'FROM scratch brings no Python' : base.because;
    return shownPython(model, before) ?? incomplete(null, because, [row('source', because, place)]);
  }
  const image = unheard(() => baseImage(base.reference));
  const text = `FROM ${base.reference}`;
  const evidence = [row('source', text, place), ...image.evidence];
  const { value } = image;
  if (value?.implementation === 'cpython' && value.python !== null) {
    if (base.assumed) return assumed(value.python, `${text} takes its tag from an ARG that a build may replace`, evidence);
    return image.assumed ? assumed(value.python, image.because, evidence) : known(value.python, image.because, evidence);
  }
  if (value?.implementation === 'cpython' && value.major === 3) {
    return assumed('3.8', `${text} is some Python 3; 3.8 or later is taken for granted`, evidence);
  }
  if (value?.aptPython && installsAptPython(model, before)) {
    return assumed(value.aptPython, `${text} with apt's python3 is Python ${value.aptPython}`, evidence);
  }
  return shownPython(model, before) ?? incomplete(null, `the Python of ${base.reference} is not known`, evidence);
}

const PYTHON_MINOR = /\bpython(3\.\d+)\b/;
const PYTHON_THREE = /\b(?:pip3|python3|uv (?:pip|sync|venv))\b/;

/** The instructions of a file, in order, that speak of a Python 2, of a Python 3, or set another one up: each install asks. */
interface Speakers {
  readonly two: readonly Instruction[];
  readonly three: readonly Instruction[];
  readonly other: readonly Instruction[];
}

const speakers = new WeakMap<DockerfileDocument, Speakers>();

function speakersOf(document: DockerfileDocument): Speakers {
  const known = speakers.get(document);
  if (known) return known;
  const runs = document.instructions.filter(({ keyword }) => keyword === 'RUN');
  const settings = document.instructions.filter(({ keyword }) => keyword === 'RUN' || keyword === 'ENV');
  const found = {
    two: settings.filter(({ joined }) => PYTHON_TWO.test(joined)),
    three: settings.filter(({ joined }) => PYTHON_MINOR.test(joined) || PYTHON_THREE.test(joined)),
    other: runs.filter(({ joined }) => OTHER_PYTHONS.some((pattern) => pattern.test(joined))),
  };
  speakers.set(document, found);
  return found;
}

/** Words such as `python3.12` or `pip3` that show a Python 3, though the base image is not known. */
function shownPython(model: DockerfileModel, before: number): Answer<string | null> | null {
  for (const instruction of speakersOf(model.document).three) {
    if (instruction.index > before) break;
    const place = { path: model.document.path, line: instruction.lines.first };
    const minor = PYTHON_MINOR.exec(instruction.joined)?.[1];
    if (minor) return assumed(minor, `python${minor} is named in line ${place.line}`, [row('source', `python${minor}`, place)]);
    const word = PYTHON_THREE.exec(instruction.joined)?.[0];
    if (word) return assumed('3.8', `${word} in line ${place.line} shows a Python 3; 3.8 or later is taken for granted`, [row('source', word, place)]);
  }
  return null;
}

function installsAptPython(model: DockerfileModel, before: number): boolean {
  return model.document.instructions.some((instruction) => {
    if (instruction.index > before || instruction.keyword !== 'RUN') return false;
    const parts = runParts(model.document, instruction);
    if (!parts.ok) return false;
    return parts.value.commands.some(({ command }) => {
      const words = command.words.map(({ value }) => value);
      return words.includes('install') && words.some((word) => word === 'python3' || word === 'python3-pip' || word === 'python3-venv' || word === 'python3-full');
    });
  });
}
