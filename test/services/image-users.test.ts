import { describe, expect, test } from 'vitest';
import { imageUsers } from '#services/image-users.js';
import { load, type Files } from '../workspace.js';

/** Who takes an image of `base/Dockerfile`: where, how, and whether it needs the package lists. */
function users(files: Files): readonly string[] {
  return imageUsers(load({ 'base/Dockerfile': 'FROM debian\nRUN apt-get update\n', ...files }).snapshot, 'base/Dockerfile').map(
    ({ at, text, how, demand }) => `${at.path}:${at.line} ${text} ${how}${demand === null ? ' unread' : demand.needs ? ' needs' : demand.open ? '' : ' done'}`,
  );
}

const MAKEFILE = 'base:\n\tdocker build -t acme/base:1 base\n';
const INSTALL = 'RUN apt-get install -y git\n';

describe('images that stand on those of a Dockerfile', () => {
  test.each([
    ['its tag', `FROM acme/base:1\n${INSTALL}`, ['child/Dockerfile:1 FROM acme/base:1 named needs']],
    ['another tag of the same repository', `FROM acme/base:2\n${INSTALL}`, ['child/Dockerfile:1 FROM acme/base:2 named needs']],
    ['the tag in an argument', `ARG B=acme/base:1\nFROM \${B}\n${INSTALL}`, ['child/Dockerfile:2 FROM ${B} named needs']],
    ['the registry in an argument', `ARG R\nFROM \${R}/acme/base\n${INSTALL}`, ['child/Dockerfile:2 FROM ${R}/acme/base named needs']],
    ['an argument that nobody sets', `ARG B\nFROM \${B}\n${INSTALL}`, ['child/Dockerfile:2 FROM ${B} open needs']],
    ['the same last part of a name', `FROM other/base\n${INSTALL}`, ['child/Dockerfile:1 FROM other/base alike needs']],
    ['an update of its own', `FROM acme/base\nRUN apt-get update\n${INSTALL}`, ['child/Dockerfile:1 FROM acme/base named done']],
    ['nothing of apt', 'FROM acme/base\nCOPY . .\n', ['child/Dockerfile:1 FROM acme/base named']],
    ['a stage on a stage', `FROM acme/base AS a\nFROM a\n${INSTALL}`, ['child/Dockerfile:1 FROM acme/base named needs']],
    ['a copy of the lists', 'FROM debian\nCOPY --from=acme/base:1 /var/lib/apt/lists /l\n', ['child/Dockerfile:2 COPY --from=acme/base:1 named needs']],
    ['a copy of something else', 'FROM debian\nCOPY --from=acme/base:1 /app /app\n', ['child/Dockerfile:2 COPY --from=acme/base:1 named done']],
    ['a mount of the lists', `FROM debian\nRUN --mount=from=acme/base:1,source=/var/lib/apt,target=/var/lib/apt true\n${INSTALL}`, ['child/Dockerfile:2 --mount=from=acme/base:1 named needs']],
    ['another image', `FROM acme/other\n${INSTALL}`, []],
    ['a stage of that name', `FROM debian AS x\nFROM debian\nCOPY --from=x /a /a\n${INSTALL}`, []],
  ])('%s', (_, child, expected) => {
    expect(users({ Makefile: MAKEFILE, 'child/Dockerfile': child })).toEqual(expected);
  });

  test('the image of an image', () => {
    const compose = 'services:\n  middle:\n    build: ./middle\n    image: acme/middle\n';
    const found = users({ Makefile: MAKEFILE, 'compose.yaml': compose, 'middle/Dockerfile': 'FROM acme/base:1\n', 'top/Dockerfile': `FROM acme/middle\n${INSTALL}` });
    expect(found).toEqual(['middle/Dockerfile:1 FROM acme/base:1 named', 'top/Dockerfile:1 FROM acme/middle named needs']);
  });

  test('a circle of names ends', () => {
    const compose = 'services:\n  base:\n    build: ./base\n    image: acme/a\n  b:\n    build: ./b\n    image: acme/b\n';
    expect(users({ 'compose.yaml': compose, 'base/Dockerfile': 'FROM acme/b\n', 'b/Dockerfile': 'FROM acme/a\n' })).toHaveLength(2);
  });
});
