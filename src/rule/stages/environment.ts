import { saidOnce } from '#answer/once.js';
import type { WordChange } from '#dockerfile/layout-types.js';
import { runParts } from '#dockerfile/run.js';
import type { Instruction } from '#dockerfile/types.js';
import { requirementsAt } from '#files/snapshot.js';
import type { ResolvedInstall } from '#image/installs/resolved-install.js';
import { settingOf } from '#image/stages/stages.js';
import { resolveIncludes } from '#requirements/includes.js';
import type { Sign } from './signs.js';
import type { StageWorld } from './world.js';

/** Where the installs of a Dockerfile put what they install. */
export interface EnvironmentOfStages {
  /** An environment that the Dockerfile makes itself; null: the interpreter's own, or that of a user. */
  readonly own: string | null;
  /** Installs of tools (uv, Poetry) beside an environment of its own. */
  readonly tools: readonly ResolvedInstall[];
  readonly against: readonly Sign[];
}

const TOOLS: ReadonlySet<string> = new Set('pip setuptools wheel uv poetry pipenv virtualenv pip-tools poetry-plugin-export poetry-core build hatch'.split(' '));

/** The one folder that holds everything, or why there is none. */
export function environmentOf({ images, snapshot, model }: StageWorld): EnvironmentOfStages {
  const installs = images.flatMap((image) => image.installs);
  const tools = installs.filter(({ inputs, into }) => into.kind !== 'venv' && inputs.length > 0 && inputs.every((input) => input.kind === 'inline' && TOOLS.has(input.name)));
  const real = installs.filter((one) => !tools.includes(one) && one.into.kind !== 'none');
  const against: Sign[] = [];
  const venvs = new Set(real.map(({ into }) => (into.kind === 'venv' ? into.path : null)));
  for (const { into, at, inputs, unresolved, install } of installs) {
    if (into.kind === 'target' || into.kind === 'prefix') against.push({ text: `installs to ${into.path ?? 'a folder of its own'}, which is no environment`, at });
    if (into.kind === 'conda') against.push({ text: 'installs with conda', at });
    if (into.kind === 'tool') against.push({ text: 'installs a tool into an environment of its own', at });
    if (unresolved !== null) against.push({ text: unresolved, at });
    if (install.arguments.some(({ value }) => value === '--no-build-isolation')) against.push({ text: '--no-build-isolation builds with what the image has, and an environment has no wheel', at });
    const past = pastOption(install);
    if (past !== null) against.push({ text: past, at });
    if (install.nested || install.script !== null) against.push({ text: 'installs in a script of its own', at });
    for (const input of inputs) {
      if (input.kind === 'project' && input.editable) against.push({ text: `installs ${input.path} editable: its code stays where it is`, at });
      if (input.kind !== 'file') continue;
      const document = requirementsAt(snapshot, input.path);
      for (const { document: one } of document ? resolveIncludes(document, (path) => requirementsAt(snapshot, path), input.role).documents : []) {
        const local = one.entries.find((entry) => entry.kind === 'local' && entry.editable);
        if (local) against.push({ text: `installs ${local.joined} editable: its code stays where it is`, at: { path: one.path, line: local.lines.first } });
      }
    }
  }
  const [only = null] = venvs;
  if (venvs.size > 1) {
    const first = real[0];
    if (first) against.push({ text: 'several environments are filled', at: first.at });
  }
  const end = model.stages[0]?.end.environment ?? null;
  for (const name of ['PIP_TARGET', 'PIP_PREFIX', 'PIP_USER', 'PYTHONHOME', 'UV_PROJECT_ENVIRONMENT', 'UV_SYSTEM_PYTHON']) {
    const setting = settingOf(end, name);
    if (setting?.value !== null && setting?.instruction && !(name === 'UV_PROJECT_ENVIRONMENT' && only !== null)) against.push({ text: `${name} says where packages go`, at: { path: model.document.path, line: setting.instruction.lines.first } });
  }
  return { own: venvs.size === 1 ? only : null, tools: only === null ? [] : tools, against: saidOnce(against) };
}

/** An option that sends an install past the environment and cannot be taken away as a word; or a Python that it names itself. */
function pastOption({ call, command, arguments: words }: ResolvedInstall['install']): string | null {
  const values = [...call.globalOptions, ...words.map(({ value }) => value)];
  const written = command.command.words.map(({ value }) => value);
  const hidden = values.find((value) => (value === '--system' || value === '--user') && !written.includes(value));
  if (hidden !== undefined) return `${hidden} stands in a variable, and sends the install past the environment`;
  const named = values.find((value) => value !== null && /^(?:--python|-p|--root|--root-dir)(?:=|$)/.test(value));
  if (named !== undefined && /install|sync/.test(call.subcommand)) return `${named} says which Python it installs for`;
  return written[0] === 'sudo' ? 'sudo runs it with a PATH of its own' : null;
}

/** `--user`, `--system`: words that send an install past the environment. */
export function wordsPast(document: Parameters<typeof runParts>[0], instruction: Instruction): readonly WordChange[] {
  const parts = runParts(document, instruction);
  if (!parts.ok) return [];
  return parts.value.commands.flatMap(({ command }, index) =>
    command.words.flatMap(({ value }, word): readonly WordChange[] => ((value === '--user' || value === '--system') && /\b(?:pip[\d.]*|uv)\b/.test(command.words.slice(0, 4).map(({ text }) => text).join(' ')) ? [{ command: index, word, by: null }] : [])),
  );
}
