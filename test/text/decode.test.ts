import { describe, expect, test } from 'vitest';
import { decode, encode } from '#text/decode.js';

describe('decode', () => {
  test('keeps a byte order mark as the first character, so that the bytes come back', () => {
    const bytes = new Uint8Array([0xef, 0xbb, 0xbf, 0x46, 0x52, 0x4f, 0x4d]);
    const decoded = decode(bytes);
    expect(decoded).toEqual({ ok: true, text: '\ufeffFROM' });
    expect(decoded.ok && encode(decoded.text)).toEqual(bytes);
  });

  test.each([
    ['UTF-16 with a byte order mark', new Uint8Array([0xff, 0xfe, 0x66, 0x00]), 'UTF-16, not UTF-8'],
    ['a NUL byte', new Uint8Array([0x66, 0x00, 0x66]), 'binary: it holds a NUL byte'],
    ['Latin-1', new Uint8Array([0x63, 0x61, 0x66, 0xe9]), 'not UTF-8'],
    ['an overlong form', new Uint8Array([0xc0, 0xaf]), 'not UTF-8'],
  ])('refuses %s', (_, bytes, reason) => {
    expect(decode(bytes)).toEqual({ ok: false, reason });
  });

  test('refuses more than 10 MB before looking at them', () => {
    expect(decode(new Uint8Array(10_000_001))).toEqual({ ok: false, reason: 'larger than 10 MB' });
  });
});
