import { expect, test } from 'vitest';
import { runFactsOf } from '#image/run/run-facts.js';
import type { SystemCall } from '#image/run/system-calls.js';
import { modelOf } from '../workspace.js';

/** The first call of a system package manager in the last instruction. */
function call(text: string): SystemCall {
  const { document, stages } = modelOf(text);
  const found = runFactsOf(document, stages, 0, (stages[0]?.stage.instructions.length ?? 0) - 1);
  const [first] = found.ok ? found.value.system : [];
  if (!first) throw new Error('no call');
  return first;
}

test.each([
  ['apt-get update', 'apt update '],
  ['apt-get install -y git curl=7.1', 'apt install git curl=7.1 +recommends'],
  ['apt-get install -y --no-install-recommends git', 'apt install git'],
  ['apt-get -o APT::Install-Recommends=false install -y git', 'apt install git'],
  ['apt-get install -y -o APT::Install-Recommends=0 git', 'apt install git'],
  ['sudo apt install -t bookworm-backports git', 'apt install git +recommends'],
  ['apt-get purge -y --auto-remove gcc', 'apt remove gcc'],
  ['apt-get install -y $PKGS', 'apt install a b +recommends'],
  ['for p in x y; do apt-get install -y $p; done', 'apt install x y +recommends'],
  ['apk add --no-cache --virtual .build gcc musl-dev~=1.2', 'apk install gcc musl-dev~=1.2 (.build)'],
  ['apk --no-cache add git', 'apk install git'],
  ['apk del .build', 'apk remove .build'],
  ['dnf install -y --setopt=install_weak_deps=False git', 'dnf install git'],
  ['microdnf update -y', 'dnf upgrade '],
  ['yum clean all', 'dnf clean '],
  ['zypper --non-interactive in git', 'zypper install git'],
  ['pacman -Syu --noconfirm git', 'pacman install git'],
  ['pacman -Scc', 'pacman clean '],
  ['apt-get clean', 'apt clean '],
  ['apt-get install -y --no-install-recommends python3=3.11.* curl=7.*', 'apt install python3=3.11.* curl=7.*'],
  ['apt-get install -y curl `# why` git', 'apt install curl git +recommends'],
  ['sh -c "apt-get install -y git"', 'apt install git +recommends'],
])('%s', (script, expected) => {
  const { manager, action, packages, virtual, recommends, doubt } = call(`FROM debian:12\nENV PKGS="a b"\nRUN ${script}\n`);
  const names = packages.map(({ name, version }) => name + (version ?? '')).join(' ');
  expect(`${manager} ${action} ${names}${virtual === null ? '' : ` (${virtual})`}${recommends === true ? ' +recommends' : ''}`).toBe(expected);
  expect(doubt).toBeNull();
});

test('a list that is not told is a doubt', () => {
  expect(call('FROM debian:12\nRUN apt-get install -y $(cat packages.txt) git\n')).toMatchObject({ doubt: 'what $(cat packages.txt) stands for cannot be told', packages: [{ name: 'git' }] });
});

test('a pattern of names is a doubt, one of versions is none', () => {
  expect(call('FROM debian:12\nRUN apt-get install -y libpq* git\n')).toMatchObject({ doubt: 'what libpq* stands for cannot be told', packages: [{ name: 'git' }] });
  const text = 'FROM debian:12\nRUN apt-get install -y python3=3.11.*\n';
  expect(call(text).packages.map(({ name, version, span }) => [name, version, span && text.slice(span.start, span.end)])).toEqual([['python3', '=3.11.*', 'python3=3.11.*']]);
});

test('a configuration of apt decides, which is a doubt', () => {
  const text = `FROM debian:12
RUN echo 'APT::Install-Recommends "false";' > /etc/apt/apt.conf.d/99
RUN apt-get install -y git
`;
  expect(call(text)).toMatchObject({ recommends: false, doubt: expect.stringMatching(/^line 2 configures apt/) });
});

test('a package stands where it can be edited; of a variable nothing does', () => {
  const text = 'FROM debian:12\nENV P=x\nRUN apt-get install -y \\\n    git \\\n    $P\n';
  expect(call(text).packages.map(({ name, span }) => [name, span && text.slice(span.start, span.end)])).toEqual([['git', 'git'], ['x', null]]);
  expect(call(text).line).toBe(3);
});
