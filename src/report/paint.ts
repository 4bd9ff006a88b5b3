export type Colour = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';

/** ECMA-48 "select graphic rendition" codes: on, off. */
const CODES: Readonly<Record<Colour, readonly [number, number]>> = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  cyan: [36, 39],
};

export type Paint = (colour: Colour, text: string) => string;

/** Colours, or nothing at all: the text is the same but for the codes. */
export function painter(on: boolean): Paint {
  if (!on) return (_, text) => text;
  return (colour, text) => {
    const [start, end] = CODES[colour];
    return text === '' ? '' : `\u001b[${start}m${text}\u001b[${end}m`;
  };
}
