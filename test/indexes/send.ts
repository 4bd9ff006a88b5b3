import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { FaultKind, IndexOptions } from './options.js';
import type { Reply } from './reply.js';

/** What went out. */
export interface Sent {
  readonly status: number;
  /** Of the body. */
  readonly bytes: number;
}

const STATUS: Partial<Record<FaultKind, number>> = { unavailable: 503, missing: 404, forbidden: 403 };

/** Answers a request, with what goes wrong with it. */
export async function send(
  request: IncomingMessage,
  response: ServerResponse,
  reply: Reply,
  fault: FaultKind | null,
  ranges: IndexOptions['ranges'] = 'yes',
): Promise<Sent> {
  if (fault === 'hangs') return { status: 0, bytes: 0 };
  if (fault === 'slow') await wait(1000);
  const status = fault === null ? undefined : STATUS[fault];
  if (status !== undefined) return whole(request, response, status, {}, Buffer.from('This index is ill\n'));
  if (fault === 'redirects-forever') return whole(request, response, 302, { Location: `/redirect/${reply.project ?? ''}` }, Buffer.alloc(0));
  const part = partOf(request, reply, ranges);
  if (part.status === 416 || part.status === 501) return whole(request, response, part.status, part.headers, Buffer.alloc(0));
  if (fault !== 'dies' && fault !== 'lying-length') return whole(request, response, part.status, { ...reply.headers, ...part.headers }, part.body);
  return cut(request, response, part, reply, fault);
}

interface Part {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** One range of bytes (RFC 9110, section 14); several at once are answered with the whole, as that allows. */
function partOf(request: IncomingMessage, reply: Reply, ranges: IndexOptions['ranges']): Part {
  const { body, status } = reply;
  const asked = request.headers.range;
  if (reply.on !== 'file' || ranges === 'ignored') return { status, headers: {}, body };
  if (ranges === 'refused' && asked !== undefined) return { status: 501, headers: {}, body };
  const offered = ranges === 'refused' ? {} : { 'Accept-Ranges': 'bytes' };
  const range = /^bytes=(\d*)-(\d*)$/.exec(asked ?? '');
  if (!range || (range[1] === '' && range[2] === '')) return { status, headers: offered, body };
  const suffix = range[1] === '';
  const from = suffix ? Math.max(0, body.length - Number(range[2])) : Number(range[1]);
  const to = suffix || range[2] === '' ? body.length - 1 : Math.min(Number(range[2]), body.length - 1);
  if (from > to) return { status: 416, headers: { 'Content-Range': `bytes */${body.length}` }, body };
  return { status: 206, headers: { ...offered, 'Content-Range': `bytes ${from}-${to}/${body.length}` }, body: body.subarray(from, to + 1) };
}

function whole(request: IncomingMessage, response: ServerResponse, status: number, headers: Part['headers'], body: Buffer): Sent {
  response.writeHead(status, { ...headers, 'Content-Length': String(body.length) });
  const content = request.method === 'HEAD' ? Buffer.alloc(0) : body;
  response.end(content);
  return { status, bytes: content.length };
}

/** Promises more than comes, then cuts the connection. */
function cut(request: IncomingMessage, response: ServerResponse, { status, headers, body }: Part, reply: Reply, fault: FaultKind): Sent {
  const lies = fault === 'lying-length';
  const length = lies ? body.length * 10 : body.length;
  const total = reply.body.length * (lies ? 10 : 1);
  const range = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, value.replace(/\/\d+$/, `/${total}`)]));
  response.writeHead(status, { ...reply.headers, ...range, 'Content-Length': String(length) });
  if (request.method === 'HEAD') {
    response.end();
    return { status, bytes: 0 };
  }
  const content = lies ? body : body.subarray(0, Math.floor(body.length / 2));
  response.write(content, () => response.destroy());
  return { status, bytes: content.length };
}
