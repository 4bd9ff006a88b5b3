import type { Place } from '#answer/answer.js';
import { requirementsAt, type Snapshot } from '#files/snapshot.js';
import { normalizeName } from '#pep/name.js';
import { lineAt, lineTable } from '#text/lines.js';
import { baseName, folderOf } from '#text/paths.js';
import { shorten } from '#text/shorten.js';
import { includes, listedIn } from './developer-file.js';
import { outsideUnits, type OutsideUnit } from './outside-files.js';
import { installersOf } from './outside-installs.js';
import { useOf, type ToolUse } from './tool-words.js';

/** A place outside of images that would go without a tool. */
export interface OutsideUse {
  readonly text: string;
  readonly at: Place;
  /** Nothing breaks: a page tells people what to run, or the tool comes in any case, perhaps in another version. */
  readonly mild: boolean;
  /** The file that it installs; null: it runs the tool in a container. */
  readonly installs: string | null;
}

/**
 * The places outside of images that install a file, and nothing else that has the tool, and run the tool: there, in what they
 * call, or, where they run no tool at all, in what calls them. `without`: the file whose line goes.
 */
export function outsideUses(snapshot: Snapshot, without: string, tool: ToolUse, target: string): readonly OutsideUse[] {
  return installersOf(snapshot, without).flatMap(({ unit, installs, at }): readonly OutsideUse[] => {
    const looks = looksFor(unit, without, tool.name);
    if (looks) return [{ ...looks, mild: unit.page, installs: without }];
    const provided = installs.some(({ file, exact }) => {
      // Where a variable decides, only what lies beside the file comes whenever the file does.
      if (!exact && folderOf(file) !== folderOf(without)) return false;
      const document = requirementsAt(snapshot, file);
      return document !== null && (includes(snapshot, document, target) || listedIn(snapshot, document, tool.name, without) !== null);
    });
    if (provided) return [];
    const use = unit.page ? useIn(unit, tool) : around(snapshot, unit).map((one) => useIn(one, tool)).find((found) => found !== null);
    if (!use) return [];
    if (installsByName(unit, tool.name)) return [{ text: `installs ${without}, and ${tool.name} by its name, whatever version that is`, at, mild: true, installs: without }];
    const runs = use.at.path === at.path ? `runs ${use.word} in line ${use.at.line}` : `${use.at.path}:${use.at.line} runs ${use.word}`;
    return [{ text: `installs ${without}, and ${runs}`, at, mild: unit.page, installs: without }];
  });
}

/** A search for the name in the file itself, which decides what is installed: `grep -q pytest-httpx requirements.txt`. */
function looksFor(unit: OutsideUnit, file: string, name: string): { readonly text: string; readonly at: Place } | null {
  if (!unit.text.includes(name)) return null;
  const word = new RegExp(`(?<![\\w-])${name.replaceAll('.', '\\.')}(?![\\w-])`);
  const index = unit.text.split('\n').findIndex((line) => line.includes(baseName(file)) && SEARCHES.test(line.slice(0, 1000)) && word.test(line.slice(0, 1000)));
  return index < 0 ? null : { text: `installs ${file}, and looks for ${name} in it`, at: { path: unit.path, line: unit.line + index } };
}

const SEARCHES = /\b(?:grep|egrep|rg|findstr|Select-String|sed|awk)\b/;

interface Found {
  readonly word: string;
  readonly at: Place;
}

/** What a unit says, with blanks for what it installs: that is not what it runs. */
interface Stripped {
  readonly text: string;
  /** Blanks for titles of steps and what `echo` prints as well, which speak of tools and run none. */
  readonly commands: string;
}

const stripped = new WeakMap<OutsideUnit, Stripped>();

function withoutInstalls(unit: OutsideUnit): Stripped {
  const cached = stripped.get(unit);
  if (cached !== undefined) return cached;
  const blank = (text: string): string => text.replace(/[^\n]/g, ' ');
  const text = unit.text
    .replace(/\b(?:pip3?|uv|pipx|poetry|pipenv|conda|mamba)\s{1,5}(?:pip\s{1,5})?(?:install|sync|add|uninstall)\b(?:\\\r?\n|[^\n;&|]){0,3000}/g, blank)
    .replace(/\binstall\([^)]{0,2000}\)/g, blank);
  const found = { text, commands: text.replace(/^[ \t]*(?:-[ \t]+)?name:[^\n]*|\becho\b[^\n]*/gm, blank) };
  stripped.set(unit, found);
  return found;
}

