import { ownerPattern } from './owner-pattern.js';
import type { Matcher } from './ignore-pattern.js';

/** Who looks after which files, as CODEOWNERS says. */
export interface Codeowners {
  readonly path: string;
  readonly rules: readonly OwnerRule[];
  /** Lines that GitHub passes over, each with the reason. */
  readonly problems: readonly { readonly line: number; readonly reason: string }[];
}

export interface OwnerRule {
  /** As written. */
  readonly pattern: string;
  /** `@user`, `@org/team`, an address; none: nobody owns what it matches. */
  readonly owners: readonly string[];
  /** 1-based. */
  readonly line: number;
  /** GitLab's `[Section]`; null outside of one. Sections are asked one by one. */
  readonly section: string | null;
  readonly matches: Matcher;
}

/**
 * Where GitHub looks, in this order; the first file there is holds, alone
 * (docs.github.com, "About code owners", CODEOWNERS file location).
 */
export const CODEOWNERS_PATHS: readonly string[] = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS'];

/** GitHub loads none that is larger (3 MB); nobody writes more lines than this. */
const MAX_RULES = 5000;

/** The CODEOWNERS file of a repository, or null. GitLab's own place (`.gitlab/`) comes last. */
export function codeownersOf(readText: (path: string) => string | null): Codeowners | null {
  for (const path of [...CODEOWNERS_PATHS, '.gitlab/CODEOWNERS']) {
    const text = readText(path);
    if (text !== null) return readCodeowners(path, text);
  }
  return null;
}

export function readCodeowners(path: string, text: string): Codeowners {
  const rules: OwnerRule[] = [];
  const problems: { line: number; reason: string }[] = [];
  let section: Section = { name: null, owners: [] };
  for (const [index, content] of text.replace(/^\ufeff/, '').split('\n').entries()) {
    const line = index + 1;
    const words = wordsOf(content);
    const [pattern, ...owners] = words;
    if (pattern === undefined) continue;
    const opened = openedSection(content);
    if (opened) {
      section = opened;
      continue;
    }
    if (rules.length >= MAX_RULES) {
      problems.push({ line, reason: `not read from here on: more than ${MAX_RULES.toLocaleString('en')} rules` });
      break;
    }
    const stranger = owners.find((owner) => !owner.includes('@'));
    const matches = ownerPattern(pattern);
    if (!matches.ok) problems.push({ line, reason: matches.reason });
    else if (stranger !== undefined) problems.push({ line, reason: `${stranger} is no owner: @user, @org/team or an address is` });
    else rules.push({ pattern, owners: owners.length === 0 ? section.owners : owners, line, section: section.name, matches: matches.value });
  }
  return { path, rules, problems };
}

interface Section {
  readonly name: string | null;
  /** Those of its rules that name nobody. */
  readonly owners: readonly string[];
}

/** GitLab: `[Name]`, `^[Optional]`, `[Name][2]`, with owners behind it (docs.gitlab.com, Code Owners syntax). */
function openedSection(content: string): Section | null {
  const found = /^\s*\^?\[([^\]]+)\](?:\[\d+\])?(\s.*)?$/.exec(content);
  return found?.[1] === undefined ? null : { name: found[1].trim(), owners: wordsOf(found[2] ?? '').filter((word) => word.includes('@')) };
}

/** Words between blanks; `\ ` is a blank in a path, `#` starts a comment. */
function wordsOf(content: string): readonly string[] {
  const words: string[] = [];
  for (const [word] of content.matchAll(/(?:\\.|[^\s\\])+|\\$/g)) {
    if (word.startsWith('#')) break;
    words.push(word);
  }
  return words;
}

/** Who owns a path, and the rules that say so. */
export interface Owned {
  readonly owners: readonly string[];
  readonly rules: readonly OwnerRule[];
}

/** The owners of a file: the last rule that matches, in each section. Null: no rule matches. */
export function ownersOf(codeowners: Codeowners, path: string): Owned | null {
  const last = new Map<string | null, OwnerRule>();
  for (const rule of codeowners.rules) if (rule.matches(path)) last.set(rule.section, rule);
  if (last.size === 0) return null;
  const rules = [...last.values()];
  return { owners: [...new Set(rules.flatMap(({ owners }) => owners))], rules };
}

/** A file of a folder that no pattern on names can mean. */
const ANY_FILE = '\u0001';

/** The owners of a folder: of a file in it whose name says nothing, so that a rule on `*.md` tells nothing of it. */
export function ownersOfFolder(codeowners: Codeowners, folder: string): Owned | null {
  return ownersOf(codeowners, folder === '' ? ANY_FILE : `${folder}/${ANY_FILE}`);
}
