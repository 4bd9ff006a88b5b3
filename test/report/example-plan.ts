import type { Plan } from '#plan/types.js';
import { finding, fix, planOf } from '../patch/plan-of.js';

const DOCKERFILE = 'FROM python:3.11-slim\nRUN pip install flask\nRUN pip install gunicorn\n';
const ONCE = 'FROM python:3.11-slim\nRUN pip install --no-cache-dir flask\nRUN pip install gunicorn\n';
const TWICE = 'FROM python:3.11-slim\nRUN pip install --no-cache-dir flask\nRUN pip install --no-cache-dir gunicorn\n';
const MESSAGE = 'pip keeps its download cache in the layer';

/** Two alike safe fixes, one for review, one held, one suggestion, a file that was not read. */
export function examplePlan(): Plan {
  const cache = { rule: 'dockerfile/pip-cache', title: 'Install without the pip cache' } as const;
  const backport = { rule: 'requirements/backport', title: 'Remove ipaddress', safety: 'review' } as const;
  const first = { path: 'apps/api/Dockerfile', before: DOCKERFILE, after: ONCE };
  const second = { path: 'apps/api/Dockerfile', before: ONCE, after: TWICE };
  const removed = { path: 'libs/requirements.txt', before: 'a\nipaddress==1.0.23\n', after: 'a\n' };
  return planOf({
    findings: [
      finding({ ...cache, id: 'c1', fix: 'C1', path: first.path, line: 2, message: MESSAGE, evidence: [seen('RUN pip install flask', first.path, 2)] }),
      finding({ ...cache, id: 'c2', fix: 'C2', path: first.path, line: 3, message: MESSAGE, evidence: [seen('RUN pip install gunicorn', first.path, 3)] }),
      finding({
        ...backport,
        id: 'b1',
        fix: 'B1',
        path: removed.path,
        line: 2,
        message: 'ipaddress==1.0.23 is part of Python since 3.3',
        safetyReason: 'the Python of apps/b/Dockerfile cannot be told',
        packages: ['ipaddress'],
        images: ['apps/api/Dockerfile'],
        evidence: [
          { kind: 'catalogue', text: 'in the standard library since 3.3', path: null, line: null },
          { kind: 'source', text: 'Python 3.11', path: 'apps/api/Dockerfile', line: 1 },
        ],
      }),
      finding({
        ...cache,
        id: 'h1',
        fix: 'H1',
        status: 'held',
        path: 'apps/kg/Dockerfile',
        line: 9,
        message: MESSAGE,
        heldBy: [seen('entrypoint.sh runs pip at start', 'apps/kg/entrypoint.sh', 12)],
      }),
      finding({ rule: 'dockerfile/alpine', title: 'Use Alpine', id: 's1', fix: 'S1', status: 'proposed', safety: 'suggestion', path: 'apps/kg/Dockerfile', line: 1, message: 'an Alpine base would do' }),
    ],
    fixes: [
      fix({ ...cache, id: 'C1', findings: ['c1'], paths: [first.path], changes: [first] }),
      fix({ ...cache, id: 'C2', findings: ['c2'], paths: [first.path], changes: [second] }),
      fix({ ...backport, id: 'B1', findings: ['b1'], paths: [removed.path], changes: [removed], afterwards: ['uv pip compile requirements.in'] }),
      fix({ ...cache, id: 'H1', status: 'held', findings: ['h1'], paths: ['apps/kg/Dockerfile'] }),
      fix({ rule: 'dockerfile/alpine', title: 'Use Alpine', id: 'S1', status: 'proposed', safety: 'suggestion', findings: ['s1'], paths: ['apps/kg/Dockerfile'] }),
    ],
    changes: [{ path: first.path, before: DOCKERFILE, after: TWICE }, removed],
    steps: [
      { rule: backport.rule, fix: 'B1', changes: [removed] },
      { rule: cache.rule, fix: 'C1', changes: [first] },
      { rule: cache.rule, fix: 'C2', changes: [second] },
    ],
    skipped: [{ path: 'old/requirements.txt', reason: 'UTF-16, not UTF-8' }],
    stats: { dockerfiles: 2, requirementsFiles: 1, images: 2, documentsParsed: 3, modelsEvaluated: 3, edits: 3, sweeps: 1 },
  });
}

function seen(text: string, path: string, line: number): Plan['findings'][number]['evidence'][number] {
  return { kind: 'source', text, path, line };
}
