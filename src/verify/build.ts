import { read, unreadable, type Read } from '#text/read.js';
import { buildFailure } from './build-failure.js';
import { dockerExit } from './docker-command.js';
import type { BuildRequest, Built, Engine } from './types.js';

/** Builds an image with BuildKit and tags it. Unreadable: the step that failed and what it said. */
export async function build(engine: Engine, request: BuildRequest): Promise<Read<Built>> {
  const ran = await dockerExit(engine, buildArguments(engine, request), { timeout: request.timeout });
  if (!ran.ok) return ran;
  const { exit, stdout, stderr, seconds } = ran.value;
  const log = stdout + stderr;
  return exit === 0 ? read({ tag: request.tag, seconds, log }) : unreadable(buildFailure(log));
}

function buildArguments({ network, label }: Engine, request: BuildRequest): readonly string[] {
  const { context, dockerfile, target, args, secrets, tag } = request;
  return [
    'build', '--progress=plain', '--label', label, '--tag', tag,
    ...(network === null ? [] : ['--network', network]),
    ...(dockerfile === null ? [] : ['--file', dockerfile]),
    ...(target === null ? [] : ['--target', target]),
    ...Object.entries(args).flatMap(([name, value]) => ['--build-arg', `${name}=${value}`]),
    ...Object.entries(secrets).flatMap(([id, file]) => ['--secret', `id=${id},src=${file}`]),
    context,
  ];
}
