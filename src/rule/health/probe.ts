import { read, unreadable, type Read } from '#text/read.js';

/** A request that a health check makes with curl or wget, as far as something else can make it. */
export interface Probe {
  readonly tool: 'curl' | 'wget';
  /** With variables of the shell as written. */
  readonly url: string;
  /** Seconds; null: none is given, and the check's own limit ends it. */
  readonly timeout: string | null;
  /** Whether an answer that names another address is followed. */
  readonly follows: boolean;
}

/** A probe with its stretch of the command's text. */
export interface FoundProbe {
  readonly probe: Probe;
  readonly end: number;
}

const LONGEST = 1_000;
/** One character at a time, so that nothing is tried twice. */
const WORDS = /^(?:"[^"\\`]*"|'[^']*'|[^\s|&;<>()"'\\`]|[ \t]+(?=[^\s|&;<>()]))+/;
/** What may stand behind: output thrown away, and `|| exit 1`, which is what Python ends with as well. */
const TAIL = /^(?:[ \t]*(?:\d?>>?[ \t]*\/dev\/null|&>[ \t]*\/dev\/null|2>&1))*[ \t]*(?:\|\|[ \t]*(?:exit[ \t]+1|false|\/bin\/false)[ \t]*;?)?[ \t]*$/;

/** Reads a text of the shell that does no more than to ask one address. */
export function probeInShell(text: string): Read<FoundProbe> {
  if (text.length > LONGEST) return unreadable('its command is too long to be read');
  const written = WORDS.exec(text)?.[0].trimEnd() ?? '';
  // A descriptor belongs to what stands behind: `2>/dev/null`.
  const command = /^[<>]/.test(text.slice(written.length)) ? written.replace(/[ \t]+\d$/, '') : written;
  if (!TAIL.test(text.slice(command.length))) return unreadable('its command does more than to ask one address');
  const words = command.match(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g) ?? [];
  if (words.some((word) => /'[^']*\$/.test(word))) return unreadable('a variable stands in single quotes, where the shell leaves it as it is');
  const probe = probeOf(words.map((word) => word.replace(/["']/g, '')), true);
  return probe.ok ? read({ probe: probe.value, end: command.length }) : probe;
}

/** Reads the words of the exec form. */
export function probeInWords(words: readonly string[]): Read<Probe> {
  return probeOf(words, false);
}

function probeOf([program = '', ...words]: readonly string[], shell: boolean): Read<Probe> {
  const tool = /^(?:\/usr\/bin\/)?(curl|wget)$/.exec(program)?.[1];
  if (tool === undefined) return unreadable('its command is neither curl nor wget');
  const asked = tool === 'curl' ? curlOptions(words) : wgetOptions(words);
  if (!asked.ok) return asked;
  const [address, ...others] = asked.value.addresses;
  if (address === undefined || others.length > 0) return unreadable(`${tool} asks ${others.length + 1} addresses`.replace('1 addresses', 'no address'));
  const url = /^[a-z]+:\/\//i.test(address) ? address : `http://${address}`;
  const plain = url.replaceAll(/\$\{\w+(?::?-[\w.:/-]*)?\}|\$\w+/g, (name) => (shell ? 'v'.repeat(name.length) : name));
  if (!/^http:\/\/[\w.:-]+(?:[/?][\w./~?=&%+,:-]*)?$/.test(plain)) return unreadable(plain.startsWith('https:') ? 'it asks over TLS, and what it takes for a valid certificate may differ' : `the address ${url} cannot be told for sure`);
  return read({ tool: tool === 'curl' ? 'curl' : 'wget', url, timeout: asked.value.timeout, follows: asked.value.follows });
}

interface Asked {
  readonly addresses: readonly string[];
  readonly timeout: string | null;
  readonly follows: boolean;
}

/** curl(1). Without `-f` it is content with any answer. */
function curlOptions(words: readonly string[]): Read<Asked> {
  const addresses: string[] = [];
  let [timeout, follows, fails]: [string | null, boolean, boolean] = [null, false, false];
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    const [, long, given] = /^(--[a-z-]+)(?:=(.*))?$/.exec(word) ?? [];
    const value = (): string => given ?? words[++at] ?? '';
    if (long === undefined && !/^-./.test(word)) addresses.push(word);
    else if (word === '--fail' || word === '--fail-with-body') fails = true;
    else if (word === '--location') follows = true;
    else if (['--silent', '--show-error', '--no-progress-meter', '--globoff'].includes(word)) continue;
    else if (long === '--url') addresses.push(value());
    else if (long === '--max-time' || word === '-m') timeout = value();
    else if (long === '--connect-timeout') value();
    else if (long === '--output' || word === '-o') {
      if (value() !== '/dev/null') return unreadable('it writes the answer to a file');
    } else if (long === '--request' || word === '-X') {
      if (value() !== 'GET') return unreadable('it asks with another method than GET');
    } else if (/^-[fsSLg]*o$/.test(word) && words[at + 1] === '/dev/null') {
      at += 1;
      fails ||= word.includes('f');
      follows ||= word.includes('L');
    } else if (/^-[fsSLg]+$/.test(word)) {
      fails ||= word.includes('f');
      follows ||= word.includes('L');
    } else return unreadable(`\`${word}\` of curl has no counterpart`);
  }
  if (!fails) return unreadable('curl without -f is content with any answer, an error too');
  if (timeout !== null && !/^\d+(?:\.\d+)?$/.test(timeout)) return unreadable(`the time limit ${timeout} cannot be told`);
  return read({ addresses, timeout, follows });
}

/** wget(1): it follows, and fails where the answer is an error. */
function wgetOptions(words: readonly string[]): Read<Asked> {
  const addresses: string[] = [];
  let timeout: string | null = null;
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    const [, long, given] = /^(--[a-z-]+)(?:=(.*))?$/.exec(word) ?? [];
    const value = (): string => given ?? words[++at] ?? '';
    if (long === undefined && !/^-./.test(word)) addresses.push(word);
    else if (/^(?:--quiet|-q|--no-verbose|-nv|--spider|-O-|-qO-|-qO\/dev\/null|-O\/dev\/null)$/.test(word)) continue;
    else if (long === '--output-document' || word === '-O' || word === '-qO') {
      if (!['-', '/dev/null'].includes(value())) return unreadable('it writes the answer to a file');
    } else if (long === '--tries' || word === '-t') value();
    else if (long === '--timeout' || word === '-T') timeout = value();
    else return unreadable(`\`${word}\` of wget has no counterpart`);
  }
  if (timeout !== null && !/^\d+(?:\.\d+)?$/.test(timeout)) return unreadable(`the time limit ${timeout} cannot be told`);
  return read({ addresses, timeout, follows: true });
}

/** The path that is asked, without what stands behind a question mark. */
export function pathOf({ url }: Probe): string {
  return /^http:\/\/[^/?]+([^?]*)/.exec(url)?.[1] || '/';
}

/** What Python runs in the place of a probe: it raises, and ends with 1, where the answer is an error or none comes (urllib.request, HTTPErrorProcessor). */
export function pythonCode({ url, timeout }: Probe): string {
  return `import urllib.request; urllib.request.urlopen('${url}'${timeout === null ? '' : `, timeout=${timeout}`})`;
}
