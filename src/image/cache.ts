import { assumed, known, row, type Answer, type Evidence } from '#answer/answer.js';
import { unheard } from '#answer/ledger.js';
import { runParts, type RunCommand } from '#dockerfile/run.js';
import { isWithin, resolvePath } from '#files/paths.js';
import { cacheFolders, managerFacts, switchesCacheOff, type CacheSwitch, type ManagerFacts } from '#knowledge/index.js';
import { hasFlag, optionValues } from './calls.js';
import { absolute } from './copies.js';
import type { InstallCall } from './installs.js';
import type { DockerfileModel } from './model.js';
import { expandAt, settingOf, valueOf, type Moment } from './stages.js';

/**
 * What becomes of the download cache of an install: `left` in its layer, `off` (never written),
 * `mounted` (in a cache or tmpfs mount), `removed` (by the same RUN), or `unknown`.
 */
export type CacheFate = 'left' | 'off' | 'mounted' | 'removed' | 'unknown';

export function cacheFate(model: DockerfileModel, install: InstallCall): Answer<CacheFate> {
  const facts = unheard(() => managerFacts(install.call.manager));
  const off = facts.value.cache.off;
  const view = viewOf(model, install);
  if (!off || !facts.value.writes.includes(install.call.subcommand)) {
    return known('unknown', `${install.call.manager} ${install.call.subcommand} is not known to write a cache`);
  }
  return switchedOff(view, off) ?? configured(view) ?? mounted(view, facts.value) ?? removed(view, facts.value) ?? left(view, facts.value, off);
}

interface View {
  readonly model: DockerfileModel;
  readonly install: InstallCall;
  readonly moment: Moment;
  readonly commands: readonly RunCommand[];
}

function viewOf(model: DockerfileModel, install: InstallCall): View {
  const stage = model.stages[install.stage];
  const moment = stage?.moments[install.at] ?? { environment: null, workdir: null, user: null };
  const parts = runParts(model.document, install.instruction);
  return { model, install, moment, commands: parts.ok ? parts.value.commands : [] };
}

function seen({ model, install }: View, text: string, line = install.instruction.lines.first): readonly Evidence[] {
  return [row('source', text, { path: model.document.path, line })];
}

/** By an option of the call, a variable in front of it, an `export` before it, or ENV and ARG. */
function switchedOff(view: View, off: CacheSwitch): Answer<CacheFate> | null {
  const { install, moment } = view;
  const options = [...install.call.globalOptions, ...install.call.arguments];
  const spelling = off.spellings.find((name) => hasFlag(options, name)) ?? (hasFlag(options, off.option) ? off.option : null);
  if (spelling) return known('off', `${spelling} is given`, seen(view, `${spelling} is given`));
  for (const value of shellValues(view, off.variable)) {
    if (value === null) return known('unknown', `the script sets ${off.variable} to what cannot be told`);
    if (switchesCacheOff(off, value) !== false) return known('off', `the script sets ${off.variable}=${value}`, seen(view, `${off.variable}=${value} in the same RUN`));
  }
  const setting = settingOf(moment.environment, off.variable);
  if (!setting || setting.value === null) return null;
  if (setting.value === undefined) return known('unknown', `${off.variable} has a value that cannot be told`);
  if (switchesCacheOff(off, setting.value) === false) return null;
  const line = setting.instruction?.lines.first;
  const text = `${setting.by === 'base' ? 'the base image sets' : setting.by} ${off.variable}=${setting.value}`;
  return known('off', text, line === undefined ? [row('catalogue', text)] : seen(view, text, line));
}

/** Commands that set variables for what follows. */
const EXPORTS: ReadonlySet<string> = new Set(['export', 'declare', 'typeset', 'readonly', 'local']);

/** Values that the script itself gives a variable before or with the call. */
function shellValues({ commands, install }: View, name: string): readonly (string | null)[] {
  const found: (string | null)[] = [];
  for (const { command } of commands) {
    if (command.span.start > install.command.command.span.start) break;
    // In front of another command, or as a word of it, it is that command's alone.
    const own = command.span.start === install.command.command.span.start;
    if (!own && command.words.length > 0 && !EXPORTS.has(command.words[0]?.value ?? '')) continue;
    for (const assignment of command.assignments) if (assignment.name === name) found.push(assignment.value);
    for (const { text, value } of command.words) {
      if (!text.startsWith(`${name}=`)) continue;
      found.push(value === null ? null : value.slice(name.length + 1));
    }
  }
  return found;
}

/** `pip config set global.no-cache-dir true`, or a configuration file that this Dockerfile brings along. */
function configured(view: View): Answer<CacheFate> | null {
  const { model, install, moment } = view;
  if (install.call.manager !== 'pip') return null;
  for (const name of ['PIP_CONFIG_FILE', 'PIP_CACHE_DIR']) {
    if (valueOf(moment.environment, name) === undefined) return known('unknown', `${name} has a value that cannot be told`);
  }
  const file = valueOf(moment.environment, 'PIP_CONFIG_FILE');
  if (file && file !== '/dev/null') return known('unknown', `PIP_CONFIG_FILE=${file} decides about the cache`);
  const earlier = model.document.instructions.slice(0, install.instruction.index + 1);
  for (const instruction of earlier) {
    const sets = /\bpip[\d.]*\s+config\b[^&|;]*\bset\b[^&|;]*\bno-cache-dir\b/.test(instruction.joined);
    const brings = (instruction.keyword === 'COPY' || instruction.keyword === 'ADD') && /\bpip\.(?:conf|ini)\b/.test(instruction.joined);
    if (!sets && !brings && !/\bpip\.conf\b/.test(instruction.keyword === 'RUN' ? instruction.joined : '')) continue;
    const text = sets ? 'pip config sets no-cache-dir' : 'a pip.conf of its own decides about the cache';
    return known('unknown', text, seen(view, text, instruction.lines.first));
  }
  return null;
}

