import { describe, expect, test } from 'vitest';
import { mayBeManifest, readManifests } from '#compose/deployments/manifests.js';
import { containerLines } from './lines.js';

function lines(text: string): readonly string[] {
  return containerLines(readManifests('k8s/app.yaml', text).containers);
}

test('a workload: command and args, probes, hooks, variables, containers that run before', () => {
  const text = `apiVersion: apps/v1
kind: Deployment
metadata: {name: orders}
spec:
  template:
    spec:
      initContainers:
        - name: migrate
          image: acme/orders:1
          command: [python, manage.py, migrate]
      containers:
        - name: web
          image: acme/orders:1
          command: ["gunicorn"]
          args:
            - orders.wsgi
            - --bind=$(BIND)
          workingDir: /srv
          env:
            - {name: BIND, value: ":8000"}
            - name: DATABASE_URL
              valueFrom: {secretKeyRef: {name: db, key: url}}
            - name: MODE
              valueFrom: {configMapKeyRef: {name: settings, key: mode}}
          envFrom:
            - configMapRef: {name: settings}
          livenessProbe:
            exec: {command: [python, health.py]}
          readinessProbe:
            httpGet: {port: 8000}
          lifecycle:
            preStop: {exec: {command: ["sh", "-c", "python drain.py"]}}
`;
  expect(lines(text)).toEqual([
    '8 Deployment acme/orders:1 migrate<orders: entrypoint python manage.py migrate',
    '12 Deployment acme/orders:1 web<orders: entrypoint gunicorn; cmd orders.wsgi --bind=$(BIND); besides python health.py; besides sh -c "python drain.py"; in /srv; BIND=:8000; DATABASE_URL=?; MODE=?; from settings * as ; from settings mode as MODE',
  ]);
});

describe('other shapes', () => {
  test.each([
    ['several documents, a list among them',
      'kind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: x, image: a, args: [go]}]}\n---\nkind: List\napiVersion: v1\nitems:\n- kind: Job\n  apiVersion: batch/v1\n  metadata: {name: b}\n  spec: {template: {spec: {containers: [{name: y, image: b, command: [run]}]}}}\n',
      ['3 Pod a x<a: cmd go', '11 Job b y<b: entrypoint run']],
    ['a CronJob',
      'kind: CronJob\napiVersion: batch/v1\nmetadata: {name: nightly}\nspec: {jobTemplate: {spec: {template: {spec: {containers: [{name: c, image: r/x, command: [python, -m, jobs.nightly]}]}}}}}\n',
      ['4 CronJob r/x c<nightly: entrypoint python -m jobs.nightly']],
    ['a service of Knative or Cloud Run',
      'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata: {name: api}\nspec: {template: {spec: {containers: [{image: gcr.io/p/api, command: [serve], env: [{name: A, value: "1"}]}]}}}\n',
      ['4 Service gcr.io/p/api -<api: entrypoint serve; A=1']],
    ['steps of Argo, a script of its own',
      'kind: Workflow\napiVersion: argoproj.io/v1alpha1\nspec:\n  templates:\n  - name: train\n    container: {image: acme/train, command: [python, train.py]}\n  - name: count\n    script:\n      image: acme/train\n      command: [python]\n      source: |\n        import pandas\n',
      ['6 Workflow acme/train -<train: entrypoint python train.py', '9 Workflow acme/train -<count: entrypoint python -c "import pandas\\n"']],
    ['steps of Tekton',
      'kind: Task\napiVersion: tekton.dev/v1\nmetadata: {name: t}\nspec:\n  steps:\n  - name: s\n    image: acme/x\n    script: |\n      #!/usr/bin/env python3\n      import requests\n',
      ['6 Task acme/x s<t: entrypoint python3 -c "#!/usr/bin/env python3\\nimport requests\\n"']],
    ['a custom resource',
      'kind: PyTorchJob\napiVersion: kubeflow.org/v1\nmetadata: {name: fit}\nspec: {pytorchReplicaSpecs: {Worker: {template: {spec: {containers: [{name: pytorch, image: acme/fit, args: ["--epochs=1"]}]}}}}}\n',
      ['4 PyTorchJob acme/fit pytorch<fit: cmd --epochs=1']],
    ['a patch, which names no image',
      'kind: Deployment\napiVersion: apps/v1\nmetadata: {name: orders}\nspec: {template: {spec: {containers: [{name: web, command: [hypercorn]}]}}}\n',
      ['4 Deployment - web<orders: entrypoint hypercorn']],
    ['patches in a kustomization',
      'kind: Kustomization\napiVersion: kustomize.config.k8s.io/v1beta1\npatches:\n- target: {kind: Deployment, name: orders}\n  patch: |-\n    - op: replace\n      path: /spec/template/spec/containers/0/command\n      value: [python, other.py]\npatchesStrategicMerge:\n- |-\n  kind: Deployment\n  apiVersion: apps/v1\n  metadata: {name: mail}\n  spec: {template: {spec: {containers: [{name: m, args: [now]}]}}}\n',
      ['8 kustomize patch - -<orders: entrypoint python other.py', '14 Deployment - m<mail: cmd now']],
    ['a task definition of ECS',
      '{"family": "orders", "kind": "x", "containerDefinitions": [{"name": "web", "image": "1.dkr.ecr.eu.amazonaws.com/orders:3", "entryPoint": ["tini", "--"], "command": ["python", "serve.py"], "environment": [{"name": "A", "value": "b"}], "healthCheck": {"command": ["CMD-SHELL", "python ping.py"]}}]}',
      ['1 task definition 1.dkr.ecr.eu.amazonaws.com/orders:3 web<orders: entrypoint tini --; cmd python serve.py; besides /bin/sh -c "python ping.py"; A=b']],
    ['one of CloudFormation',
      'Resources:\n  Task:\n    Type: AWS::ECS::TaskDefinition\n    Properties:\n      ContainerDefinitions:\n      - Name: web\n        Image: !Sub "${Account}.dkr.ecr/orders"\n        Command: [python, -m, orders]\n        Environment: [{Name: A, Value: !Ref B}]\n',
      ['6 task definition ${Account}.dkr.ecr/orders web: cmd python -m orders; A=B']],
  ])('%s', (_, text, expected) => {
    expect(lines(text)).toEqual(expected);
  });
});