const MOST_NAMES = 5000;

export function installsByName({ text }: OutsideUnit, name: string): boolean {
  const calls = [...text.matchAll(/\b(?:pip3?|uv|pipx)\s{1,5}(?:pip\s{1,5})?(?:install|add|tool install)\b((?:\\\r?\n|[^\n;&|]){0,3000})|\binstall\(([^)]{0,2000})\)/g)];
  const words = calls.slice(0, MOST_NAMES).flatMap((match) => (match[1] ?? match[2] ?? '').split(/[\s"',\\]+/));
  return words.some((word) => normalizeName(/^[\w.-]+/.exec(word)?.[0] ?? '') === name);
}

/** The first place where a unit runs a tool, or what the tool belongs to, by its commands or else by what it says of them; null: it does not. */
export function useIn(unit: OutsideUnit, tool: ToolUse): Found | null {
  const { text, commands } = withoutInstalls(unit);
  const match = useOf(tool).exec(commands) ?? useOf(tool).exec(text);
  return match ? { word: match[0].replace(/\s+/g, ' '), at: { path: unit.path, line: unit.line + lineAt(lineTable(text), match.index) - 1 } } : null;
}

/** The unit, what it calls, and what calls it: scripts and actions by their name, Makefiles by `make`. */
export function around(snapshot: Snapshot, unit: OutsideUnit): readonly OutsideUnit[] {
  const others = outsideUnits(snapshot).filter((one) => one !== unit && !one.page);
  return [unit, ...others.filter((one) => names(unit, one) || names(one, unit))];
}

function names(caller: OutsideUnit, { path }: OutsideUnit): boolean {
  const name = baseName(path);
  if (/makefile/i.test(name)) return /\bmake\s/.test(caller.text) && caller.folders.some((folder) => folderOf(path) === folder || caller.text.includes(folderOf(path)));
  if (/^action\.ya?ml$/.test(name)) return caller.text.includes(folderOf(path));
  if (/\.(?:sh|bash|ps1|bat|cmd|py)$/.test(name) || !name.includes('.')) return name.length > 2 && caller.text.includes(`/${name}`) && caller.text.includes(`${baseName(folderOf(path))}/${name}`);
  return /\/workflows\//.test(path) && caller.text.includes(`workflows/${name}`);
}

const IN_CONTAINER = /(?:\b(?:docker|podman|nerdctl|docker-compose|compose|kubectl)\b|\$[({]?\w*(?:DC|COMPOSE|DOCKER)\w*[)}]?)[^\n]{0,200}?\s(?:run|exec)\s[^\n]{0,400}/gi;

/**
 * Lines that run a tool in a container of one of these services, also in pages that tell people to. `only`: there is no other
 * service, so that a line without a known name means it.
 */
export function containerUses(snapshot: Snapshot, services: readonly string[], only: boolean, tool: ToolUse): readonly OutsideUse[] {
  const expression = useOf(tool);
  return outsideUnits(snapshot).flatMap((unit) => {
    for (const { line, offset, words } of containerLines(unit)) {
      const match = expression.exec(line);
      if (!match || !(only || services.some((name) => words.has(name)) || /\$/.test(line.slice(0, match.index).replace(/^\$\S+/, '')))) continue;
      const at = { path: unit.path, line: unit.line + lineAt(lineTable(unit.text), offset) - 1 };
      return [{ text: `runs ${match[0].replace(/\s+/g, ' ')} in a container (${shown(line)})`, at, mild: unit.page, installs: null }];
    }
    return [];
  });
}

/** The command alone, without where its output goes and what follows. */
function shown(line: string): string {
  return shorten((/^.*?(?=\s*(?:[;|>]|&&|2>))/.exec(line)?.[0] ?? line).trim().replace(/\s+/g, ' '));
}

interface ContainerLine {
  readonly line: string;
  readonly offset: number;
  readonly words: ReadonlySet<string>;
}

const lines = new WeakMap<OutsideUnit, readonly ContainerLine[]>();

function containerLines(unit: OutsideUnit): readonly ContainerLine[] {
  const cached = lines.get(unit);
  if (cached) return cached;
  // A continued line is read on, its offsets kept.
  const text = unit.text.replace(/\\\r?\n/g, (end) => ' '.repeat(end.length));
  const found = [...text.matchAll(IN_CONTAINER)].slice(0, 500).map((match) => ({ line: match[0], offset: match.index, words: new Set(match[0].split(/[\s"'`:/@,]+/)) }));
  lines.set(unit, found);
  return found;
}
