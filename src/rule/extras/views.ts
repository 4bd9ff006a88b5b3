import type { Asked } from '#needs/types.js';
import type { JudgedNeed } from '#needs/verdict/judge.js';
import type { Judged } from '#needs/verdict/judged.js';
import { judgedOnlyAs } from '#needs/what-if.js';
import { normalizeName } from '#pep/name.js';
import type { ExtraContents } from './contents.js';

/** The line in one image, with what is known of all extras of the distribution. */
export interface Installed {
  readonly image: string;
  readonly judged: Judged;
  readonly line: Asked;
  readonly contents: ReadonlyMap<string, ExtraContents>;
}

/** One image with what its extras bring. */
export interface View extends Installed {
  readonly needs: readonly JudgedNeed[];
  /** Parts that other lines ask for: this one adds nothing by them. */
  readonly elsewhere: ReadonlySet<string>;
  readonly sure: boolean;
}

/** Judges each distribution of the extras as if a line of its own asked for it. */
export function viewOf(installed: Installed): View {
  const { judged, line, contents } = installed;
  const own = line.extras.map((extra) => contents.get(normalizeName(extra)));
  const elsewhere = new Set(judged.asked.flatMap((one) => (one === line ? [] : one.name)));
  const lines = partLines(line, contents).filter(({ name }) => !elsewhere.has(name));
  return { ...installed, needs: judgedLines(judged, line, lines), elsewhere, sure: own.every((one) => one?.sure === true) };
}

/** The verdicts of these lines if they stood in the place of the extras. */
function judgedLines(judged: Judged, line: Asked, lines: readonly Asked[]): readonly JudgedNeed[] {
  if (lines.length === 0) return [];
  const asked = [...judged.asked.map((one) => (one === line ? withExtras(line, []) : one)), ...lines];
  const needs = judgedOnlyAs(judged, { asked }, new Set(lines.map(({ name }) => name)));
  const byName = new Map(needs.map((need) => [need.asked.name, need]));
  return lines.flatMap(({ name }) => byName.get(name) ?? []);
}

const others = new WeakMap<Asked, Map<string, Asked>>();

/** The line with other extras. Images that share a line are given the very same one, so that what is found out of it can be kept by it. */
export function withExtras(line: Asked, extras: readonly string[]): Asked {
  const known = others.get(line) ?? new Map<string, Asked>();
  others.set(line, known);
  const found = known.get(extras.join()) ?? { ...line, extras };
  known.set(extras.join(), found);
  return found;
}

const parts = new WeakMap<Asked, { readonly contents: Installed['contents']; readonly lines: readonly Asked[] }>();

/** A line for each distribution that the extras of a line bring. */
function partLines(line: Asked, contents: Installed['contents']): readonly Asked[] {
  const known = parts.get(line);
  if (known?.contents === contents) return known.lines;
  const extras = new Map<string, readonly string[]>();
  for (const part of line.extras.flatMap((extra) => contents.get(normalizeName(extra))?.parts ?? [])) {
    extras.set(part.name, [...new Set([...(extras.get(part.name) ?? []), ...part.extras])]);
  }
  const lines = [...extras].map(([name, own]): Asked => ({ ...line, name, extras: own, specifiers: '', marker: null, url: null, written: name, comment: null, applies: 'yes' }));
  parts.set(line, { contents, lines });
  return lines;
}
