import { describe, expect, test } from 'vitest';
import { isActionFile, isWorkflowFile, readGithubFile } from '#compose/github/github.js';
import { callLines, mentionLines, nothing, textsOf } from '../mention-lines.js';

const PATH = '.github/workflows/build.yml';
const PATHS = [PATH, 'Dockerfile', 'api/Dockerfile', 'web/Dockerfile', 'web/Dockerfile.gpu'];

function builds(text: string): readonly string[] {
  return mentionLines(readGithubFile(PATH, text, nothing, PATHS));
}

/** A workflow with one job of these lines. */
function job(...lines: readonly string[]): string {
  return ['on: push', 'jobs:', '  image:', ...lines.map((line) => `    ${line}`)].join('\n');
}

describe('build actions', () => {
  test.each([
    ['docker/build-push-action@v6', [], '. -f Dockerfile'],
    ['docker/build-push-action@v6', ['context: api', 'target: prod', 'tags: |', '  a:1', '  b:2', 'platforms: linux/amd64,linux/arm64'], 'api -f api/Dockerfile --target prod -t a:1 -t b:2 --platform linux/amd64,linux/arm64'],
    ['docker/build-push-action@v6', ['context: .', 'file: api/Dockerfile', 'build-args: |', '  A=1', '  B=${{ github.sha }}', 'build-contexts: |', '  lib=libs'], '. -f api/Dockerfile --build-arg A=1 --build-arg B --build-context lib=libs'],
    ['docker/build-push-action@v6', ['context: "{{defaultContext}}:web"', 'file: Dockerfile.gpu'], 'web -f web/Dockerfile.gpu'],
    ['docker/build-push-action@v6', ['context: ${{ github.workspace }}/api'], 'api -f api/Dockerfile'],
    ['docker/build-push-action@v6', ['file: ${{ steps.a.outputs.file }}'], '. -f (the Dockerfile ${{ steps.a.outputs.file }} cannot be told: ${{ steps.a.outputs.file }}, which only the run can tell)'],
    ['depot/build-push-action@v1', ['file: ./api/Dockerfile'], '. -f api/Dockerfile'],
    ['redhat-actions/buildah-build@v2', ['image: a', 'containerfiles: |', '  ./api/Dockerfile', 'build-args: A=1'], '. -f api/Dockerfile --build-arg A=1 -t a'],
    ['mr-smithers-excellent/docker-build-push@v6', ['image: a', 'dockerfile: api/Dockerfile'], '. -f api/Dockerfile -t a'],
    ['someone/build-image@v1', ['build-context: web', 'dockerfile-path: web/Dockerfile.gpu'], 'web -f web/Dockerfile.gpu'],
  ])('%s %j', (uses, inputs, expected) => {
    const text = job('steps:', `  - uses: ${uses}`, ...(inputs.length > 0 ? ['    with:', ...inputs.map((line) => `      ${line}`)] : []));
    expect(builds(text)).toEqual([`5 image: ${expected}`]);
  });

  test('a linter of Dockerfiles builds nothing', () => {
    expect(builds(job('steps:', '  - uses: hadolint/hadolint-action@v3', '    with: {dockerfile: Dockerfile}'))).toEqual([]);
  });

  test('bake is a call', () => {
    const text = job('steps:', '  - uses: docker/bake-action@v6', '    with:', '      source: .', '      files: |', '        docker-bake.hcl', '        extra.hcl', '      targets: api,web');
    expect(callLines(readGithubFile(PATH, text, nothing, PATHS))).toEqual(['5 bake -f docker-bake.hcl -f extra.hcl in . api web']);
  });
});

describe('run', () => {
  test('a command has its own line', () => {
    const text = job('steps:', '  - name: x', '    run: |', '      echo a', '', '      docker build \\', '        -t app:${{ github.sha }} api', '  - run: docker build .', '  - run: >', '      docker', '      build api');
    expect(builds(text)).toEqual(['9 image: api -f api/Dockerfile -t app:${{ github.sha }}', '11 image: . -f Dockerfile', '13 image: api -f api/Dockerfile']);
  });

  test.each([
    ['step', job('steps:', '  - run: docker build .', '    working-directory: api')],
    ['job', job('defaults: {run: {working-directory: api}}', 'steps:', '  - run: docker build .')],
    ['workflow', `defaults: {run: {working-directory: api}}\n${job('steps:', '  - run: docker build .')}`],
  ])('the working directory of the %s', (_, text) => {
    expect(builds(text)).toEqual([expect.stringContaining('image: api -f api/Dockerfile')]);
  });

  test('env of workflow, job and step, the nearest first', () => {
    const text = `env: {A: w, B: w, C: w}\n${job('env: {B: j, C: "${{ env.A }}-j"}', 'steps:', '  - run: docker build -t $A/$B/${{ env.C }}/$D .', '    env: {B: s, D: "${{ matrix.x || \'d\' }}"}')}`;
    expect(builds(text)).toEqual(['7 image: . -f Dockerfile -t w/s/w-j/d']);
  });
});

