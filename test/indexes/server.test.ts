import { afterEach, describe, expect, it } from 'vitest';
import type { Distribution } from './distribution.js';
import { CPU, CUDA, ORDINARY } from './instances.js';
import type { IndexOptions } from './options.js';
import { startIndex, type RunningIndex } from './server.js';

const WHEEL = 'demo-1.0-py3-none-any.whl';
const DEMO: Distribution = {
  name: 'demo',
  version: '1.0',
  requiresPython: '>=3.9',
  requires: ['requests>=2; extra == "web"'],
  extras: ['web'],
  wheels: [{ file: WHEEL, bytes: 900_000_000 }],
  sdist: { file: 'demo-1.0.tar.gz', bytes: 1_000_000 },
  source: 'written by hand',
};
const JSON_TYPE = 'application/vnd.pypi.simple.v1+json';

let running: RunningIndex | null = null;

async function demo(options: IndexOptions = {}, distribution: Distribution = DEMO): Promise<RunningIndex> {
  running = await startIndex([distribution], options);
  return running;
}

afterEach(async () => {
  await running?.stop();
  running = null;
});

interface FileJson {
  readonly filename: string;
  readonly url: string;
  readonly size?: number;
  readonly hashes: { readonly sha256: string };
  readonly yanked: boolean | string;
  readonly 'requires-python'?: string;
  readonly 'core-metadata'?: { readonly sha256: string };
}

async function listed(index: RunningIndex): Promise<readonly FileJson[]> {
  const response = await fetch(`${index.url}demo/`, { headers: { Accept: JSON_TYPE } });
  expect(response.headers.get('content-type')).toBe(JSON_TYPE);
  return ((await response.json()) as { readonly files: readonly FileJson[] }).files;
}

async function bytes(url: string, headers: Record<string, string> = {}): Promise<Buffer> {
  return Buffer.from(await (await fetch(url, { headers })).arrayBuffer());
}

async function sha256(content: Buffer): Promise<string> {
  return Buffer.from(await crypto.subtle.digest('SHA-256', content)).toString('hex');
}

describe('an index', () => {
  it('tells of its files in JSON what is true of them', async () => {
    const index = await demo();
    const [wheel, sdist] = await listed(index);
    const body = await bytes(index.fileUrl(WHEEL));
    expect(wheel).toMatchObject({ filename: WHEEL, size: body.length, yanked: false, 'requires-python': '>=3.9', hashes: { sha256: await sha256(body) } });
    expect(wheel?.['core-metadata']?.sha256).toBe(await sha256(await bytes(`${index.fileUrl(WHEEL)}.metadata`)));
    expect(sdist).toMatchObject({ filename: 'demo-1.0.tar.gz' });
    expect(sdist?.['core-metadata']).toBeUndefined();
  });

  it('tells the same in HTML to whoever does not ask for JSON', async () => {
    const index = await demo({}, { ...DEMO, yanked: 'broken & <old>' });
    const page = await (await fetch(`${index.url}demo/`)).text();
    expect(page).toContain(`href="/files/${WHEEL}#sha256=${index.sha256Of(WHEEL)}"`);
    expect(page).toContain('data-requires-python="&gt;=3.9"');
    expect(page).toContain('data-yanked="broken &amp; &lt;old&gt;"');
    expect(page).toContain('data-core-metadata="sha256=');
  });

  it('gives the fields that resolvers read as metadata beside the wheel', async () => {
    const index = await demo();
    expect((await bytes(`${index.fileUrl(WHEEL)}.metadata`)).toString()).toBe(`Metadata-Version: 2.2
Name: demo
Version: 1.0
Requires-Python: >=3.9
Requires-Dist: requests>=2; extra == "web"
Provides-Extra: web

`);
  });

  it('sends other spellings of a name to the normalised one, and knows no other project', async () => {
    const index = await demo();
    const moved = await fetch(`${index.url}Demo/`, { redirect: 'manual' });
    expect([moved.status, moved.headers.get('location')]).toEqual([301, '/simple/demo/']);
    expect((await fetch(`${index.url}other/`)).status).toBe(404);
    expect((await fetch(index.fileUrl('other-1.0-py3-none-any.whl'))).status).toBe(404);
  });

  it('gives a part of a wheel, its end, and its length alone', async () => {
    const index = await demo();
    const all = await bytes(index.fileUrl(WHEEL));
    const part = await fetch(index.fileUrl(WHEEL), { headers: { Range: 'bytes=10-19' } });
    expect([part.status, part.headers.get('content-range')]).toEqual([206, `bytes 10-19/${all.length}`]);
    expect(Buffer.from(await part.arrayBuffer())).toEqual(all.subarray(10, 20));
    expect(await bytes(index.fileUrl(WHEEL), { Range: 'bytes=-22' })).toEqual(all.subarray(-22));
    expect((await fetch(index.fileUrl(WHEEL), { headers: { Range: `bytes=${all.length}-` } })).status).toBe(416);
    const head = await fetch(index.fileUrl(WHEEL), { method: 'HEAD' });
    expect([head.headers.get('content-length'), head.headers.get('accept-ranges')]).toEqual([String(all.length), 'bytes']);
  });

  it('remembers what was asked and how much it sent', async () => {
    const index = await demo();
    await bytes(index.fileUrl(WHEEL), { Range: 'bytes=0-9' });
    expect(index.requests).toEqual([{ method: 'GET', path: `/files/${WHEEL}`, range: 'bytes=0-9', status: 206, bytes: 10 }]);
  });

  it('gives the same bytes every time it is started', async () => {
    const hash = (await demo()).sha256Of(WHEEL);
    await running?.stop();
    expect((await demo()).sha256Of(WHEEL)).toBe(hash);
  });
});

