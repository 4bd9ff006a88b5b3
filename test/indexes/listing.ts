import { normalized, type Distribution, type ReleaseFile } from './distribution.js';
import type { FaultKind, IndexOptions } from './options.js';
import { sha256, type ListedFile } from './pages.js';
import { stubSdist } from './stub-sdist.js';
import { coreMetadata, stubWheel, wheelEntries } from './stub-wheel.js';
import { storedZip } from './zip.js';

/** The files of one index, each made when somebody first asks for its project. */
export interface Listing {
  readonly projects: readonly string[];
  /** Empty: no such project. */
  ofProject(project: string): readonly ListedFile[];
  /** Undefined: no file of that name. */
  ofFile(file: string): ListedFile | undefined;
  all(): readonly ListedFile[];
}

export function listFiles(distributions: readonly Distribution[], options: IndexOptions): Listing {
  const byProject = new Map<string, Distribution[]>();
  for (const one of distributions) byProject.set(normalized(one.name), [...(byProject.get(normalized(one.name)) ?? []), one]);
  const made = new Map<string, readonly ListedFile[]>();
  const ofProject = (project: string): readonly ListedFile[] => {
    const files = made.get(project) ?? (byProject.get(project) ?? []).flatMap((one) => releaseFiles(one, options));
    made.set(project, files);
    return files;
  };
  const ofFile = (file: string): ListedFile | undefined =>
    ofProject(normalized(file.endsWith('.whl') ? (file.split('-')[0] ?? '') : file.slice(0, file.lastIndexOf('-')))).find((one) => one.file === file);
  const projects = [...byProject.keys()].sort();
  return { projects, ofProject, ofFile, all: () => projects.flatMap(ofProject) };
}

function releaseFiles(distribution: Distribution, options: IndexOptions): ListedFile[] {
  const archives = [...distribution.wheels, ...(distribution.sdist ? [distribution.sdist] : [])];
  return archives.map((archive) => listed(distribution, archive, options));
}

function listed(distribution: Distribution, archive: ReleaseFile, options: IndexOptions): ListedFile {
  const { file } = archive;
  const isWheel = file.endsWith('.whl');
  const faults = (options.faults ?? []).filter(({ on, project }) => on === 'file' && (project ?? distribution.name) === distribution.name);
  const body = isWheel ? wheelBody(distribution, file, faults.map(({ does }) => does)) : stubSdist(distribution, file);
  const sizes = { served: body.length, real: archive.bytes, none: null };
  return {
    distribution,
    file,
    body,
    sha256: sha256(faults.some(({ does }) => does === 'wrong-hash') ? `not ${file}` : body),
    size: sizes[options.sizes ?? 'served'],
    metadata: isWheel && options.metadata !== false ? coreMetadata(distribution) : null,
  };
}

function wheelBody(distribution: Distribution, file: string, faults: readonly FaultKind[]): Buffer {
  if (faults.includes('not-a-zip')) return Buffer.alloc(100_000, 'no zip ');
  const entries = wheelEntries(distribution, file);
  if (faults.includes('lying-directory')) return storedZip(entries, { directoryBytes: 0xfffffff0, directoryAt: 0xfffffff0 });
  if (!faults.includes('huge-directory')) return stubWheel(distribution, file);
  // As many files as fit without zip64, with long names: what is large is the directory alone.
  const folder = 'many/'.repeat(80);
  const many = Array.from({ length: 65_000 }, (_, index) => ({ path: `${folder}${index}`, content: Buffer.alloc(0) }));
  return storedZip([...entries, ...many]);
}
