/**
 * The headers of METADATA or PKG-INFO (core metadata, e-mail headers) by lower-case name, up to the
 * blank line before the description. A line that starts with a blank goes on with the one above.
 */
export function readMetadataHeaders(text: string): ReadonlyMap<string, readonly string[]> {
  const headers = new Map<string, string[]>();
  let values: string[] | null = null;
  for (const line of text.replace(/^\ufeff/, '').split(/\r?\n/)) {
    if (line === '') break;
    if (/^[ \t]/.test(line)) {
      if (values !== null) values.push(`${values.pop() ?? ''} ${line.trim()}`);
      continue;
    }
    const colon = line.indexOf(':');
    if (colon < 0) continue;
    const name = line.slice(0, colon).toLowerCase();
    values = headers.get(name) ?? [];
    headers.set(name, values);
    values.push(line.slice(colon + 1).trim());
  }
  return headers;
}

/**
 * requires.txt of an egg-info folder (setuptools 80, setuptools/_requirestxt.py) as requirements of
 * metadata: sections are `[extra]`, `[:marker]` or `[extra:marker]`.
 */
export function requiresTxt(text: string): readonly string[] {
  const found: string[] = [];
  let condition = '';
  for (const line of text.split('\n').map((one) => one.trim())) {
    if (line === '' || line.startsWith('#')) continue;
    const section = /^\[(.*)\]$/.exec(line)?.[1];
    if (section === undefined) {
      found.push(condition === '' ? line : `${line} ; ${condition}`);
      continue;
    }
    const colon = section.indexOf(':');
    const extra = (colon < 0 ? section : section.slice(0, colon)).trim();
    const marker = colon < 0 ? '' : section.slice(colon + 1).trim();
    const parts = [marker === '' ? '' : `(${marker})`, extra === '' ? '' : `extra == "${extra}"`];
    condition = parts.filter((part) => part !== '').join(' and ');
  }
  return found;
}
