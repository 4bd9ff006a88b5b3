import { normalizeName } from '#pep/name.js';
import { readGeneratedToml } from '#pyproject/locks/generated-toml.js';
import { readToml, tomlAt, tomlItems, tomlText, type TomlNode } from '#pyproject/toml.js';
import type { Target, WheelFile } from '#sizes/types.js';
import { bestWheel } from '#sizes/wheel/best-wheel.js';
import { onPython } from './question.js';

/**
 * The wheel that an installer takes of each package of a lock, by `name version`: from `wheels` of uv.lock (with address, size and
 * hash) and pylock.toml, `files` of poetry.lock and pdm.lock (file name and hash). Empty for other formats, which name no files.
 */
export function lockWheels(text: string, target: Target): ReadonlyMap<string, WheelFile> {
  const fast = readGeneratedToml(text);
  const root = fast.ok ? fast : readToml(text);
  const found = new Map<string, WheelFile>();
  if (!root.ok) return found;
  // Poetry before 1.3 keeps them apart: `[metadata.files]`.
  const apart = tomlAt(root.value, 'metadata', 'files');
  for (const item of [...tomlItems(tomlAt(root.value, 'package')), ...tomlItems(tomlAt(root.value, 'packages'))]) {
    const name = tomlText(tomlAt(item, 'name'));
    const version = tomlText(tomlAt(item, 'version'));
    if (name === null || version === null) continue;
    const files = [...tomlItems(tomlAt(item, 'wheels')), ...tomlItems(tomlAt(item, 'files')), ...tomlItems(tomlAt(apart, name))];
    const best = bestWheel(files.flatMap((file) => wheelOf(file) ?? []), onPython(target));
    if (best !== null) found.set(`${normalizeName(name)} ${version}`, best);
  }
  return found;
}

/** A file of a lock, where it is a wheel. */
export function wheelOf(node: TomlNode): WheelFile | null {
  const url = tomlText(tomlAt(node, 'url'));
  const file = tomlText(tomlAt(node, 'file')) ?? tomlText(tomlAt(node, 'name')) ?? lastPart(url ?? tomlText(tomlAt(node, 'path')) ?? '');
  if (!file.endsWith('.whl')) return null;
  const size = tomlAt(node, 'size');
  const bytes = size?.kind === 'scalar' && size.type === 'number' && /^\d{1,15}$/.test(size.text) ? Number(size.text) : null;
  const hash = tomlText(tomlAt(node, 'hash'))?.replace(/^sha256:/, '') ?? tomlText(tomlAt(node, 'hashes', 'sha256'));
  return { file, url, bytes, sha256: hash !== null && /^[0-9a-f]{64}$/i.test(hash) ? hash.toLowerCase() : null };
}

/** The file's name in an address, its escapes undone. */
export function lastPart(url: string): string {
  const last = url.replace(/[?#].*$/, '').split('/').at(-1) ?? '';
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}