test('ConfigMaps, what a kustomization makes them from, and images under another name', () => {
  const file = readManifests('k8s/kustomization.yaml', `kind: ConfigMap
apiVersion: v1
metadata: {name: settings}
data:
  DATABASE_URL: postgresql+asyncpg://db/orders
---
kind: Kustomization
configMapGenerator:
- name: more
  literals: [CACHE=redis://cache, "EMPTY="]
images:
- name: orders
  newName: ghcr.io/acme/orders
`);
  expect(file.configs.map(({ name, values }) => `${name}: ${values.map((one) => `${one.name}=${one.value} ${one.at.line}`).join(', ')}`)).toEqual([
    'settings: DATABASE_URL=postgresql+asyncpg://db/orders 5', 'more: CACHE=redis://cache 10, EMPTY= 10',
  ]);
  expect(file.renamed).toEqual([{ from: 'orders', to: 'ghcr.io/acme/orders' }]);
});

describe('what is no manifest, or a hostile one', () => {
  test.each([
    ['a workflow', 'on: push\njobs: {a: {steps: [{name: x, run: y}]}}\n', false],
    ['a compose file', 'services: {a: {image: b, command: c}}\n', false],
    ['a manifest', 'apiVersion: v1\nkind: Pod\n', true],
    ['one in a list', '- kind: Pod\n', true],
    ['JSON', '{\n  "kind": "Pod"\n}', true],
  ])('%s', (_, text, expected) => {
    expect(mayBeManifest(text)).toBe(expected);
  });

  test.each([
    ['no YAML', 'kind: [\n'],
    ['too deep', `kind: Pod\nspec: ${'['.repeat(5_000)}`],
    ['aliases that grow', `kind: Pod\na: &a [x, x]\n${Array.from({ length: 40 }, (__, index) => `a${index}: &a${index} [*a${index === 0 ? '' : index - 1}, *a${index === 0 ? '' : index - 1}]`).join('\n')}\n`],
    ['wrong types', 'kind: Deployment\nspec: {containers: {a: 1}, template: [[[]]]}\nmetadata: 7\n'],
  ])('%s tells nothing', (_, text) => {
    expect(lines(text)).toEqual([]);
  });

  test('a container whose parts are of other types than they should be', () => {
    expect(lines('kind: Pod\nspec: {containers: [{image: a, command: {x: y}, args: 5, env: [1, {name: [a]}], livenessProbe: no}]}\n')).toEqual(['2 Pod a -: cmd 5']);
  });
});

test('a definition of a kind of resource is passed over, and what stands around it keeps its lines', () => {
  const job = (name: string): string => `kind: Job\nspec:\n  containers:\n    - {name: ${name}, image: "acme/${name}:1", command: [python, ${name}.py]}\n`;
  const definition = 'apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nspec:\n  example:\n    containers:\n      - {image: "acme/orders:1", command: [python, never.py]}\n';
  const text = `${job('first')}---\n${definition}---\n${job('second')}`;
  expect(readManifests('k8s/all.yaml', text).containers.map(({ name, at }) => `${name} ${at.line}`)).toEqual(['first 4', 'second 16']);
  expect(readManifests('k8s/one.yaml', definition).containers).toEqual([]);
});
