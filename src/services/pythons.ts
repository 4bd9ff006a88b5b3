import { assumed, incomplete, known, row, type Answer } from '#answer/answer.js';
import { unheard } from '#answer/ledger.js';
import { runParts } from '#dockerfile/run.js';
import type { InstallCall } from '#image/installs.js';
import type { DockerfileModel } from '#image/model.js';
import { baseImage } from '#knowledge/index.js';

/** The Python that an install runs with: `3.11`, or null where it cannot be told. */
export function pythonOf(model: DockerfileModel, install: InstallCall): Answer<string | null> {
  const place = { path: model.document.path, line: install.instruction.lines.first };
  const named = interpreterVersion(install);
  if (named) return known(named, `it is installed by Python ${named}`, [row('source', `installed by Python ${named}`, place)]);
  return pythonOfStage(model, install.stage, install.instruction.index);
}

/** `pip3.9`, `python3.11 -m pip`, `uv pip install --python 3.12`. */
function interpreterVersion({ call, command }: InstallCall): string | null {
  const name = command.command.words[call.first]?.value ?? '';
  const version = /(?:pip|python)(\d\.\d+)$/.exec(name)?.[1];
  if (version) return version;
  const words = command.command.words.map(({ value }) => value);
  const at = words.findIndex((word) => word === '--python' || word === '-p');
  const chosen = call.manager === 'uv' && at >= 0 ? words[at + 1] : undefined;
  return /^(?:python)?(\d\.\d+)$/.exec(chosen ?? '')?.[1] ?? null;
}

function pythonOfStage(model: DockerfileModel, stage: number, before: number): Answer<string | null> {
  const { base, stage: written } = model.stages[stage] ?? {};
  if (!base || !written) return incomplete(null, 'the stage cannot be told');
  if (base.kind === 'stage') return pythonOfStage(model, base.index, before);
  const place = { path: model.document.path, line: written.from.instruction.lines.first };
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

/** Words such as `python3.12` or `pip3` that show a Python 3, though the base image is not known. */
function shownPython(model: DockerfileModel, before: number): Answer<string | null> | null {
  for (const instruction of model.document.instructions) {
    if (instruction.index > before || (instruction.keyword !== 'RUN' && instruction.keyword !== 'ENV')) continue;
    const place = { path: model.document.path, line: instruction.lines.first };
    const minor = /\bpython(3\.\d+)\b/.exec(instruction.joined)?.[1];
    if (minor) return assumed(minor, `python${minor} is named in line ${place.line}`, [row('source', `python${minor}`, place)]);
    const word = /\b(?:pip3|python3|uv (?:pip|sync|venv))\b/.exec(instruction.joined)?.[0];
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
