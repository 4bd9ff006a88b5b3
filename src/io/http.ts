import { gunzipSync } from 'node:zlib';
import type { Dispatcher, request } from 'undici';
import { read, unreadable, type Read } from '#text/read.js';
import { httpAddress, type HttpAddress } from './http-address.js';
import { createGivenUp } from './http-given-up.js';
import { netrcAuthorization } from './http-netrc.js';
import { partOf, rangeHeader, type Part } from './http-range.js';
import { reasonOf } from './http-reason.js';
import { createTurns } from './http-turns.js';
import type { GetOptions, HttpAnswer, HttpIo } from './http-types.js';

const MOST_REDIRECTS = 5;
const REDIRECTS: readonly number[] = [301, 302, 303, 307, 308];
/** At once; more wait, and their time does not run yet. uv opens 50 (`UV_CONCURRENT_DOWNLOADS`), which a small mirror may not like. */
const AT_ONCE = 8;

interface Loaded {
  readonly send: typeof request;
  dispatcherFor(url: URL): Dispatcher;
}

/** The network of this machine, through the proxies of its environment. Nothing is loaded or opened before the first request. */
export function createHttp(): HttpIo {
  let loaded: Promise<Loaded> | null = null;
  /** By origin, the credentials that an address of it was given with: an index names its files without them (pip, `MultiDomainBasicAuth`). */
  const given = new Map<string, string>();
  const givenUp = createGivenUp();

  function authorizationFor({ url, authorization }: HttpAddress): string | null {
    return authorization ?? given.get(url.origin) ?? netrcAuthorization(url.hostname);
  }

  async function get(text: string, options: GetOptions): Promise<Read<HttpAnswer>> {
    const signal = AbortSignal.timeout(options.timeout);
    let at = httpAddress(text);
    if (at === null) return unreadable('the address is not one of http or https');
    const first = at.url;
    if (at.authorization !== null) given.set(first.origin, at.authorization);
    const before = givenUp.reasonFor(first.origin);
    if (before !== null) return unreadable(before);
    try {
      const { send, dispatcherFor } = await (loaded ??= load());
      for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
        const url: URL = at.url;
        // What leads from https to http leads into the open.
        const open: boolean = first.protocol === 'https:' && url.protocol === 'http:';
        const headers = { ...headersOf(options, url.origin === first.origin), ...(open ? {} : authorized(authorizationFor(at))) };
        const answer = await send(url, { dispatcher: dispatcherFor(url), headers, signal });
        const location = oneHeader(answer.headers['location']);
        if (!REDIRECTS.includes(answer.statusCode) || location === null) {
          const found = await taken(answer, url, options);
          givenUp.answered(first.origin);
          return found;
        }
        await close(answer.body);
        at = httpAddress(location, url);
        if (at === null) return unreadable(`${url.host} leads to an address that is not one of http or https`);
      }
      return unreadable(`${first.host} leads on more than ${MOST_REDIRECTS} times`);
    } catch (error) {
      const reason = reasonOf(error, at?.url.host ?? first.host, signal.aborted ? options.timeout : null);
      givenUp.failed(first.origin, reason);
      return unreadable(reason);
    }
  }
  const inTurn = createTurns(AT_ONCE);
  return { get: (url, options) => inTurn(() => get(url, options)) };
}

/** undici takes a tenth of a second to load. */
async function load(): Promise<Loaded> {
  const { EnvHttpProxyAgent, request } = await import('undici');
  // Its NO_PROXY is the environment's. One for each scheme, or the proxy of http would hold for https too. A plain http address is
  // not tunnelled: proxies allow CONNECT to port 443 alone (squid's default), and curl, pip and uv do not either.
  const through = (proxy: string): Dispatcher => new EnvHttpProxyAgent({ httpProxy: proxy, httpsProxy: proxy, connections: AT_ONCE, pipelining: 1, proxyTunnel: false });
  const [http, https] = [through(proxyFor('http_proxy')), through(proxyFor('https_proxy'))];
  return { send: request, dispatcherFor: ({ protocol }) => (protocol === 'https:' ? https : http) };
}

/** As pip has it (requests, `get_environ_proxies`): lower case first, ALL_PROXY for both, `host:port` means http. */
function proxyFor(name: string): string {
  const variable = (one: string): string => process.env[one] ?? process.env[one.toUpperCase()] ?? '';
  const proxy = variable(name) || variable('all_proxy');
  return proxy === '' || proxy.includes('://') ? proxy : `http://${proxy}`;
}

/** Headers that the caller gave for a server are for no other. */
function headersOf({ headers = {}, range }: GetOptions, same: boolean): Record<string, string> {
  const own = Object.entries(headers).filter(([name]) => same || /^(accept|if-none-match|user-agent)$/i.test(name));
  // A part of something packed would be of no use.
  const fixed = { 'user-agent': 'slimify', 'accept-encoding': range === undefined ? 'gzip' : 'identity' };
  return { ...fixed, ...Object.fromEntries(own), ...(range === undefined ? {} : { range: rangeHeader(range) }) };
}

function authorized(authorization: string | null): Record<string, string> {
  return authorization === null ? {} : { authorization };
}

async function taken({ statusCode: status, headers, body }: Dispatcher.ResponseData, url: URL, options: GetOptions): Promise<Read<HttpAnswer>> {
  const lines = new Map(Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, [value].flat().join(', ')] as const])));
  const answer = (bytes: Uint8Array, part: Part | null): Read<HttpAnswer> => read({ status, headers: lines, body: bytes, part, url: url.href });
  if (status !== 200 && status !== 206) {
    await close(body);
    return answer(new Uint8Array(0), null);
  }
  const part: Read<Part | null> = status === 206 ? partOf(lines.get('content-range'), options.range) : read(null);
  const told = Number(lines.get('content-length') ?? Number.NaN);
  const wrong = !part.ok ? part.reason : told > options.most ? `sends ${told} bytes, more than the ${options.most} that are taken` : null;
  if (wrong !== null) {
    await close(body);
    return unreadable(`${url.host} ${wrong}`);
  }
  const bytes = await bytesOf(body, options.most);
  if (bytes === null) return unreadable(`${url.host} sends more than the ${options.most} bytes that are taken`);
  if (part.ok && part.value !== null && bytes.length !== part.value.end - part.value.start) return unreadable(`${url.host} sends another part than it says`);
  const coding = lines.get('content-encoding')?.trim().toLowerCase() ?? 'identity';
  if (coding === 'identity' || coding === '') return answer(bytes, part.ok ? part.value : null);
  if (coding !== 'gzip' || status === 206) return unreadable(`${url.host} sends what is packed as ${coding.slice(0, 20)}`);
  return answer(gunzipSync(bytes, { maxOutputLength: options.most }), null);
}

/** Null when there is more. */
async function bytesOf(body: Dispatcher.ResponseData['body'], most: number): Promise<Uint8Array | null> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body as AsyncIterable<Uint8Array>) {
    length += chunk.length;
    // Leaving the loop closes the connection.
    if (length > most) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, length);
}

/** Reads what is left of a short body, so that the connection can be used again; closes it on a long one. */
async function close(body: Dispatcher.ResponseData['body']): Promise<void> {
  await body.dump({ limit: 16_384 }).catch(() => undefined);
}

function oneHeader(value: string | string[] | undefined): string | null {
  return (Array.isArray(value) ? value[0] : value) ?? null;
}
