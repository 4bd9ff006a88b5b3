import { known } from '#answer/answer.js';
import { defineRule } from '#rule/define.js';
import type { Effect, Rule } from '#rule/types.js';
import { expect, test } from 'vitest';
import { planFiles } from './plan-files.js';

const BEFORE = `FROM python:3.12-slim-bookworm
RUN apt-get update && apt-get install -y gcc tini
WORKDIR /app
COPY requirements.txt /tmp/requirements.txt
RUN pip install --no-cache-dir -r /tmp/requirements.txt
COPY app.py .
CMD ["python", "app.py"]
`;

const AFTER = `FROM python:3.12-slim-bookworm AS builder
RUN apt-get update && apt-get install -y gcc
RUN python -m venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH
COPY requirements.txt /tmp/requirements.txt
RUN pip install --no-cache-dir -r /tmp/requirements.txt

FROM python:3.12-slim-bookworm
RUN apt-get update && apt-get install -y tini
WORKDIR /app
COPY --from=builder /opt/venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH
COPY app.py .
CMD ["python", "app.py"]
`;

const WHOLE: Effect = { images: 'all', apt: { removes: ['gcc'] }, files: { removes: ['/tmp/requirements.txt'], adds: ['/opt/venv'] }, alters: ['path', 'commands', 'caches', 'recommends'] };

/** A rule that writes one text over another and declares these effects. */
function writing(after: string, effect: Effect): Rule {
  return defineRule({
    meta: { name: 'test/stages', scope: 'dockerfile', summary: 'Test', why: 'A test', safety: 'review', messages: { found: 'one stage' } },
    *check(dockerfile) {
      const at = dockerfile.stages[0]?.instructions[0];
      if (!at || dockerfile.stages.length > 1) return;
      yield {
        findings: [{ message: 'found' as const, at, evidence: [known(true, 'it has one stage')] }],
        fix: { title: 'Write it anew', changes: [{ kind: 'edit', path: 'Dockerfile', edits: [{ span: { start: 0, end: BEFORE.length }, text: after }] }], effects: [effect] },
      };
    },
  });
}

async function outcome(after: string, effect: Effect): Promise<string> {
  const plan = await planFiles({ 'Dockerfile': BEFORE, 'requirements.txt': 'flask==3.0.3\n', 'app.py': 'import flask\n' }, [writing(after, effect)]);
  const [fix] = plan.fixes;
  return `${fix?.status}: ${fix?.reason}`;
}

const without = (part: 'apt' | 'files'): Effect => ({ ...WHOLE, [part]: {} });

test('two stages that declare all that they change are taken', async () => {
  expect(await outcome(AFTER, WHOLE)).not.toContain('rejected');
});

test.each([
  ['a package that only the builder has left', AFTER, without('apt'), 'it would no longer hold gcc'],
  ['a list that the image no longer holds', AFTER, without('files'), 'it would have other files'],
  ['PATH', AFTER, { ...WHOLE, alters: ['commands', 'caches', 'recommends'] } satisfies Effect, 'it would have another PATH'],
  ['a variable beside PATH', AFTER.replace('ENV PATH=/opt/venv/bin:$PATH\nCOPY app', 'ENV PATH=/opt/venv/bin:$PATH A=1\nCOPY app'), WHOLE, 'it would have another environment'],
  ['what the builder installed and the image does not get', AFTER.replace('COPY --from=builder /opt/venv /opt/venv', 'COPY --from=builder /opt/venv/bin /opt/venv/bin'), WHOLE, 'it would no longer hold flask'],
  ['a command', AFTER.replace('"app.py"]', '"other.py"]'), WHOLE, 'it would have another entry command'],
  ['a file of the code', AFTER.replace('COPY app.py .', 'COPY app.py /srv/'), WHOLE, 'it would have other files'],
  ['the folder that it starts in', AFTER.replace('WORKDIR /app', 'WORKDIR /srv'), WHOLE, 'it would have other files'],
] as const)('two stages that change %s without a word are rejected', async (_, after, effect, reason) => {
  expect(await outcome(after, effect)).toContain(reason);
});
