/** What errors of a request mean to a person; other codes are shown as they are. */
const REASONS: ReadonlyMap<string, string> = new Map([
  ['ENOTFOUND', 'is not found by its name'],
  ['EAI_AGAIN', 'is not found by its name: no network, or no name server'],
  ['ECONNREFUSED', 'takes no connection'],
  ['ECONNRESET', 'closed the connection'],
  ['EPIPE', 'closed the connection'],
  ['UND_ERR_SOCKET', 'closed the connection before the answer was whole'],
  ['UND_ERR_RES_CONTENT_LENGTH_MISMATCH', 'sends another length than it says'],
  ['UND_ERR_CONNECT_TIMEOUT', 'takes no connection in time'],
  ['UND_ERR_HEADERS_TIMEOUT', 'does not answer in time'],
  ['UND_ERR_BODY_TIMEOUT', 'does not answer in time'],
  ['UND_ERR_HEADERS_OVERFLOW', 'sends headers that are too long'],
  ['UND_ERR_ABORTED', 'was not reached: the proxy does not lead there'],
  // The address itself was understood by then.
  ['ERR_INVALID_URL', 'cannot be asked: the address of the proxy is not understood'],
  ['ERR_BUFFER_TOO_LARGE', 'sends more than is taken, once it is unpacked'],
  ['Z_DATA_ERROR', 'sends what cannot be unpacked'],
  ['Z_BUF_ERROR', 'sends what cannot be unpacked'],
]);

/** OpenSSL's, by which a certificate is refused (node, `lib/_tls_wrap.js`). */
const CERTIFICATE = /^(UNABLE_TO_|SELF_SIGNED_CERT|DEPTH_ZERO_SELF|CERT_|ERR_TLS_CERT)/;

/** Why a request failed. Only codes and the host are told: an error's own text may hold an address with credentials. */
export function reasonOf(error: unknown, host: string, timeout: number | null): string {
  if (timeout !== null) return `${host} did not answer in ${timeout / 1000} seconds`;
  const code = codeOf(error);
  if (CERTIFICATE.test(code)) return `${host} shows a certificate that Node does not trust (${code}); NODE_EXTRA_CA_CERTS names more`;
  if (/^(HPE_|HTTPParserError$)/.test(code)) return `${host} sends what is not HTTP`;
  return `${host} ${REASONS.get(code) ?? `cannot be asked (${code})`}`;
}

/** The first code of an error or of what it was caused by. */
function codeOf(error: unknown): string {
  for (let one = error, depth = 0; one instanceof Error && depth < 5; one = one.cause ?? (one instanceof AggregateError ? one.errors[0] : undefined), depth++) {
    if ('code' in one && typeof one.code === 'string' && one.code !== '') return one.code;
  }
  return error instanceof Error ? error.name : 'unknown';
}