describe('a poor index', () => {
  it('has no sizes, or those of the real files', async () => {
    expect((await listed(await demo({ sizes: 'none' })))[0]).not.toHaveProperty('size');
    await running?.stop();
    expect((await listed(await demo({ sizes: 'real' })))[0]?.size).toBe(900_000_000);
  });

  it('has HTML alone', async () => {
    const index = await demo({ formats: 'html' });
    expect((await fetch(`${index.url}demo/`, { headers: { Accept: JSON_TYPE } })).headers.get('content-type')).toBe('text/html');
  });

  it('has no metadata beside its wheels', async () => {
    const index = await demo({ metadata: false });
    expect((await listed(index))[0]).not.toHaveProperty('core-metadata');
    expect((await fetch(`${index.fileUrl(WHEEL)}.metadata`)).status).toBe(404);
  });

  it('sends the whole where a part is asked, or nothing', async () => {
    const ignoring = await demo({ ranges: 'ignored' });
    const whole = await fetch(ignoring.fileUrl(WHEEL), { headers: { Range: 'bytes=0-9' } });
    expect([whole.status, whole.headers.get('accept-ranges')]).toEqual([200, null]);
    await running?.stop();
    const refusing = await demo({ ranges: 'refused' });
    expect((await fetch(refusing.fileUrl(WHEEL), { headers: { Range: 'bytes=0-9' } })).status).toBe(501);
  });
});

describe('a hostile index', () => {
  it.each([
    ['unavailable', 503],
    ['missing', 404],
    ['forbidden', 403],
  ] as const)('%s: %i', async (does, status) => {
    const index = await demo({ faults: [{ on: 'file', does }] });
    expect((await fetch(index.fileUrl(WHEEL))).status).toBe(status);
    expect((await fetch(`${index.url}demo/`)).status).toBe(200);
  });

  it('fails a number of times, then is well', async () => {
    const index = await demo({ faults: [{ on: 'page', project: 'demo', does: 'unavailable', times: 2 }] });
    const statuses = [];
    for (let time = 0; time < 3; time += 1) statuses.push((await fetch(`${index.url}demo/`)).status);
    expect(statuses).toEqual([503, 503, 200]);
  });

  it.each(['dies', 'lying-length'] as const)('%s: less comes than was promised', async (does) => {
    const index = await demo({ faults: [{ on: 'file', does }] });
    await expect(bytes(index.fileUrl(WHEEL))).rejects.toThrow();
  });

  it('answers after a second, or never', async () => {
    const slow = await demo({ faults: [{ on: 'file', does: 'slow' }] });
    const begin = performance.now();
    await bytes(slow.fileUrl(WHEEL));
    expect(performance.now() - begin).toBeGreaterThan(900);
    await running?.stop();
    const hanging = await demo({ faults: [{ on: 'file', does: 'hangs' }] });
    await expect(fetch(hanging.fileUrl(WHEEL), { signal: AbortSignal.timeout(300) })).rejects.toThrow();
  });

  it('redirects without end', async () => {
    const index = await demo({ faults: [{ on: 'file', does: 'redirects-forever' }] });
    await expect(fetch(index.fileUrl(WHEEL))).rejects.toThrow();
    expect(index.requests.length).toBeGreaterThan(10);
  });

  it('promises another hash', async () => {
    const index = await demo({ faults: [{ on: 'file', does: 'wrong-hash' }] });
    expect((await listed(index))[0]?.hashes.sha256).not.toBe(await sha256(await bytes(index.fileUrl(WHEEL))));
  });

  it('has a wheel with a directory of 29 MB, or of 4 GB that are not there, or no zip at all', async () => {
    const huge = await bytes((await demo({ faults: [{ on: 'file', does: 'huge-directory' }] })).fileUrl(WHEEL), { Range: 'bytes=-22' });
    expect(huge.readUInt32LE(12)).toBeGreaterThan(25e6);
    await running?.stop();
    const lying = await bytes((await demo({ faults: [{ on: 'file', does: 'lying-directory' }] })).fileUrl(WHEEL), { Range: 'bytes=-22' });
    expect([lying.readUInt32LE(0), lying.readUInt32LE(12)]).toEqual([0x06054b50, 0xfffffff0]);
    await running?.stop();
    const none = await bytes((await demo({ faults: [{ on: 'file', does: 'not-a-zip' }] })).fileUrl(WHEEL));
    expect(none.includes('PK')).toBe(false);
  }, 60_000);
});

describe('the instances', () => {
  it('hold torch for CUDA and for the CPU, with what each requires', () => {
    const requires = (distributions: readonly Distribution[], version: string): readonly string[] =>
      distributions.find((one) => one.name === 'torch' && one.version === version)?.requires ?? [];
    const brings = (lines: readonly string[]): boolean => lines.some((line) => line.startsWith('nvidia-cudnn'));
    expect(['2.5.1', '2.13.0', '2.15.0'].map((version) => brings(requires(ORDINARY, version)))).toEqual([true, true, true]);
    expect(['2.5.1+cpu', '2.5.1', '2.13.0+cpu'].map((version) => brings(requires(CPU, version)))).toEqual([false, false, false]);
    expect(requires(CPU, '2.5.1+cpu')).toContain('filelock');
    expect(brings(requires(CUDA, '2.5.1+cu124'))).toBe(true);
  });

  it('say of every release where that is from, and have a file for it', () => {
    for (const { name, version, source, wheels, sdist } of [...ORDINARY, ...CPU]) {
      expect(source, `${name} ${version}`).toMatch(/^https:\/\//);
      expect(wheels.length + (sdist ? 1 : 0), `${name} ${version}`).toBeGreaterThan(0);
    }
  });
});
