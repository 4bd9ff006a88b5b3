import { assumed, known, row, type Answer } from '#answer/answer.js';
import { unheard } from '#answer/ledger.js';
import { runParts } from '#dockerfile/run.js';
import type { DockerfileDocument, Instruction } from '#dockerfile/types.js';
import { cacheFolders, managerFacts, switchesCacheOff, type CacheSwitch, type ManagerFacts } from '#knowledge/index.js';
import { coversCache, liesInCache, takesAway } from './cache-folders.js';
import { cacheView, seen, shellValues, variable, wordsOf, type CacheView } from './cache-view.js';
import { hasFlag, optionValues } from '#image/installs/calls.js';
import type { InstallCall } from '#image/installs/installs.js';
import type { DockerfileModel } from '#image/model.js';
import { mountsOf } from '#image/files/mounts.js';
import { expandAt, settingOf, valueOf } from '#image/stages/stages.js';
import { absolute, copyWords } from '#image/files/transfers.js';

/**
 * What becomes of the download cache of an install: `left` in its layer, `off` (never written),
 * `mounted` (in a cache or tmpfs mount), `removed` (by the same RUN), or `unknown`.
 */
export type CacheFate = 'left' | 'off' | 'mounted' | 'removed' | 'unknown';

export function cacheFate(model: DockerfileModel, install: InstallCall): Answer<CacheFate> {
  const facts = unheard(() => managerFacts(install.call.manager));
  const off = facts.value.cache.off;
  const view = cacheView(model, install);
  if (install.nested) return known('unknown', 'it runs in a script of its own, what else happens there is not looked at');
  const action = install.call.manager === 'conda' ? (install.call.subcommand.split(' ')[0] ?? '') : install.call.subcommand;
  if (!off || !facts.value.writes.includes(action)) {
    return known('unknown', `${install.call.manager} ${install.call.subcommand} is not known to write a cache`);
  }
  return switchedOff(view, off) ?? configured(view) ?? mounted(view, facts.value) ?? removed(view, facts.value) ?? movedByOption(view, facts.value) ?? usedOtherwise(view, facts.value) ?? left(view, facts.value, off);
}

