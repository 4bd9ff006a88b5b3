import { compilePattern, type Matcher } from '#files/ignore-pattern.js';

/** A `.gitignore` or `.dockerignore` of the workspace. */
export interface IgnoreFile {
  /** Its folder, workspace path; the root is ''. */
  readonly folder: string;
  readonly text: string;
}

const MOST_LINES = 5_000;

/**
 * For `ReachOptions.mayBeMade`: whether an ignore file names a path that the workspace does not hold, so that a build may make it.
 * As gitignore(5) has it, a pattern without a `/` before its end holds in every folder below; `!` takes nothing back here, and
 * `*` alone names nothing.
 */
export function namedByIgnoring(files: readonly IgnoreFile[]): (path: string) => boolean {
  const all = files.map(({ folder, text }) => ({ below: folder === '' ? '' : `${folder}/`, matchers: text.split('\n', MOST_LINES).flatMap(matcherOf) }));
  return (path) => all.some(({ below, matchers }) => path.startsWith(below) && matchers.some((matches) => matches(path.slice(below.length))));
}

function matcherOf(line: string): readonly Matcher[] {
  const text = line.trim();
  if (text === '' || /^[#!]/.test(text)) return [];
  const pattern = text.replace(/(?:\/\**)+$/, '');
  const bare = pattern.replace(/^\/+/, '');
  if (/^[*/.]*$/.test(bare)) return [];
  const matcher = compilePattern(bare === pattern && !pattern.includes('/') ? `**/${bare}` : bare);
  return matcher.ok ? [matcher.value] : [];
}
