import type { Place } from '#answer/answer.js';

/** A text that may ask apt in a running container. */
export interface RunTimeApt {
  readonly text: string;
  readonly at: Place;
  /** It updates the lists first, so those of the image are not what it needs. */
  readonly updates: boolean;
}

/** `apt-get -y install`, `["apt-get", "install"]`, and what else asks for packages by apt. */
const APT = /\bapt(?:-get|itude)?["']?(?:\s*,)?(?:\s+["']?-[\w:.=/-]+["']?,?){0,9}\s*["']?\b(update|install|upgrade|dist-upgrade|full-upgrade|build-dep|source|download)\b|\b(add-apt-repository)\s/;

/** The first line of a text, comments left out, that asks apt. */
export function firstAsked(path: string, text: string): RunTimeApt | null {
  for (const [index, line] of text.split('\n').entries()) {
    if (/^\s*(?:#|\/\/)/.test(line)) continue;
    const found = asked(line, { path, line: index + 1 });
    if (found) return found;
  }
  return null;
}

/** Whether a command asks apt, in the words of a shell or as a list of words. */
export function asked(line: string, at: Place): RunTimeApt | null {
  if (!line.includes('apt')) return null;
  const match = APT.exec(line.slice(0, 5000));
  return match ? { text: line.trim().slice(0, 120), at, updates: match[1] === 'update' || match[2] !== undefined } : null;
}
