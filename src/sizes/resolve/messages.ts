import { normalizeName } from '#pep/name.js';
import type { MissingOne } from './question.js';

/** Words of uv and pip when an index cannot be reached, as against one that answers. */
const NETWORK =
  /error sending request|client error \(|dns error|tcp connect error|Connection refused|Temporary failure in name resolution|Network is unreachable|timed out|HTTP status server error|50[0234] (?:Server Error|Service|Bad Gateway|Internal)|operation was canceled|tunnel error|connection (?:reset|closed)|NewConnectionError|Max retries exceeded|ConnectionError|ReadTimeoutError|incomplete message|invalid peer certificate|SSLError|Failed to fetch|network connectivity is disabled/i;

export function isNetworkFailure(log: string): boolean {
  return NETWORK.test(errorText(log));
}

/** The error at the end of a log that may hold a lot of `DEBUG` lines. */
export function errorText(log: string): string {
  const at = log.search(/^(?:error|ERROR):/m);
  return (at < 0 ? log.slice(-4_000) : log.slice(at, at + 20_000)).replace(/^(?:DEBUG|TRACE|INFO) .*\n?/gm, '');
}

/** What a tool says went wrong, in a line for a person: without its first words, addresses without credentials. */
export function shortReason(log: string): string {
  const text = errorText(log)
    .replace(/(\w+:\/\/)[^/@\s]*@/g, '$1')
    // It has said the address before.
    .replace(/ for url \(\S+\)/g, '')
    .replace(/^\s*(?:error|ERROR|cause):\s*/gm, ' ')
    .replace(/\s+/g, ' ')
    .replace(/No solution found when resolving dependencies:?/, '')
    .replace(/, we can conclude that your requirements are unsatisfiable\./g, '')
    .trim();
  return text.length > 300 ? `${text.slice(0, 297)}…` : text;
}

/** A page of an index: `Received response for fresh request with status 404 Not Found for: https://pypi.org/simple/spam/`. */
const ANSWER = /^TRACE Received response for \w+ request with status (\d{3})\b[^\n]*? for: \S+\/([^/\s]+)\/?$/gm;

/** What the pages of distributions were answered with, by uv's own log of each response (`uv-client/src/cached_client.rs`). */
export function answersIn(log: string): ReadonlyMap<string, readonly number[]> {
  const found = new Map<string, number[]>();
  for (const [, status, page = ''] of log.matchAll(ANSWER)) {
    const name = normalizeName(page);
    found.set(name, [...(found.get(name) ?? []), Number(status)]);
  }
  return found;
}

/** Distributions that a message of uv is about: all that it says something of. */
export function namesIn(log: string): readonly string[] {
  const text = errorText(log);
  const found = [...text.matchAll(/([A-Za-z0-9][\w.-]*[A-Za-z0-9]|[A-Za-z0-9])(?:\[[\w,-]*\])?(?=[=<>!~]|\*| was not found| depends on| has no)/g)].map(([, name = '']) => normalizeName(name));
  const required = [...text.matchAll(/(?:require|depends on) ([A-Za-z0-9][\w.-]*)/g)].map(([, name = '']) => normalizeName(name));
  return [...new Set([...found, ...required])];
}

/**
 * The one distribution that makes a resolution impossible whatever else is asked for: the index does not have it, not this
 * version, or no wheel of it. Null: versions contradict each other. Messages of uv 0.7 to 0.13 (crates/uv-resolver/src/pubgrub/report.rs).
 */
export function culpritIn(log: string): MissingOne | null {
  const text = errorText(log).replace(/\s+/g, ' ');
  for (const { pattern, reason } of CULPRITS) {
    const match = pattern.exec(text);
    const name = match?.groups?.['name'];
    if (match && name !== undefined) return { name: normalizeName(name), reason: reason(match.groups ?? {}, text) };
  }
  return null;
}

interface Culprit {
  readonly pattern: RegExp;
  readonly reason: (groups: Readonly<Record<string, string | undefined>>, text: string) => string;
}

/** Said of what an image builds from source, which is not done here. */
export const SOURCE_ONLY = 'no wheel fits, only a source archive, and nothing is built';

const CULPRITS: readonly Culprit[] = [
  {
    pattern: /\b(?<name>[A-Za-z0-9][\w.-]*)(?:\[[^\]]*\])? was not found in the (?:package registry|provided package locations|cache)/,
    reason: (_, text) => (/\b40[13]\b|credentials/.test(text) ? 'the index wants credentials for it' : 'the index does not have it'),
  },
  {
    pattern: /\b[Bb]ecause there (?:is|are) no versions? of (?<name>[A-Za-z0-9][\w.-]*)(?:\[[^\]]*\])?(?:===?(?<version>[^\s,]+))? and (?:you require|\S+ depends on) \k<name>/,
    reason: ({ version }) => `the index has no version ${version ?? 'of it'}`,
  },
  {
    pattern: /\b[Bb]ecause (?:there is no version of|only \S+ is available and you require) (?<name>[A-Za-z0-9][\w.-]*)(?:\[[^\]]*\])?(?<version>[=<>!~]+[^\s,]+) (?:and you require|, we can)/,
    reason: ({ version }) => `the index has no version ${(version ?? '').replace(/^={2,3}/, '')}`,
  },
  {
    pattern: /\b[Bb]ecause only (?<name>[A-Za-z0-9][\w.-]*)(?:\[[^\]]*\])?[=<>!~]\S+ is available and (?:you require|\S+ depends on) \k<name>(?:\[[^\]]*\])?(?<version>[=<>!~][^\s,]+)/,
    reason: ({ version }) => `the index has no version ${version ?? ''}`,
  },
  {
    pattern: /\b[Bb]ecause the requested Python version \([^)]*\) does not satisfy (?<python>Python[^\s,]+) and (?<name>[A-Za-z0-9][\w.-]*)(?:\[[^\]]*\])?==(?<version>\S+) depends on/,
    reason: ({ python, version }) => `${version ?? ''} asks for ${python ?? 'another Python'}`,
  },
  {
    pattern: /\b[Bb]ecause (?:all versions of )?(?<name>[A-Za-z0-9][\w.-]*)(?:\[[^\]]*\])?(?<version>[=<>!~][^\s,]+)? (?:has|have) no (?:usable )?wheels(?: with a matching (?<tag>[\w ]+))?/,
    reason: ({ name, tag }, text) => (text.includes(`Wheels are required for \`${name ?? ''}\``) ? SOURCE_ONLY : `no wheel fits the image${tag === undefined ? '' : ` by its ${tag.trim()}`}`),
  },
  { pattern: /Wheels are required for `(?<name>[^`]+)`/, reason: () => SOURCE_ONLY },
  { pattern: /\b[Bb]ecause (?<name>[A-Za-z0-9][\w.-]*)(?:==\S+)? (?:was|were) yanked/, reason: () => 'what fits is yanked' },
];
