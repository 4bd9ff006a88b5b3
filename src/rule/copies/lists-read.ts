import { requirementsAt, type Snapshot } from '#files/snapshot.js';
import type { ResolvedInstall } from '#image/installs/resolved-install.js';
import { resolveIncludes } from '#requirements/includes.js';
import type { RequirementsDocument } from '#requirements/types.js';
import { baseName, folderOf, resolvePath } from '#text/paths.js';
import { read, unreadable, type Read } from '#text/read.js';

/** Variables by which pip and uv read files that no word of the call names. */
const FILES_BY_VARIABLE = ['PIP_CONSTRAINT', 'PIP_BUILD_CONSTRAINT', 'PIP_FIND_LINKS', 'PIP_CONFIG_FILE', 'PIP_REQUIREMENT', 'UV_CONSTRAINT', 'UV_BUILD_CONSTRAINT', 'UV_OVERRIDE', 'UV_CONFIG_FILE', 'UV_FIND_LINKS'];

/** Variables that name certificates and passwords; what they name in folders of the system is not the code's. */
const TRUST = ['PIP_CERT', 'PIP_CLIENT_CERT', 'REQUESTS_CA_BUNDLE', 'CURL_CA_BUNDLE', 'SSL_CERT_FILE', 'SSL_CERT_DIR', 'NETRC'];

/** A file of the workspace that an install reads, and where it lies in the image then. */
export interface ListRead {
  readonly path: string;
  readonly place: string;
}

/**
 * The files of the workspace that an install reads, with everything that they include; or why there may be others: a
 * project, a path in a list, a folder of wheels.
 */
export function listsRead(snapshot: Snapshot, { install, inputs, unresolved, doubt, indexes }: ResolvedInstall): Read<readonly ListRead[]> {
  const { manager } = install.call;
  if (manager !== 'pip' && manager !== 'uv') return unreadable(`${manager} reads the project`);
  if (install.nested || install.script !== null) return unreadable('it stands in a script');
  if (unresolved !== null || doubt !== null) return unreadable(unresolved ?? doubt ?? '');
  const variable = FILES_BY_VARIABLE.find((name) => install.variable(name) != null && install.variable(name) !== '');
  if (variable !== undefined) return unreadable(`${variable} names more files`);
  const trusted = TRUST.find((name) => install.variable(name) != null && !/^$|^\/(?:etc|usr|run|var)\//.test(install.variable(name) ?? ''));
  if (trusted !== undefined) return unreadable(`${trusted} names a file`);
  const words = [...install.call.globalOptions, ...install.call.arguments];
  const option = words.findIndex((word) => word === null || /^--(?:client-cert|cert|config-file)(?:=|$)/.test(word));
  const named = option < 0 ? null : (words[option]?.split('=')[1] ?? words[option + 1] ?? '');
  if (named !== null && words[option] !== null && !/^\/(?:etc|usr|run|var)\//.test(named)) return unreadable(`${words[option]} names a file`);
  if (indexes.some((text) => /find-links|^-f\b/i.test(text) && !/https?:\/\//.test(text))) return unreadable('it takes packages from a folder');
  const found = new Map<string, string>();
  for (const input of inputs) {
    if (input.kind === 'inline') {
      if (/[/\\]|@\s*file:/.test(input.written) && !/@\s*(?:git\+)?https:/.test(input.written)) return unreadable(`${input.written} is a path`);
      continue;
    }
    if (input.kind !== 'file') return unreadable('it installs a project or an archive');
    const document = requirementsAt(snapshot, input.path);
    if (!document) return unreadable(`${input.path} cannot be read`);
    const imagePath = install.files.find(({ written, imagePath: at }) => at !== null && written === input.written)?.imagePath ?? install.files.find(({ imagePath: at }) => at !== null && baseName(at) === baseName(input.path))?.imagePath ?? null;
    const closure = resolveIncludes(document, (path) => requirementsAt(snapshot, path), input.role);
    if (closure.cycles.length > 0) return unreadable(`${input.path} includes itself`);
    const [missing] = closure.missing;
    if (missing) return unreadable(`${missing.from}:${missing.include.line} includes ${missing.include.path}, which is not read`);
    for (const { document: one } of closure.documents) {
      const reason = elsewhere(one);
      if (reason !== null) return unreadable(reason);
      // pip resolves what a file includes against the folder of that file.
      const place = imagePath === null ? null : resolvePath(folderOf(imagePath), between(input.path, one.path));
      if (place === null || place === undefined) return unreadable(`where ${one.path} lies in the image cannot be told`);
      found.set(place, one.path);
    }
  }
  return read([...found].map(([place, path]) => ({ place, path })));
}

/** From the folder of one file to another one. */
function between(from: string, to: string): string {
  const [a, b] = [folderOf(from).split('/').filter(Boolean), to.split('/')];
  let same = 0;
  while (same < a.length && a[same] === b[same]) same += 1;
  return [...a.slice(same).map(() => '..'), ...b.slice(same)].join('/');
}

/** Why a list reads more than itself and what it includes; null: it does not. */
function elsewhere(document: RequirementsDocument): string | null {
  const { path } = document;
  for (const entry of document.entries) {
    const place = `${path}:${entry.lines.first}`;
    if (entry.kind === 'local' && entry.form !== 'url' && entry.form !== 'vcs') return `${place}: ${entry.target} is a path`;
    if (entry.kind === 'local' && /^file:/i.test(entry.target)) return `${place}: ${entry.target} is a path`;
    if (entry.kind === 'local' && entry.editable) return `${place}: an editable install puts its code into the working folder`;
    if (entry.kind === 'invalid') return `${place} cannot be read`;
    if (entry.kind === 'requirement' && /@\s*file:|@\s*\.{0,2}\//.test(entry.joined)) return `${place} is a path`;
    if (entry.kind !== 'option') continue;
    for (const { name, value } of entry.options) {
      if (name === '--find-links' && !/^https?:/.test(value ?? '')) return `${place} takes packages from a folder`;
    }
  }
  return document.problems.some(({ kind }) => kind === 'refused' || kind === 'template' || kind === 'conflict') ? `${path} cannot be read in full` : null;
}
