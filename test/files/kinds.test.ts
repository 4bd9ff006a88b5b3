import { expect, test } from 'vitest';
import { kindOf } from '#files/kinds.js';

test.each([
  'Dockerfile', 'dockerfile', 'Containerfile', 'apps/api/Dockerfile', 'Dockerfile.dev', 'Dockerfile.prod.cpu', 'Dockerfile-worker', 'dockerfile.test',
  'Containerfile.fedora', 'api.Dockerfile', 'api.dockerfile', 'web-dockerfile', 'Dockerfile.3.11', 'Dockerfile dir/Dockerfile', 'docker/Dockerfile.gpu',
])('%s is a Dockerfile', (path) => {
  expect(kindOf(path)).toBe('dockerfile');
});

test.each([
  'requirements.txt', 'requirements.in', 'requirements-dev.txt', 'requirements_dev.txt', 'requirements.dev.txt', 'dev-requirements.txt', 'test_requirements.txt',
  'reqs.txt', 'requirement.txt', 'constraints.txt', 'constraints-3.11.txt', 'requirements.pip', 'libs/requirements/base.txt', 'requirements/prod.in',
  'REQUIREMENTS.TXT', 'apps/svc_a/requirements.txt',
])('%s is a requirements file', (path) => {
  expect(kindOf(path)).toBe('requirements');
});

test.each([
  // Files that only speak of Dockerfiles.
  'Dockerfile.dockerignore', '.dockerignore', 'Dockerfile.j2', 'Dockerfile.template', 'Dockerfile.tmpl', 'Dockerfile.md', 'dockerfile_parser.py', 'dockerfile.go',
  'Dockerfile.orig', 'Dockerfile.bak', 'Dockerfile.in', 'my.dockerfile.txt', 'Dockerfiles/notes.txt', 'NotADockerfile',
  // And of requirements.
  'requirements.md', 'requirements.lock', 'requirements', 'docs/requirements.rst', 'robots.txt', 'LICENSE.txt', 'requirements/README.md', 'myrequirements.txt',
  'requirements/nested/deep.txt',
])('%s is neither', (path) => {
  expect(kindOf(path)).toBeNull();
});

test.each(['pyproject.toml', 'services/api/pyproject.toml'])('%s is the file of a project', (path) => {
  expect(kindOf(path)).toBe('pyproject');
});

test.each(['my-pyproject.toml', 'pyproject.toml.bak', 'uv.toml', 'poetry.toml'])('%s is no file of a project', (path) => {
  expect(kindOf(path)).toBeNull();
});

test.each(['docker-compose.yml', 'deploy/compose.prod.yaml', 'stacks/local.compose.yml'])('%s is a file of compose', (path) => {
  expect(kindOf(path)).toBe('compose');
});