/** By an option of the call, a variable in front of it, an `export` before it, or ENV and ARG. */
function switchedOff(view: CacheView, off: CacheSwitch): Answer<CacheFate> | null {
  const { install, moment } = view;
  const options = [...install.call.globalOptions, ...install.call.arguments];
  const spelling = off.spellings.find((name) => hasFlag(options, name)) ?? (hasFlag(options, off.option) ? off.option : null);
  if (spelling) return known('off', `${spelling} is given`, seen(view, `${spelling} is given`));
  if (install.call.manager === 'pip' && hasFlag(options, '--no-index')) {
    return known('off', '--no-index: nothing is downloaded', seen(view, '--no-index downloads nothing'));
  }
  const hidden = hiddenOptions(view, off);
  if (hidden) return hidden;
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

/** `pip install $PIP_OPTS -r …`: options that stand in a variable. */
function hiddenOptions(view: CacheView, off: CacheSwitch): Answer<CacheFate> | null {
  for (const { text, value } of view.install.command.command.words) {
    const name = value === null ? /^"?\$\{?(\w+)/.exec(text)?.[1] : undefined;
    if (name === undefined) continue;
    const held = [valueOf(view.moment.environment, name), ...shellValues(view, name)].filter((one) => one !== null);
    if (held.some((one) => one?.includes(off.option))) return known('off', `${name} holds ${off.option}`, seen(view, `${name} holds ${off.option}`));
    if (held.includes(undefined) || (held.length === 0 && /OPT|FLAG|ARG/i.test(name))) return known('unknown', `what ${name} holds cannot be told`);
  }
  return null;
}

/** `pip config set global.no-cache-dir true`, or a configuration file that this Dockerfile brings along. */
function configured(view: CacheView): Answer<CacheFate> | null {
  const { model, install, moment } = view;
  if (install.call.manager !== 'pip') return null;
  for (const name of ['PIP_CONFIG_FILE', 'PIP_CACHE_DIR']) {
    if (valueOf(moment.environment, name) === undefined) return known('unknown', `${name} has a value that cannot be told`);
  }
  const file = valueOf(moment.environment, 'PIP_CONFIG_FILE');
  if (file && file !== '/dev/null') return known('unknown', `PIP_CONFIG_FILE=${file} decides about the cache`);
  const decided = configuration(model.document);
  if (!decided || decided.instruction.index > install.instruction.index) return null;
  return known('unknown', decided.text, seen(view, decided.text, decided.instruction.lines.first));
}

interface Configuration {
  readonly instruction: Instruction;
  readonly text: string;
}

const configurations = new WeakMap<DockerfileDocument, { readonly found: Configuration | null }>();

/** The first instruction that configures pip. */
function configuration(document: DockerfileDocument): Configuration | null {
  const cached = configurations.get(document);
  if (cached) return cached.found;
  const found = findConfiguration(document);
  configurations.set(document, { found });
  return found;
}

function findConfiguration({ instructions }: DockerfileDocument): Configuration | null {
  for (const instruction of instructions) {
    const { keyword, joined } = instruction;
    if (/\bpip[\d.]*\s+config\b[^&|;]*\bset\b[^&|;]*\b(?:no-)?cache-dir\b/.test(joined)) return { instruction, text: 'pip config decides about the cache' };
    const brings = (keyword === 'COPY' || keyword === 'ADD') && /\bpip\.(?:conf|ini)\b/.test(joined);
    if (brings || (keyword === 'RUN' && /\bpip\.conf\b/.test(joined))) return { instruction, text: 'a pip.conf of its own decides about the cache' };
  }
  return null;
}

/** A cache or tmpfs mount over the cache folder, or one that cannot be told. */
function mounted(view: CacheView, facts: ManagerFacts): Answer<CacheFate> | null {
  const { install, moment, model } = view;
  for (const { type, target: written } of mountsOf(install.instruction)) {
    if (type !== 'cache' && type !== 'tmpfs' && type !== 'bind') continue;
    const expanded = expandAt(moment, written ?? '', model.document.escape);
    const target = expanded === null ? null : absolute(moment, expanded);
    if (target === null && type === 'bind') continue;
    if (target === null) return known('unknown', `a ${type} mount lies at ${written ?? ''}, which cannot be told`);
    if (coversCache(target, view, facts)) return known('mounted', `a ${type} mount holds ${target}`, seen(view, `--mount=type=${type} at ${target}`));
  }
  return null;
}

/** `--cache-dir` of the call itself: it wins over the option that switches the cache off, and the folder is somebody's choice. */
function movedByOption({ install }: CacheView, facts: ManagerFacts): Answer<CacheFate> | null {
  const [folder] = optionValues([...install.call.globalOptions, ...install.call.arguments], facts.cache.moveOptions);
  return folder === undefined ? null : known('unknown', `the call has a cache folder of its own (${folder ?? 'which cannot be told'})`);
}

/** `rm -rf ~/.cache/pip`, `pip cache purge` in the same RUN, after the install. */
function removed(view: CacheView, facts: ManagerFacts): Answer<CacheFate> | null {
  const { commands, install } = view;
  for (const { command, ...rest } of commands) {
    if (command.span.start < install.command.command.span.start) continue;
    const words = wordsOf({ command, ...rest });
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

/**
 * Something else in the file reads, moves or purges the cache: then it has to be there. Only `rm -f`
 * does not care. A folder that another stage fills, or that is linked elsewhere, is a use as well.
 */
function usedOtherwise(view: CacheView, facts: ManagerFacts): Answer<CacheFate> | null {
  const moved = facts.cache.moves.flatMap(({ variable: name }) => variable(view, name) ?? []);
  for (const instruction of mentioning(view.model.document, ['cache', ...moved])) {
    const user = commandsOf(view, instruction).find((words) => isUse(words, view, facts));
    if (!user) continue;
    const text = `${user.join(' ').slice(0, 80)} uses the cache`;
    return known('unknown', text, seen(view, text, instruction.lines.first));
  }
  return null;
}

const mentions = new WeakMap<DockerfileDocument, Map<string, readonly Instruction[]>>();

/** The instructions in which one of these texts stands; looked for once, however many installs ask. */
function mentioning(document: DockerfileDocument, texts: readonly string[]): readonly Instruction[] {
  const known = mentions.get(document) ?? new Map<string, readonly Instruction[]>();
  mentions.set(document, known);
  const key = texts.join('\0');
  const found = known.get(key) ?? document.instructions.filter(({ joined }) => texts.some((text) => joined.includes(text)));
  known.set(key, found);
  return found;
}

/** The commands of a RUN (of the install's own RUN: those behind it), the words of a COPY or ADD. */
function commandsOf({ model, install }: CacheView, instruction: Instruction): readonly (readonly string[])[] {
  if (instruction.keyword === 'COPY' || instruction.keyword === 'ADD') return [copyWords(instruction)];
  if (instruction.keyword !== 'RUN') return [];
  const parts = runParts(model.document, instruction);
  if (!parts.ok) return instruction === install.instruction ? [] : [instruction.joined.split(/[\s"',=]+/)];
  const after = instruction === install.instruction ? install.command.command.span.start : -1;
  return parts.value.commands.filter(({ command }) => command.span.start > after).map(wordsOf);
}

function isUse(words: readonly string[], view: CacheView, facts: ManagerFacts): boolean {
  const line = words.join(' ');
  if (/\bcache (?:dir|list|info|purge|remove)\b/.test(line)) return true;
  const forgiving = words.some((word) => word === 'rm' || word === '/bin/rm') && words.some((word) => /^-\w*f/.test(word) || word === '--force');
  return !forgiving && words.some((word) => liesInCache(word, view, facts) || /\/\.cache\/?$/.test(word));
}

function left(view: CacheView, facts: ManagerFacts, off: CacheSwitch): Answer<CacheFate> {
  const { install, moment } = view;
  const home = valueOf(moment.environment, 'HOME') ?? (moment.user === null || moment.user === 'root' || moment.user === '0' ? '/root' : '~');
  const folder = cacheFolders(facts, (name) => variable(view, name), home)[0] ?? 'its cache';
  const because = `no ${off.option}, no ${off.variable} in ENV, ARG or the script, no mount over ${folder}, not removed in the same RUN`;
  const evidence = [...seen(view, install.command.command.words.map(({ text }) => text).join(' ')), row('absence', because)];
  if (install.command.command.substituted) return assumed('left', 'it runs inside a substitution: what it leaves is taken for that of a plain call', evidence);
  return known('left', because, evidence);
}
