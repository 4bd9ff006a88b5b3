import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Distribution } from './distribution.js';
import { listFiles } from './listing.js';
import type { Answered, Fault, FaultKind, IndexOptions } from './options.js';
import { replyTo, type Reply } from './reply.js';
import { send } from './send.js';

/** A package index that runs in this process. */
export interface RunningIndex {
  /** For `--index-url`: `http://127.0.0.1:40123/simple/`. */
  readonly url: string;
  /** For `--find-links`: one page with all files. */
  readonly findLinks: string;
  /** What was answered so far; grows. */
  readonly requests: readonly Answered[];
  /** The address of one file, for direct references. */
  fileUrl(file: string): string;
  /** The sha256 that the index tells of a file; throws where it has none of that name. */
  sha256Of(file: string): string;
  stop(): Promise<void>;
}

/** Serves distributions as a package index (PEP 503, 592, 658, 691, 700, 714), with its files below `/files/`. */
export async function startIndex(distributions: readonly Distribution[], options: IndexOptions = {}): Promise<RunningIndex> {
  const listing = listFiles(distributions, options);
  const requests: Answered[] = [];
  const faultOf = faultCounter(options.faults ?? []);

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = decodeURIComponent((request.url ?? '/').split('?')[0] ?? '/');
    const asked = { method: request.method ?? 'GET', path, range: request.headers.range ?? null };
    if (path.startsWith('/redirect/')) {
      response.writeHead(302, { Location: `${path}x`, 'Content-Length': '0' }).end();
      requests.push({ ...asked, status: 302, bytes: 0 });
      return;
    }
    const reply = replyTo(path, request.headers.accept ?? '', listing, options);
    requests.push({ ...asked, ...(await send(request, response, reply, faultOf(reply), options.ranges)) });
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => response.destroy(error instanceof Error ? error : new Error(String(error))));
  });
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, options.host ?? '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const origin = `http://127.0.0.1:${port}`;
  return {
    url: `${origin}${options.base ?? '/simple/'}`,
    findLinks: `${origin}/find-links/`,
    requests,
    fileUrl: (file) => `${origin}/files/${encodeURIComponent(file)}`,
    sha256Of: (file) => {
      const listed = listing.ofFile(file);
      if (!listed) throw new Error(`the index has no ${file}`);
      return listed.sha256;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Which fault the next request of that kind meets; counts those that hold a number of times only. */
function faultCounter(faults: readonly Fault[]): (reply: Reply) => FaultKind | null {
  const met = new Map<Fault, number>();
  return ({ on, project }) => {
    const fault = faults.find(
      (one) => one.on === on && (one.project === undefined || one.project === project) && (met.get(one) ?? 0) < (one.times ?? Infinity),
    );
    if (!fault) return null;
    met.set(fault, (met.get(fault) ?? 0) + 1);
    return fault.does;
  };
}
