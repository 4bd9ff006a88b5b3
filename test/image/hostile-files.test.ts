import { expect, test } from 'vitest';
import { loadWorkspace } from '#files/load.js';
import { makeTree } from '#files/tree.js';
import { evaluate } from '#image/evaluate.js';
import { imageFiles } from '#image/files/files.js';
import { memoryIo } from '../memory-io.js';

const FILES = ['a/x.py', 'a/b/y.py'];

function repeat(count: number, line: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => line(index)).join('');
}

test.each([
  ['9,900 copies of one folder to one place', `FROM scratch\n${'COPY a /app\n'.repeat(9900)}`, 2],
  ['9,900 files copied one by one into one folder', `FROM scratch\n${repeat(9900, (index) => `COPY a/x.py /app/f${index}\n`)}`, 9900],
  ['3,300 stages, each a copy of the one before', `FROM scratch AS s0\nCOPY a /\n${repeat(3300, (index) => `FROM scratch AS s${index + 1}\nCOPY --from=s${index} / /\n`)}`, 2],
  ['3,300 stages, each built on the one before', `FROM scratch AS s0\nCOPY a /\n${repeat(3300, (index) => `FROM s${index} AS s${index + 1}\nCOPY a /x${index}\n`)}`, 6602],
  ['8,000 copies from and to places that cannot be told', `FROM scratch\nARG TARGETARCH\nCOPY a /app\n${'COPY $TARGETARCH /app/\nCOPY a /$TARGETARCH\n'.repeat(4000)}`, 2],
  ['a folder moved there and back 2,000 times', `FROM scratch\nCOPY a /a\n${'RUN mv /a /b && mv /b /a\n'.repeat(2000)}`, 2],
  ['6,000 searches that take away what their names fit, or what nobody can tell', `FROM scratch\nCOPY a /a\n${'RUN find /a -name "*.md" -delete\nRUN find /a -mtime +1 -delete\n'.repeat(3000)}`, 2],
  ['one RUN of 1,500 searches', `FROM scratch\nCOPY a /a\nRUN ${repeat(1500, (index) => `find /a -name "${index}*" | xargs rm; `)}\n`, 2],
])('%s: read in time, and rightly', (_, text, count) => {
  const io = memoryIo(Object.fromEntries([...FILES, 'Dockerfile'].map((path) => [`/workspace/${path}`, path === 'Dockerfile' ? text : ''])));
  const { snapshot } = loadWorkspace(io, makeTree('/workspace', null, [...FILES, 'Dockerfile']), { selects: () => true });
  const context = { kind: 'folder', path: '', because: 'the test', others: [] } as const;
  const start = performance.now();
  const image = evaluate({ id: 'x', dockerfile: 'Dockerfile', context, target: null, args: new Map(), contexts: new Map(), readFrom: [], problems: [] }, { snapshot, baseEnvironment: () => ({}) });
  expect(image.ok && imageFiles(image.value).files.length).toBe(count);
  expect(image.ok && image.value.layers.length + image.value.opaque.length).toBeGreaterThan(0);
  expect(performance.now() - start).toBeLessThan(10_000);
}, 30_000);
