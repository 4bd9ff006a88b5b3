import type { Hit } from '#answer/answer.js';
import type { Coming } from './coming.js';
import { heldVersion } from './built-for.js';
import type { RequirementsDocument } from '#requirements/types.js';

type Where = Pick<Hit, 'text' | 'at'>;

/** Why an install of its own before this one would not do; docs/index-placements.md has what comes of each. */
export function againstBefore(coming: Coming): readonly Where[] {
  const { install, request, names, lines } = coming;
  const { install: call, into, runs, at, inputs } = install;
  const { first, subcommand } = call.call;
  const { span } = call.instruction;
  const run = coming.image.dockerfile.document.text.slice(span.start, span.end);
  const found: Where[] = [];
  const say = (text: string): void => void found.push({ text, at });
  if (call.script !== null || call.nested) say('the install stands in a script, which nothing here edits');
  if (first > 0 || call.user !== null) say('the install is started by another program');
  if (into.kind === 'conda' || into.kind === 'none') say(into.kind === 'conda' ? 'it goes into an environment of conda' : `${request.manager} ${subcommand} looks at nothing that is installed`);
  if ((into.kind === 'prefix' || into.kind === 'target') && request.manager === 'pip') say(`pip does not look into --${into.kind} for what is there: torch would come a second time, for CUDA`);
  if (inputs.some(({ kind }) => kind === 'wheels')) say('it installs wheels that an earlier step built');
  if (runs.kind === 'if') say(`it runs only where ${runs.condition}`);
  else if (call.command.command.conditions.some(({ kind }) => kind !== 'and')) say('other arguments of the build decide that it does not run: what they install may be meant for a GPU');
  if (call.arguments.some(({ text }, index) => text.includes('$') && (/^(?:-r|--requirement)/.test(text) || /^(?:-r|--requirement)$/.test(call.arguments[index - 1]?.text ?? '')))) say('other arguments of the build choose another list, which may be meant for a GPU');
  if (bringsManager(run, request.manager)) say(`${request.manager} is installed in the same RUN`);
  if (into.kind === 'venv' && /\bvenv\b|virtualenv/.test(run) && /(?:-m\s+venv|virtualenv|uv\s+venv)\s/.test(run)) say('the environment is made in the same RUN');
  if (into.kind === 'venv' && /(?:source|\.)\s+\S*activate/.test(run)) say('the environment is activated in the same RUN');
  const open = names.some((name) => heldVersion({ request, lines }, name) === null);
  if (request.installed === 'replaced' && into.kind !== 'target') say('the install takes everything anew, whatever is there');
  if (request.installed === 'upgraded' && open && lines.length > 0) say('it upgrades torch, and would take the newest for CUDA');
  return found;
}

/** Whether a RUN installs the program that it installs packages with: a RUN before would not find it. */
function bringsManager(run: string, manager: string): boolean {
  const text = run.replace(/\\\r?\n/g, ' ').slice(0, 20_000);
  const commands = text.split(/&&|;|\n|\|\|/);
  const system = commands.some((one) => /\b(?:apt|apt-get|apk|dnf|microdnf|yum|zypper|tdnf|pacman)\b/.test(one) && /\s(?:install|add|-S\w*)\s/.test(one) && /\s(?:python[\d.]*(?:-pip|-full|-venv|-dev|-minimal)?|py3-pip|pip|uv)(?:\s|=|$)/.test(one));
  const fetched = /get-pip\.py|\bensurepip\b|astral\.sh\/uv|\bpyenv\s+install\b|miniconda|miniforge/i.test(text);
  return system || fetched || (manager === 'uv' && commands.some((one) => /\bpipx?[\d.]*\s+install\b/.test(one) && !/\buv\s+pip\b/.test(one) && /\suv(?:\s|[=~<>]|$)/.test(one)));
}

/** Hashes allow the files that they were made of, and no others. */
export function againstHashes(documents: readonly RequirementsDocument[]): readonly Where[] {
  const hashed = documents.find(({ entries }) => entries.some((entry) => entry.kind === 'requirement' && entry.hashes.length > 0));
  const line = hashed?.entries.find((entry) => entry.kind === 'requirement' && entry.hashes.length > 0)?.lines.first ?? 1;
  return hashed ? [{ text: 'its hashes are those of the files on PyPI: compile it anew with the index for the CPU', at: { path: hashed.path, line } }] : [];
}
