import { parseMarker } from '#pep/marker-syntax.js';
import { normalizeName } from '#pep/name.js';
import { parsePep508 } from '#pep/pep508.js';
import type { Pep508 } from '#pep/types.js';
import { type Read, read, unreadable } from '#text/read.js';
import type { Span } from '#text/span.js';
import { isArchive, linkForm, linkName, looksLikePath } from './links.js';
import type { LocalEntry } from './types.js';

/** What a line asks for, with spans in the text that was given. */
export type Target = NamedTarget | LocalTarget;

export interface NamedTarget {
  readonly kind: 'requirement';
  readonly requirement: Pep508;
}

export interface LocalTarget extends Pick<LocalEntry, 'form' | 'target' | 'extras' | 'marker' | 'name'> {
  readonly kind: 'local';
  readonly span: Span;
}

/**
 * What a requirement line asks for, in the order in which pip tries (`parse_req_from_line`): the marker is cut off at
 * the first `;` (behind a URL only at `; `), then a URL, an archive, a PEP 508 requirement, a folder.
 * Folders are not looked up: what reads like a path and like nothing else is taken for one that exists.
 */
export function parseTarget(text: string): Read<Target> {
  const form = linkForm(text);
  const cut = text.indexOf(form ? '; ' : ';');
  const asked = trimmedSpan(text, 0, cut < 0 ? text.length : cut);
  const markerSpan = cut < 0 ? null : trimmedSpan(text, cut + 1, text.length);
  const marker = markerSpan && markerSpan.end > markerSpan.start ? text.slice(markerSpan.start, markerSpan.end) : null;
  if (marker !== null) {
    const parsed = parseMarker(marker);
    if (!parsed.ok) return parsed;
  }
  const what = text.slice(asked.start, asked.end);
  if (form) return local(what, form, [], marker, asked.start);
  const { path, extras } = withoutExtras(what);
  if (isArchive(path) && !isNamedUrl(what)) return archive(path, extras, marker, asked.start);
  const requirement = parsePep508(text.slice(0, asked.end));
  if (requirement.ok) {
    return read({ kind: 'requirement', requirement: { ...requirement.value, marker, markerSpan: marker === null ? null : markerSpan } });
  }
  if (/^(?:[A-Za-z]:|\.{0,2})\\/.test(what)) return unreadable(`a Windows path, which pip refuses on Linux: ${what}`);
  if (!looksLikePath(what)) return requirement;
  if (/^(?:git|hg|svn|bzr)\+/i.test(what)) return unreadable(`a repository without a scheme such as git+https:// or git+ssh://: ${what}`);
  const names = extraNames(extras);
  return names.ok ? local(path, 'path', names.value, marker, asked.start) : names;
}

/**
 * What stands behind `-e` (`parse_editable`): `name @ repository`, a repository with `#egg=`, or a folder.
 * The value is one shell word, so a marker counts only inside the quotes of the first form.
 */
export function parseEditable(value: string): Read<LocalTarget> {
  const requirement = parsePep508(value);
  const direct = requirement.ok && requirement.value.url !== null ? requirement.value : null;
  const url = direct?.url ?? value;
  const { path, extras } = withoutExtras(value);
  const form = linkForm(url) ?? (/^(?:git|hg|svn|bzr):/i.test(url) ? 'vcs' : null);
  if (form === 'url' && !/^file:/i.test(url)) return unreadable(`-e takes a folder or a repository, not ${url}`);
  if (form === null && (direct || /^[a-z][a-z0-9+.-]+:\/\//i.test(url))) return unreadable(`-e takes a folder or a repository, not ${url}`);
  if (direct) {
    const named = linkName(direct.url ?? '');
    if (!named.ok) return named;
    return read({
      kind: 'local', form: form ?? 'path', target: url, extras: direct.extras, marker: direct.marker,
      name: normalizeName(direct.name), span: direct.urlSpan ?? { start: 0, end: value.length },
    });
  }
  if (form === 'vcs') {
    const entry = local(value, 'vcs', [], null, 0);
    if (entry.ok && entry.value.name === null) return unreadable(`-e with a repository needs a name: \`name @ ${value}\` or \`#egg=name\``);
    return entry;
  }
  const names = extraNames(extras);
  return names.ok ? local(path, form ?? 'path', names.value, null, 0) : names;
}

function archive(path: string, extras: string | null, marker: string | null, start: number): Read<LocalTarget> {
  const names = extraNames(extras);
  return names.ok ? local(path, 'archive', names.value, marker, start) : names;
}

function local(target: string, form: LocalTarget['form'], extras: readonly string[], marker: string | null, start: number): Read<LocalTarget> {
  const name = form === 'path' ? read(null) : linkName(target);
  if (!name.ok) return name;
  const span = { start, end: start + target.length };
  return read({ kind: 'local', form, target, extras, marker, name: name.value, span });
}

/** `name @ path.whl`: an archive that the URL names, not a path of its own. */
function isNamedUrl(text: string): boolean {
  const at = text.indexOf('@');
  return at >= 0 && !looksLikePath(text.slice(0, at));
}

/** Cuts `[extras]` off the end of a path (`strip_extras`). */
function withoutExtras(text: string): { readonly path: string; readonly extras: string | null } {
  const open = text.endsWith(']') ? text.lastIndexOf('[', text.length - 3) : -1;
  if (open <= 0 || text.indexOf(']', open) < text.length - 1) return { path: text, extras: null };
  return { path: text.slice(0, open).trimEnd(), extras: text.slice(open) };
}

function extraNames(extras: string | null): Read<readonly string[]> {
  if (extras === null) return read([]);
  const parsed = parsePep508(`placeholder${extras.toLowerCase()}`);
  return parsed.ok ? read(parsed.value.extras) : parsed;
}

function trimmedSpan(text: string, from: number, to: number): Span {
  const slice = text.slice(from, to);
  const start = from + slice.length - slice.trimStart().length;
  return { start, end: Math.max(start, from + slice.trimEnd().length) };
}
