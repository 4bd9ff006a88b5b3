import { describe, expect, test } from 'vitest';
import { workspaceNeeds } from '#needs/workspace-needs.js';
import { deployedStarts, deployedVariables } from '#services/deployments.js';
import { workspaceImages } from '#services/workspace-images.js';
import { loadAll, type Files } from '../workspace.js';

const SERVICES: Files = {
  'services/orders/Dockerfile': 'FROM python:3.12-slim\nWORKDIR /srv\nENV MODE=prod\nCOPY . .\nENTRYPOINT ["tini", "--"]\nCMD ["python", "app.py"]\n',
  'services/orders/app.py': '',
  'services/mail/Dockerfile': 'FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\nCMD python mail.py\n',
  'services/mail/mail.py': '',
};

/** `service: words` for what is told, `service? words` for what is likely; its place and folder where they are not the usual ones. */
function starts(files: Files): readonly string[] {
  const { snapshot } = loadAll({ ...SERVICES, ...files });
  return workspaceImages(snapshot).images.flatMap((image) => {
    const name = image.build.dockerfile.split('/').at(-2) ?? '';
    const found = deployedStarts(image, snapshot);
    const line = (mark: string) => (one: (typeof found.starts)[number]): string => `${name}${mark} ${one.words.join(' ')}${one.folder === image.end.workdir ? '' : ` in ${one.folder}`}`;
    return [...found.starts.map(line(':')), ...found.perhaps.map(line('?')), ...(found.untold ? [`${name}! ${found.untold.text}`] : [])];
  });
}

function pod(image: string, rest: string, name = 'x'): string {
  return `kind: Deployment\napiVersion: apps/v1\nmetadata: {name: ${name}}\nspec: {template: {spec: {containers: [{name: main, image: ${image}, ${rest}}]}}}\n`;
}

const COMPOSE = 'services:\n  orders: {build: services/orders, image: ghcr.io/acme/shop-orders}\n';

describe('which image a deployment runs', () => {
  test.each<[string, Files, readonly string[]]>([
    ['the one with its tag', { 'compose.yaml': COMPOSE, 'k8s/a.yaml': pod('ghcr.io/acme/shop-orders:3', 'args: [python, worker.py]') }, ['orders: tini -- python worker.py']],
    ['the one that is called so', { 'k8s/a.yaml': pod('registry.acme.io/mail:1', 'command: [python, -m, mail.cron]') }, ['mail: python -m mail.cron']],
    ['one that is called nearly so', { 'k8s/a.yaml': pod('registry.acme.io/orders-service:1', 'command: [python, cron.py]') }, ['orders? python cron.py']],
    ['the one that the workload is called by', { 'k8s/a.yaml': pod('registry.acme.io/other', 'command: [python, cron.py]', 'mail') }, ['mail? python cron.py']],
    ['all that may be meant', { 'k8s/a.yaml': pod('registry.acme.io/backend', 'command: [python, cron.py]') }, ['mail? python cron.py', 'orders? python cron.py']],
    ['the nearest that may be meant', { 'services/mail/deploy/a.yaml': pod('registry.acme.io/backend', 'command: [python, cron.py]') }, ['mail? python cron.py']],
    ['none of ours', { 'k8s/a.yaml': pod('redis:7', 'command: [redis-server]') + '---\n' + pod('postgres:16', 'args: [-c, x=y]') }, []],
    ['options alone are for a program that is not known', { 'k8s/a.yaml': pod('quay.io/prom/node', 'args: [--path=/host]') }, []],
    ['a Procfile beside the Dockerfile', { 'services/mail/Procfile': 'worker: python worker.py\n' }, ['mail: /bin/sh -c python worker.py']],
    ['a Dockerfile that a platform names', { 'render.yaml': 'services: [{name: x, dockerfilePath: services/orders/Dockerfile, dockerCommand: serve}]\n' }, ['orders: tini -- serve']],
    ['a docker run by its tag', { 'compose.yaml': COMPOSE, Makefile: 'test:\n\tdocker run --rm -w /other ghcr.io/acme/shop-orders pytest -q\n' }, ['orders? tini -- pytest -q in /other']],
    ['a docker run of something else', { Makefile: 'test:\n\tdocker run --rm hadolint/hadolint hadolint x\n' }, []],
    ['a chart', { 'chart/Chart.yaml': 'name: shop\n', 'chart/values.yaml': 'mail:\n  command: [python, other.py]\n' }, ['mail: python other.py']],
    ['a patch of another file', { 'base/a.yaml': pod('acme/mail', 'ports: []', 'x1'), 'over/a.yaml': 'kind: Deployment\napiVersion: apps/v1\nmetadata: {name: x1}\nspec: {template: {spec: {containers: [{name: main, command: [python, p.py]}]}}}\n' }, ['mail: python p.py']],
    ['a kustomization that gives it another name', { 'compose.yaml': COMPOSE, 'k8s/a.yaml': pod('app/server', 'command: [python, k.py]'), 'k8s/kustomization.yaml': 'kind: Kustomization\nimages: [{name: app/server, newName: ghcr.io/acme/shop-orders}]\n' }, ['orders: python k.py']],
    ['a template that decides', { 'chart/Chart.yaml': 'name: shop\n', 'chart/templates/m.yaml': 'kind: Job\nspec:\n  containers:\n    - name: mail\n      image: acme/mail\n      command: {{ include "x" . }}\n' }, ['mail! what template of a Helm chart m starts is left to a template']],
    ['a folder of fixtures deploys nothing', { 'fixtures/a.yaml': pod('acme/mail', 'command: [python, x.py]') }, []],
  ])('%s', (_, files, expected) => {
    expect(starts(files)).toEqual(expected);
  });
});

