import { expect, test } from 'vitest';
import { readCloudbuild, isCloudbuildFile } from '#compose/cloudbuild.js';
import { isSkaffoldFile, readSkaffold } from '#compose/skaffold.js';
import { mentionLines, nothing } from './mention-lines.js';

const PATHS = ['deploy/skaffold.yaml', 'Dockerfile', 'api/Dockerfile', 'deploy/web/Dockerfile.prod'];

test('artifacts of the build and of profiles, seen from the file', () => {
  const text = `apiVersion: skaffold/v4beta11
kind: Config
build:
  artifacts:
    - image: api
      context: ../api
    - image: web
      context: web
      docker:
        dockerfile: Dockerfile.prod
        target: prod
        buildArgs:
          A: "1"
          B: "{{.B}}"
    - image: other
      jib: {}
profiles:
  - name: kaniko
    build:
      artifacts:
        - image: api
          context: ..
          kaniko: {dockerfile: api/Dockerfile}
`;
  const file = readSkaffold('deploy/skaffold.yaml', text, nothing, PATHS);
  expect(mentionLines(file)).toEqual([
    '5 api: api -f api/Dockerfile -t api',
    '7 web: deploy/web -f deploy/web/Dockerfile.prod --target prod --build-arg A=1 --build-arg B -t web',
    '21 api: . -f api/Dockerfile -t api',
  ]);
  expect(file.mentions[2]?.circumstances).toContainEqual({ kind: 'profile', text: 'kaniko', at: { path: 'deploy/skaffold.yaml', line: 21 } });
});

test('the names of v1 files', () => {
  const text = 'build:\n  artifacts:\n  - imageName: a\n    workspace: ../api\n    docker: {dockerfilePath: Dockerfile}\n';
  expect(mentionLines(readSkaffold('deploy/skaffold.yaml', text, nothing, PATHS))).toEqual(['3 a: api -f api/Dockerfile -t a']);
});

test('several documents, one of which cannot be read', () => {
  const file = readSkaffold('skaffold.yaml', 'build: {artifacts: [{image: a}]}\n---\na: [\n', nothing, PATHS);
  expect(mentionLines(file)).toEqual(['1 a: . -f Dockerfile -t a']);
  expect(file.problems).toEqual([{ at: { path: 'skaffold.yaml', line: expect.any(Number) }, reason: expect.stringContaining('not valid YAML') }]);
});

test('steps of Cloud Build', () => {
  const text = `steps:
  - name: gcr.io/cloud-builders/docker
    args: [build, -t, "gcr.io/$PROJECT_ID/\${_NAME}", -f, api/Dockerfile, .]
  - name: gcr.io/cloud-builders/docker
    dir: api
    args: [build, .]
  - name: gcr.io/kaniko-project/executor:latest
    args: [--destination=x, --context=api]
  - name: gcr.io/cloud-builders/npm
    args: [build]
substitutions: {_NAME: app}
`;
  expect(mentionLines(readCloudbuild('cloudbuild.yaml', text, nothing, PATHS))).toEqual([
    '2 -: . -f api/Dockerfile -t gcr.io/$PROJECT_ID/${_NAME}',
    '4 -: api -f api/Dockerfile',
    '7 -: api -f api/Dockerfile -t x',
  ]);
});

test('which files they are', () => {
  expect(['skaffold.yaml', 'a/skaffold.dev.yml', 'skaffolding.yaml'].map(isSkaffoldFile)).toEqual([true, true, false]);
  expect(['cloudbuild.yaml', 'ci/cloudbuild-api.json', 'build.yaml'].map(isCloudbuildFile)).toEqual([true, true, false]);
});
