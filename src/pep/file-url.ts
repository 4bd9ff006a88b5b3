const FILE = /^file:(?:\/\/(?:localhost(?=\/))?)?([^?#]*)[^#]*(?:#(.*))?$/i;

/**
 * The path of a `file:` address as pip takes it (`url_to_path`), with the folder that `#subdirectory=` names: `file:///opt/a%20b`,
 * `file:/opt/common`, `file:../common`. Null: another address, or none.
 */
export function filePathOf(address: string): string | null {
  const [, path, fragment = ''] = FILE.exec(address) ?? [];
  if (path === undefined) return null;
  const inside = /(?:^|&)subdirectory=([^&]+)/.exec(fragment)?.[1];
  return decoded(inside === undefined ? path : `${path.replace(/\/$/, '')}/${inside}`);
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
