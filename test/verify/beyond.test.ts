import { expect, test } from 'vitest';
import { parseDockerfile } from '#dockerfile/parse.js';
import { beyond, missingShapes } from '#verify/beyond.js';
import type { Capabilities } from '#verify/capabilities.js';

const ALL: Capabilities = { heredoc: null, link: null, parents: null, exclude: null, chmod: null, checksum: null, 'start-interval': null, syntax: null };

/** What Docker 20.10 says where it reaches no registry. */
const OLD: Capabilities = {
  ...ALL, heredoc: 'unknown instruction: TEXT', link: 'Unknown flag: link', parents: 'Unknown flag: parents', exclude: 'Unknown flag: exclude',
  checksum: 'Unknown flag: checksum', 'start-interval': 'Unknown flag: start-interval', syntax: 'no such host',
};

function beyondIn(text: string, capabilities: Capabilities): readonly string[] {
  const document = parseDockerfile('Dockerfile', text);
  if (!document.ok) throw new Error(document.reason);
  return beyond(document.value, capabilities).map(({ shape, line }) => `${line}: ${shape}`);
}

const LATE = `# check=skip=all
# syntax=docker/dockerfile:1
FROM python:3.11-slim
COPY --chmod=755 --link a b /c/
COPY --link d /d
RUN <<EOF
echo COPY --parents
EOF
HEALTHCHECK --start-interval=1s CMD true
ONBUILD COPY --exclude=x . .
`;

test('an old engine lacks what came late, each named with its first line', () => {
  expect(beyondIn(LATE, OLD)).toEqual([
    '2: # syntax=', '4: COPY --link', '6: here-documents', '9: HEALTHCHECK --start-interval', '10: COPY --exclude',
  ]);
});

test('an engine that can do all of it lacks nothing', () => {
  expect(beyondIn(LATE, ALL)).toEqual([]);
  expect(missingShapes(ALL)).toEqual([]);
});

test('mounts, --chmod and --chown are no matter to an old engine', () => {
  expect(beyondIn('FROM a\nRUN --mount=type=secret,id=x --mount=type=cache,target=/c x\nCOPY --chmod=1 --chown=a b c\n', OLD)).toEqual([]);
});
