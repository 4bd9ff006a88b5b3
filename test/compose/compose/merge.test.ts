import { describe, expect, test } from 'vitest';
import { problems, project, service } from './workspace.js';

// Each expectation here was compared with what compose-go 2.4.7 makes of the same files.
describe('a compose file over another', () => {
  const base = `services:
  api:
    build: ./api
    command: [gunicorn, app]
    environment: {A: one, B: base}
    ports: ["8000:8000"]
    volumes: ["./api:/app", "./data:/data"]
    env_file: a.env
    profiles: [web]
    healthcheck: {test: [CMD, curl], interval: 5s}
`;

  function over(text: string) {
    return service({ 'compose.yaml': base, 'compose.override.yaml': `services:\n  api:\n${text}` }, 'api');
  }

  test('short and long builds are merged, args by their names', () => {
    const api = over('    build: {dockerfile: Dockerfile.dev, args: [DEBUG=1]}\n');
    expect(api.at).toEqual({ path: 'compose.yaml', line: 2 });
    expect(api.build).toMatchObject({ context: { ok: true, value: 'api' }, dockerfile: { ok: true, value: 'api/Dockerfile.dev' }, args: new Map([['DEBUG', '1']]) });
  });

  test('a command is replaced, variables are merged, lists are added to', () => {
    const api = over('    command: flask run\n    environment: [A=two, C=3]\n    ports: ["8000:8000", "9000:9000"]\n    env_file: [b.env, a.env]\n    profiles: [web, dev]\n');
    expect(api.command).toMatchObject({ form: 'string', words: ['flask', 'run'], at: { path: 'compose.override.yaml' } });
    expect(Object.fromEntries([...api.environment].map(([name, { value }]) => [name, value]))).toEqual({ A: 'two', B: 'base', C: '3' });
    expect(api.ports.map(({ text }) => text)).toEqual(['8000:8000', '9000:9000']);
    expect(api.envFiles.map(({ path }) => path)).toEqual(['a.env', 'b.env']);
    expect(api.profiles).toEqual(['web', 'dev']);
  });

  test('a mount at the same place takes the place of the one before', () => {
    expect(over('    volumes: ["./other:/app"]\n').mounts.map(({ source, target }) => `${source} ${target}`)).toEqual(['other /app', 'data /data']);
  });

  test('the test of a health check is replaced', () => {
    expect(over('    healthcheck: {test: exit 0}\n').healthcheck?.test?.words).toEqual(['CMD-SHELL', 'exit 0']);
  });

  test('!reset takes away and !override replaces as a whole', () => {
    const api = over('    ports: !reset []\n    environment: !override {ONLY: this}\n    command: !reset null\n');
    expect(api).toMatchObject({ ports: [], command: null, environment: new Map([['ONLY', { value: 'this' }]]) });
  });
});

describe('extends', () => {
  test('a service of another file brings its paths from the folder of that file', () => {
    const worker = service(
      {
        'compose.yaml': 'services:\n  worker:\n    extends: {file: base/common.yml, service: worker}\n    environment: {Q: "1"}\n    volumes: ["./own:/own"]\n',
        'base/common.yml': `services:
  root:
    build: {context: ./svc, args: {R: root, S: root}}
    env_file: c.env
    volumes: ["./code:/code"]
  worker:
    extends: root
    command: celery worker
    build: {args: {S: worker}}
`,
      },
      'worker',
    );
    expect(worker.build).toMatchObject({ context: { ok: true, value: 'base/svc' }, args: new Map([['R', 'root'], ['S', 'worker']]), at: { path: 'base/common.yml' } });
    expect(worker.command?.words).toEqual(['celery', 'worker']);
    expect(worker.envFiles.map(({ path }) => path)).toEqual(['base/c.env']);
    expect(worker.mounts.map(({ source }) => source)).toEqual(['base/code', 'own']);
  });

  test.each([
    ['services that extend each other', 'services:\n  a: {extends: b, image: a}\n  b: {extends: a, image: b}\n  c: {image: c}\n', /^compose.yaml:2 a extends itself: compose.yaml: a, then compose.yaml: b, then compose.yaml: a$/],
    ['a service that is not there', 'services:\n  a: {extends: gone}\n  c: {image: c}\n', /^compose.yaml:2 a extends gone, which is not in compose.yaml$/],
    ['a file that is not there', 'services:\n  a: {extends: {file: gone.yml, service: a}}\n  c: {image: c}\n', /^compose.yaml:2 the file that is extended cannot be read: gone.yml is not in the workspace/],
    ['no service at all', 'services:\n  a: {extends: {file: compose.yaml}}\n  c: {image: c}\n', /^compose.yaml:2 a extends, but no service is named$/],
    ['a file outside', 'services:\n  a: {extends: {file: ../x.yml, service: a}}\n  c: {image: c}\n', /leads out of the workspace/],
  ])('%s: a problem, and the other services go on', (_, text, reason) => {
    expect(problems({ 'compose.yaml': text })).toEqual([expect.stringMatching(reason)]);
    expect(project({ 'compose.yaml': text }).services.map(({ name }) => name)).toContain('c');
  });
});

describe('what is not a compose file', () => {
  test('invalid YAML is a problem with its line, and other projects are read', () => {
    expect(problems({ 'a/compose.yaml': 'services:\n  web:\n    image: [\n', 'b/compose.yaml': 'services:\n  web:\n    image: x\n' })).toEqual([
      expect.stringMatching(/^a\/compose.yaml:\d not valid YAML: /),
    ]);
  });

  test('a template of another tool is a problem and not a crash', () => {
    expect(problems({ 'docker-compose.yml': 'services:\n  {%- if x %}\n  web: {image: a}\n' })).toHaveLength(1);
  });

  test('an anchor bomb is refused', () => {
    const lines = ['x0: &x0 [a, a, a, a, a, a, a, a, a, a]'];
    for (let at = 1; at < 10; at++) lines.push(`x${at}: &x${at} [${Array(10).fill(`*x${at - 1}`).join(', ')}]`);
    expect(problems({ 'compose.yaml': [...lines, 'services:', '  a: {image: x, ports: *x9}'].join('\n') })).toEqual([
      expect.stringMatching(/more than 300000 values when its aliases are followed/),
    ]);
  });

  test('a chain of services that is too long ends', () => {
    const chain = Array.from({ length: 5000 }, (_, at) => `  s${at}: {extends: s${at + 1}, image: x}`);
    expect(problems({ 'compose.yaml': `services:\n${chain.join('\n')}\n` })[0]).toMatch(/more than 100 services that extend each other/);
  });

  test('services that are no map, and a service that is empty', () => {
    expect(problems({ 'compose.yaml': 'services: [a]\n' })).toEqual(['compose.yaml:1 services is a mapping, and this is a list']);
    expect(problems({ 'compose.yaml': 'services:\n  a:\n  b: {image: x}\n' })).toEqual(['compose.yaml:2 the service a has nothing in it that says what it is']);
    expect(problems({ 'compose.yaml': '- a\n' })).toEqual(['compose.yaml:1 a compose file is a mapping, and this is none']);
  });
});
