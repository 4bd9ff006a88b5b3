import type { ImagePart } from '#sizes/packages/types.js';
import { visible } from '#text/visible.js';
import { clipped, widest, wrapped } from './columns.js';
import { bytesText } from './packages-bytes.js';
import { placeOf } from './place.js';

/** The base image, what apt installs, what a virtual environment is made with: a row each, with where the figure is from. */
export function partsBlock(parts: readonly ImagePart[], { width, all }: { readonly width: number; readonly all: boolean }): readonly string[] {
  if (parts.length === 0) return [];
  const rows = all ? parts.map(partRow) : fewerRows(parts);
  const columns = widest(rows.map(({ size }) => size));
  return [
    'beside the packages',
    ...rows.flatMap(({ size, what, because }) => {
      const told = all ? visible(because) : clipped(visible(withoutAddress(because)), LONGEST_REASON);
      const lines = wrapped(`${what}   ${told}`, Math.max(30, width - columns - 6));
      return lines.map((line, row) => (row === 0 ? `  ${size.padStart(columns)}  ${line}` : `${' '.repeat(columns + 6)}${line}`));
    }),
  ];
}

const LONGEST_REASON = 130;

interface PartRow {
  readonly size: string;
  readonly what: string;
  readonly because: string;
}

function partRow({ kind, what, at, bytes, because }: ImagePart): PartRow {
  const name = `${PART_NAMES[kind]} ${visible(what)}`.trimStart();
  return { size: bytes === null ? 'not known' : bytesText(bytes), what: at === null ? name : `${name}   ${placeOf(at.path, at.line)}`, because };
}

/** Calls whose size nobody knows for the same reason share a row. */
function fewerRows(parts: readonly ImagePart[]): readonly PartRow[] {
  const unknown = new Map<string, ImagePart[]>();
  for (const part of parts) if (part.bytes === null) unknown.set(part.because, [...(unknown.get(part.because) ?? []), part]);
  return [
    ...parts.filter(({ bytes }) => bytes !== null).map(partRow),
    ...[...unknown.values()].flatMap((group) => {
      const [first] = group;
      if (!first) return [];
      const row = partRow(first);
      return [group.length === 1 ? row : { ...row, what: `${row.what} and ${group.length - 1} more` }];
    }),
  ];
}

/** An address is long, and `--all` and the JSON have it. */
function withoutAddress(because: string): string {
  return because.replaceAll(/\(https?:\/\/[^\s,)]*, /g, '(');
}

const PART_NAMES = { base: 'base', system: '', venv: 'venv', again: '' } as const;
