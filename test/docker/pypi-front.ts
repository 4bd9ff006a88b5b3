import { createHash } from 'node:crypto';
import { createReadStream, existsSync, mkdirSync, renameSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { createHttp } from '#io/http.js';
import { openRanged } from '#sizes/wheel/ranged-file.js';
import { readZipDirectory } from '#sizes/wheel/zip-directory.js';
import { stubWheel } from '../indexes/stub-wheel.js';
import { normalized, type Distribution } from '../indexes/distribution.js';
import { htmlOf, JSON_TYPE, type Page, type PageFile } from './pypi-page.js';

/** PyPI as the builds of the suite see it: each file is fetched once, and what is too large for a test is a stub. */
export interface PypiFront {
  /** For `index-url`. */
  readonly url: string;
  /** As https://download.pytorch.org/whl/cpu: torch for the CPU, stubs all. */
  readonly cpuUrl: string;
  /** Bytes of the wheel that a stub stands for, by `name==version`; null: not known. */
  readonly stubs: ReadonlyMap<string, number | null>;
  close(): void;
}

/** What is never installed for real: torch, and what it brings for CUDA. */
const STUBBED = /^(?:torch|torchvision|torchaudio|triton|nvidia-.*|cuda-.*)$/;

/** What the index of builds for the CPU has. */
const FOR_CPU = /^(?:torch|torchvision|torchaudio)$/;

/** Wheels that an image of CPython 3.11 on x86-64 takes. */
const FITS = /-(?:cp311-cp311|(?:py2\.)?py3-none|cp3\d+-abi3)-(?:any|[\w.]*linux\w*_x86_64[\w.]*)\.whl$/;

const PYPI = 'https://pypi.org/simple';

/** Serves on this machine alone; what is fetched is kept in `folder`. */
export async function startPypiFront(folder: string): Promise<PypiFront> {
  mkdirSync(folder, { recursive: true });
  const pages = new Map<string, Promise<Page | null>>();
  const kept = new Map<string, Promise<string | null>>();
  const stubs = new Map<string, number | null>();

  const pageOf = (project: string): Promise<Page | null> => once(pages, project, () => pageOfPypi(project));
  const server = createServer((request, response) => {
    const takesJson = request.headers.accept?.includes(JSON_TYPE) ?? false;
    answer(decodeURIComponent((request.url ?? '/').split('?')[0] ?? '/'), takesJson, response).catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else response.writeHead(502, { 'Content-Type': 'text/plain' }).end(String(error));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  async function answer(path: string, takesJson: boolean, response: ServerResponse): Promise<void> {
    const [, place = '', project = '', file = ''] = path.split('/');
    const isCpu = place.startsWith('cpu');
    const page = (await (STUBBED.test(project) || !isCpu ? pageOf(project) : null)) ?? null;
    if (page === null || (isCpu && !FOR_CPU.test(project))) return void response.writeHead(404).end();
    if (file === '') {
      const listed = STUBBED.test(project) ? stubsOf(page, isCpu) : page.files;
      const files = listed.map((one) => ({ ...one, url: `${origin}/${place.replace(/-simple$/, '')}-files/${project}/${encodeURIComponent(one.filename)}` }));
      if (takesJson) response.writeHead(200, { 'Content-Type': JSON_TYPE }).end(JSON.stringify({ ...page, meta: { 'api-version': '1.0' }, files }));
      else response.writeHead(200, { 'Content-Type': 'text/html' }).end(htmlOf(files));
    } else if (STUBBED.test(project)) {
      const stub = await stubOf(project, file, page);
      response.writeHead(200, { 'Content-Type': 'application/octet-stream' }).end(stub);
    } else await passOn(page, file, response);
  }

  async function stubOf(project: string, file: string, page: Page): Promise<Buffer> {
    const version = file.split('-')[1] ?? '';
    const [release = ''] = version.split('+');
    const real = page.files.find(({ filename }) => filename === file) ?? page.files.find(({ filename }) => filename.split('-')[1] === release && FITS.test(filename));
    if (!real) throw new Error(`${file}: no wheel to take the requirements from`);
    stubs.set(`${project}==${version}`, real.filename === file ? (real.size ?? null) : null);
    return stubWheel(await distributionOf(project, version, real), file);
  }

  async function passOn(page: Page, file: string, response: ServerResponse): Promise<void> {
    const name = file.replace(/\.metadata$/, '');
    const listed = page.files.find(({ filename }) => filename === name);
    const url = listed === undefined ? null : listed.url + file.slice(name.length);
    const path = url === null ? null : await once(kept, url, () => fetched(url, join(folder, createHash('sha256').update(url).digest('hex'))));
    if (path === null) return void response.writeHead(404).end();
    response.writeHead(200, { 'Content-Type': 'application/octet-stream' });
    createReadStream(path).pipe(response);
  }

  return {
    url: `${origin}/pypi-simple/`,
    cpuUrl: `${origin}/cpu-simple/`,
    stubs,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** What failed is asked for again the next time. */
function once<T>(known: Map<string, Promise<T>>, key: string, ask: () => Promise<T>): Promise<T> {
  const asked = known.get(key) ?? ask();
  known.set(key, asked);
  asked.catch(() => known.delete(key));
  return asked;
}

/** Without hashes and metadata beside them, for a stub has others. */
function stubsOf({ files }: Page, isCpu: boolean): readonly PageFile[] {
  const fitting = files.filter(({ filename }) => FITS.test(filename));
  if (!isCpu) return fitting.map(({ filename, url }) => ({ filename, url, hashes: {} }));
  return fitting.map(({ filename, url }) => ({ filename: filename.replace(/^(\w+-[\w.]+)(-cp311-cp311)-.*$/, '$1+cpu$2-linux_x86_64.whl'), url, hashes: {} }));
}

/** The real requirements of a release, out of its wheel; a build for the CPU has all but those that bring CUDA. */
async function distributionOf(name: string, version: string, { url: source, filename }: PageFile): Promise<Distribution> {
  const head = await metadataIn(source, filename);
  const field = (key: string): readonly string[] => [...head.matchAll(new RegExp(`^${key}: (.+)$`, 'gm'))].map(([, value = '']) => value);
  const requires = field('Requires-Dist').filter((line) => !version.includes('+') || !/^(?:nvidia|cuda|triton)\b/.test(line));
  return { name, version, requiresPython: field('Requires-Python')[0] ?? null, requires, extras: field('Provides-Extra'), wheels: [], sdist: null, source };
}

/**
 * The fields of METADATA: beside the wheel (PEP 658), or in its last bytes, for `.dist-info` comes last (PEP 427) and RECORD may be long.
 * What auditwheel has repaired may have it first (triton 3.1.0).
 */
async function metadataIn(url: string, filename: string): Promise<string> {
  const beside = await asked(`${url}.metadata`, '*/*');
  if (beside.ok) return fieldsOf(await beside.text());
  const opened = await openRanged({ url, file: filename, bytes: null, sha256: null }, createHttp());
  const file = opened.ok ? await opened.value.from(Math.max(0, opened.value.size - 3_000_000)) : opened;
  const directory = file.ok ? await readZipDirectory(file.value) : file;
  if (!directory.ok) throw new Error(`${filename}: ${directory.reason}`);
  const entry = directory.value.entries.find(({ name }) => /^[^/]+\.dist-info\/METADATA$/.test(name));
  const bytes = entry ? ((await directory.value.contents(entry, 1_000_000)) ?? (await contentsInHead(url, entry.name))) : null;
  if (bytes === null) throw new Error(`${filename}: its METADATA is neither near its end nor near its beginning`);
  return fieldsOf(new TextDecoder().decode(bytes));
}

/** A file of an archive by its local header (APPNOTE.TXT 4.3.7), where it is one of the first. */
async function contentsInHead(url: string, name: string): Promise<Uint8Array | null> {
  const end = 1_000_000;
  const head = await createHttp().get(url, { timeout: 30_000, most: end, range: { start: 0, end } });
  if (!head.ok || head.value.status !== 206) return null;
  const bytes = Buffer.from(head.value.body);
  const at = bytes.indexOf(name) - 30;
  if (at < 0 || bytes.readUInt32LE(at) !== 0x04034b50) return null;
  const start = at + 30 + bytes.readUInt16LE(at + 26) + bytes.readUInt16LE(at + 28);
  return bytes.readUInt16LE(at + 8) === 0 ? bytes.subarray(start, start + bytes.readUInt32LE(at + 18)) : inflateRawSync(bytes.subarray(start));
}

/** Without the description behind them. */
function fieldsOf(metadata: string): string {
  return metadata.split(/\r?\n\r?\n/)[0] ?? '';
}

async function pageOfPypi(project: string): Promise<Page | null> {
  if (project === '' || normalized(project) !== project) return null;
  const response = await asked(`${PYPI}/${project}/`, JSON_TYPE);
  return response.status === 404 ? null : ((await response.json()) as Page);
}

/** Null: there is no such file. Under its own name only when it is whole. */
async function fetched(url: string, path: string): Promise<string | null> {
  if (existsSync(path)) return path;
  const response = await asked(url, '*/*');
  if (response.status === 404) return null;
  await writeFile(`${path}.part`, Buffer.from(await response.arrayBuffer()));
  renameSync(`${path}.part`, path);
  return path;
}

/** Three times, for a network hiccup is no failure of a build. */
async function asked(url: string, accept: string, tries = 3): Promise<Response> {
  try {
    const response = await fetch(url, { headers: { Accept: accept }, signal: AbortSignal.timeout(120_000) });
    if (response.ok || response.status === 404) return response;
    throw new Error(`${url}: ${response.status}`);
  } catch (error) {
    if (tries <= 1) throw error;
    return asked(url, accept, tries - 1);
  }
}
