const ZERO = /\p{Mn}|\p{Me}/gu;
/** East Asian Wide and Fullwidth blocks (Unicode Standard Annex 11), and emoji drawn as such. */
const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/gu;

/** Columns that a text takes in a terminal. */
export function columnsOf(text: string): number {
  if (/^[\u0020-\u007e]*$/.test(text)) return text.length;
  return [...text.replace(ZERO, '')].length + (text.match(WIDE)?.length ?? 0);
}

export function padded(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - columnsOf(text)));
}

/** Cut at a space where there is one, with `…`; for prose only, never for a path. */
export function clipped(text: string, columns: number): string {
  if (columnsOf(text) <= columns) return text;
  const characters = [...text].slice(0, Math.max(1, columns - 1)).join('');
  const space = characters.lastIndexOf(' ');
  return `${(space > columns / 2 ? characters.slice(0, space) : characters).trimEnd()}…`;
}

/** Lines of at most `columns`, broken at spaces only; a longer word stands whole on a line of its own. */
export function wrapped(text: string, columns: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && columnsOf(line) + 1 + columnsOf(word) > columns) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}

/** The columns that the widest of some texts takes. */
export function widest(texts: readonly string[]): number {
  return texts.reduce((most, text) => Math.max(most, columnsOf(text)), 0);
}

/** `1 file`, `2 files`. */
export function count(number: number, noun: string, plural = `${noun}s`): string {
  return `${number} ${number === 1 ? noun : plural}`;
}
