import { row, type Evidence } from '#answer/answer.js';
import { folderOf, isWithin } from '#text/paths.js';
import type { Snapshot } from '#files/snapshot.js';
import { compareVersions } from '#pep/versions.js';

/**
 * Files beside a requirements file that say it is also used with an older Python than its images
 * have: tox, CI, packaging, platforms. What is dead weight in every image may be needed there.
 */
export function olderPythons(snapshot: Snapshot, file: string, images: readonly string[]): readonly Evidence[] {
  const lowest = images.reduce((low, version) => ((compareVersions(version, low) ?? 0) < 0 ? version : low), images[0] ?? '');
  if (lowest === '') return [];
  const found: Evidence[] = [];
  for (const [path, text] of snapshot.hints) {
    if (!speaksFor(path, file)) continue;
    const older = namedPythons(path, text).find(({ version }) => (compareVersions(version, lowest) ?? 0) < 0);
    if (older) found.push(row('source', `Python ${older.version} is named as well`, { path, line: older.line }));
  }
  return found;
}

/** A file speaks for what lies in its folder or below; a workflow for the whole repository around `.github`. */
function speaksFor(path: string, file: string): boolean {
  const folder = folderOf(path).replace(/(?:^|\/)\.(?:github\/workflows|circleci)$/, '');
  return isWithin(folderOf(file), folder);
}

interface NamedPython {
  readonly version: string;
  readonly line: number;
}

/** `py27`, `python-version: ["3.6", 3.7]`, `Python :: 2`, `python_requires=">=3.5"`, `python-3.6.1`. */
function namedPythons(path: string, text: string): readonly NamedPython[] {
  const whole = /(?:^|\/)(?:runtime\.txt|\.python-version)$/.test(path);
  return text.split('\n').flatMap((content, index) => {
    const line = index + 1;
    const short = [...content.matchAll(/\bpy(2|3)(\d{1,2})\b/g)].map(([, major, minor]) => `${major}.${minor}`);
    if (!whole && !/python/i.test(content)) return short.map((version) => ({ version, line }));
    const plain = [...content.matchAll(/(?<![\d.]|==)(?:2\.[67]|3\.\d{1,2})(?!\d)/g)].map(([version]) => version);
    const two = /Python :: 2\b/.test(content) ? ['2.7'] : [];
    return [...short, ...plain, ...two].map((version) => ({ version, line }));
  });
}