describe('matrices', () => {
  const step = ['steps:', '  - uses: docker/build-push-action@v6', '    with: {context: "${{ matrix.dir }}", target: "${{ matrix.target }}"}'];
  test.each([
    [['dir: [api, web]'], ['api -f api/Dockerfile', 'web -f web/Dockerfile']],
    [['dir: [api, web]', 'target: [a, b]', 'exclude: [{dir: api, target: b}]'], ['api -f api/Dockerfile --target a', 'web -f web/Dockerfile --target a', 'web -f web/Dockerfile --target b']],
    [['include: [{dir: api, target: a}, {dir: web}]'], ['api -f api/Dockerfile --target a', 'web -f web/Dockerfile']],
    [['dir: [api]', 'include: [{dir: api, target: x}, {dir: web, target: y}]'], ['api -f api/Dockerfile --target x', 'web -f web/Dockerfile --target y']],
    [["dir: ${{ fromJSON('[\"api\",\"web\"]') }}"], ['api -f api/Dockerfile', 'web -f web/Dockerfile']],
    [['dir: [api]', 'python: ["3.10", "3.11"]'], ['api -f api/Dockerfile']],
  ])('%j', (matrix, expected) => {
    const text = job('strategy:', '  matrix:', ...matrix.map((line) => `    ${line}`), ...step);
    expect(builds(text)).toEqual(expected.map((line) => expect.stringContaining(`image: ${line}`)));
    expect(builds(text)).toHaveLength(expected.length);
  });

  test('objects, and a step for some combinations only', () => {
    const text = job('strategy: {matrix: {service: [{name: api, file: api/Dockerfile, push: true}, {name: web, file: web/Dockerfile.gpu}]}}', 'steps:', '  - if: matrix.service.push', '    uses: docker/build-push-action@v6', '    with: {file: "${{ matrix.service.file }}", tags: "x/${{ matrix.service.name }}"}');
    expect(builds(text)).toEqual(['7 image: . -f api/Dockerfile -t x/api']);
  });

  test('a matrix that another job computes leaves one mention with the reason', () => {
    const file = readGithubFile(PATH, job('strategy: {matrix: "${{ fromJSON(needs.a.outputs.m) }}"}', ...step), nothing, PATHS);
    expect(mentionLines(file)).toHaveLength(1);
    expect(file.mentions[0]?.context).toEqual({ ok: false, reason: 'the context ${{ matrix.dir }} cannot be told: the matrix: ${{ needs.a.outputs.m }}, which only the run can tell' });
    expect(file.problems).toEqual([{ at: { path: PATH, line: 4 }, reason: 'job image: the matrix is computed: ${{ needs.a.outputs.m }}, which only the run can tell' }]);
  });

  test('a large matrix is cut, and says so', () => {
    const list = Array.from({ length: 100 }, (_, index) => index).join(', ');
    const file = readGithubFile(PATH, job(`strategy: {matrix: {a: [${list}], b: [${list}], dir: [api]}}`, 'steps:', '  - run: docker build -t ${{ matrix.a }}-${{ matrix.b }} api'), nothing, PATHS);
    expect(file.mentions).toHaveLength(300);
    expect(file.problems.map(({ reason }) => reason)).toEqual(['job image: a matrix of more than 300 combinations: the others are left out']);
  });
});

