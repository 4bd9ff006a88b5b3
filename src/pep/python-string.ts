const SIMPLE: Readonly<Record<string, string>> = {
  '\\': '\\', "'": "'", '"': '"', a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v',
};

const ESCAPE = /\\(?:([0-7]{1,3})|x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|([^]))/g;

/**
 * The value of a quoted Python string without prefix, or null when Python would refuse it.
 * packaging evaluates the strings of a marker as Python literals. `\N{NAME}` is refused here: there is no table of names.
 */
export function pythonString(quoted: string): string | null {
  const inside = quoted.slice(1, -1);
  if (inside.includes('\0')) return null;
  if (!inside.includes('\\')) return inside;
  if (/(?:^|[^\\])(?:\\\\)*\\$/.test(inside)) return null;
  let refused = false;
  const value = inside.replace(ESCAPE, (whole, octal?: string, x?: string, u?: string, long?: string, other?: string) => {
    const digits = x ?? u ?? long;
    if (octal !== undefined) return String.fromCodePoint(Number.parseInt(octal, 8));
    if (digits !== undefined && Number.parseInt(digits, 16) <= 0x10ffff) return String.fromCodePoint(Number.parseInt(digits, 16));
    if (digits !== undefined || other === undefined || 'xuUN'.includes(other)) {
      refused = true;
      return whole;
    }
    return SIMPLE[other] ?? whole;
  });
  return refused ? null : value;
}
