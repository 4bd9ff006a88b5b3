import { describe, expect, test } from 'vitest';
import { isScriptFile, readScript } from '#compose/shell/scripts.js';
import { callLines, mentionLines, nothing } from '../mention-lines.js';

const PATHS = ['Dockerfile', 'services/api/Dockerfile', 'services/web/Dockerfile', 'services/web/Dockerfile.gpu', 'scripts/build.sh', 'docker/base/Dockerfile', 'worker/build.sh', 'worker/Dockerfile'];

function builds(text: string, path = 'scripts/build.sh'): readonly string[] {
  return mentionLines(readScript(path, text, nothing, PATHS));
}

describe('one command', () => {
  test.each([
    ['docker build .', '1 -: . -f Dockerfile'],
    ['docker build -t x services/api', '1 -: services/api -f services/api/Dockerfile -t x'],
    ['docker build . -f services/api/Dockerfile', '1 -: . -f services/api/Dockerfile'],
    ['docker build --file=services/api/Dockerfile .', '1 -: . -f services/api/Dockerfile'],
    ['docker build -fservices/api/Dockerfile -qtx .', '1 -: . -f services/api/Dockerfile -t x'],
    ['cd services && docker build -f api/Dockerfile ..', '1 -: . -f services/api/Dockerfile'],
    ['docker buildx build --platform linux/amd64,linux/arm64 --push .', '1 -: . -f Dockerfile --platform linux/amd64,linux/arm64'],
    ['docker buildx build --builder b --progress plain --cache-from type=gha --secret id=a --ssh default --output type=docker services/web', '1 -: services/web -f services/web/Dockerfile'],
    ['docker image build --target prod --build-arg A=1 --build-arg B .', '1 -: . -f Dockerfile --target prod --build-arg A=1 --build-arg B'],
    ['docker build --build-context shared=libs --add-host a:1 --ulimit nofile=1 -m 2g .', '1 -: . -f Dockerfile --build-context shared=libs'],
    ['docker --context far build services/api', '1 -: services/api -f services/api/Dockerfile'],
    ['sudo -E DOCKER_BUILDKIT=1 docker build .', '1 -: . -f Dockerfile'],
    ['timeout 60 docker build .', '1 -: . -f Dockerfile'],
    ['podman build', '1 -: . -f Dockerfile'],
    ['buildah bud -f Dockerfile services/api', '1 -: services/api -f Dockerfile'],
    ['buildah bud -f Dockerfile.gpu services/web', '1 -: services/web -f services/web/Dockerfile.gpu'],
    ['nerdctl build -t a services/api', '1 -: services/api -f services/api/Dockerfile -t a'],
    ['depot build --project p --token t -f Dockerfile services', '1 -: services -f Dockerfile'],
    ['img build -t a .', '1 -: . -f Dockerfile -t a'],
    ['/kaniko/executor --context dir://services/api --dockerfile Dockerfile --destination r/a:1', '1 -: services/api -f Dockerfile -t r/a:1'],
    ['/kaniko/executor --context services/web --dockerfile Dockerfile.gpu --no-push', '1 -: services/web -f services/web/Dockerfile.gpu'],
    ['buildctl build --frontend dockerfile.v0 --local context=. --local dockerfile=services/api --opt target=x --opt build-arg:A=1', '1 -: . -f services/api/Dockerfile --target x --build-arg A=1'],
    ['gcloud builds submit --tag gcr.io/p/a services/api', '1 -: services/api -f services/api/Dockerfile -t gcr.io/p/a'],
    ['az acr build --registry r --image a:1 --file services/api/Dockerfile .', '1 -: . -f services/api/Dockerfile -t a:1'],
    ['if docker build .; then echo yes; fi', '1 -: . -f Dockerfile'],
    ['bash -c "cd services/api && docker build ."', '1 -: services/api -f services/api/Dockerfile'],
    ['$DOCKER build services/api', '1 -: services/api -f services/api/Dockerfile'],
    ['docker build - < Dockerfile', '1 -: (the context comes from standard input) -f (the Dockerfile comes from standard input)'],
    ['docker build -f - . < x', '1 -: . -f (the Dockerfile comes from standard input)'],
    ['docker build https://github.com/a/b.git', '1 -: (the context is remote: https://github.com/a/b.git) -f (the context is remote: https://github.com/a/b.git)'],
    ['cd /tmp/x && docker build .', '1 -: (/tmp/x lies outside of the workspace) -f (/tmp/x lies outside of the workspace)'],
    ['docker build ../..', '1 -: (../.. lies outside of the workspace) -f (../.. lies outside of the workspace)'],
    ['docker build --pull', '1 -: (no context is given to docker build) -f (no context is given to docker build)'],
  ])('%s', (text, expected) => {
    expect(builds(text)).toEqual([expected]);
  });

  test.each(['echo docker build .', 'docker builder prune', 'docker pull build', 'make build', '# docker build .', 'docker run x docker build .', "printf 'docker build .'", 'docker buildx use default'])('no build: %s', (text) => {
    expect(builds(text)).toEqual([]);
  });
});

