import { hash } from 'node:crypto';
import { expect, test } from 'vitest';
import { createHttp } from '#io/http.js';
import type { CacheFolder } from '#io/cache-folder.js';
import { measureWheel } from '#sizes/wheel/measure.js';
import { sendPart, withServer } from '../../io/http-server.js';
import { archive, wheelFiles } from './archive.js';

const ENTRY_POINTS = `
[console_scripts]
spam = spam.cli:main
spam-admin = spam.cli:Admin.run [extra]
; not = a:script

[spam.plugins]
not = a.script:either
[gui_scripts]
spamw=spam:window
`;

test('what a wheel holds: Python, data by scheme, modules, and scripts that are written for it', async () => {
  const files = wheelFiles(
    [
      { name: 'spam/__init__.py', content: 'x = 1\n' },
      { name: 'spam/sub/' },
      { name: 'spam/data.json', content: '{}' },
      { name: '_spam.cpython-311-x86_64-linux-gnu.so', content: 'ELF' },
      { name: 'ns/eggs/__init__.py', content: '' },
      { name: 'spam-1.0.data/scripts/spam-old', content: '#!python\n' },
      { name: 'spam-1.0.data/data/share/spam/x', content: 'x' },
      { name: 'spam-1.0.data/data/share/spam/y.py', content: 'y' },
      { name: 'spam-1.0.data/platlib/more.py', content: '' },
    ],
    ENTRY_POINTS,
  );
  const bytes = archive(files);
  await withServer((request, response) => sendPart(bytes, request, response), async ({ url }) => {
    const measure = await measureWheel({ file: 'spam-1.0-py3-none-any.whl', url, bytes: bytes.length, sha256: null }, { http: createHttp(), cache: null });
    if (!measure.ok) expect.fail(measure.reason);
    const { contents, wheel } = measure.value;
    expect(contents).toEqual({
      bytes: files.reduce((sum, { content = '' }) => sum + content.length, 0),
      files: 12,
      python: { bytes: 7, files: 4, paths: 'spam/__init__.py ns/eggs/__init__.py spam-1.0.data/data/share/spam/y.py spam-1.0.data/platlib/more.py'.replaceAll(' ', '').length },
      record: files.at(-1)?.content?.length,
      // `spam.cli` main main, `spam.cli` Admin Admin.run, `spam` window window.
      wrappers: { count: 3, names: 'spamspam-adminspamw'.length, imports: 'spam.climainmainspam.cliAdminAdmin.runspamwindowwindow'.length },
      entryPoints: ENTRY_POINTS.length,
      dataFiles: { scripts: 1, data: 2, platlib: 1 },
      modules: ['_spam', 'more', 'ns.eggs', 'spam'],
    });
    expect(wheel).toBe(bytes.length);
  });
});

test('what is remembered is not asked for again; what is damaged, or of another server, is', async () => {
  const bytes = archive(wheelFiles([{ name: 'spam/__init__.py', content: 'x = 1\n' }]));
  const sha256 = hash('sha256', bytes, 'hex');
  const kept = new Map<string, Uint8Array>();
  const cache: CacheFolder = { runtime: 'test', read: (name) => kept.get(name) ?? null, write: (name, parts) => void kept.set(name, Buffer.concat(parts)) };
  const wheel = { file: 'spam-1.0-py3-none-any.whl', bytes: bytes.length, sha256 };
  await withServer((request, response) => sendPart(bytes, request, response), async ({ url, asked }) => {
    const measure = async (told: { readonly sha256: string | null; readonly bytes?: number | null } = wheel): Promise<number> => {
      const found = await measureWheel({ ...wheel, url: `${url}/spam.whl`, ...told }, { http: createHttp(), cache, python: '3.11' });
      expect(found.ok && found.value.contents.python.bytes).toBe(6);
      return asked.length;
    };
    expect(await measure()).toBe(1);
    expect(await measure()).toBe(1);
    // Without a hash the address and the size tell it apart; without either nothing does.
    expect(await measure({ sha256: null })).toBe(2);
    expect(await measure({ sha256: null })).toBe(2);
    expect(await measure({ sha256: null, bytes: null })).toBe(3);
    expect(await measure({ sha256: null, bytes: null })).toBe(4);
    expect(kept.size).toBe(2);
    for (const damage of [Buffer.from(''), Buffer.from('{}'), Buffer.from([...kept.values()][0] ?? []).fill('9', 100, 101)]) {
      for (const name of kept.keys()) kept.set(name, damage);
      const before = asked.length;
      expect(await measure()).toBe(before + 1);
      expect(await measure()).toBe(before + 1);
    }
    await withServer((request, response) => sendPart(bytes, request, response), async (other) => {
      await measureWheel({ ...wheel, url: `${other.url}/spam.whl` }, { http: createHttp(), cache });
      expect(other.asked).toHaveLength(1);
    });
  });
});

test('what cannot be measured is not remembered', async () => {
  const kept: string[] = [];
  const cache: CacheFolder = { runtime: 'test', read: () => null, write: (name) => void kept.push(name) };
  await withServer((_, response) => void response.writeHead(503).end(), async ({ url }) => {
    const found = await measureWheel({ file: 'spam-1.0-py3-none-any.whl', url, bytes: 5, sha256: 'a'.repeat(64) }, { http: createHttp(), cache });
    expect(found).toEqual({ ok: false, reason: `${url.slice(7)} answers 503` });
    expect(kept).toEqual([]);
  });
  expect(await measureWheel({ file: 'spam-1.0-py3-none-any.whl', url: null, bytes: 5, sha256: null }, { http: createHttp(), cache })).toEqual({ ok: false, reason: 'no address is told for it' });
});
