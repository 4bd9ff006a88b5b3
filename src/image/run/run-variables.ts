import { expandText, type Lookup } from '#shell/expand-word.js';
import type { ShellCommand } from '#shell/types.js';
import type { Runs } from '#image/installs/resolved-install.js';
import { assign, assignValue, type Scope, type Standing } from './run-scope.js';
import type { StepWord } from './run-walk.js';
import { absolute } from '#image/files/transfers.js';

/** `NAME=value` as a command of its own. `everyRound`: it is told for each round of the loops around it. */
export function assignAll(scope: Scope, command: ShellCommand, script: string, standing: Standing, lookup: Lookup, runs: Runs, everyRound: boolean): void {
  if (runs.kind === 'never' || command.substituted || command.pipe !== 'none') return;
  for (const assignment of command.assignments) {
    const certain = { ...standing, conditions: everyRound ? [] : standing.conditions.filter(({ kind }) => kind === 'loop') };
    assign(scope, assignment.name, writtenValue(script, assignment), runs.kind === 'always' ? certain : standing, lookup);
  }
}

/** The text behind `NAME=`; null where the source cannot be read by span. */
function writtenValue(script: string, { span, name, value }: ShellCommand['assignments'][number]): string | null {
  const text = script.slice(span.start, span.end);
  if (text.startsWith(`${name}=`) && !text.startsWith(`${name}=(`)) return text.slice(name.length + 1);
  return value === null || value.includes('$') ? null : value;
}

const DECLARES: ReadonlySet<string> = new Set(['export', 'declare', 'typeset', 'readonly', 'local', 'read', 'mapfile', 'unset']);

/** `export`, `read`, `local` …: a command that sets variables by its words. */
export function setsVariables([first]: readonly StepWord[]): boolean {
  return first?.value !== null && first?.value !== undefined && DECLARES.has(first.value);
}

/** Sets what such a command names. */
export function declare(scope: Scope, [first, ...words]: readonly StepWord[], standing: Standing, lookup: Lookup, runs: Runs): void {
  if (runs.kind === 'never') return;
  for (const { text } of words) {
    const equals = text.indexOf('=');
    const name = (equals < 0 ? text : text.slice(0, equals)).replace(/\+$/, '');
    if (!/^[A-Za-z_]\w*$/.test(name) || (equals < 0 && first?.value !== 'read' && first?.value !== 'unset' && first?.value !== 'mapfile')) continue;
    assign(scope, name, equals < 0 || text.charAt(equals - 1) === '+' ? null : text.slice(equals + 1), standing, lookup);
  }
}

/** `. /opt/venv/bin/activate`, `conda activate env`: what they set for all that follows. */
export function activate(scope: Scope, words: readonly StepWord[], standing: Standing, folder: string | null, runs: Runs): void {
  if (runs.kind === 'never') return;
  const [first, second, third] = words.map(({ value }) => value);
  if ((first === '.' || first === 'source') && second?.endsWith('/bin/activate') === true) {
    const path = absolute({ environment: null, workdir: folder, user: null }, second.slice(0, -'/bin/activate'.length) || '/');
    assignValue(scope, 'VIRTUAL_ENV', path, standing);
  }
  if ((first === 'conda' || first === 'micromamba' || first === 'mamba') && second === 'activate') assignValue(scope, 'CONDA_DEFAULT_ENV', third ?? 'base', standing);
  if ((first === '.' || first === 'source') && second?.endsWith('/activate') === true && third) assignValue(scope, 'CONDA_DEFAULT_ENV', third, standing);
}

/** Variables in front of a command are seen by it; its own words were expanded before, but nobody writes that. */
export function withPrefix(lookup: Lookup, { assignments, words }: ShellCommand, script: string): Lookup {
  if (assignments.length === 0 || words.length === 0) return lookup;
  const own = new Map(assignments.map((assignment) => {
    const text = writtenValue(script, assignment);
    return [assignment.name, text === null ? null : expandText(text, lookup)];
  }));
  return (name) => (own.has(name) ? (own.get(name) ?? undefined) : lookup(name));
}
