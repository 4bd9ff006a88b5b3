import { describe, expect, test } from 'vitest';
import { readTemplate } from '#compose/deployments/chart-templates.js';
import { readValues, valuesContainers } from '#compose/deployments/chart-values.js';
import { containerLines } from './lines.js';

const VALUES = `image: {repository: ghcr.io/acme/orders, tag: "2"}
workers: 3
web:
  command: [gunicorn, orders.wsgi]
worker:
  image: {repository: acme/worker}
  args: ["celery", "-A", "orders", "worker"]
  env:
    BROKER_URL: redis://cache
sidecars:
  - name: proxy
    image: envoyproxy/envoy:1
    command: [envoy]
`;

function template(text: string, values = VALUES): readonly string[] {
  return containerLines(readTemplate('chart/templates/worker.yaml', text, [readValues('chart/values.yaml', values)], 'orders').containers);
}

test('values: commands, arguments and variables, each with the nearest image', () => {
  expect(containerLines(valuesContainers(readValues('chart/values.yaml', VALUES), 'orders'))).toEqual([
    '4 values of a Helm chart ghcr.io/acme/orders:2 web<orders: entrypoint gunicorn orders.wsgi',
    '7 values of a Helm chart acme/worker worker<orders: cmd celery -A orders worker; BROKER_URL=redis://cache',
    '13 values of a Helm chart envoyproxy/envoy:1 proxy<sidecars<orders: entrypoint envoy',
  ]);
});

test('a template: what stands there literally, in every branch, and values filled in', () => {
  const text = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "orders.fullname" . }}-worker
spec:
  template:
    spec:
      containers:
        - name: worker
          image: "{{ .Values.image.repository }}:{{ .Values.image.tag }}"
          {{- if .Values.debug }}
          command: ["python", "-m", "debugpy"]
          {{- else }}
          command:
            - python
            - -m
            - orders.worker
          {{- end }}
          args: ["--count={{ .Values.workers }}", {{ .Values.extra | quote }}]
          env:
            - name: DATABASE_URL
              value: postgresql+psycopg://db
            {{- with .Values.env }}
            {{- toYaml . | nindent 12 }}
            {{- end }}
          livenessProbe:
            exec:
              command: [python, alive.py]
        - name: cron
          image: {{ .Values.image.repository }}
          command: [supercronic, /crontab]
      volumes: []
`;
  expect(template(text)).toEqual([
    '12 template of a Helm chart ghcr.io/acme/orders:2 worker<worker<orders: entrypoint python -m debugpy; cmd --count=3 "$(.Values.extra | quote)"; besides python alive.py; DATABASE_URL=postgresql+psycopg://db',
    '15 template of a Helm chart ghcr.io/acme/orders:2 worker<worker<orders: entrypoint python -m orders.worker; cmd --count=3 "$(.Values.extra | quote)"; DATABASE_URL=postgresql+psycopg://db',
    '31 template of a Helm chart ghcr.io/acme/orders cron<worker<orders: entrypoint supercronic /crontab',
  ]);
});

test('a command that a helper of the chart puts together cannot be told', () => {
  const text = `kind: Job
spec:
  containers:
    - name: x
      image: acme/x
      command: {{ include "orders.command" . }}
`;
  const [found] = readTemplate('chart/templates/job.yaml', text, [], 'orders').containers;
  expect(found?.untold).toEqual({ path: 'chart/templates/job.yaml', line: 6 });
});

test('variables of a ConfigMap whose name is a template count for the image of the chart', () => {
  const text = 'kind: ConfigMap\nmetadata:\n  name: {{ .Release.Name }}\ndata:\n  CACHE: redis://c\n  SIZE: {{ .Values.workers | quote }}\n';
  expect(template(text)).toEqual(['4 ConfigMap of a Helm chart ghcr.io/acme/orders:2 -<orders: CACHE=redis://c; SIZE=3']);
});

describe('hostile templates', () => {
  test.each([
    ['keys without end', 'command: x\n'.repeat(20_000)],
    ['items without end', '- image: a\n  command: [b]\n'.repeat(8_000)],
    ['templates that nothing closes', `command: ${'{{ '.repeat(20_000)}\n`],
    ['brackets that nothing closes', `- image: a\n  command: ${'['.repeat(5_000)}\n`],
  ])('%s', (_, text) => {
    const started = performance.now();
    expect(template(text).length).toBeLessThan(300);
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});
