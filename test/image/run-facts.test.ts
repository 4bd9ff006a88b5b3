import { describe, expect, test } from 'vitest';
import { runFactsOf, type RunFacts } from '#image/run/run-facts.js';
import { modelOf } from '../workspace.js';

/** What the last instruction does. */
function facts(text: string): RunFacts {
  const { document, stages } = modelOf(text);
  const at = (stages.at(-1)?.stage.instructions.length ?? 0) - 1;
  const found = runFactsOf(document, stages, stages.length - 1, at, { argumentsTold: true });
  if (!found.ok) throw new Error(found.reason);
  return found.value;
}

function run(script: string, before = ''): RunFacts {
  return facts(`FROM debian:12\nWORKDIR /app\n${before}RUN ${script}\n`);
}

describe('when a call runs', () => {
  test.each([
    ['pip install a', '', 'always'],
    ['apt-get update && pip install a', '', 'always'],
    ['[ "$ENV" = prod ] && pip install a', 'ARG ENV=prod\n', 'always'],
    ['[ "$ENV" = prod ] && pip install a', 'ARG ENV=dev\n', 'never: [ "$ENV" = prod ]'],
    ['if [ "$ENV" = prod ]; then true; else pip install a; fi', 'ARG ENV=prod\n', 'never: not: [ "$ENV" = prod ]'],
    ['if [ -n "$EXTRA" ]; then pip install $EXTRA; fi', 'ARG EXTRA\n', 'never: [ -n "$EXTRA" ]'],
    ['[ -z "$EXTRA" ] || pip install "$EXTRA"', 'ARG EXTRA\n', 'never: not: [ -z "$EXTRA" ]'],
    ['case "$ENV" in dev) pip install a;; *) echo;; esac', 'ENV ENV=dev\n', 'always'],
    ['case "$ENV" in dev) echo;; *) pip install a;; esac', 'ENV ENV=dev\n', 'never: "$ENV" in *'],
    ['if [ -f r.txt ]; then pip install -r r.txt; fi', '', 'if: [ -f r.txt ]'],
    ['if command -v uv; then uv pip install a; fi', '', 'if: command -v uv'],
    ['pip install a || pip install b', '', 'always|if: not: pip install a'],
    ['for p in a b; do if [ "$p" = b ]; then pip install $p; fi; done', '', 'always'],
    ['install_all() { pip install a; }; install_all', '', 'always'],
    ['install_all() { pip install a; }; echo', '', 'if: the function install_all is called'],
  ])('%s', (script, before, expected) => {
    const told = run(script, before).calls.map(({ runs }) => (runs.kind === 'if' ? `if: ${runs.condition}` : runs.kind === 'never' ? `never: ${runs.because}` : 'always'));
    expect(told.join('|')).toBe(expected);
  });

  test('flags that a loop gathers are told round by round', () => {
    const { calls } = facts(`FROM python:3.12
ARG groups="main,all_ds,dev"
RUN <<EOF
  flags=""
  for group in $(echo "$groups" | tr ',' ' '); do
    if [ "$group" != "main" ]; then
      flags="$flags --group $group"
    fi
  done
  uv sync --frozen $flags
EOF
`);
    expect(calls.map(({ call }) => call.arguments)).toEqual([['--frozen', '--group', 'all_ds', '--group', 'dev']]);
  });
});

