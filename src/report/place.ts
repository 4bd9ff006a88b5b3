import type { Evidence } from '#answer/answer.js';
import { visible } from '#text/visible.js';

/** `path:line`, as terminals and editors open it. */
export function placeOf(path: string, line: number | null): string {
  return line === null ? visible(path) : `${visible(path)}:${line}`;
}

/** An evidence's text with its place in brackets, where it has one. */
export function withPlace({ text, path, line }: Evidence): string {
  return visible(text) + (path === null ? '' : ` (${placeOf(path, line)})`);
}
