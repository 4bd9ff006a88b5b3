import type { Io } from '#io/types.js';
import type { Edge } from '#knowledge/edge-types.js';
import { normalizeName } from '#pep/name.js';
import { splitByExtra } from '#pyproject/locks/extra-marker.js';
import { decode } from '#text/decode.js';
import { read, unreadable, type Read } from '#text/read.js';
import { readEntryPoints } from './entry-points.js';
import { readMetadataHeaders, requiresTxt } from './metadata-text.js';
import { modulesOfRecord } from './record-modules.js';

/** What is installed in a virtual environment, by its metadata alone; nothing of it is run. */
export interface Installed {
  /** The folder that was given. */
  readonly folder: string;
  /** By normalised name. */
  readonly distributions: ReadonlyMap<string, InstalledDistribution>;
  /** Metadata that could not be read, with the reason. */
  readonly unread: readonly { readonly path: string; readonly reason: string }[];
}

export interface InstalledDistribution {
  readonly name: string;
  /** Null: the metadata does not tell. */
  readonly version: string | null;
  readonly requires: readonly Edge[];
  /** By extra; every extra of the distribution is here. */
  readonly optional: ReadonlyMap<string, readonly Edge[]>;
  /** Modules that it puts into the environment: `yaml`, `_yaml`; of a namespace package the first names that are its own, `google.cloud.storage`. */
  readonly modules: readonly string[];
  /** Programs by name, with what they run: `celery` -> `celery.__main__:main`. */
  readonly scripts: ReadonlyMap<string, string>;
  /** Names by entry point group, `pytest11`, `sqlalchemy.dialects`; console scripts are not here. */
  readonly plugins: ReadonlyMap<string, readonly string[]>;
  /** The folder of its metadata. */
  readonly path: string;
}

/** More distributions than any environment has. */
const MOST = 20_000;

/**
 * Reads the `*.dist-info` and `*.egg-info` folders of a virtual environment (`venv`, `.venv`), or of a
 * `site-packages` folder itself. Not readable where the folder has none.
 */
export function installedMetadata(io: Io, folder: string): Read<Installed> {
  const sites = siteFolders(io, folder);
  const distributions = new Map<string, InstalledDistribution>();
  const unread: { path: string; reason: string }[] = [];
  let found = 0;
  for (const site of sites) {
    for (const entry of io.list(site)) {
      if (!/\.(?:dist|egg)-info$/.test(entry)) continue;
      if (++found > MOST) return unreadable(`more than ${MOST} distributions in ${folder}`);
      const path = `${site}/${entry}`;
      const one = distributionAt(io, path);
      if (!one.ok) unread.push({ path, reason: one.reason });
      else if (!distributions.has(one.value.name)) distributions.set(one.value.name, one.value);
    }
  }
  if (found === 0) return unreadable(sites.length === 0 ? `${folder} is no virtual environment: it has no site-packages folder` : `no metadata of a distribution in ${sites.join(' or ')}`);
  return read({ folder, distributions, unread });
}

/** `lib/python3.12/site-packages`, `lib64/…`, `Lib/site-packages` on Windows, or the folder itself. */
function siteFolders(io: Io, folder: string): readonly string[] {
  const libs = ['lib', 'lib64'].flatMap((lib) => io.list(`${folder}/${lib}`).filter((name) => name.startsWith('python') || name.startsWith('pypy')).map((name) => `${folder}/${lib}/${name}`));
  const sites = [...libs, `${folder}/Lib`].flatMap((lib) => [`${lib}/site-packages`, `${lib}/dist-packages`]);
  const real = new Map<string, string>();
  for (const site of [...sites, folder]) {
    const target = io.realPath(site);
    if (target === null || real.has(target)) continue;
    if (site !== folder || io.list(site).some((name) => /\.(?:dist|egg)-info$/.test(name))) real.set(target, site);
  }
  return [...real.values()];
}

function distributionAt(io: Io, path: string): Read<InstalledDistribution> {
  const egg = path.endsWith('.egg-info');
  // An egg-info that distutils wrote is a file and not a folder.
  const single = egg && io.stat(path)?.kind === 'file';
  const text = textAt(io, single ? path : `${path}/${egg ? 'PKG-INFO' : 'METADATA'}`);
  if (!text.ok) return text;
  const headers = readMetadataHeaders(text.value);
  const name = headers.get('name')?.[0];
  if (name === undefined) return unreadable('its metadata has no name');
  const file = (inside: string): string | null => {
    const content = single ? null : textAt(io, `${path}/${inside}`);
    return content !== null && content.ok ? content.value : null;
  };
  const required = headers.get('requires-dist') ?? (egg ? requiresTxt(file('requires.txt') ?? '') : []);
  const { requires, optional, unread } = splitByExtra(required);
  if (unread > 0) return unreadable(`${unread} of its requirements cannot be parsed`);
  const extras = new Map(optional);
  for (const extra of headers.get('provides-extra') ?? []) if (!extras.has(normalizeName(extra))) extras.set(normalizeName(extra), []);
  const points = readEntryPoints(file('entry_points.txt') ?? '');
  const record = file('RECORD');
  const modules = record === null ? listed(file('top_level.txt')) : modulesOfRecord(record);
  return read({ name: normalizeName(name), version: headers.get('version')?.[0] ?? null, requires, optional: extras, modules, ...points, path });
}

function listed(text: string | null): readonly string[] {
  return (text ?? '').split('\n').map((line) => line.trim().replaceAll('/', '.')).filter((line) => line !== '');
}

function textAt(io: Io, path: string): Read<string> {
  const bytes = io.readFile(path);
  if (!bytes.ok) return unreadable(`${path}: ${bytes.reason}`);
  const decoded = decode(bytes.value);
  return decoded.ok ? read(decoded.text) : unreadable(`${path}: ${decoded.reason}`);
}
