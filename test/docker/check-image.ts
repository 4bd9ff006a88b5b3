import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseDockerfile } from '#dockerfile/parse.js';
import { read, unreadable, type Read } from '#text/read.js';
import { beyond } from '#verify/beyond.js';
import { build } from '#verify/build.js';
import type { Capabilities } from '#verify/capabilities.js';
import { remove } from '#verify/remove.js';
import { run } from '#verify/run.js';
import type { Engine } from '#verify/types.js';
import { differences, sameFacts } from './facts.js';
import type { ImageCase } from './image-cases.js';
import { modelFacts } from './model-facts.js';
import { readBase, realImage, type Base, type RealImage } from './real-facts.js';

export interface Session {
  readonly engine: Engine;
  readonly capabilities: Capabilities;
  /** Folder for what is really in each image, as JSON. */
  readonly out: string;
  /** Base images that were read, by name. */
  readonly bases: Map<string, Promise<Read<Base>>>;
}

export interface Checked {
  readonly note: string;
  /** One line each. */
  readonly wrong: readonly string[];
}

/** Builds an image, reads it, and compares it with what a person and what the model say. */
export async function checkImage(session: Session, one: ImageCase): Promise<Checked> {
  const late = lateUses(one, session.capabilities);
  if (!late.ok) return { note: 'not read', wrong: [late.reason] };
  if (late.value.length > 0) return checkModelAlone(one, late.value);
  const tag = `slimify-suite:${one.name.replace(/[^a-z0-9]+/g, '-')}`;
  const image = await buildAndRead(session, one, tag);
  if (!image.ok) return { note: 'not built', wrong: [image.reason] };
  save(session.out, one, image.value);
  const { facts, made, size, changed } = image.value;
  const said = await modelFacts(one);
  const wrong = [
    ...differences(one.facts, facts).map((line) => `facts.json: ${line}`),
    ...(said ? differences(said, facts).map((line) => `model: ${line}`) : ['the model cannot tell this build']),
    ...made.filter((path) => !one.made.includes(path)).map((path) => `${path} is in the image and comes from nowhere`),
    ...one.made.filter((path) => !made.includes(path)).map((path) => `${path} should have been made by the build`),
    ...(changed ? await unseen(session.engine, tag, facts.distributions) : []),
  ];
  const removed = await remove(session.engine, tag);
  if (!removed.ok) wrong.push(removed.reason);
  return { note: `${facts.files.length} files, ${facts.distributions.length} distributions, ${(size / 1e6).toFixed(1)} MB`, wrong };
}

/** An image that the engine cannot build: only what is said about it can be compared. */
async function checkModelAlone(one: ImageCase, shapes: readonly string[]): Promise<Checked> {
  const said = await modelFacts(one);
  const note = `not built, for the engine lacks ${shapes.join('; ')}`;
  if (said === null) return { note, wrong: ['the model cannot tell this build'] };
  return { note: `${note}; the model is compared with facts.json`, wrong: sameFacts(said, one.facts) ? [] : [`model: ${JSON.stringify(said)}`] };
}

async function buildAndRead({ engine, bases }: Session, one: ImageCase, tag: string): Promise<Read<RealImage>> {
  const built = await build(engine, {
    context: join(one.workspace, one.context),
    dockerfile: join(one.workspace, one.dockerfile),
    target: one.target,
    args: one.args,
    secrets: Object.fromEntries(Object.entries(one.secrets).map(([id, file]) => [id, join(one.workspace, file)])),
    tag,
    timeout: 300_000,
  });
  if (!built.ok) return built;
  const reading = bases.get(one.base) ?? readBase(engine, one.base);
  bases.set(one.base, reading);
  const base = await reading;
  return base.ok ? realImage(engine, tag, base.value, one) : base;
}

/** Shapes of the Dockerfile that the engine cannot build, with their line. */
function lateUses(one: ImageCase, capabilities: Capabilities): Read<readonly string[]> {
  const document = parseDockerfile(one.dockerfile, readFileSync(join(one.workspace, one.dockerfile), 'utf8'));
  if (!document.ok) return unreadable(`${one.dockerfile}: ${document.reason}`);
  return read(beyond(document.value, capabilities).map(({ shape, line }) => `${shape}, line ${line}`));
}

/** Prints `name==version` of all that the interpreter finds. */
const LIST = 'import importlib.metadata as m; print("\\n".join(d.metadata["Name"] + "==" + d.version for d in m.distributions()))';

/** Python in the image must not find a distribution that reading the files did not: a check of the harness itself. */
async function unseen(engine: Engine, tag: string, known: readonly string[]): Promise<readonly string[]> {
  const listed = await run(engine, tag, ['-c', LIST], { timeout: 30_000, network: 'none', entrypoint: 'python', environment: {} });
  if (!listed.ok) return [listed.reason];
  if (listed.value.exit !== 0) return [];
  const seeds = /^(?:pip|setuptools|wheel)==/;
  const names = listed.value.stdout.split('\n').filter((line) => line !== '' && !seeds.test(line)).map((line) => line.toLowerCase().replace(/[-_.]+(?=.*==)/g, '-'));
  return names.filter((name) => !known.includes(name)).map((name) => `Python finds ${name}, which reading the files did not`);
}

function save(out: string, one: ImageCase, image: RealImage): void {
  const path = join(out, `${one.name}.json`);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${JSON.stringify(image, null, 2)}\n`);
}
