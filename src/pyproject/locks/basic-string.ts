const ESCAPE = /\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|x([0-9a-fA-F]{2})|([\s\S]))/g;
const PLAIN: Readonly<Record<string, string>> = { b: '\b', t: '\t', n: '\n', f: '\f', r: '\r', e: '\u001b', '"': '"', '\\': '\\' };

/** What stands between the quotes of a one-line basic string (TOML 1.1), escapes read; null: an escape that TOML does not have. */
export function decodeBasic(raw: string): string | null {
  if (!raw.includes('\\')) return raw;
  let sound = true;
  const text = raw.replace(ESCAPE, (_all, four?: string, eight?: string, two?: string, one?: string) => {
    const digits = four ?? eight ?? two;
    const code = digits === undefined ? null : Number.parseInt(digits, 16);
    if (code !== null && (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))) sound = false;
    else if (code !== null) return String.fromCodePoint(code);
    const plain = PLAIN[one ?? ''];
    if (plain === undefined) sound = false;
    return plain ?? '';
  });
  return sound ? text : null;
}