describe('inputs', () => {
  const callee = 'on: {workflow_call: {inputs: {dir: {type: string}, target: {default: prod}}}}\njobs:\n  build:\n    steps:\n      - run: docker build --target ${{ inputs.target }} ${{ inputs.dir }}\n';
  const caller = '.github/workflows/ci.yml';

  test('a reusable workflow is read with what its callers give', () => {
    const text = `name: CI\non: push\njobs:\n  all:\n    strategy: {matrix: {dir: [api, web]}}\n    uses: ./${PATH}\n    with: {dir: "\${{ matrix.dir }}"}\n  dev:\n    uses: ./${PATH}\n    with: {dir: api, target: dev}\n`;
    const file = readGithubFile(PATH, callee, textsOf({ [caller]: text, [PATH]: callee }), [...PATHS, caller]);
    expect(mentionLines(file)).toEqual(['5 build: api -f api/Dockerfile --target prod', '5 build: web -f web/Dockerfile --target prod', '5 build: api -f api/Dockerfile --target dev']);
    expect(file.mentions[2]?.circumstances.slice(-2)).toEqual([
      { kind: 'workflow', text: 'CI', at: { path: caller, line: 9 } },
      { kind: 'job', text: 'dev', at: { path: caller, line: 9 } },
    ]);
  });

  test('without callers the defaults stand, and what has none cannot be told', () => {
    expect(builds(callee)).toEqual([expect.stringContaining('(the context ${{ inputs.dir }} cannot be told: the input dir, which has no default)')]);
  });

  test('a composite action is read with what its callers give', () => {
    const action = 'inputs: {file: {required: true}}\nruns:\n  using: composite\n  steps:\n    - run: docker build -f ${{ inputs.file }} .\n      shell: bash\n';
    const text = job('steps:', '  - uses: ./.github/actions/image', '    with: {file: api/Dockerfile}');
    const file = readGithubFile('.github/actions/image/action.yml', action, textsOf({ [PATH]: text }), PATHS);
    expect(mentionLines(file)).toEqual(['5 -: . -f api/Dockerfile']);
  });

  test('a step that the default of a dispatch input leaves out is kept: a person may choose otherwise', () => {
    const text = 'on: {workflow_dispatch: {inputs: {kind: {default: a}}}}\njobs:\n  image:\n    steps:\n      - if: github.event.inputs.kind == \'b\'\n        run: docker build api\n';
    expect(builds(text)).toEqual(['6 image: api -f api/Dockerfile']);
  });

  test('workflows that call each other end', () => {
    const other = callee.replace('- run', `- uses: x\n    uses: ./${PATH}\n    z:\n      - run`);
    expect(readGithubFile(PATH, callee, textsOf({ [caller]: other, [PATH]: callee }), [...PATHS, caller]).mentions.length).toBeGreaterThan(0);
  });
});

describe('checkouts', () => {
  test.each([
    [['- uses: actions/checkout@v4', '  with: {path: repo}', '- run: docker build repo/api'], 'api -f api/Dockerfile'],
    [['- uses: actions/checkout@v4', '  with: {repository: other/one, path: one}', '- run: docker build one'], '(it is a checkout of another repository: other/one) -f (it is a checkout of another repository: other/one)'],
  ])('%j', (steps, expected) => {
    expect(builds(job('steps:', ...steps.map((line) => `  ${line}`)))).toEqual([expect.stringContaining(`image: ${expected}`)]);
  });
});

test('an action that is a container is a build', () => {
  const text = 'name: Lint\nruns:\n  using: docker\n  image: Dockerfile\n';
  expect(mentionLines(readGithubFile('api/action.yml', text, nothing, PATHS))).toEqual(['4 Lint: api -f api/Dockerfile']);
});

test('circumstances: file, workflow, events, job, step, matrix, push and tags', () => {
  const text = 'name: Release\non: [push, release]\njobs:\n  image:\n    strategy: {matrix: {v: [1]}}\n    steps:\n      - name: Build ${{ matrix.v }}\n        uses: docker/build-push-action@v6\n        with: {push: true, tags: a}\n';
  const [mention] = readGithubFile(PATH, text, nothing, PATHS).mentions;
  expect(mention?.circumstances.map(({ kind, text }) => `${kind} ${text}`)).toEqual([`file ${PATH}`, 'workflow Release', 'event push', 'event release', 'job image', 'step Build 1', 'matrix v=1', 'push docker/build-push-action', 'tag a']);
});

test('YAML that cannot be read is a problem', () => {
  expect(readGithubFile(PATH, '# docker build\na: [', nothing, PATHS).problems).toEqual([{ at: { path: PATH, line: expect.any(Number) }, reason: expect.stringContaining('not valid YAML') }]);
});

test('a file without a word of images is not looked at, whatever is in it', () => {
  expect(readGithubFile(PATH, 'a: [', nothing, PATHS)).toMatchObject({ mentions: [], calls: [], problems: [] });
});

test('which files are workflows and actions', () => {
  expect([PATH, '.gitea/workflows/a.yaml', '.github/dependabot.yml'].map(isWorkflowFile)).toEqual([true, true, false]);
  expect(['action.yml', 'a/action.yaml', 'a/actions.yml'].map(isActionFile)).toEqual([true, true, false]);
});