describe('variables', () => {
  test.each([
    ['IMAGE=foo\nTAG=1\ndocker build -t $IMAGE:${TAG} .', ['3 -: . -f Dockerfile -t foo:1']],
    ['docker build -t a:${TAG:-latest} -f ${FILE:-services/api/Dockerfile} .', ['1 -: . -f services/api/Dockerfile -t a:latest']],
    ['docker build -t a:$TAG .', ['1 -: . -f Dockerfile -t a:$TAG']],
    ['docker build -f "$FILE" .', ['1 -: . -f (the Dockerfile "$FILE" cannot be told: the variable FILE, which nothing here sets)']],
    ['FILE=Dockerfile\nwhile getopts f: o; do case $o in f) FILE=$OPTARG;; esac; done\ndocker build -f $FILE .', ['3 -: . -f Dockerfile']],
    ['FILE=Dockerfile\nif x; then FILE=services/api/Dockerfile; fi\ndocker build -f $FILE .', ['3 -: . -f (the Dockerfile $FILE cannot be told: the variable FILE, which is set under a condition)']],
    ['if x; then F=services/api/Dockerfile; docker build -f $F .; fi', ['1 -: . -f services/api/Dockerfile']],
    ['ARGS=(-f services/api/Dockerfile --target prod)\nARGS+=(-t a)\ndocker build "${ARGS[@]}" .', ['3 -: . -f services/api/Dockerfile --target prod -t a']],
    ['OPTS="--no-cache -t a"\ndocker build $OPTS .', ['2 -: . -f Dockerfile -t a']],
    ['cmd=(docker build -t a)\n"${cmd[@]}" services/api', ['2 -: services/api -f services/api/Dockerfile -t a']],
    ['docker build $OPTS .', ['1 -: . -f Dockerfile --target (the options in $OPTS cannot be told: the variable OPTS, which nothing here sets)']],
    ['docker build --build-arg A=$B --build-arg "C=$D" .', ['1 -: . -f Dockerfile --build-arg A --build-arg C']],
    ['DIR=services/api/\ndocker build ${DIR%/} -t ${DIR%%/*}', ['2 -: services/api -f services/api/Dockerfile -t services']],
    ['F=services/api/Dockerfile\ndocker build $(dirname $F) -t $(basename $(dirname $F))', ['2 -: services/api -f services/api/Dockerfile -t api']],
  ])('%s', (text, expected) => {
    expect(builds(text)).toEqual(expected);
  });

  test('options that cannot be told are a problem of the file', () => {
    const { problems } = readScript('scripts/build.sh', '\ndocker build $OPTS .', nothing, PATHS);
    expect(problems).toEqual([{ at: { path: 'scripts/build.sh', line: 2 }, reason: 'options of docker build that cannot be told: $OPTS: the variable OPTS, which nothing here sets' }]);
  });
});

describe('folders', () => {
  test.each([
    ['cd "$(dirname "$0")"\ndocker build ../services/api', 'scripts/build.sh', ['2 -: services/api -f services/api/Dockerfile']],
    ['cd "$(dirname "${BASH_SOURCE[0]}")/.."\ndocker build -f services/api/Dockerfile .', 'scripts/build.sh', ['2 -: . -f services/api/Dockerfile']],
    ['HERE="$(cd "$(dirname "${BASH_SOURCE[0]}")" >/dev/null && pwd -P)"\ndocker build "$HERE/../services/web"', 'scripts/build.sh', ['2 -: services/web -f services/web/Dockerfile']],
    ['cd $(git rev-parse --show-toplevel)\ndocker build services/web', 'scripts/build.sh', ['2 -: services/web -f services/web/Dockerfile']],
    ['cd "${0%/*}" && docker build ../services/web', 'scripts/build.sh', ['1 -: services/web -f services/web/Dockerfile']],
    ['pushd services/api\ndocker build .\npopd\ndocker build .', 'scripts/build.sh', ['2 -: services/api -f services/api/Dockerfile', '4 -: . -f Dockerfile']],
    ['(cd services/api && docker build .)\ndocker build .', 'scripts/build.sh', ['1 -: services/api -f services/api/Dockerfile', '2 -: . -f Dockerfile']],
    ['if x; then cd services; docker build api; cd ..; fi\ndocker build .', 'scripts/build.sh', ['1 -: services/api -f services/api/Dockerfile', '2 -: . -f Dockerfile']],
  ])('%s', (text, path, expected) => {
    expect(builds(text, path)).toEqual(expected);
  });

  test('a script that is started in its own folder is told by the Dockerfile there', () => {
    const paths = ['worker/build.sh', 'worker/Dockerfile'];
    expect(mentionLines(readScript('worker/build.sh', 'docker build -t worker .', nothing, paths))).toEqual(['1 -: worker -f worker/Dockerfile -t worker']);
  });

  test('where neither reading finds a Dockerfile, nothing is chosen', () => {
    const [mention] = readScript('worker/build.sh', 'docker build x', nothing, ['worker/build.sh']).mentions;
    expect(mention?.context).toEqual({ ok: false, reason: 'the folder that the command is started in cannot be told: none of x/Dockerfile, worker/x/Dockerfile exists' });
  });
});

