import { describe, expect, test } from 'vitest';
import { problems, service } from './workspace.js';

function api(body: string, others: Readonly<Record<string, string>> = {}) {
  return service({ 'app/compose.yaml': `services:\n  api:\n    image: org/api\n${body}`, ...others }, 'api');
}

describe('a service of a compose file', () => {
  test('a command in a text is split into words and run without a shell', () => {
    expect(api(`    command: gunicorn app:app -b "0.0.0.0:\${PORT}" --name 'a b' \\$$X\n`).command).toMatchObject({
      form: 'string',
      words: ['gunicorn', 'app:app', '-b', '0.0.0.0:${PORT}', '--name', 'a b', '$X'],
      unset: [expect.stringContaining('PORT')],
      at: { path: 'app/compose.yaml', line: 4 },
    });
  });

  test('compose drops what stands behind a shell operator, and this is told', () => {
    const files = { 'compose.yaml': 'services:\n  api:\n    image: x\n    command: migrate && serve\n' };
    expect(service(files, 'api').command?.words).toEqual(['migrate']);
    expect(problems(files)).toEqual(['compose.yaml:4 command: compose runs no shell and drops what stands behind migrate: && serve']);
  });

  test('a list is run as it is, and an empty one takes the command of the image away', () => {
    expect(api('    entrypoint: []\n    command: [sh, -c, "a && b"]\n')).toMatchObject({
      entrypoint: { form: 'list', words: [] },
      command: { form: 'list', words: ['sh', '-c', 'a && b'], unset: [] },
    });
  });

  test('environment as a map or a list, without a value from the shell', () => {
    expect([...api('    environment:\n      A: true\n      B: ""\n      C:\n      D: $$x\n').environment].map(([name, { value }]) => [name, value])).toEqual([
      ['A', 'true'],
      ['B', ''],
      ['C', null],
      ['D', '$x'],
    ]);
    expect(api('    environment: [A=1, B]\n').environment.get('B')).toEqual({ value: null, at: { path: 'app/compose.yaml', line: 4 } });
  });

  test('env files, working folder and user', () => {
    const found = api('    env_file: [.env.api, {path: ../shared.env, required: false}]\n    working_dir: /app\n    user: ${UID}:1000\n');
    expect(found.envFiles.map(({ path }) => path)).toEqual(['app/.env.api', 'shared.env']);
    expect(found.workingDir?.value).toBe('/app');
    expect(found.user?.value).toBeNull();
  });

  test('ports in their long form read like the short one', () => {
    expect(api('    ports: ["8000:8000", {target: 80, published: "8080", host_ip: 127.0.0.1, protocol: udp}, 9000]\n').ports.map(({ text }) => text)).toEqual([
      '8000:8000',
      '127.0.0.1:8080:80/udp',
      '9000',
    ]);
  });

  test('a health check in a text is run by the shell of the image', () => {
    expect(api('    healthcheck:\n      test: curl -f localhost || exit 1\n').healthcheck).toMatchObject({ disabled: false, test: { form: 'string', words: ['CMD-SHELL', 'curl -f localhost || exit 1'] } });
    expect(api('    healthcheck: {disable: true}\n').healthcheck).toMatchObject({ disabled: true, test: null });
    expect(api('    healthcheck: {test: [NONE]}\n').healthcheck).toMatchObject({ disabled: true });
  });

  test('memory limits as written, wherever they stand', () => {
    expect(api('    mem_limit: 512m\n    deploy: {resources: {limits: {memory: 1G}}}\n').memory.map(({ key, text }) => `${key} ${text}`)).toEqual([
      'mem_limit 512m',
      'deploy.resources.limits.memory 1G',
    ]);
  });

  test('mounts are those of the workspace: not volumes, not the machine', () => {
    const found = api('    volumes: [./src:/app/src:ro, data:/data, /var/run/docker.sock:/var/run/docker.sock, {type: bind, source: .., target: /repo}, {type: volume, source: x, target: /x}, "${SRC:-./lib}:/lib"]\n');
    expect(found.mounts.map(({ source, target }) => `${source} on ${target}`)).toEqual(['app/src on /app/src', ' on /repo', 'app/lib on /lib']);
  });

  test('a mount whose source cannot be told is a problem', () => {
    expect(problems({ 'compose.yaml': 'services:\n  a:\n    image: x\n    volumes:\n      - ${DATA}/x:/data\n' })).toEqual([
      'compose.yaml:5 what ${DATA}/x:/data mounts cannot be told: DATA has no value in the workspace; compose would take the one of the shell that runs it, or an empty text',
    ]);
  });

  test.each([
    ['    runtime: nvidia\n', 'runtime: nvidia'],
    ['    gpus: all\n', 'gpus: all'],
    ['    deploy: {resources: {reservations: {devices: [{driver: nvidia, count: 1, capabilities: [gpu]}]}}}\n', 'driver: nvidia, count: 1, capabilities: [gpu]'],
    ['    devices: [/dev/nvidia0, /dev/ttyUSB0]\n', 'devices: /dev/nvidia0'],
    ['    devices: ["/dev/kfd:/dev/kfd"]\n', 'devices: /dev/kfd:/dev/kfd'],
    ['    runtime: habana\n', 'runtime: habana'],
  ])('an accelerator: %s', (body, text) => {
    expect(api(body).accelerators.map((one) => one.text)).toEqual([text]);
  });

  test('no accelerator where none is asked for', () => {
    expect(api('    runtime: runc\n    devices: [/dev/ttyUSB0]\n').accelerators).toEqual([]);
  });
});
