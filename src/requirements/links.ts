import { isValidName, normalizeName } from '#pep/name.js';
import { parseVersion } from '#pep/versions.js';
import { type Read, read, unreadable } from '#text/read.js';

/** Schemes of repositories that pip installs from (`vcs.all_schemes`). */
const VCS = new Set([
  ...['http', 'https', 'ssh', 'git', 'file'].map((transport) => `git+${transport}`),
  ...['file', 'http', 'https', 'ssh', 'static-http'].map((transport) => `hg+${transport}`),
  ...['http', 'https', 'ssh', 'sftp', 'ftp', 'lp', 'file'].map((transport) => `bzr+${transport}`),
  ...['ssh', 'http', 'https', 'svn', 'file'].map((transport) => `svn+${transport}`),
]);

const URLS = new Set(['http', 'https', 'file', 'ftp']);

const ARCHIVE = /(?:^|\/)\.*[^/.][^/]*\.(?:zip|whl|tar\.bz2|tbz|tar\.xz|txz|tlz|tar\.lz|tar\.lzma|tar\.gz|tgz|tar)$/i;

/** `url` or `vcs` where pip takes a text for a URL by its scheme (`is_url` of `pip._internal.vcs`), else null. */
export function linkForm(text: string): 'url' | 'vcs' | null {
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(text)?.[1]?.toLowerCase();
  if (scheme === undefined) return null;
  if (VCS.has(scheme)) return 'vcs';
  return URLS.has(scheme) ? 'url' : null;
}

/** Whether a path ends like an archive that pip unpacks (`is_archive_file`). */
export function isArchive(path: string): boolean {
  return ARCHIVE.test(path.replace(/\/+$/, ''));
}

/** Whether pip tries a text as a path: it holds a slash or begins with a dot (`_looks_like_path`). */
export function looksLikePath(text: string): boolean {
  return text.includes('/') || text.startsWith('.');
}

/**
 * The normalised name that a link carries: its wheel's file name, else its `#egg=`; null without.
 * pip refuses an `#egg=` that is more than a name (extras in it were read before pip 25).
 */
export function linkName(link: string): Read<string | null> {
  const egg = /[#&]egg=([^&]*)/.exec(link)?.[1];
  if (egg !== undefined && !isValidName(egg)) {
    return unreadable(`#egg= holds more than a name: ${egg}; pip wants \`name[extra] @ url\` instead`);
  }
  const file = fileName(link);
  if (/\.whl$/i.test(file)) return wheelName(file);
  return read(egg === undefined ? null : normalizeName(egg));
}

/** The last part of a link's path, without query and fragment. */
function fileName(link: string): string {
  const path = link.replace(/[?#].*$/, '').replace(/\/+$/, '');
  const last = path.slice(path.lastIndexOf('/') + 1);
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}

/** The distribution of a wheel file (PEP 427): `name-version(-build)?-python-abi-platform.whl`. */
function wheelName(file: string): Read<string | null> {
  const parts = file.slice(0, -'.whl'.length).split('-');
  const [name = '', version = '', build = '0'] = parts;
  const named = /^[\p{L}\p{N}_][\p{L}\p{N}._]*$/u.test(name) && !name.includes('__');
  const numbered = parts.length === 5 || (parts.length === 6 && /^[0-9]/.test(build));
  if (!named || !numbered || !parseVersion(version)) return unreadable(`not the file name of a wheel: ${file}`);
  return read(normalizeName(name));
}
