import { describe, expect, test } from 'vitest';
import type { Installs } from '#image/installs/installs.js';
import { modelOf } from '../workspace.js';

/** What the last instruction installs. */
function installs(text: string): Installs {
  const found = modelOf(text).installs.at(-1)?.at(-1);
  if (!found?.ok) throw new Error(found?.reason ?? 'no instruction');
  return found.value;
}

/** Every `-r` and `-c` of it, as a path of the image (`c:` in front of constraints); `?` for what cannot be told. */
function files(run: string, before = 'WORKDIR /app\n'): readonly string[] {
  return installs(`FROM python:3.11\n${before}RUN ${run}\n`).calls.flatMap((call) => call.files.map(({ kind, imagePath }) => `${kind === 'constraint' ? 'c:' : ''}${imagePath ?? '?'}`));
}

describe('the files that an install names', () => {
  test.each([
    ['pip install -r requirements.txt', ['/app/requirements.txt']],
    ['pip install -rrequirements.txt', ['/app/requirements.txt']],
    ['pip install --requirement=requirements.txt', ['/app/requirements.txt']],
    ['pip install -Ur requirements.txt', ['/app/requirements.txt']],
    ['pip install -r /tmp/a.txt -r b.txt -c /c.txt', ['/tmp/a.txt', '/app/b.txt', 'c:/c.txt']],
    ['pip install --constraint c.txt flask', ['c:/app/c.txt']],
    ['pip install -r "my file.txt"', ['/app/my file.txt']],
    ['pip install -r requirements.txt && pip install -r dev.txt', ['/app/requirements.txt', '/app/dev.txt']],
    ['python -m pip install --no-cache-dir -r ./requirements.txt', ['/app/./requirements.txt']],
    ['uv pip install --system -r requirements.txt', ['/app/requirements.txt']],
    ['uv pip sync requirements.txt', ['/app/requirements.txt']],
    ['uv pip install --requirements a.txt --constraints b.txt', ['/app/a.txt', 'c:/app/b.txt']],
    ['set -eux; \\\n    pip install -r requirements.txt; \\\n    rm -rf /x', ['/app/requirements.txt']],
    ['if [ "$X" = 1 ]; then pip install -r a.txt; else pip install -r b.txt; fi', ['/app/a.txt', '/app/b.txt']],
    ['pip install -r https://example.org/requirements.txt', ['?']],
    ['pip install flask', []],
    ['poetry install', []],
    ['sudo -H pip install -r requirements.txt', ['/app/requirements.txt']],
    ['["pip", "install", "-r", "requirements.txt"]', ['/app/requirements.txt']],
    ['<<EOF\ncd /srv\npip install -r requirements.txt\nEOF', ['/srv/requirements.txt']],
  ])('%s', (run, expected) => {
    expect(files(run)).toEqual(expected);
  });
});

describe('cd', () => {
  test.each([
    ['cd /srv && pip install -r r.txt', ['/srv/r.txt']],
    ['cd src && cd x && pip install -r r.txt', ['/app/src/x/r.txt']],
    ['cd "$DIR" && pip install -r r.txt', ['/srv/r.txt']],
    ['cd -- /srv && pip install -r r.txt', ['/srv/r.txt']],
    ['cd && pip install -r r.txt', ['?']],
    ['cd ~/x && pip install -r r.txt', ['?']],
    ['cd - && pip install -r r.txt', ['?']],
    ['cd $(dirname x) && pip install -r r.txt', ['?']],
    ['cd $UNSET/x && pip install -r r.txt', ['?']],
    ['cd $UNSET/x && pip install -r /r.txt', ['/r.txt']],
    // Whether these run, or for whom, is not told.
    ['if [ -d x ]; then cd x; fi; pip install -r r.txt', ['?']],
    ['cd /a || cd /b; pip install -r r.txt', ['?']],
    ['pushd /srv && pip install -r r.txt', ['?']],
    ['(cd /srv && pip install -r r.txt) && pip install -r r.txt', ['/srv/r.txt', '/app/r.txt']],
    ['(cd /srv; make); pip install -r r.txt', ['/app/r.txt']],
    ['x=$(cd /srv && pwd); pip install -r r.txt', ['/app/r.txt']],
    ['cd /srv | true; pip install -r r.txt', ['/app/r.txt']],
    ['for d in a b; do cd $d; pip install -r r.txt; done', ['?']],
  ])('%s', (run, expected) => {
    expect(files(run, 'WORKDIR /app\nENV DIR=/srv\n')).toEqual(expected);
  });

  test('does not outlive its RUN', () => {
    expect(files('pip install -r r.txt', 'WORKDIR /app\nRUN cd /srv\n')).toEqual(['/app/r.txt']);
  });
});

