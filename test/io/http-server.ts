import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createRawServer, type AddressInfo, type Server, type Socket } from 'node:net';

export interface Served {
  /** `http://127.0.0.1:…`, without a slash at the end. */
  readonly url: string;
  /** What was asked for, in order. */
  readonly asked: readonly IncomingMessage[];
}

/** A server on this machine for as long as `use` takes. */
export async function withServer<T>(answer: (request: IncomingMessage, response: ServerResponse) => void, use: (served: Served) => Promise<T>): Promise<T> {
  const asked: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    asked.push(request);
    answer(request, response);
  });
  return during(server, () => server.closeAllConnections(), (url) => use({ url, asked }));
}

/** A server that writes whatever bytes it likes once it was asked. */
export async function withRawServer<T>(answer: (socket: Socket) => void, use: (url: string) => Promise<T>): Promise<T> {
  const sockets = new Set<Socket>();
  const server = createRawServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('data', () => answer(socket));
  });
  return during(server, () => sockets.forEach((socket) => socket.destroy()), use);
}

async function during<T>(server: Server, cut: () => void, use: (url: string) => Promise<T>): Promise<T> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    return await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.close();
    cut();
  }
}

/** Answers a Range header as RFC 9110 has it: one part, from a place on or of the end. */
export function sendPart(bytes: Uint8Array, request: IncomingMessage, response: ServerResponse): void {
  const [, from, to] = /^bytes=(\d*)-(\d*)$/.exec(request.headers.range ?? '') ?? [];
  if (from === undefined) {
    response.writeHead(200, { 'content-length': bytes.length }).end(bytes);
    return;
  }
  const start = from === '' ? Math.max(0, bytes.length - Number(to)) : Number(from);
  const end = from === '' || to === '' ? bytes.length : Math.min(bytes.length, Number(to) + 1);
  if (start >= end) {
    response.writeHead(416, { 'content-range': `bytes */${bytes.length}` }).end();
    return;
  }
  response.writeHead(206, { 'content-range': `bytes ${start}-${end - 1}/${bytes.length}`, 'content-length': end - start }).end(bytes.subarray(start, end));
}
