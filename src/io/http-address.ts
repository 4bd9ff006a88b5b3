/** An address taken apart for a request. */
export interface HttpAddress {
  /** Without credentials and fragment. */
  readonly url: URL;
  /** The value of an Authorization header (RFC 7617), of what stands before the `@`; null: nothing does. */
  readonly authorization: string | null;
}

/** Null for what is no http or https address. */
export function httpAddress(text: string, base?: URL): HttpAddress | null {
  if (!URL.canParse(text, base?.href)) return null;
  const url = new URL(text, base);
  if ((url.protocol !== 'http:' && url.protocol !== 'https:') || url.hostname === '') return null;
  const { username, password } = url;
  url.username = url.password = url.hash = '';
  return { url, authorization: username === '' && password === '' ? null : basic(decoded(username), decoded(password)) };
}

/** An address for a person's eyes: credentials, query and fragment are left out, and of a long one the end. */
export function shownUrl(text: string): string {
  const address = httpAddress(text);
  const plain = address === null ? text.replace(/[?#].*$/s, '').replace(/\/\/.*@/s, '//') : address.url.origin + address.url.pathname;
  return plain.length > 200 ? `${plain.slice(0, 199)}…` : plain;
}

/** RFC 7617. */
export function basic(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}

/** A stray `%` stands for itself. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
