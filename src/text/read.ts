/** What comes of reading something: the value, or a reason in words that a person sees. */
export type Read<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly reason: string; readonly line?: number };

export function read<T>(value: T): Read<T> {
  return { ok: true, value };
}

export function unreadable(reason: string, line?: number): { readonly ok: false; readonly reason: string; readonly line?: number } {
  return line === undefined ? { ok: false, reason } : { ok: false, reason, line };
}