describe('variables in the name', () => {
  test.each([
    ['of ARG', 'ARG REQ=prod.txt\n', 'pip install -r $REQ', ['/prod.txt']],
    ['of ENV, in quotes', 'ENV DIR=/srv\n', 'pip install -r "${DIR}/r.txt"', ['/srv/r.txt']],
    ['with a default', '', 'pip install -r ${REQ:-r.txt}', ['?']],
    ['that nothing here sets: the base image may', '', 'pip install -r $REQ', ['?']],
    ['that nothing here sets, in the middle', '', 'pip install -r requirements-$KIND.txt', ['?']],
    ['HOME, which the user decides', '', 'pip install -r $HOME/r.txt', ['?']],
    ['of the script, which hides ENV', 'ENV REQ=a.txt\n', 'REQ=b.txt; pip install -r $REQ', ['/b.txt']],
    ['of the script, under a condition that is not known', 'ENV REQ=a.txt\n', 'if [ -f x ]; then REQ=b.txt; fi; pip install -r $REQ', ['?']],
    ['of the script, under a condition that ARG decides', 'ARG KIND=dev\n', 'REQ=a.txt; if [ "$KIND" = dev ]; then REQ=b.txt; fi; pip install -r $REQ', ['/b.txt']],
    ['of the script, in a subshell', '', '(REQ=b.txt); pip install -r $REQ', ['?']],
    ['of the script, with the version cut off', 'ARG V=3.12.1\n', 'REQ=r-${V%.*}.txt; pip install -r $REQ', ['/r-3.12.txt']],
    ['of a substitution that only speaks of what is known', 'ARG CUDA=12.4.1\n', 'pip install -r cu$(echo $CUDA | cut -d. -f1,2 | tr -d .).txt', ['/cu124.txt']],
    ['of a loop', 'ENV f=a.txt\n', 'for f in *.txt; do pip install -r $f; done', ['?']],
    ['that the script reads', 'ENV f=a.txt\n', 'read f; pip install -r $f', ['?']],
    ['of a loop over names', '', 'for f in a.txt b.txt; do pip install -r $f; done', ['/a.txt', '/b.txt']],
    ['of a loop over what a file lists', '', 'for f in $(cat list); do pip install $f; done', ['/list']],
    ['that the script exports', 'ENV f=a.txt\n', 'export f=x.txt && pip install -r "$f"', ['/x.txt']],
    ['in single quotes: no variable', 'ENV REQ=a.txt\n', "pip install -r '$REQ'", ['/$REQ']],
    ['escaped: no variable', 'ENV REQ=a.txt\n', 'pip install -r \\$REQ', ['/$REQ']],
    ['a wildcard', '', 'pip install -r *.txt', ['?']],
    ['a command', '', 'pip install -r $(find . -name "r.txt")', ['?']],
    ['of two words, as the shell splits them', 'ENV REQ="a.txt -r b.txt"\n', 'pip install -r $REQ', ['/a.txt', '/b.txt']],
    ['of two words, in quotes', 'ENV REQ="a.txt b.txt"\n', 'pip install -r "$REQ"', ['/a.txt b.txt']],
    ['an argument of the shell', '', 'pip install -r $1', ['?']],
  ])('%s', (_, before, run, expected) => {
    expect(files(run, before)).toEqual(expected);
  });

  test('a command named by a variable that ENV sets', () => {
    expect(files('$PIP install -r r.txt', 'ENV PIP=/venv/bin/pip\n')).toEqual(['/r.txt']);
  });
});

