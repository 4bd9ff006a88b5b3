import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { imageTree } from '#needs/code/image-tree.js';
import { read, unreadable, type Read } from '#text/read.js';
import { build } from '#verify/build.js';
import { fullImage } from '#knowledge/full-image.js';
import { docker } from '#verify/docker-command.js';
import { subjectsOf } from '../oracles/needs/services.js';
import type { Engine } from '#verify/types.js';
import type { Checked } from './check-image.js';
import type { Machine } from './machine.js';
import { startPypiFront, type PypiFront } from './pypi-front.js';
import { SERVICE_BASE, type ServiceCase } from './service-cases.js';
import { configDifferences } from './config-differences.js';
import { serviceDifferences, withoutSeeds } from './service-differences.js';
import { noteOf } from './service-note.js';
import { buildAndSee, type Built, type Site, type Step } from './service-see.js';
import { declaredOf, rewrite, type Rewritten } from './service-workspace.js';

export interface ServiceSession extends Site {
  readonly isOwn: boolean;
  /** A folder for what was seen of each service, as JSON. */
  readonly out: string;
  readonly front: PypiFront;
  /** Workspaces that were rewritten, by folder and rules. */
  readonly rewritten: Map<string, Promise<Read<Rewritten>>>;
}

/** Starts what all services need: packages, and a base image that finds them. */
export async function openServices({ engine, isOwn }: Machine, scratch: string, out: string, closing: (() => Promise<void>)[]): Promise<Read<ServiceSession>> {
  const front = await startPypiFront(join(scratch, 'pypi'));
  closing.push(async () => front.close());
  const folder = join(scratch, 'service-base');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'pip.conf'), `[global]\nindex-url = ${front.url}\ndisable-pip-version-check = true\n`);
  writeFileSync(join(folder, 'Dockerfile'), `FROM ${SERVICE_BASE}\nCOPY pip.conf /etc/pip.conf\nENV UV_DEFAULT_INDEX=${front.url}\n`);
  // Of this run alone: it names the port of its server.
  const base = `slimify-suite:service-base-${process.pid}`;
  const hosted = { ...engine, network: 'host' } as const;
  const built = await build(hosted, { context: folder, dockerfile: null, target: null, args: {}, secrets: {}, tag: base, timeout: 120_000 });
  if (!built.ok) return built;
  let made: Promise<Read<string>> | null = null;
  const full = async (): Promise<Read<string>> => (made ??= makeFull(hosted, base, folder));
  return read({ engine: hosted, isOwn, scratch, out, front, base, full, rewritten: new Map() });
}

/** The packages of buildpack-deps on the base image, as in the full Python image; a few hundred megabytes. */
async function makeFull(engine: Engine, base: string, folder: string): Promise<Read<string>> {
  const tag = `${base}-full`;
  const packages = fullImage().value.packages;
  const dockerfile = join(folder, 'full.Dockerfile');
  writeFileSync(dockerfile, `FROM ${base}\nRUN apt-get update && apt-get install -y --no-install-recommends ${packages.join(' ')} && rm -rf /var/lib/apt/lists/*\n`);
  const built = await build(engine, { context: folder, dockerfile, target: null, args: {}, secrets: {}, tag, timeout: 900_000 });
  return built.ok ? read(tag) : built;
}

/** Builds a service before and after, starts both, and compares what is seen of them. */
export async function checkService(session: ServiceSession, one: ServiceCase): Promise<Checked> {
  const key = [one.workspace, ...one.rules].join('\n');
  const rewriting = session.rewritten.get(key) ?? rewrite(one, session.scratch, session.front.cpuUrl);
  session.rewritten.set(key, rewriting);
  const rewritten = await rewriting;
  if (!rewritten.ok) return { note: 'not rewritten', wrong: [rewritten.reason] };
  const modules = await modulesOf(rewritten.value.before, one);
  if (!modules.ok) return { note: 'not read', wrong: [modules.reason] };
  const before = await buildAndSee(session, one, rewritten.value.before, modules.value);
  if (!before.ok) return { note: 'before', wrong: [before.reason] };
  const after = await buildAndSee(session, one, rewritten.value.after, modules.value);
  if (!after.ok) return { note: 'after', wrong: [after.reason] };
  // Layers of many hundred megabytes; what a user's engine keeps is the user's.
  if (session.isOwn) await docker(session.engine, ['builder', 'prune', '--all', '--force'], { timeout: 300_000 });
  saveBuilt(session, one.name, before.value, after.value);
  const declared = declaredOf(rewritten.value.report, one.dockerfile);
  // An environment of its own has the pip of its interpreter.
  const [was, is] = declared.rules.has('dockerfile/multi-stage') ? [withoutSeeds(before.value.seen), withoutSeeds(after.value.seen)] : [before.value.seen, after.value.seen];
  const left = new Set(after.value.seen.distributions.map(({ name }) => name));
  return {
    note: `${noteOf(session.front, before.value, after.value)}; ${[...declared.rules].toSorted().join(', ') || 'nothing to do'}`,
    wrong: [
      ...serviceDifferences(was, is, declared, one),
      ...configDifferences(before.value.image, after.value.image, new Set(declared.rules.has('dockerfile/non-root') ? ['user'] : [])),
      ...one.fires.filter((rule) => !declared.rules.has(`dockerfile/${rule}`)).map((rule) => `dockerfile/${rule} should have written something`),
      ...one.gone.filter((name) => left.has(name) || !before.value.seen.distributions.some((had) => had.name === name)).map((name) => `${name} should have gone`),
    ],
  };
}

/** The modules that the engine reaches from the entry command, with where they lie in the image. */
async function modulesOf(workspace: string, { dockerfile }: ServiceCase): Promise<Read<readonly Step[]>> {
  const subject = (await subjectsOf(workspace)).find(({ image }) => image.build.dockerfile === dockerfile);
  if (!subject) return unreadable(`no service is built from ${dockerfile}`);
  const places = new Map(imageTree(subject.image, subject.snapshot, subject.runners).files.map(({ path, imagePath }) => [path, imagePath]));
  const reached = [...subject.needs.reach.modules.values()].filter(({ path }) => path.endsWith('.py'));
  const lost = reached.find(({ path }) => !places.has(path));
  if (reached.length === 0) return unreadable(`no module is reached in ${dockerfile}`);
  return lost ? unreadable(`${lost.path} is reached, and nothing puts it into the image`) : read(reached.map(({ path, module }) => [module, places.get(path) ?? '']));
}

/** What was seen of a service, as JSON. */
export function saveBuilt({ out }: ServiceSession, name: string, before: Built, after: Built): void {
  const path = join(out, 'services', `${name}.json`);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${JSON.stringify({ before, after }, null, 2)}\n`);
}
