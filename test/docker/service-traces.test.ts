import { expect, test } from 'vitest';
import { refusals, writings } from './service-traces.js';

test('lines about rights stand for themselves, whatever the numbers in them', () => {
  const log = [
    '2026-11-22 20:14:03 INFO started in 0.31 s',
    "[Errno 13] Permission denied: '/app/data/app.db'",
    "PermissionError: [Errno 13] Permission denied: '/tmp/tmpk2x8_1qz/lock'",
    "PermissionError: [Errno 13] Permission denied: '/tmp/tmpabcd0_9x/lock'",
    'OSError: [Errno 30] Read-only file system: x',
    'done',
  ].join('\n');
  expect(refusals(log)).toEqual([
    "[Errno *] Permission denied: '/app/data/app.db'",
    "PermissionError: [Errno *] Permission denied: '/tmp/*/lock'",
    'OSError: [Errno *] Read-only file system: x',
  ]);
});

test('what a container wrote is the last name of each branch, and what lies in its volumes; bytecode is a cache', () => {
  const diff = `C /app
A /app/__pycache__
A /app/__pycache__/main.cpython-311.pyc
C /app/data
A /app/data/app.db
C /tmp
A /tmp/tmpk2x8_1qz
A /tmp/ingest-q9povxiu
A /tmp/ingest-3povw1iu.part
D /app/old.lock
`;
  expect(writings(diff, ['/models/punkt.bin'])).toEqual(['/app/data/app.db', '/models/punkt.bin', '/tmp/*', '/tmp/ingest-*', '/tmp/ingest-*.part']);
});
