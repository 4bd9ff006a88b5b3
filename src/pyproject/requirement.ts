import { filePathOf } from '#pep/file-url.js';
import { normalizeName } from '#pep/name.js';
import { parsePep508 } from '#pep/pep508.js';
import { type Read, unreadable, read } from '#text/read.js';
import type { GroupOf, ProjectRequirement, RequirementSource, Written } from './types.js';

/** A requirement in the words of PEP 508. */
export function requirementOf({ text, line }: Written, group: GroupOf | null): Read<ProjectRequirement> {
  const parsed = parsePep508(text);
  if (!parsed.ok) return unreadable(`not a requirement: ${parsed.reason}`, line);
  const { name, extras, specifierSpan, marker, url } = parsed.value;
  const version = specifierSpan ? text.slice(specifierSpan.start, specifierSpan.end) : null;
  const sources = url === null ? [] : [urlSource(url, marker, line)];
  return read({ ...plain(normalizeName(name), text, line, group), version, extras: extras.map(normalizeName), marker, sources });
}

/** A requirement of which nothing more is said. */
export function plain(name: string, written: string, line: number, group: GroupOf | null): ProjectRequirement {
  return { name, written, line, version: null, extras: [], marker: null, python: null, optional: false, group, sources: [], installer: 'pip' };
}

/** `git+https://…@ref`, `file:…`, `https://…`. */
export function urlSource(url: string, marker: string | null, line: number): RequirementSource {
  const git = /^git\+(.+?)(?:@([^@/#]+))?(?:#.*)?$/.exec(url);
  if (git?.[1] !== undefined) return { kind: 'git', target: git[1], reference: git[2] ?? null, editable: false, marker, line };
  const file = filePathOf(url);
  return { kind: file === null ? 'url' : 'path', target: file ?? url, reference: null, editable: false, marker, line };
}

/** Collects requirements, and what is none as a problem. */
export interface Collected {
  readonly requirements: ProjectRequirement[];
  readonly problems: { line: number; reason: string }[];
}

export function collect(into: Collected, written: readonly Written[], group: GroupOf | null): void {
  for (const one of written) {
    const found = requirementOf(one, group);
    if (found.ok) into.requirements.push(found.value);
    else into.problems.push({ line: one.line, reason: found.reason });
  }
}
