import { expect, test } from 'vitest';
import { buildFailure } from '#verify/build-failure.js';

test('what the step printed last, where nothing stands between the rulers', () => {
  const log = [
    '#9 [5/6] RUN true',
    '#10 [6/6] RUN pip install -r requirements.txt',
    '#10 1.31 Collecting nothere',
    '#10 1.64 ERROR: No matching distribution found for nothere',
    '#10 1.64 ',
    '#10 ERROR: executor failed running [/bin/sh -c pip install -r requirements.txt]: exit code: 1',
    '------',
    ' > [6/6] RUN pip install -r requirements.txt:',
    '------',
    'executor failed running [/bin/sh -c pip install -r requirements.txt]: exit code: 1',
  ].join('\n');
  expect(buildFailure(log)).toBe('RUN pip install -r requirements.txt: ERROR: No matching distribution found for nothere (exit code: 1)');
});

test('a failed RUN: the instruction, the last line that it printed, its exit code', () => {
  const log = `#6 [2/3] RUN pip install nothere
#6 1.234 ERROR: No matching distribution found for nothere
#6 ERROR: executor failed running [/bin/sh -c pip install nothere]: exit code: 1
------
 > [2/3] RUN pip install nothere:
#6 1.200 ERROR: Could not find a version that satisfies the requirement nothere (from versions: none)
#6 1.234 ERROR: No matching distribution found for nothere
------
executor failed running [/bin/sh -c pip install nothere]: exit code: 1
`;
  expect(buildFailure(log)).toBe('RUN pip install nothere: ERROR: No matching distribution found for nothere (exit code: 1)');
});

test('the same from a newer client, which quotes the Dockerfile behind it', () => {
  const log = `#5 ERROR: process "/bin/sh -c echo hi; false" did not complete successfully: exit code: 1
------
 > [api 2/2] RUN echo hi; false:
0.191 hi
------
Dockerfile:2
--------------------
   1 |     FROM debian
   2 | >>> RUN echo hi; false
--------------------
ERROR: failed to solve: process "/bin/sh -c echo hi; false" did not complete successfully: exit code: 1
`;
  expect(buildFailure(log)).toBe('RUN echo hi; false: hi (exit code: 1)');
});

test('a file that the context does not hold', () => {
  const log = `------
 > [2/2] COPY nothere /x:
------
failed to compute cache key: "/nothere" not found: not found
`;
  expect(buildFailure(log)).toBe('COPY nothere /x: "/nothere" not found: not found');
});

test('a Dockerfile that BuildKit cannot read', () => {
  const log = `#2 DONE 0.0s
failed to solve with frontend dockerfile.v0: failed to create LLB definition: dockerfile parse error line 3: unknown instruction: HI
`;
  expect(buildFailure(log)).toBe('dockerfile parse error line 3: unknown instruction: HI');
});

test('a base image that cannot be had', () => {
  const log = `------
 > [internal] load metadata for docker.io/library/nothere:1:
------
failed to solve with frontend dockerfile.v0: failed to create LLB definition: failed to do request: Head "https://registry.example/v2/nothere": no such host
`;
  expect(buildFailure(log)).toBe('[internal] load metadata for docker.io/library/nothere:1: failed to do request: Head "https://registry.example/v2/nothere": no such host');
});

test('a client that says nothing', () => {
  expect(buildFailure('')).toBe('the build failed without a word');
});
