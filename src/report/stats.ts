import type { Share, Understanding } from '#services/understanding.js';
import type { Placed } from '#services/service.js';
import { jsonText, visible } from '#text/visible.js';
import { padded, widest, wrapped } from './columns.js';
import { placeOf } from './place.js';
import type { ServicesTextOptions } from './services.js';

/** Each share, what it counts, and what the rest is called. */
const SHARES: readonly (readonly [keyof Understanding & ('sound' | 'contexts' | 'bases' | 'sources' | 'installs' | 'starts'), string, string])[] = [
  ['sound', 'builds that can be made as they are told', 'builds that cannot be made as they are told'],
  ['contexts', 'build contexts known', 'build contexts not known'],
  ['bases', 'base images known', 'base images not known'],
  ['sources', 'COPY and ADD sources found', 'COPY and ADD sources not found'],
  ['installs', 'installs followed to their inputs', 'installs not followed to their inputs'],
  ['starts', 'start commands known', 'start commands not known'],
];

/** How much was understood, and by place what was not. Pure. */
export function statsText(understanding: Understanding, options: ServicesTextOptions): string {
  const told = [...understanding.builds].toSorted(([, a], [, b]) => b - a).map(([kind, number]) => `${kind} ${number}`);
  const labels = widest(SHARES.map(([, label]) => label));
  const numbers = SHARES.map(([name]) => shareText(understanding[name]));
  const width = widest(numbers.map(({ counts }) => counts));
  const rows = SHARES.map(([, label], index) => `  ${padded(label, labels)}  ${(numbers[index]?.counts ?? '').padStart(width)}  ${numbers[index]?.percent ?? ''}`.trimEnd());
  const blocks = [
    [`builds told by: ${told.length === 0 ? 'none' : told.join(', ')}`],
    rows,
    ...SHARES.map(([name, , rest]) => notUnderstood(rest, understanding[name].rest, options)),
    notUnderstood('whatever else is not understood', understanding.opaque, options),
  ];
  return blocks.filter((block) => block.length > 0).map((block) => `${block.join('\n')}\n`).join('\n');
}

export function statsJson(understanding: Understanding): string {
  const share = ({ total, rest }: Share): unknown => ({ total, understood: total - rest.length, rest: rest.map(place) });
  const shares = Object.fromEntries(SHARES.map(([name]) => [name, share(understanding[name])]));
  return jsonText({ version: 1, builds: Object.fromEntries(understanding.builds), ...shares, opaque: understanding.opaque.map(place) });
}

function place({ text, at }: Placed): unknown {
  return { text, path: at.path, line: at.line };
}

function shareText({ total, rest }: Share): { readonly counts: string; readonly percent: string } {
  const understood = total - rest.length;
  // Rounded down: 100 % is said only where it is all of them.
  return { counts: `${understood} of ${total}`, percent: total === 0 ? '' : `${Math.floor((understood * 1000) / total) / 10} %` };
}

function notUnderstood(title: string, rows: readonly Placed[], options: ServicesTextOptions): readonly string[] {
  if (rows.length === 0) return [];
  const shown = options.all || rows.length <= 13 ? rows : rows.slice(0, 12);
  const lines = shown.flatMap(({ text, at }) => {
    const [first = '', ...rest] = wrapped(`${placeOf(at.path, at.line)}: ${visible(text)}`, Math.max(40, options.width - 4));
    return [`  ${first}`, ...rest.map((line) => `    ${line}`)];
  });
  return [title, ...lines, ...(rows.length > shown.length ? [`  …${rows.length - shown.length} more: slimify services --stats --all${options.flags}`] : [])];
}