describe('a call inside another command', () => {
  test.each([
    ['another shell', 'sh -c "pip install -r r.txt"', ['/app/r.txt'], true],
    ['another shell, with other options', 'bash -lc "cd /x && python3 -m pip install -r r.txt"', ['/x/r.txt'], true],
    ['a script that the outer shell fills in', 'F=a.txt && sh -c "pip install -r $F"', ['/app/a.txt'], true],
    ['another user', 'su app -c "pip install -r r.txt"', ['/app/r.txt'], true],
    ['another user, by gosu', 'gosu app pip install -r r.txt', ['/app/r.txt'], false],
    ['an environment of conda', 'conda run -n env pip install -r r.txt', ['/app/r.txt'], false],
    ['a tool that runs it', 'poetry run pip install -r r.txt', ['/app/r.txt'], false],
    ['eval', 'eval "pip install -r r.txt"', ['/app/r.txt'], true],
    ['the JSON form of a shell', '["/bin/bash", "-c", "pip install -r r.txt"]', ['/app/r.txt'], true],
    ['a here-document', 'bash <<EOF\npip install -r r.txt\nEOF', ['/app/r.txt'], true],
    ['a manager in a variable', 'uvpip="uv pip"; $uvpip install -r r.txt', ['/app/r.txt'], false],
    ['a Python whose version is not told', 'python${V} -m pip install -r r.txt', ['/app/r.txt'], false],
    ['a pip in a home that is not told', '~/.local/bin/pip install -r r.txt', ['/app/r.txt'], false],
    ['xargs with a file', 'xargs -a r.txt pip install', ['/app/r.txt'], false],
    ['xargs with an input', 'xargs -n 1 pip install < r.txt', ['/app/r.txt'], false],
    ['xargs behind a filter', "grep -v '^#' r.txt | xargs -n 1 pip install", ['/app/r.txt'], false],
    ['a file read in a word', 'pip install $(cat r.txt)', ['/app/r.txt'], false],
    ['a filtered file read in a word', "pip install $(grep -v torch r.txt)", ['/app/r.txt'], false],
    ['pip-sync is told among the facts only', 'pip-sync r.txt', [], false],
  ])('%s', (_, run, expected, nested) => {
    const found = installs(`FROM python:3.11\nWORKDIR /app\nRUN ${run}\n`);
    expect(found.doubt).toBeNull();
    expect(found.calls.flatMap((call) => call.files.map(({ imagePath }) => imagePath))).toEqual(expected);
    for (const call of found.calls) expect(call.nested && call.command.wordSpans.every((span) => span === null)).toBe(nested);
  });
});

describe('the list is not whole', () => {
  test.each([
    ['a command that only runs know', '$PIP install -r r.txt'],
    ['a script whose words are not told', 'sh -c "$STEPS; pip install \\"unclosed"'],
    ['a tool that is not known', 'retry-forever pip install -r r.txt'],
  ])('%s', (_, run) => {
    expect(installs(`FROM python:3.11\nRUN ${run}\n`).doubt).toMatch(/^line 2: /);
  });

  test.each([
    ['echo "pip install flask"'],
    ['apt-get update && apt-get install -y python3-pip && rm -rf /var/lib/apt/lists/*'],
    ['pip install flask'],
    ['$X run'],
    ['echo pip install'],
    ['printf "%s\\n" "run pip install first" > /etc/motd'],
    ['grep -q "pip install" setup.sh'],
    ['apk add --no-cache py3-pip'],
    ['which pip && apt-get install -y git'],
    ['sh -c "echo hello"'],
  ])('it is: %s', (run) => {
    expect(installs(`FROM python:3.11\nRUN ${run}\n`).doubt).toBeNull();
  });
});

test('what cannot be read as a shell script is said, not guessed', () => {
  const found = modelOf('FROM python:3.11\nRUN if then pip install flask\n').installs[0]?.[1];
  expect(found).toMatchObject({ ok: false, reason: expect.stringMatching(/^line 2: shell syntax/) });
});
