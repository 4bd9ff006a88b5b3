import { posix } from 'node:path';
import type { ImageFile } from '#verify/types.js';

/** What Python's environments in an image hold, wherever they lie: site-packages, --target, --prefix, --user, venvs. */
export interface Environments {
  /** Whether an installed distribution lists the file, or it belongs to a virtual environment. */
  owns(path: string): boolean;
  readonly distributions: readonly Installed[];
}

export interface Installed {
  /** Normalised (PEP 503). */
  readonly name: string;
  readonly version: string;
  /** That holds its `.dist-info`. */
  readonly folder: string;
}

/** What `python -m venv` puts into an environment by itself. */
const SEEDS = ['pip', 'setuptools', 'wheel'];

/**
 * Reads environments as importlib.metadata does, from `.dist-info` folders and egg links; RECORD lists what a
 * distribution owns, console scripts included (Python packaging guide, "Recording installed
 * projects"). `files` are those that the image has over its base, RECORD and METADATA with content.
 */
export function environmentsOf(files: readonly ImageFile[]): Environments {
  const venvs = files.filter(({ path }) => path.endsWith('/pyvenv.cfg')).map(({ path }) => posix.dirname(path));
  const owned = new Set(files.filter(({ path }) => path.endsWith('.dist-info/RECORD')).flatMap(recorded));
  const distributions = files.filter(({ path }) => path.endsWith('.dist-info/METADATA')).map(installed);
  const isSeed = ({ name, folder }: Installed): boolean => SEEDS.includes(name) && venvs.some((venv) => folder.startsWith(`${venv}/`));
  const links = files.filter(({ path }) => path.endsWith('.egg-link'));
  const developed = links.flatMap((link) => developedFrom(link, files));
  for (const { path } of links) owned.add(path).add(`${posix.dirname(path)}/easy-install.pth`);
  return {
    owns: (path) => owned.has(path) || venvs.some((venv) => path.startsWith(`${venv}/`)),
    distributions: [...distributions.filter((one) => !isSeed(one)), ...developed],
  };
}

/** Paths of a RECORD (CSV: path, hash, size) are relative to the folder that holds the `.dist-info`. */
function recorded({ path, content }: ImageFile): readonly string[] {
  const folder = posix.dirname(posix.dirname(path));
  const lines = textOf(content).split(/\r?\n/).filter((line) => line !== '');
  return lines.map((line) => posix.resolve(folder, line.startsWith('"') ? (line.slice(1).split('"')[0] ?? '') : (line.split(',')[0] ?? '')));
}

/** `setup.py develop`, as pip still does for an editable without pyproject.toml: the link names the source folder. */
function developedFrom(link: ImageFile, files: readonly ImageFile[]): readonly Installed[] {
  const source = textOf(link.content).split('\n')[0]?.trim() ?? '';
  const metadata = files.filter(({ path }) => path.endsWith('.egg-info/PKG-INFO') && posix.dirname(posix.dirname(path)) === source);
  return metadata.map((file) => ({ ...installed(file), folder: posix.dirname(link.path) }));
}

function installed({ path, content }: ImageFile): Installed {
  const text = textOf(content);
  const field = (name: string): string => new RegExp(`^${name}: (.*)$`, 'm').exec(text)?.[1]?.trim() ?? '';
  return { name: field('Name').toLowerCase().replace(/[-_.]+/g, '-'), version: field('Version'), folder: posix.dirname(posix.dirname(path)) };
}

function textOf(content: Uint8Array | null): string {
  return new TextDecoder().decode(content ?? new Uint8Array(0));
}
