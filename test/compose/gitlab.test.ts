import { describe, expect, test } from 'vitest';
import { isGitlabFile, readGitlab } from '#compose/gitlab.js';
import { callLines, mentionLines, nothing, textsOf } from './mention-lines.js';

const PATH = '.gitlab-ci.yml';
const PATHS = [PATH, 'Dockerfile', 'api/Dockerfile', 'web/Dockerfile'];

function builds(text: string): readonly string[] {
  return mentionLines(readGitlab(PATH, text, nothing, PATHS));
}

describe('scripts', () => {
  test.each([
    ['pack:\n  script:\n    - docker build -t a .\n', ['3 pack: . -f Dockerfile -t a']],
    ['pack:\n  script: docker build api\n', ['2 pack: api -f api/Dockerfile']],
    ['pack:\n  script:\n    - cd api\n    - docker build .\n', ['4 pack: api -f api/Dockerfile']],
    ['pack:\n  script:\n    - |\n      echo a\n      docker build web\n', ['5 pack: web -f web/Dockerfile']],
    ['pack:\n  before_script: [cd api]\n  script: [docker build .]\n', ['3 pack: api -f api/Dockerfile']],
    ['pack:\n  script:\n    - /kaniko/executor --context "${CI_PROJECT_DIR}/api" --dockerfile "$CI_PROJECT_DIR/api/Dockerfile" --destination "$CI_REGISTRY_IMAGE:1"\n', ['3 pack: api -f api/Dockerfile -t ${CI_REGISTRY_IMAGE}:1'.replace('${CI_REGISTRY_IMAGE}', '$CI_REGISTRY_IMAGE')]],
    ['.pack:\n  script: docker build .\n', []],
  ])('%j', (text, expected) => {
    expect(builds(text)).toEqual(expected);
  });
});

describe('variables', () => {
  test.each([
    ['variables: {A: w, DIR: api}\npack:\n  variables: {A: $DIR-j}\n  script: docker build -t $A $DIR\n', ['4 pack: api -f api/Dockerfile -t api-j']],
    ['variables: {A: {value: v, description: x}}\npack:\n  script: docker build -t $A api\n', ['3 pack: api -f api/Dockerfile -t v']],
    ['pack:\n  parallel: {matrix: [{DIR: [api, web], T: x}, {DIR: web, T: [y]}]}\n  script: docker build -t $T $DIR\n', ['3 pack: api -f api/Dockerfile -t x', '3 pack: web -f web/Dockerfile -t x', '3 pack: web -f web/Dockerfile -t y']],
    ['variables: {A: $B, B: $A}\npack:\n  script: docker build $A\n', [expect.stringContaining('3 pack: (the context $A cannot be told:')]],
  ])('%j', (text, expected) => {
    expect(builds(text)).toEqual(expected);
  });
});

describe('what jobs take from others', () => {
  test.each([
    ['.base:\n  script: [docker build $DIR]\napi:\n  extends: .base\n  variables: {DIR: api}\nweb:\n  extends: [.base]\n  variables: {DIR: web}\n', ['2 api: api -f api/Dockerfile', '2 web: web -f web/Dockerfile']],
    ['.a:\n  setup: [cd api]\npack:\n  script:\n    - !reference [.a, setup]\n    - docker build .\n', ['6 pack: api -f api/Dockerfile']],
    ['default: {before_script: [cd web]}\npack:\n  script: [docker build .]\n', ['3 pack: web -f web/Dockerfile']],
    ['a:\n  extends: b\nb:\n  extends: a\npack:\n  script: [docker build .]\n', ['6 pack: . -f Dockerfile']],
  ])('%j', (text, expected) => {
    expect(builds(text)).toEqual(expected);
  });

  test('a local file that is included, with its own path', () => {
    const included = '.base:\n  script: [docker build api]\nother:\n  script: [docker build web]\n';
    const { mentions } = readGitlab(PATH, 'include: [{local: /ci/a.yml}]\npack:\n  extends: .base\n', textsOf({ 'ci/a.yml': included }), PATHS);
    expect(mentions.map(({ at, name, context }) => [at.path, name, context])).toEqual([
      ['ci/a.yml', 'other', { ok: true, value: 'web' }],
      // The command stands in the file that is included.
      ['ci/a.yml', 'pack', { ok: true, value: 'api' }],
    ]);
  });
});

test('job, stage and environment are circumstances', () => {
  const [mention] = readGitlab(PATH, 'pack:\n  stage: deploy\n  environment: production\n  script: [docker build .]\n', nothing, PATHS).mentions;
  expect(mention?.circumstances.map(({ kind, text }) => `${kind} ${text}`)).toEqual([`file ${PATH}`, 'job pack', 'stage deploy', 'environment production']);
});

test('compose calls', () => {
  expect(callLines(readGitlab(PATH, 'test:\n  script: [docker compose -f ci.yml up -d]\n', nothing, PATHS))).toEqual(['2 compose -f ci.yml in . up']);
});

test.each([['.gitlab-ci.yml', true], ['ci/build.gitlab-ci.yml', true], ['gitlab.yml', false]])('%s: %s', (path, expected) => {
  expect(isGitlabFile(path)).toBe(expected);
});