describe('files', () => {
  test('owners, modes, removals, moves, links and folders', () => {
    const found = run(`chown -R app:app /srv . \\
  && chmod +x run.sh && chmod -R 755 /opt && chmod -x a \\
  && rm -rf /var/lib/apt/lists/* "$UNKNOWN" && find /usr -name '*.pyc' -delete \\
  && mv a b && cp -r src/*.py /srv/ && ln -s /opt/x /usr/bin/x \\
  && mkdir -p data /var/data && useradd -m -d /srv/home app && adduser -D web`);
    expect(found.ownership.map(({ program, recursive, owner, mode, paths }) => [program, recursive, owner, mode, paths])).toEqual([
      ['chown', true, 'app:app', null, ['/srv', '/app/.']],
      ['chmod', false, null, '+x', ['/app/run.sh']],
      ['chmod', true, null, '755', ['/opt']],
      ['chmod', false, null, '-x', ['/app/a']],
    ]);
    expect(found.removals.map(({ paths, doubt }) => [paths, doubt !== null])).toEqual([[['/var/lib/apt/lists/*', null], false], [['/usr'], true]]);
    expect(found.moves.map(({ copies, sources, target }) => [copies, sources, target])).toEqual([[false, ['/app/a'], '/app/b'], [true, ['/app/src/*.py'], '/srv/']]);
    expect(found.links.map(({ symbolic, source, target }) => [symbolic, source, target])).toEqual([[true, '/opt/x', '/usr/bin/x']]);
    expect(found.makes.map(({ kind, paths, user }) => [kind, paths, user])).toEqual([
      ['folder', ['/app/data', '/var/data'], null],
      ['user', ['/srv/home'], 'app'],
      ['user', ['/home/web'], 'web'],
    ]);
  });

  test.each([
    ['chown --from root:root --changes --recursive app:app /srv', ['chown', true, 'app:app', 'root:root', null, ['/srv']]],
    ['chown -Rfv --from=app -- root a', ['chown', true, 'root', 'app', null, ['/app/a']]],
    ['chown --from="$WHO" -h app /srv', ['chown', false, 'app', '?', null, ['/srv']]],
    ['chown --reference /etc -R /srv /opt', ['chown', true, null, null, '/etc', ['/srv', '/opt']]],
    ['chmod --reference=/x f', ['chmod', false, null, null, '/x', ['/app/f']]],
    ['chmod -cR g=u /srv', ['chmod', true, 'g=u', null, null, ['/srv']]],
    ['chgrp -cR users /srv', ['chgrp', true, 'users', null, null, ['/srv']]],
  ])('%s', (script, expected) => {
    expect(run(script).ownership.map(({ program, recursive, owner, mode, from, reference, paths }) => [program, recursive, owner ?? mode, from, reference, paths])).toEqual([expected]);
  });

  test.each([
    ['find . -name "*.pyc" -delete', ['/app'], { pattern: '*.pyc', ignoreCase: false, files: true, folders: false }],
    ['find a b -type d -iname Tests -exec rm -rf {} +', ['/app/a', '/app/b'], { pattern: 'Tests', ignoreCase: true, files: false, folders: true }],
    ['find . -type f -print0 | xargs -0 rm -f', ['/app'], { pattern: '*', ignoreCase: false, files: true, folders: false }],
    ['find ./ -type d -empty -delete', ['/app'], { pattern: '*', ignoreCase: false, files: false, folders: false }],
    ['find . -empty -delete', ['/app'], null],
    ['find . -not -name x -delete', ['/app'], null],
    ['find . -delete -name x', ['/app'], null],
    ['find . -name a -o -name b -delete', ['/app'], null],
    ['find . -maxdepth 1 -name "*.md" -delete', ['/app'], null],
    ['find . -name "*.md" | grep -v README | xargs rm', ['/app'], null],
    ['git ls-files -o | xargs -r rm', ['/app'], null],
    ['git -C /src clean -xfd', ['/src'], null],
    ['python3 -c "import shutil; shutil.rmtree(\'x\')"', ['/app/x'], null],
    ['rm -rf /opt/$X', ['/opt'], null],
  ])('%s', (script, folders, only) => {
    expect(run(script).removals.map((removal) => [removal.below.map(({ folder }) => folder), removal.only])).toEqual([[folders, only]]);
  });

  test.each(['d=$(mktemp -d) && rm -rf "$d"', 'rm -rf "$(pip cache dir)"', 'find . -name x', 'find . | xargs ls', 'git clean -n', 'python -c "print(1)"'])('%s takes nothing of the workspace away', (script) => {
    expect(run(script).removals.flatMap(({ below }) => below)).toEqual([]);
  });

  test.each([
    ['curl -fsSLo /tmp/x.tgz https://example.org/x.tgz', ['https://example.org/x.tgz'], '/tmp/x.tgz'],
    ['curl -fsSLO https://example.org/a/x.tgz', ['https://example.org/a/x.tgz'], '/app/x.tgz'],
    ['curl https://example.org/x > y', ['https://example.org/x'], '/app/y'],
    ['curl -sSL https://example.org/x | sh', ['https://example.org/x'], null],
    ['wget -q https://example.org/x.tgz', ['https://example.org/x.tgz'], '/app/x.tgz'],
    ['wget -O /tmp/x https://example.org/$UNKNOWN', [null], '/tmp/x'],
    ['wget -P /tmp https://example.org/x.tgz', ['https://example.org/x.tgz'], '/tmp/x.tgz'],
    ['git clone --depth 1 -b v1 https://example.org/r.git', ['https://example.org/r.git'], '/app/r'],
    ['git clone https://example.org/r.git /src', ['https://example.org/r.git'], '/src'],
  ])('a download: %s', (script, urls, target) => {
    expect(run(script).downloads).toMatchObject([{ urls, target }]);
  });
});

describe('models and data', () => {
  test.each([
    ['python -m spacy download en_core_web_sm', 'spacy'],
    ['python3 -W ignore -m nltk.downloader punkt', 'nltk'],
    ['python -c "import nltk; nltk.download(\'punkt\')"', 'nltk'],
    ['huggingface-cli download gpt2 --local-dir /m', 'huggingface_hub'],
    ['hf download gpt2', 'huggingface_hub'],
    ['python -c "from transformers import AutoModel; AutoModel.from_pretrained(\'x\')"', 'transformers'],
    ['python -c "SentenceTransformer(\'all-MiniLM-L6-v2\')"', 'sentence-transformers'],
    ['playwright install --with-deps chromium', 'playwright'],
    ['wget https://example.org/model.safetensors', 'download'],
    ['curl -Lo m.gguf https://example.org/m.gguf', 'download'],
    ['python <<EOF\nfrom huggingface_hub import snapshot_download\nsnapshot_download("x")\nEOF', 'huggingface_hub'],
  ])('%s', (script, by) => {
    expect(run(script).models).toMatchObject([{ by, source: expect.stringMatching(/^https:|^the file name/) }]);
  });

  test.each(['pip install spacy', 'echo "spacy download x"', 'playwright install-deps', 'wget https://example.org/x.tgz'])('none: %s', (script) => {
    expect(run(script).models).toEqual([]);
  });
});

test('what writes a requirements file, and an environment', () => {
  const found = run('uv export -o r.txt && poetry export > p.txt && sed -i s/a/b/ s.txt && echo x | tee -a t.txt && python -m venv /opt/venv && uv venv');
  expect(found.writes.map(({ path, changes }) => [path, changes])).toEqual([['/app/r.txt', false], ['/app/p.txt', false], ['/app/s.txt', true], ['/app/t.txt', true]]);
  expect(found.environments.map(({ path }) => path)).toEqual(['/opt/venv', '/app/.venv']);
});
