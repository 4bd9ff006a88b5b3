import { unheard } from '#answer/ledger.js';
import { distributionsOfScript, scriptsOf } from '#knowledge/names.js';
import type { NamedFile } from '#needs/code/named-files.js';
import { normalizeName } from '#pep/name.js';
import { cannotTell, placeText } from '#needs/verdict/evidence.js';
import { modulesKnown } from '#needs/verdict/modules.js';
import type { Reason } from '#needs/verdict/judged.js';
import { shorten } from '#text/shorten.js';
import type { Searched } from './question.js';

/** Words of a distribution's name that its program goes without: `stripe-cli` installs `stripe`. */
const LEFT_OUT: ReadonlySet<string> = new Set(['cli', 'cmd', 'command', 'tool', 'tools', 'client', 'py', 'python', 'python3']);

/**
 * A program that nothing is known to bring, and a distribution of a similar name whose programs no catalogue knows:
 * `google-agents-cli` installs `agents-cli`.
 */
export function programOfNameAlike(name: string, { judged: { code } }: Searched): Reason | null {
  const own = unheard(() => scriptsOf(name));
  if (!own.assumed || own.value.length > 0) return null;
  const program = code.programs.find((one) => !one.module && isAlike(one.name, name) && unheard(() => distributionsOfScript(one.name)).value.length === 0);
  return program ? cannotTell(`${placeText(program.at)} runs ${program.name}, which may be a program of ${name}: none of its programs is catalogued`, program.at) : null;
}

/** What runs is all of others, and its settings tell what it loads: `mlflow server` loads the driver of the database that it is given. */
export function loadedByOthers(name: string, { judged: { code: { alone } } }: Searched): Reason | null {
  if (alone === null) return null;
  const written = shorten(alone.words.join(' '));
  return cannotTell(`${placeText(alone.at)}: \`${written}\` runs no code of the workspace, and its settings tell what it loads: it may be ${name}`, alone.at);
}

/** A line of the Dockerfile copies, changes or deletes a file of it by name, and fails where that is not there. */
export function fileThatIsNamed(name: string, { judged }: Searched): Reason | null {
  const { namedFiles } = judged.code;
  if (namedFiles.length === 0) return null;
  const programs = [name, ...unheard(() => scriptsOf(name)).value];
  const modules = [name, ...(modulesKnown(judged, name) ?? [])];
  const file = namedFiles.find((one) => (one.kind === 'program' ? programs : modules).some((own) => isNameOf(own, one)));
  return file ? cannotTell(`${placeText(file.at)} names ${file.path}, a file of ${name}`, file.at) : null;
}

/** `orjson-3.10.15.dist-info` and `orjson.libs` are of `orjson`, as are `orj*` and `orjson.py`. */
function isNameOf(own: string, { kind, name, pattern }: NamedFile): boolean {
  if (pattern) return normalizeName(own).startsWith(normalizeName(name));
  if (own === name) return true;
  return kind === 'module' && normalizeName(own) === normalizeName(name.replace(/-\d.*$|\.(?:py|so|pth|libs|cpython-.*)$/, ''));
}

/** Some of the words of a name, one behind the other: two at least, or all but those that say nothing. */
function isAlike(program: string, name: string): boolean {
  const words = name.split('-');
  const own = program.toLowerCase().split(/[-_.]+/);
  if (own.length >= words.length) return false;
  const within = `-${name}-`.includes(`-${own.join('-')}-`);
  return within && (own.length > 1 || words.every((word) => word === own[0] || LEFT_OUT.has(word)));
}