/** A cache or tmpfs mount over the cache folder, or one that cannot be told. */
function mounted(view: View, facts: ManagerFacts): Answer<CacheFate> | null {
  const { install, moment, model } = view;
  for (const { name, value } of install.instruction.flags) {
    if (name !== 'mount' || value === null) continue;
    const options = new Map(value.split(',').map((part) => [part.split('=')[0] ?? '', part.slice(part.indexOf('=') + 1)] as const));
    const type = options.get('type') ?? 'bind';
    if (type !== 'cache' && type !== 'tmpfs') continue;
    const written = options.get('target') ?? options.get('dst') ?? options.get('destination') ?? '';
    const expanded = expandAt(moment, written, model.document.escape);
    const target = expanded === null ? null : absolute(moment, expanded);
    if (target === null) return known('unknown', `a ${type} mount lies at ${written}, which cannot be told`);
    if (covers(target, view, facts)) return known('mounted', `a ${type} mount holds ${target}`, seen(view, `--mount=type=${type} at ${target}`));
  }
  return null;
}

/** `rm -rf ~/.cache/pip`, `pip cache purge` in the same RUN, after the install. */
function removed(view: View, facts: ManagerFacts): Answer<CacheFate> | null {
  const { commands, install } = view;
  for (const { command } of commands) {
    if (command.span.start < install.command.command.span.start) continue;
    const words = command.words.map(({ value, text }) => value ?? text.replaceAll('"', ''));
    const line = words.join(' ');
    if (facts.cache.purges.some((purge) => line.includes(purge))) return known('removed', `${line} follows`, seen(view, `${line} in the same RUN`));
    const find = words.findIndex((word) => word === 'find' || word === '/usr/bin/find');
    if (find >= 0 && (line.includes(' -delete') || /\brm\b/.test(line)) && takesAway(words.slice(find + 1), view, facts)) {
      return known('unknown', `what "${line}" takes away cannot be told`, seen(view, `${line} in the same RUN`));
    }
    const rm = words.findIndex((word) => word === 'rm' || word === '/bin/rm');
    const target = rm < 0 ? undefined : takesAway(words.slice(rm + 1), view, facts);
    if (target) return known('removed', `rm takes ${target} away`, seen(view, `${line} in the same RUN`));
  }
  return null;
}

/** The word among these that names the cache, or a folder around it, with wildcards or without. */
function takesAway(words: readonly string[], view: View, facts: ManagerFacts): string | undefined {
  return words.find((word) => {
    if (word.startsWith('-')) return false;
    const plain = word.replace(/\/?\*$/, '');
    if (!/[*?[]/.test(plain) && covers(plain, view, facts)) return true;
    const start = fromHome(word).split(/[*?[]/)[0] ?? '';
    return start !== fromHome(word) && start.length > 1 && foldersOf(view, facts).some((folder) => folder.startsWith(start));
  });
}

/** Every folder that may be the manager's cache. HOME is guessed generously: silence does no harm. */
function foldersOf({ moment, install }: View, facts: ManagerFacts): readonly string[] {
  const homes = ['/root', `/home/${moment.user?.split(':')[0] ?? ''}`, valueOf(moment.environment, 'HOME') ?? '/root'];
  const environment = (name: string): string | null => valueOf(moment.environment, name) ?? null;
  const moved = optionValues([...install.call.globalOptions, ...install.call.arguments], facts.cache.moveOptions).flatMap((value) => value ?? []);
  return [...moved, ...homes.flatMap((home) => cacheFolders(facts, environment, home))];
}

function fromHome(path: string): string {
  return path.replace(/^(?:~|\$\{?HOME\}?)(?=\/|$)/, '/root');
}

/** Whether a folder is, or holds, the manager's cache. */
function covers(target: string, view: View, facts: ManagerFacts): boolean {
  const plain = fromHome(target);
  const path = resolvePath('', plain) ?? '';
  if (path === '') return false;
  if (foldersOf(view, facts).some((folder) => isWithin(resolvePath('', folder) ?? '', path))) return true;
  return facts.cache.folders.some((folder) => plain.endsWith(folder.replace('~', ''))) || /\/\.cache$/.test(plain);
}

function left(view: View, facts: ManagerFacts, off: CacheSwitch): Answer<CacheFate> {
  const { install, moment } = view;
  const home = valueOf(moment.environment, 'HOME') ?? (moment.user === null || moment.user === 'root' || moment.user === '0' ? '/root' : '~');
  const environment = (name: string): string | null => valueOf(moment.environment, name) ?? null;
  const folder = cacheFolders(facts, environment, home)[0] ?? 'its cache';
  const because = `no ${off.option}, no ${off.variable} in ENV, ARG or the script, no mount over ${folder}, not removed in the same RUN`;
  const evidence = [...seen(view, install.command.command.words.map(({ text }) => text).join(' ')), row('absence', because)];
  return install.command.command.substituted ? assumed('left', because, evidence) : known('left', because, evidence);
}
