import { visible } from '#text/visible.js';

/** `path:line`, as terminals and editors open it. */
export function placeOf(path: string, line: number | null): string {
  return line === null ? visible(path) : `${visible(path)}:${line}`;
}
