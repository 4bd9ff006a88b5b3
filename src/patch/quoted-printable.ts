/** RFC 2045 section 6.7, rule 5: an encoded line has at most 76 characters. */
const LIMIT = 76;

/**
 * A text in quoted-printable (RFC 2045 section 6.7), lines ended by `\n`: a carriage return is
 * encoded, so that no mail tool takes it for a part of the line end.
 */
export function quotedPrintable(text: string): string {
  return text.split('\n').map(encodeLine).join('\n');
}

function encodeLine(line: string): string {
  const bytes = new TextEncoder().encode(line);
  const lines: string[] = [];
  let current = '';
  bytes.forEach((byte, index) => {
    const unit = encodeByte(byte, index === bytes.length - 1, index === 0 && line.startsWith('From '));
    if (current.length + unit.length > LIMIT - 1) {
      lines.push(`${current}=`);
      current = '';
    }
    current += unit;
  });
  return [...lines, current].join('\n');
}

/** A space or tab at the end of a line is encoded (rule 3), and the F of a line that mbox readers would split at. */
function encodeByte(byte: number, last: boolean, from: boolean): string {
  const blank = byte === 0x20 || byte === 0x09;
  const plain = (byte >= 0x21 && byte <= 0x7e && byte !== 0x3d) || blank;
  if (plain && !(blank && last) && !from) return String.fromCharCode(byte);
  return `=${byte.toString(16).toUpperCase().padStart(2, '0')}`;
}
