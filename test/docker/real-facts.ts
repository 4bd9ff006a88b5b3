import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { read, type Read } from '#text/read.js';
import { filesOf } from '#verify/files.js';
import { inspect } from '#verify/inspect.js';
import type { Engine, ImageConfig, ImageFile } from '#verify/types.js';
import { environmentsOf } from './environments.js';
import type { RealFacts } from './facts.js';
import type { ImageCase } from './image-cases.js';

/** A base image, read once for all that stand on it. */
export interface Base {
  readonly config: ImageConfig;
  readonly files: ReadonlyMap<string, ImageFile>;
}

export interface RealImage {
  readonly facts: RealFacts;
  /** Files over the base that are neither the workspace's, nor Python's, nor the system's. */
  readonly made: readonly string[];
  /** Whether there is any layer over the base. */
  readonly changed: boolean;
  /** Every distribution over the base, with the folder that it lies in. */
  readonly installed: readonly string[];
  readonly size: number;
}

/** What the system writes when packages are installed or users are added. */
const SYSTEM = /^\/(?:var\/(?:lib\/(?:dpkg|apt|systemd|pam|ucf|python)|cache|log|mail|backups)|etc|run|tmp|usr\/(?:bin|sbin|lib|lib64|libexec|share|include|games|local\/share)|lib|lib64|bin|sbin|root\/\.cache)\/|^\/home\/[^/]+\/\.(?:bash_logout|bashrc|profile)$/;

/** What Python and builds of local packages leave beside the sources. */
const LEFT_BY_PYTHON = /\/__pycache__\/|\.pyc$|\.egg-info\/|\/build\/(?:lib|bdist\.)/;

export async function readBase(engine: Engine, image: string): Promise<Read<Base>> {
  const config = await inspect(engine, image);
  if (!config.ok) return config;
  const files = await filesOf(engine, image, isMetadata);
  return files.ok ? read({ config: config.value, files: byPath(files.value) }) : files;
}

/**
 * Reads a built image. A file is the workspace's when the base does not have it so, no environment
 * of Python owns it, and some file of the workspace holds the same bytes (an empty one: under the
 * same name); or when a RUN is known to have changed it.
 */
export async function realImage(engine: Engine, image: string, base: Base, build: ImageCase): Promise<Read<RealImage>> {
  const config = await inspect(engine, image);
  if (!config.ok) return config;
  const sources = sourcesOf(build.workspace);
  const changed = config.value.digests.join() !== base.config.digests.join();
  const all = changed ? await filesOf(engine, image, (path, size) => sources.sizes.has(size) || isMetadata(path)) : read([...base.files.values()]);
  if (!all.ok) return all;
  const over = all.value.filter((file) => file.kind === 'file' && base.files.get(file.path)?.size !== file.size);
  const environments = environmentsOf(over);
  const left = over.filter(({ path }) => !environments.owns(path) && !LEFT_BY_PYTHON.test(path));
  const fromWorkspace = left.filter((file) => build.edited.includes(file.path) || isSource(file, sources)).map(({ path }) => path);
  const made = left.map(({ path }) => path).filter((path) => !fromWorkspace.includes(path) && !SYSTEM.test(path));
  const { environment, user, workdir, entrypoint, cmd, layers, size } = config.value;
  return read({
    size,
    changed,
    made: made.sort(),
    installed: environments.distributions.map(({ name, version, folder }) => `${name}==${version} in ${folder}`),
    facts: {
      files: fromWorkspace.sort(),
      environment,
      baseEnvironment: base.config.environment,
      user: user || 'root',
      workdir: workdir || '/',
      entrypoint,
      cmd,
      distributions: [...new Set(environments.distributions.map(({ name, version }) => `${name}==${version}`))].sort(),
      systemPackages: debianPackages(all.value),
      layers: layers.map(({ createdBy, size }) => ({ instruction: createdBy, size })),
    },
  });
}

interface Sources {
  /** Of contents. */
  readonly hashes: ReadonlySet<string>;
  readonly sizes: ReadonlySet<number>;
  readonly emptyNames: ReadonlySet<string>;
}

/** Every file of the workspace; of an archive also what it holds, which lies unpacked beside the workspace. */
function sourcesOf(workspace: string): Sources {
  const hashes = new Set<string>();
  const sizes = new Set<number>();
  const emptyNames = new Set<string>();
  for (const folder of [workspace, join(workspace, '../archives')]) {
    for (const path of filesBelow(folder)) {
      const bytes = readFileSync(path);
      sizes.add(bytes.length);
      if (bytes.length === 0) emptyNames.add(path.slice(path.lastIndexOf('/') + 1));
      else hashes.add(hash(bytes));
    }
  }
  return { hashes, sizes, emptyNames };
}

function isSource({ path, size, content }: ImageFile, { hashes, emptyNames }: Sources): boolean {
  if (size === 0) return emptyNames.has(path.slice(path.lastIndexOf('/') + 1));
  return content !== null && hashes.has(hash(content));
}

function isMetadata(path: string): boolean {
  return /\.dist-info\/(?:RECORD|METADATA)$|\.egg-link$|\.egg-info\/PKG-INFO$/.test(path) || path === '/var/lib/dpkg/status';
}

function debianPackages(files: readonly ImageFile[]): readonly string[] {
  const status = files.find(({ path }) => path === '/var/lib/dpkg/status')?.content;
  if (!status) return [];
  const entries = new TextDecoder().decode(status).split('\n\n').filter((entry) => /^Status: install ok installed$/m.test(entry));
  return entries.flatMap((entry) => /^Package: (.+)$/m.exec(entry)?.[1] ?? []);
}

function filesBelow(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  } catch {
    return [];
  }
}

function byPath(files: readonly ImageFile[]): ReadonlyMap<string, ImageFile> {
  return new Map(files.map((file) => [file.path, file]));
}

function hash(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