test('the image takes part: its ENTRYPOINT before arguments, its CMD where only variables are set', () => {
  const text = `${pod('acme/orders', 'env: [{name: A, value: b}]')}---\n${pod('acme/orders', 'command: [python, $(FILE), $$(X)], env: [{name: FILE, value: run.py}]')}---\n${pod('acme/mail', 'args: [x], workingDir: /other')}`;
  expect(starts({ 'k8s/a.yaml': text })).toEqual(['mail: x in /other', 'orders: tini -- python app.py', 'orders: python run.py $(X)']);
});

test('variables: of the container, of ConfigMaps, of Secrets, which nobody can tell', () => {
  const { snapshot } = loadAll({
    ...SERVICES,
    'k8s/config.yaml': 'kind: ConfigMap\napiVersion: v1\nmetadata: {name: settings}\ndata: {DATABASE_URL: "postgresql+asyncpg://db", mode: fast}\n',
    'k8s/a.yaml': pod('acme/orders', 'envFrom: [{configMapRef: {name: settings}}], env: [{name: MODE, valueFrom: {configMapKeyRef: {name: settings, key: mode}}}, {name: KEY, valueFrom: {secretKeyRef: {name: s, key: k}}}]'),
  });
  const [image] = workspaceImages(snapshot).images.filter(({ build }) => build.dockerfile.includes('orders'));
  expect(image && deployedVariables(image, snapshot).map(({ name, value, at }) => `${name}=${value ?? '?'} ${at.path}:${at.line}`)).toEqual([
    'KEY=? k8s/a.yaml:4', 'DATABASE_URL=postgresql+asyncpg://db k8s/config.yaml:4', 'mode=fast k8s/config.yaml:4', 'MODE=fast k8s/config.yaml:4',
  ]);
});

describe('verdicts', () => {
  const base: Files = {
    'Dockerfile': 'FROM python:3.12-slim\nWORKDIR /srv\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\nCOPY . .\nCMD ["python", "app.py"]\n',
    'requirements.txt': 'requests==2.32.3\ncelery==5.4.0\nattrs==24.2.0\n',
    'app.py': 'print(1)\n',
    'worker.py': 'import requests\n',
  };

  function verdicts(files: Files): readonly string[] {
    const { snapshot } = loadAll(files);
    return workspaceNeeds(snapshot, { keep: [], metadata: null }).images.flatMap(({ needs }) => needs.map(({ asked, verdict }) => `${asked.name} ${verdict}`));
  }

  test('what only a deployment starts is needed', () => {
    expect(verdicts(base)).toEqual(['requests unknown', 'celery unused', 'attrs unused']);
    const file = `${pod('acme/shop', 'command: [python, worker.py]')}---\n${pod('acme/shop', 'command: [celery, worker]')}`;
    expect(verdicts({ ...base, 'k8s/a.yaml': file })).toEqual(['requests used', 'celery command', 'attrs unused']);
  });

  test('an image that starts no Python by itself is there for more than its deployment', () => {
    const shell = { ...base, Dockerfile: base.Dockerfile?.toString().replace('["python", "app.py"]', '["bash"]') ?? '' };
    const before = verdicts(shell);
    expect(verdicts({ ...shell, 'k8s/a.yaml': pod('acme/shop', 'command: [python, app.py]') })).toEqual(before);
    expect(before).not.toContain('requests unused');
  });
});
