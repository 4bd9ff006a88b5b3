import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createHttp } from '#io/http.js';
import { httpAddress, shownUrl } from '#io/http-address.js';
import { netrcEntry } from '#io/http-netrc.js';
import type { GetOptions } from '#io/http-types.js';
import { withScratchFolder } from '#io/folders.js';
import { sendPart, withRawServer, withServer } from './http-server.js';

const OPTIONS: GetOptions = { timeout: 5000, most: 1000 };
const basicOf = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`;

// Whatever proxies and credentials this machine has.
beforeEach(() => {
  for (const name of ['http_proxy', 'https_proxy', 'all_proxy', 'no_proxy']) for (const one of [name, name.toUpperCase()]) vi.stubEnv(one, undefined);
  vi.stubEnv('NETRC', '/nonexistent');
});
afterEach(() => void vi.unstubAllEnvs());

async function got(url: string, options: Partial<GetOptions> = {}): Promise<string> {
  const answer = await createHttp().get(url, { ...OPTIONS, ...options });
  if (!answer.ok) return answer.reason.replace(/127\.0\.0\.1:\d+/g, 'HOST');
  const { status, body, part } = answer.value;
  return `${status} ${Buffer.from(body).toString()}${part === null ? '' : ` from ${part.start} of ${part.total}`}`;
}

test('the whole, a part, the end of something, and more than its end', async () => {
  await withServer((request, response) => sendPart(Buffer.from('0123456789'), request, response), async ({ url }) => {
    expect(await got(url)).toBe('200 0123456789');
    expect(await got(url, { range: { start: 2, end: 5 } })).toBe('206 234 from 2 of 10');
    expect(await got(url, { range: { last: 3 } })).toBe('206 789 from 7 of 10');
    expect(await got(url, { range: { last: 30 } })).toBe('206 0123456789 from 0 of 10');
    expect(await got(url, { range: { start: 20, end: 30 } })).toBe('416 ');
  });
});

test('another status is an answer, without its page', async () => {
  await withServer((_, response) => void response.writeHead(404).end('<html>not here</html>'), async ({ url }) => {
    expect(await got(url)).toBe('404 ');
  });
});

test('few connections serve a hundred requests, and headers come by lower-case names', async () => {
  const ports = new Set<number | undefined>();
  await withServer((request, response) => {
    ports.add(request.socket.remotePort);
    response.writeHead(200, { ETag: '"x"' }).end('y');
  }, async ({ url }) => {
    const http = createHttp();
    for (let index = 0; index < 100; index++) expect((await http.get(url, OPTIONS)).ok).toBe(true);
    const answer = await http.get(url, OPTIONS);
    expect(answer.ok && answer.value.headers.get('etag')).toBe('"x"');
    expect(ports.size).toBeLessThan(4);
  });
});

test('a server that ignores the range sends the whole when that is short enough, and is given up else', async () => {
  await withServer((_, response) => void response.writeHead(200).end('0123456789'), async ({ url }) => {
    expect(await got(url, { range: { last: 3 } })).toBe('200 0123456789');
    expect(await got(url, { range: { last: 3 }, most: 5 })).toBe('HOST sends more than the 5 bytes that are taken');
  });
});

test('what is packed is unpacked, up to the limit', async () => {
  await withServer((request, response) => {
    const bytes = gzipSync(request.url === '/bomb' ? Buffer.alloc(10_000_000) : 'unpacked');
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(request.url === '/broken' ? bytes.fill(0, 12) : bytes);
  }, async ({ url, asked }) => {
    expect(await got(`${url}/small`)).toBe('200 unpacked');
    expect(asked[0]?.headers['accept-encoding']).toBe('gzip');
    expect(await got(`${url}/bomb`, { most: 100_000 })).toBe('HOST sends more than is taken, once it is unpacked');
    expect(await got(`${url}/broken`)).toBe('HOST sends what cannot be unpacked');
  });
});

test('a part of something packed is of no use', async () => {
  await withServer((_, response) => void response.writeHead(206, { 'content-encoding': 'gzip', 'content-range': 'bytes 5-9/10' }).end('56789'), async ({ url, asked }) => {
    expect(await got(url, { range: { last: 5 } })).toBe('HOST sends what is packed as gzip');
    expect(asked[0]?.headers['accept-encoding']).toBe('identity');
  });
});

test.each([
  ['another part', 'bytes 3-6/10', 'HOST sends another part than it was asked for'],
  ['a part that is too long', 'bytes 2-9/10', 'HOST sends another part than it was asked for'],
  ['less than there is', 'bytes 2-3/10', 'HOST sends another part than it was asked for'],
  ['other bytes than it says', 'bytes 2-4/10', 'HOST sends another part than it says'],
  ['a size that no file has', 'bytes 2-4/9999999999999999', 'HOST sends another part than it was asked for'],
  ['a part of it does not know how much', 'bytes 2-4/*', 'HOST does not say which part it sends'],
  ['a part of it does not say what', '', 'HOST does not say which part it sends'],
])('a server that sends %s', async (_, range, reason) => {
  await withServer((_, response) => void response.writeHead(206, { 'content-range': range }).end('23456'), async ({ url }) => {
    expect(await got(url, { range: { start: 2, end: 5 } })).toBe(reason);
  });
});

test('a part that nobody asked for is not the whole', async () => {
  await withServer((_, response) => void response.writeHead(206, { 'content-range': 'bytes 0-4/10' }).end('01234'), async ({ url }) => {
    expect(await got(url)).toBe('HOST sends a part of what was asked for whole');
  });
});

test.each([
  ['says that it sends more than is taken', 'HTTP/1.1 200 OK\r\ncontent-length: 5000\r\n\r\nx', 'HOST sends 5000 bytes, more than the 1000 that are taken'],
  ['sends more than is taken', `HTTP/1.1 200 OK\r\n\r\n${'x'.repeat(5000)}`, 'HOST sends more than the 1000 bytes that are taken'],
  ['closes in the middle', 'HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\nhalf', 'HOST closed the connection before the answer was whole'],
  ['closes in the middle of a chunk', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nff\r\nhalf', 'HOST closed the connection before the answer was whole'],
  ['closes without a word', '', 'HOST closed the connection before the answer was whole'],
  ['has two lengths', 'HTTP/1.1 200 OK\r\ncontent-length: 5\r\ncontent-length: 9\r\n\r\n12345', 'HOST sends another length than it says'],
  ['speaks something else', 'SSH-2.0-OpenSSH_9.2\r\n', 'HOST sends what is not HTTP'],
  ['sends endless headers', `HTTP/1.1 200 OK\r\n${'x: y\r\n'.repeat(100_000)}`, 'HOST sends headers that are too long'],
])('a server that %s', async (_, bytes, reason) => {
  await withRawServer((socket) => void socket.end(bytes), async (url) => {
    expect(await got(url)).toBe(reason);
  });
});

test('a server that sends more than it says is believed no further', async () => {
  await withRawServer((socket) => void socket.end('HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\n0123456789'), async (url) => {
    expect(await got(url)).toMatch(/^(200 0123|HOST sends what is not HTTP)$/);
  });
});

test('the time is for all of it: silence, a slow body, slow redirects', async () => {
  await withServer((request, response) => {
    if (request.url === '/silent') return;
    if (request.url === '/slow') {
      response.writeHead(200).write('x');
      const timer = setInterval(() => response.write('x'), 50);
      response.on('close', () => clearInterval(timer));
    } else setTimeout(() => void response.writeHead(302, { location: '/next' }).end(), 120);
  }, async ({ url }) => {
    for (const path of ['/silent', '/slow', '/redirects']) expect(await got(url + path, { timeout: 400 })).toBe('HOST did not answer in 0.4 seconds');
  });
});

test('many at once wait for their turn, and their time does not run before', async () => {
  let [open, most] = [0, 0];
  await withServer((_, response) => {
    most = Math.max(most, ++open);
    setTimeout(() => response.writeHead(200).end(() => void (open -= 1)), 100);
  }, async ({ url }) => {
    const http = createHttp();
    const answers = await Promise.all(Array.from({ length: 80 }, () => http.get(url, { ...OPTIONS, timeout: 900 })));
    expect(answers.every(({ ok }) => ok)).toBe(true);
    expect(most).toBeLessThanOrEqual(8);
  });
});

test('a server that fails three times in a row is not asked a fourth time, in this run', async () => {
  let asked = 0;
  await withServer((request, response) => {
    asked += 1;
    if (request.url === '/good') response.writeHead(200).end();
    else request.socket.destroy();
  }, async ({ url }) => {
    const http = createHttp();
    const paths = ['/bad', '/bad', '/good', '/bad', '/bad', '/bad', '/good', '/good'];
    const answers: string[] = [];
    for (const path of paths) {
      const answer = await http.get(url + path, OPTIONS);
      answers.push(answer.ok ? 'good' : answer.reason.replace(/^.*(before the answer was whole|closed the connection)/, 'bad'));
    }
    const last = 'bad; it failed 3 times in a row and is not asked again';
    expect(answers).toEqual(['bad', 'bad', 'good', 'bad', 'bad', 'bad', last, last]);
    expect(asked).toBe(6);
    expect((await createHttp().get(`${url}/good`, OPTIONS)).ok).toBe(true);
  });
});

test('five redirects are followed and not six, to http and https alone', async () => {
  await withServer((request, response) => {
    const left = Number(request.url?.slice(1));
    if (left === 0) response.writeHead(200).end('there');
    else response.writeHead(301, { location: Number.isNaN(left) ? 'file:///etc/passwd' : `/${left - 1}` }).end();
  }, async ({ url }) => {
    expect(await got(`${url}/5`)).toBe('200 there');
    expect(await got(`${url}/6`)).toBe('HOST leads on more than 5 times');
    expect(await got(`${url}/file`)).toBe('HOST leads to an address that is not one of http or https');
  });
  expect(await got('file:///etc/passwd')).toBe('the address is not one of http or https');
  expect(await got('not an address')).toBe('the address is not one of http or https');
});

test('credentials of an address become a header, hold for its server, and go to no other', async () => {
  await withServer((_, response) => void response.writeHead(200).end('elsewhere'), async (other) => {
    await withServer((request, response) => {
      if (request.url === '/away') response.writeHead(302, { location: `${other.url}/x` }).end();
      else response.writeHead(200).end('here');
    }, async ({ url, asked }) => {
      const http = createHttp();
      const secret = url.replace('//', '//me%40home:p%3Aw@');
      expect((await http.get(`${secret}/page`, OPTIONS)).ok).toBe(true);
      expect((await http.get(`${url}/file`, OPTIONS)).ok).toBe(true);
      const away = await http.get(`${secret}/away`, { ...OPTIONS, headers: { cookie: 'mine', accept: 'text/html' } });
      expect(away.ok && away.value.url).toBe(`${other.url}/x`);
      expect(asked.map(({ headers }) => headers.authorization)).toEqual(Array(3).fill(basicOf('me@home:p:w')));
      expect(asked[2]?.headers.cookie).toBe('mine');
      expect(other.asked[0]?.headers).toMatchObject({ accept: 'text/html' });
      expect(other.asked[0]?.headers).not.toHaveProperty('authorization');
      expect(other.asked[0]?.headers).not.toHaveProperty('cookie');
    });
  });
});

test('a reason never shows a secret', async () => {
  expect(await got('http://me:secret@127.0.0.1:1/x?token=secret')).toBe('HOST takes no connection');
  vi.stubEnv('http_proxy', 'http://me:secret@127.0.0.1:1');
  expect(await got('http://index.invalid/')).toBe('index.invalid takes no connection');
  vi.stubEnv('http_proxy', 'http://me:secret@:what is this');
  expect(await got('http://index.invalid/')).toBe('index.invalid cannot be asked: the address of the proxy is not understood');
});

test('a netrc file has credentials by host, for whom the address has none', async () => {
  const files = new Map([['netrc', 'machine 127.0.0.1 login me password secret']]);
  await withScratchFolder(files, async (folder) => {
    vi.stubEnv('NETRC', `${folder}/netrc`);
    await withServer((_, response) => void response.writeHead(200).end(), async ({ url, asked }) => {
      await got(url);
      await got(url.replace('//', '//other:word@'));
      expect(asked.map(({ headers }) => headers.authorization)).toEqual([basicOf('me:secret'), basicOf('other:word')]);
    });
  });
});

test('netrc: comments, macros, quotes, an order of its own, and a default', () => {
  const text = `
