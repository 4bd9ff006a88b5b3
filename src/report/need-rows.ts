import { VERDICTS } from '#needs/by-service.js';
import type { Need } from '#needs/types.js';
import { visible } from '#text/visible.js';
import { clipped, columnsOf, padded, widest, wrapped } from './columns.js';
import { evidenceRows } from './evidence.js';
import type { Paint } from './paint.js';
import { placeOf } from './place.js';
import { chainSteps, colourOf, proofOf } from './verdicts.js';

interface RowOptions {
  readonly width: number;
  /** Every row of evidence. */
  readonly all: boolean;
}

/** Columns that a reason keeps beside its place; with less it goes below. */
export const LEAST_REASON = 24;

/** Rows with one reason that are told it once, above them. */
const MANY_ALIKE = 3;

/** `unused  aiokafka  libs/requirements.txt:31  why`: a reason is cut before a path is, and said once for many rows. */
export function needRows(needs: readonly Need[], options: RowOptions, paint: Paint): readonly string[] {
  const groups = groupsOf(sorted(needs));
  const verdicts = widest(needs.map(({ verdict }) => verdict));
  const single = groups.flatMap((group) => (isMany(group) ? [] : group));
  return groups.flatMap((group) => {
    const [first] = group;
    const titled = paint(colourOf(first.verdict), first.verdict) + ' '.repeat(verdicts - columnsOf(first.verdict));
    const beside = isMany(group) ? group : single;
    const names = widest(beside.map(({ asked }) => visible(asked.name)));
    const places = Math.min(widest(beside.map(placeText)), Math.max(0, options.width - verdicts - names - LEAST_REASON - 8));
    const head = isMany(group) ? [`  ${titled}  ${clipped(visible(first.reason), options.width - verdicts - 4)}`] : [];
    const rows = group.flatMap((need) => {
      const start = `  ${titled}  ${padded(visible(need.asked.name), names)}  ${padded(placeText(need), places)}`;
      const reason = reasonText(need);
      const lines = isMany(group) ? [start.trimEnd()] : withReason(start, reason, options.width);
      const cut = !isMany(group) && !lines.some((line) => line.endsWith(reason));
      return options.all ? [...lines, ...proofRows(need, cut, options.width, paint)] : lines;
    });
    return [...head, ...rows];
  });
}

/** The place stands beside it already. */
function reasonText(need: Need): string {
  const place = placeText(need);
  const reason = visible(need.reason);
  return reason.startsWith(`${place} `) ? reason.slice(place.length + 1) : reason;
}

function withReason(start: string, reason: string, width: number): readonly string[] {
  const room = width - columnsOf(start) - 2;
  return room >= LEAST_REASON || columnsOf(reason) <= room ? [`${start}  ${clipped(reason, room)}`] : [start.trimEnd(), `    ${clipped(reason, width - 4)}`];
}

type Group = readonly [Need, ...Need[]];

function isMany(group: Group): boolean {
  return group.length >= MANY_ALIKE;
}

/** By verdict in their order, those that many share a reason with first. */
function groupsOf(needs: readonly Need[]): readonly Group[] {
  const byReason = new Map<string, [Need, ...Need[]]>();
  for (const need of needs) {
    const key = JSON.stringify([need.verdict, need.reason]);
    const group = byReason.get(key);
    if (group) group.push(need);
    else byReason.set(key, [need]);
  }
  const singles = [...byReason.values()].flatMap((group) => (isMany(group) ? [] : group)).map((need): Group => [need]);
  const order = ([{ verdict, asked }, ...others]: Group): readonly [number, number, string] => [VERDICTS.indexOf(verdict), others.length > 0 ? 0 : 1, asked.name];
  return [...[...byReason.values()].filter(isMany), ...singles].toSorted((a, b) => {
    const [left, right] = [order(a), order(b)];
    return left[0] - right[0] || left[1] - right[1] || (left[2] < right[2] ? -1 : 1);
  });
}

function placeText(need: Need): string {
  const { path, line } = proofOf(need);
  return placeOf(path, line);
}

/** The reason in full where it was cut, how it is reached, and every row of evidence. */
function proofRows({ reason, chain, evidence }: Need, cut: boolean, width: number, paint: Paint): readonly string[] {
  const said = cut ? indented(wrapped(visible(reason), Math.max(40, width - 5)), '     ', '     ') : [];
  return [...said, ...chainLines(chain, width), ...evidenceRows(evidence, width, true, paint)];
}

/** The steps of a chain behind arrows, as many on a line as fit; none is broken. */
export function chainLines(chain: Need['chain'], width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const step of chainSteps(chain)) {
    const next = line === '' ? step : `${line} -> ${step}`;
    if (line !== '' && columnsOf(next) > width - 8) {
      lines.push(`${line} ->`);
      line = step;
    } else {
      line = next;
    }
  }
  return line === '' ? [] : indented([...lines, line], '     ', '       ');
}

function sorted(needs: readonly Need[]): readonly Need[] {
  return needs.toSorted((a, b) => (a.asked.name < b.asked.name ? -1 : a.asked.name > b.asked.name ? 1 : 0));
}

/** Lines with what stands before the first, and before the others. */
export function indented(lines: readonly string[], first: string, rest: string): readonly string[] {
  return lines.map((line, index) => (index === 0 ? first : rest) + line);
}
