import { describe, expect, test } from 'vitest';
import { mayRunImages, readRunLines } from '#compose/deployments/run-lines.js';
import { containerLines } from './lines.js';

function lines(text: string): readonly string[] {
  return containerLines(readRunLines('run.sh', text).containers);
}

describe('docker run', () => {
  test.each([
    ['options with and without values', 'docker run --rm -it -p 80:80 -e A=b --env=C -w /srv --name web acme/api:1 python -m api --port 80\n', ['1 docker run acme/api:1 web: cmd python -m api --port 80; in /srv; A=b; C=?']],
    ['an entrypoint', 'podman run --entrypoint python acme/api -c "import x; x.y()"\n', ['1 docker run acme/api -: entrypoint python; cmd -c "import x; x.y()"']],
    ['no words', 'docker run -d acme/api\n', ['1 docker run acme/api -: ']],
    ['lines that go on', '\nx() {\n  sudo docker run \\\n    -v "$PWD:/x" \\\n    acme/api \\\n    sh -c \'python a.py && python b.py\' | tee log\n}\n', ['3 docker run acme/api -: cmd sh -c "python a.py && python b.py"']],
    ['a text of several lines', 'docker run acme/api bash -c "\n  pytest\n  mypy .\n"\necho\n', ['1 docker run acme/api -: cmd bash -c "\\n  pytest\\n  mypy .\\n"']],
    ['inside of another command', 'ID=$(docker run -d acme/api serve)\n', ['1 docker run acme/api -: cmd serve']],
    ['a text of YAML around it', '  - run: "docker run acme/api serve --x"\n', ['1 docker run acme/api -: cmd serve --x']],
    ['an image in a variable of the file', 'IMAGE ?= acme/api\nrun:\n\t@docker run $(DOCKER_OPTS) ${IMAGE}:dev flask run\n', ['3 docker run acme/api:dev,$X:dev -: cmd flask run']],
    ['an image in an expression of a workflow', 'env:\n  IMAGE: acme/api\njobs:\n  a: {run: docker run ${{ env.IMAGE }}:x pytest}\n', ['4 docker run acme/api:x,$X:x -: cmd pytest}']],
    ['a comment', '# docker run acme/api\n', []],
    ['the end of the file', 'docker run', []],
    ['only options', 'docker run --rm\n', []],
  ])('%s', (_, text, expected) => {
    expect(lines(text)).toEqual(expected);
  });

  test('where they stand', () => {
    expect(['Makefile', 'scripts/run.sh', '.github/workflows/ci.yml', '.gitlab-ci.yml', 'deploy/api.service', 'app.py', 'README.md'].filter(mayRunImages)).toEqual([
      'Makefile', 'scripts/run.sh', '.github/workflows/ci.yml', '.gitlab-ci.yml', 'deploy/api.service',
    ]);
  });

  test.each([
    ['quotes that nothing closes', 'docker run "'.repeat(20_000)],
    ['brackets that nothing closes', 'docker run $('.repeat(20_000)],
    ['commands without end', 'docker run a b\n'.repeat(50_000)],
  ])('hostile: %s', (_, text) => {
    const started = performance.now();
    expect(lines(text).length).toBeLessThanOrEqual(500);
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});