# machine a login commented password out
macdef init
  machine a login macro password no

machine b account x password "with \\"quotes\\" and space" login b
machine a
  login me
  password secret
default login any password body
`;
  expect(netrcEntry(text, 'a')).toBe(basicOf('me:secret'));
  expect(netrcEntry(text, 'B')).toBe(basicOf('b:with "quotes" and space'));
  expect(netrcEntry(text, 'c')).toBe(basicOf('any:body'));
  expect(netrcEntry('machine', 'a')).toBeNull();
});

test('the proxies of the environment: host and port alone, and what is asked without them', async () => {
  await withServer((request, response) => void response.writeHead(200).end(`proxy ${request.url}`), async (proxy) => {
    vi.stubEnv('HTTP_PROXY', proxy.url.replace('http://', ''));
    vi.stubEnv('NO_PROXY', '127.0.0.1,.internal');
    expect(await got('http://index.invalid/simple/')).toBe('200 proxy http://index.invalid/simple/');
    await withServer((_, response) => void response.writeHead(200).end('straight'), async ({ url }) => {
      expect(await got(url)).toBe('200 straight');
    });
    vi.stubEnv('HTTP_PROXY', undefined);
    vi.stubEnv('ALL_PROXY', proxy.url.replace('//', '//me:word@'));
    expect(await got('http://index.invalid/')).toBe('200 proxy http://index.invalid/');
    expect(proxy.asked.at(-1)?.headers['proxy-authorization']).toBe(basicOf('me:word'));
  });
});

test('https goes through the proxy of https alone, by CONNECT, and a proxy that refuses is told', async () => {
  await withRawServer((socket) => void socket.end('HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n'), async (proxy) => {
    vi.stubEnv('https_proxy', proxy);
    expect(await got('https://index.invalid/')).toBe('index.invalid was not reached: the proxy does not lead there');
    vi.stubEnv('https_proxy', undefined);
    vi.stubEnv('http_proxy', proxy);
    expect(await got('https://localhost:1/')).toBe('localhost:1 takes no connection');
  });
});

test('an address as a person sees it', () => {
  expect(shownUrl('https://me:secret@host:8443/simple/x.whl?X-Amz-Signature=secret#sha256=1')).toBe('https://host:8443/simple/x.whl');
  expect(shownUrl('ssh://me:secret@host/path?token=secret')).toBe('ssh://host/path');
  expect(shownUrl('https://me:sec/ret@bad host/')).not.toContain('me:');
  expect(httpAddress('https://100%:x%zz@host/')?.authorization).toBe(basicOf('100%:x%zz'));
});
