/** A value of a GitHub expression; `undefined` stands for what only the run knows. */
export type GithubValue = string | number | boolean | null | readonly GithubValue[] | { readonly [key: string]: GithubValue };

/** `value` undefined: cannot be told; `reason` says which part. */
export interface Evaluated {
  readonly value: GithubValue | undefined;
  readonly reason: string;
}

export function known(value: GithubValue): Evaluated {
  return { value, reason: '' };
}

export function unknown(reason: string): Evaluated {
  return { value: undefined, reason };
}

/** Strings are equal whatever their case. */
export function same(left: GithubValue, right: GithubValue): boolean {
  if (typeof left === 'string' && typeof right === 'string') return left.toLowerCase() === right.toLowerCase();
  if (typeof left === typeof right) return left === right;
  return Number(left ?? 0) === Number(right ?? 0);
}

export function truthy(value: GithubValue): boolean {
  return value !== false && value !== 0 && value !== '' && value !== null;
}

/** A member of a list or an object; null where there is none, as GitHub has it. */
export function member(value: GithubValue, key: string): GithubValue {
  if (typeof value !== 'object' || value === null) return null;
  if (Array.isArray(value)) return (value as readonly GithubValue[])[Number(key)] ?? null;
  const object = value as { readonly [key: string]: GithubValue };
  if (Object.hasOwn(object, key)) return object[key] ?? null;
  const found = Object.keys(object).find((name) => name.toLowerCase() === key.toLowerCase());
  return found === undefined ? null : (object[found] ?? null);
}

/** The text that an expression leaves in a string. */
export function textOf(value: GithubValue): string {
  if (value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
