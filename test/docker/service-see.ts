import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { read, unreadable, type Read } from '#text/read.js';
import { build } from '#verify/build.js';
import { inspect } from '#verify/inspect.js';
import { remove } from '#verify/remove.js';
import { run } from '#verify/run.js';
import type { Engine, ImageConfig } from '#verify/types.js';
import { FULL_BASE, SERVICE_BASE, type ServiceCase } from './service-cases.js';
import type { Seen } from './service-differences.js';
import { ask, beside, healthCheckOf, start, type Answer } from './service-start.js';
import { asleep, refusedIn, writtenIn } from './service-traces.js';

/** Where a service is built. */
export interface Site {
  readonly engine: Engine;
  /** A folder for what is fetched and copied. */
  readonly scratch: string;
  /** The base image whose pip asks the suite's server. */
  readonly base: string;
  /** The same as the full one, made when a Dockerfile asks for it. */
  readonly full: () => Promise<Read<string>>;
}

/** A module by its dotted name, or null for a script, and its file in the image. */
export type Step = readonly [name: string | null, file: string];

const IN_IMAGE = readFileSync(join(import.meta.dirname, 'in_image.py'), 'utf8');

/** What was seen of a built service. */
export interface Built {
  readonly seen: Seen;
  readonly image: ImageConfig;
  readonly seconds: number;
}

/** Builds a service, looks inside, starts it and asks it; the image is gone afterwards. */
export async function buildAndSee(site: Site, one: ServiceCase, workspace: string, modules: readonly Step[]): Promise<Read<Built>> {
  const { engine } = site;
  const tag = `slimify-suite:${one.name.replace(/[^a-z0-9]+/g, '-')}`;
  const dockerfile = await onBase(site, join(workspace, one.dockerfile));
  if (!dockerfile.ok) return dockerfile;
  const built = await build(engine, {
    context: join(workspace, one.context),
    dockerfile: dockerfile.value,
    target: one.target,
    args: {},
    secrets: Object.fromEntries(Object.entries(one.secrets).map(([id, text]) => [id, secretFile(site, id, text)])),
    tag,
    timeout: 600_000,
  });
  if (!built.ok) return built;
  try {
    const image = await inspect(engine, tag);
    if (!image.ok) return image;
    const inside = await lookInside(engine, tag, one, modules);
    if (!inside.ok) return inside;
    const outside = await startAndAsk(engine, tag, one);
    return outside.ok ? read({ seen: { ...inside.value, ...outside.value }, image: image.value, seconds: built.value.seconds }) : outside;
  } finally {
    await remove(engine, tag);
  }
}

/** A Dockerfile beside the workspace that stands on the suite's base image; the rules saw the one inside. */
async function onBase({ scratch, base, full }: Site, dockerfile: string): Promise<Read<string>> {
  const copy = join(scratch, 'Dockerfile');
  // A frontend of a registry cannot be had everywhere; BuildKit's own knows what is used here.
  const text = readFileSync(dockerfile, 'utf8').replace(/^#\s*syntax=.*\n/i, '');
  const defaults = new Map([...text.matchAll(/^ARG (\w+)=(\S+)/gm)].map(([, name = '', value = '']) => [name, value]));
  const named = (image: string): string => image.replace(/\$\{(\w+)\}/g, (whole, name: string) => defaults.get(name) ?? whole);
  const bases = new Map([[SERVICE_BASE, base]]);
  if ([...text.matchAll(/^FROM\s+(\S+)/gim)].some(([, image = '']) => named(image) === FULL_BASE)) {
    const made = await full();
    if (!made.ok) return made;
    bases.set(FULL_BASE, made.value);
  }
  writeFileSync(copy, text.replace(/^(FROM\s+)(\S+)/gim, (_line, from: string, image: string) => `${from}${bases.get(named(image)) ?? image}`));
  return read(copy);
}

function secretFile({ scratch }: Site, id: string, text: string): string {
  const path = join(scratch, `secret-${id}`);
  writeFileSync(path, text);
  return path;
}

type Inside = Pick<Seen, 'own' | 'others' | 'distributions' | 'broken' | 'unlinked' | 'files'>;

async function lookInside(engine: Engine, tag: string, { environment, user }: ServiceCase, modules: readonly Step[]): Promise<Read<Inside>> {
  const ran = await run(engine, tag, ['-c', IN_IMAGE, JSON.stringify(modules)], { timeout: 300_000, network: 'none', entrypoint: 'python', environment, user });
  if (!ran.ok) return ran;
  const [, line] = ran.value.stdout.split('\nin_image:\n');
  if (line === undefined) return unreadable(`the imports ended with ${ran.value.exit}: ${ran.value.stderr.trim().split('\n').at(-1) ?? ''}`);
  return read(JSON.parse(line) as Inside);
}

/** Every command of a case with every route; HEALTHCHECK as the image has it. */
async function startAndAsk(engine: Engine, tag: string, one: ServiceCase): Promise<Read<Pick<Seen, 'answers' | 'health' | 'check' | 'written' | 'refused'>>> {
  const check = await healthCheckOf(engine, tag);
  if (!check.ok) return check;
  const url = one.health ?? /https?:\/\/(?:localhost|127\.0\.0\.1)[^\s'")]*/.exec(check.value?.words.join(' ') ?? '')?.[0];
  if (url === undefined) return unreadable('nothing says which route tells its health');
  const answers: Record<string, Answer | string> = {};
  const health: Record<string, number> = {};
  const written: Record<string, readonly string[]> = {};
  const refused: Record<string, readonly string[]> = {};
  for (const command of one.commands) {
    const started = await start(engine, tag, command, one);
    if (!started.ok) return started;
    const called = command === null ? 'its own command' : (command[0] ?? '');
    try {
      for (const route of [url, ...one.routes.map((path) => new URL(path, url).href)]) {
        const answer = await ask(engine, started.value, route.replace('localhost', '127.0.0.1'));
        answers[`${called}: ${route}`] = answer.ok ? answer.value : answer.reason;
        // Who does not answer once has ended or hangs.
        if (!answer.ok) break;
      }
      const code = check.value === null ? null : await beside(engine, started.value, check.value.words);
      if (code?.ok) health[called] = code.value;
      written[called] = await writtenIn(engine, started.value);
      refused[called] = await refusedIn(started.value);
    } finally {
      await started.value.stop();
    }
  }
  const without = await asleep(engine, tag, check.value, one);
  return without.ok ? read({ answers, health, check: without.value, written, refused }) : without;
}