describe('loops and functions', () => {
  test.each([
    ['for s in api web; do docker build -t $s -f services/$s/Dockerfile .; done', ['1 -: . -f services/api/Dockerfile -t api', '1 -: . -f services/web/Dockerfile -t web']],
    ['names=("api" "web")\nfor s in "${names[@]}"\ndo\n  (cd services/$s && docker build -t $s .)\ndone', ['4 -: services/api -f services/api/Dockerfile -t api', '4 -: services/web -f services/web/Dockerfile -t web']],
    ['for s in api web; do cd services/$s; docker build .; cd -; done', ['1 -: services/api -f services/api/Dockerfile', '1 -: services/web -f services/web/Dockerfile']],
    ['for d in services/*/; do docker build $d; done', ['1 -: services/api -f services/api/Dockerfile', '1 -: services/web -f services/web/Dockerfile']],
    ['for f in services/web/Dockerfile*; do docker build -f $f .; done', ['1 -: . -f services/web/Dockerfile', '1 -: . -f services/web/Dockerfile.gpu']],
    ['for s in $(ls services); do docker build services/$s; done', ['1 -: (the context services/$s cannot be told: the loop variable s: the output of ls services) -f (the context services/$s cannot be told: the loop variable s: the output of ls services)']],
    ['for s in api web; do for k in a b; do docker build -t $s-$k services/$s; done; done', ['api-a', 'api-b', 'web-a', 'web-b'].map((tag) => `1 -: services/${tag.slice(0, 3)} -f services/${tag.slice(0, 3)}/Dockerfile -t ${tag}`)],
    ['build() {\n  local dir=$1\n  docker build -t "$2" "services/$dir"\n}\nbuild api a\nbuild web b', ['3 build: services/api -f services/api/Dockerfile -t a', '3 build: services/web -f services/web/Dockerfile -t b']],
    ['build() { docker build services/$1; }\nfor s in api web; do build $s; done', ['1 build: services/api -f services/api/Dockerfile', '1 build: services/web -f services/web/Dockerfile']],
    ['run() { "$@"; }\nrun docker build .', ['2 -: . -f Dockerfile']],
  ])('%s', (text, expected) => {
    expect(builds(text)).toEqual(expected);
  });

  test('a loop of more rounds than anybody writes out ends', () => {
    const words = Array.from({ length: 1_000 }, (_, index) => `s${index}`).join(' ');
    expect(builds(`for a in ${words}; do for b in ${words}; do docker build $a/$b; done; done`).length).toBeLessThan(300);
  });

  test('functions that call each other end', () => {
    expect(builds('a() { b; docker build .; }\nb() { a; }\na')).toEqual(['1 a: . -f Dockerfile']);
  });
});

describe('compose and bake', () => {
  test.each([
    ['docker compose -f a.yml -f deploy/b.yml --profile gpu up -d web', ['1 compose -f a.yml -f deploy/b.yml in . --profile gpu up web']],
    ['cd deploy && docker-compose build', ['1 compose in deploy build']],
    ['COMPOSE_FILE=a.yml:b.yml docker compose build', ['1 compose -f a.yml -f b.yml in . build']],
    ['export COMPOSE_FILE=a.yml\ndocker compose up', ['2 compose -f a.yml in . up']],
    ['docker compose -f $FILE up', ['1 compose -f (the file $FILE cannot be told: the variable FILE, which nothing here sets) in . up']],
    ['docker buildx bake -f docker-bake.hcl --push api web', ['1 bake -f docker-bake.hcl in . api web']],
    ['docker compose version; command -v docker-compose; docker compose ps', []],
  ])('%s', (text, expected) => {
    expect(callLines(readScript('build.sh', text, nothing, PATHS))).toEqual(expected);
  });
});

test.each([
  ['build.sh', true],
  ['scripts/build', true],
  ['bin/release.bash', true],
  ['Dockerfile', false],
  ['src/main.py', false],
])('%s is looked at as a script: %s', (path, expected) => {
  expect(isScriptFile(path)).toBe(expected);
});

test('a file without an extension is a script by its first line only', () => {
  expect(builds('#!/usr/bin/env python3\ndocker build .', 'bin/x')).toEqual([]);
  expect(builds('#!/usr/bin/env bash\ndocker build .', 'bin/x')).toEqual(['2 -: . -f Dockerfile']);
});

test('a script that no shell takes is a problem with its line', () => {
  const { problems } = readScript('x.sh', "echo\ndocker build 'x", nothing, PATHS);
  expect(problems).toEqual([{ at: { path: 'x.sh', line: 2 }, reason: expect.stringContaining('a script that cannot be read: shell syntax') }]);
});
