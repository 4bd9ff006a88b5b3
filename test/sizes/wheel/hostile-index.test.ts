import { expect, test } from 'vitest';
import { createHttp } from '#io/http.js';
import { measureWheel } from '#sizes/wheel/measure.js';
import type { Distribution } from '../../indexes/distribution.js';
import type { FaultKind, IndexOptions } from '../../indexes/options.js';
import { startIndex } from '../../indexes/server.js';

const FILE = 'spam-1.0-py3-none-any.whl';
const SPAM: Distribution = {
  name: 'spam', version: '1.0', requiresPython: null, requires: [], extras: [], sdist: null, source: 'made for this test',
  wheels: [{ file: FILE, bytes: null }],
};

/** The bytes of Python, or why the wheel cannot be measured. */
async function measured(options: IndexOptions): Promise<number | string> {
  const index = await startIndex([SPAM], options);
  try {
    const wheel = { file: FILE, url: index.fileUrl(FILE), bytes: null, sha256: index.sha256Of(FILE) };
    const measure = await measureWheel(wheel, { http: createHttp(), cache: null });
    return measure.ok ? measure.value.contents.python.bytes : measure.reason.replace(/127\.0\.0\.1:\d+/g, 'HOST');
  } finally {
    await index.stop();
  }
}

test('an index with ranges, one that ignores them and one that refuses them give the same', async () => {
  const bytes = await measured({});
  expect(bytes).toBeGreaterThan(0);
  expect(await measured({ ranges: 'ignored' })).toBe(bytes);
  expect(await measured({ ranges: 'refused' })).toBe(bytes);
});

test.each<readonly [FaultKind, string]>([
  ['unavailable', 'HOST answers 503'],
  ['missing', 'HOST answers 404'],
  ['forbidden', 'HOST answers 403'],
  ['dies', 'HOST closed the connection before the answer was whole'],
  ['redirects-forever', 'HOST leads on more than 5 times'],
  ['lying-length', 'HOST sends another part than it was asked for'],
  ['lying-directory', 'it is no zip archive that can be read: it ends in the middle of its directory'],
  ['not-a-zip', 'it is no zip archive that can be read: End of central directory record signature not found'],
])('an index with the fault %s: unknown, with the reason', async (does, reason) => {
  expect(await measured({ faults: [{ on: 'file', does }] })).toBe(reason);
});
