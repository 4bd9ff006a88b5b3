import { unheard } from '#answer/ledger.js';
import { launcherOf, launcherOfModule, runsNoPython, wrapperOf } from '#knowledge/launchers.js';
import type { ImageCommand } from './command-lines.js';
import type { Handler } from './named-in-settings.js';
import type { Doubt } from '#python/graph/types.js';
import { distributionsOfScript, identityOf } from '#knowledge/names.js';
import type { Facts } from '#needs/facts.js';
import type { CommandFiles, Program, Started } from '#python/start/types.js';

/**
 * A container that starts a shell, sleeps, or starts nothing of Python's is there for what people run in it: nobody can say what
 * that needs. One way to start it that does more is enough to tell what it is for; health checks are none.
 */
export function openStart(lines: readonly ImageCommand[], started: readonly Started[]): readonly Doubt[] {
  const starts = lines.flatMap((line, index) => (line.role === 'check' ? [] : [{ line, own: started[index] }]));
  if (starts.some(({ own }) => own && tells(own))) return [];
  const [first] = starts;
  const text = first ? `\`${first.line.words.join(' ').slice(0, 60)}\` starts nothing of Python's: what people run in the container is not known` : 'no command is told: what people run in the container is not known';
  return [{ text, at: first?.line.at ?? null, hides: 'distributions' }];
}

/**
 * A start that takes the folder of what it runs from a variable that nothing sets (`cd /app/services/${SERVICE:-api}`), where
 * the image holds others beside it: one image for several services, and the default is one of them.
 */
export function chosenStart(lines: readonly ImageCommand[], files: Pick<CommandFiles, 'fileAt' | 'list'>): readonly Doubt[] {
  return lines.flatMap(({ words, environment, role, at }): readonly Doubt[] => {
    if (role !== 'start') return [];
    const text = words.join('\n').replaceAll('\\$', '$');
    const defaults = [...text.slice(0, MOST_READ).matchAll(/(?:\b(\w+)=["']?)?\$\{(\w+):?-([A-Za-z_][\w-]*)\}/g)].filter(([, , name = '']) => !environment.has(name));
    const chosen = defaults.find(([, variable, name = '', value = '']) => {
      const spelled = [`\${${name}`, ...(variable === undefined ? [] : [`$${variable}`, `\${${variable}}`])];
      return foldersBefore(text, spelled).some((folder) => files.list(folder).some((other) => other !== value && files.list(`${folder}/${other}`).some((file) => file.endsWith('.py'))));
    });
    return chosen === undefined ? [] : [{ text: `which of several folders starts is chosen by ${chosen[2]} when the container is started`, at, hides: 'distributions' }];
  });
}

/** A start is no novel. */
const MOST_READ = 20_000;

/** The absolute folders that a variable stands behind: `/app/services` of `/app/services/$service`. */
function foldersBefore(text: string, spelled: readonly string[]): readonly string[] {
  return spelled.flatMap((name) => text.slice(0, MOST_READ).split(name).slice(0, -1).flatMap((before) => /((?:\/[\w.-]+)+)\/$/.exec(before.slice(-300))?.[1] ?? []));
}

function tells({ entries, programs }: Started): boolean {
  if (programs.some(waits)) return false;
  return entries.length > 0 || programs.some(({ name }) => !SHELL.test(name) && !unheard(() => runsNoPython(name)).value);
}

const SHELL = /^(?:ba|z|da|a|k|c|tc)?sh$/;

/** `bash`, `bash -l`, `sleep infinity`, `tail -f /dev/null`. */
function waits({ name, words }: Program): boolean {
  const [, ...given] = words;
  if (SHELL.test(name)) return given.every((word) => /^-[lix]+$|^--login$/.test(word));
  return (name === 'sleep' && given.includes('infinity')) || (name === 'tail' && given.includes('/dev/null'));
}

/** Programs of a start that no catalogue has, that no file of the workspace is, and that nothing that is installed goes by the name of. */
export function unknownPrograms(started: readonly Started[], { fileAt, scripts }: CommandFiles, installed: Facts['installed'], handlers: readonly Handler[]): readonly Doubt[] {
  const handled = new Set(handlers.map(({ word }) => word));
  const found = started.flatMap(({ programs }) => programs).filter(({ name, module, words }) => {
    if (SHELL.test(name) || scripts.has(name) || fileAt(words[0] ?? '') !== null || words[0]?.startsWith('.') || installed(identityOf(name)) !== null) return false;
    if (module || handled.has(name)) return false;
    return unheard(() => !runsNoPython(name).value && launcherOf(name).value === null && launcherOfModule(name).value === null && wrapperOf(name).value === null && distributionsOfScript(name).value.length === 0 && !/^(?:python|pypy)[\d.]*$/.test(name));
  });
  return [...new Map(found.map(({ name, at }) => [name, { text: `what ${name} runs is not known: it may be code of any distribution`, at, hides: 'distributions' as const }])).values()];
}
