import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { basic } from './http-address.js';
import { homeFolder } from './home.js';

/** Bytes; a longer file is not read. */
const LONGEST = 1_000_000;

/**
 * The Authorization header for a host as $NETRC, ~/.netrc or ~/_netrc has it, in the order of requests (`get_netrc_auth`,
 * requests 2.32), which pip and Poetry ask; null: none. A file that cannot be read has none.
 */
export function netrcAuthorization(host: string): string | null {
  const given = process.env['NETRC'] ?? '';
  for (const path of given === '' ? [join(homeFolder(), '.netrc'), join(homeFolder(), '_netrc')] : [given]) {
    try {
      const stats = statSync(path, { throwIfNoEntry: false });
      if (stats === undefined || !stats.isFile() || stats.size > LONGEST) continue;
      return netrcEntry(readFileSync(path, 'utf8'), host);
    } catch {
      // Not ours to read.
    }
  }
  return null;
}

/** Of the machine of that name, else of `default`. Words as Python's `netrc` splits them; macros end at an empty line. */
export function netrcEntry(text: string, host: string): string | null {
  const words = wordsOf(text);
  let fallback: string | null = null;
  for (let at = 0; at < words.length; ) {
    const kind = words[at++];
    if (kind !== 'machine' && kind !== 'default') continue;
    const name = kind === 'machine' ? words[at++] : null;
    let [login, password] = ['', ''];
    for (; words[at] === 'login' || words[at] === 'user' || words[at] === 'account' || words[at] === 'password'; at += 2) {
      if (words[at] === 'password') password = words[at + 1] ?? '';
      else if (words[at] !== 'account') login = words[at + 1] ?? '';
    }
    if (name?.toLowerCase() === host.toLowerCase()) return basic(login, password);
    if (name === null) fallback ??= basic(login, password);
  }
  return fallback;
}

function wordsOf(text: string): readonly string[] {
  const words: string[] = [];
  let macro = false;
  for (const line of text.split(/\r?\n/)) {
    if (macro && line.trim() !== '') continue;
    macro = /^\s*macdef\s/.test(line);
    if (macro || /^\s*#/.test(line)) continue;
    for (const [, quoted, plain] of line.matchAll(/"((?:[^"\\]|\\.)*)"|(\S+)/g)) words.push(quoted?.replace(/\\(.)/g, '$1') ?? plain ?? '');
  }
  return words;
}
