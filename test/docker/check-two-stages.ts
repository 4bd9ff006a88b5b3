import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { docker } from '#verify/docker-command.js';
import type { Checked } from './check-image.js';
import { saveBuilt, type ServiceSession } from './check-service.js';
import { withoutSeeds } from './service-differences.js';
import { megabytes } from './service-note.js';
import { buildAndSee, type Built } from './service-see.js';
import { rewrite } from './service-workspace.js';
import type { TwoStageCase } from './two-stage-cases.js';
import { twoStageDifferences } from './two-stage-differences.js';

/** Builds a Dockerfile of one stage and what `dockerfile/multi-stage` makes of it, starts both, and compares. */
export async function checkTwoStages(session: ServiceSession, one: TwoStageCase): Promise<Checked> {
  const rewritten = await rewrite(one, session.scratch, session.front.cpuUrl);
  if (!rewritten.ok) return { note: 'not rewritten', wrong: [rewritten.reason] };
  const { before: old, after: made, report } = rewritten.value;
  if (!report.findings.some(({ applied }) => applied)) return { note: 'not rewritten', wrong: ['nothing was laid out in two stages'] };
  for (const workspace of [old, made]) onFront(workspace, session.front.url);
  const before = await buildAndSee(session, one, old, []);
  if (!before.ok) return { note: 'before', wrong: [before.reason] };
  const after = await buildAndSee(session, one, made, []);
  if (!after.ok) return { note: 'after', wrong: [after.reason] };
  // The next shapes find the packages of apt that they share with this one.
  if (session.isOwn) await docker(session.engine, ['builder', 'prune', '--all', '--force', '--keep-storage', '2GB'], { timeout: 300_000 });
  saveBuilt(session, one.name, before.value, after.value);
  return { note: noteOf(before.value, after.value), wrong: twoStageDifferences(one, before.value, after.value) };
}

/** The suite's server in place of PyPI, where a file names that itself; the rules have seen it by then. */
function onFront(workspace: string, front: string): void {
  for (const path of ['Dockerfile', 'pyproject.toml'].map((name) => join(workspace, name)).filter((path) => existsSync(path))) {
    writeFileSync(path, readFileSync(path, 'utf8').replace(/https:\/\/pypi\.org\/simple\/?/g, front));
  }
}

function noteOf(before: Built, after: Built): string {
  return [
    `${megabytes(before.image.size)} to ${megabytes(after.image.size)} MB`,
    `${withoutSeeds(after.seen).distributions.length} distributions`,
    ...Object.values(after.seen.answers).map((answer) => (typeof answer === 'string' ? 'no answer' : `answers ${answer.body.trim()}`)),
    ...Object.values(after.seen.health).map((code) => `health check ${code}`),
    `built in ${Math.round(before.seconds)} and ${Math.round(after.seconds)} s`,
  ].join('; ');
}
