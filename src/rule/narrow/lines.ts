import { unheard } from '#answer/ledger.js';
import type { BroughtLine, Replaceable } from '#needs/replaceable.js';
import type { Asked, Verdict } from '#needs/types.js';
import { judgedAs } from '#needs/what-if.js';
import type { Judged } from '#needs/verdict/judged.js';
import { comingWith, freedBy, megabytes, sizeText, versionIn } from '#rule/freed.js';
import type { Subject } from './code.js';
import type { NarrowLimits } from './types.js';

const NEEDED: ReadonlySet<Verdict> = new Set(['used', 'implied', 'command', 'driver']);

/** What code names itself. What is only implied may be there by chance beside what the line is really for. */
const NAMED: ReadonlySet<Verdict> = new Set(['used', 'command']);

/** More lines than this in place of one are no simpler file. */
const MOST_LINES = 3;

/**
 * Whether a requirement is there for what it brings alone: everything that only it brings is judged as if a line asked for it. If
 * nothing needs the requirement itself then, what is needed of it could be asked for by name.
 */
export function replacedByLines({ snapshot, image, judged, name, lines, versions }: Subject, limits: NarrowLimits): Replaceable {
  const keep = (because: string): Replaceable => ({ kind: 'keep', because, at: null });
  const [line] = lines;
  if (!line) return keep('no line asks for it');
  const others = judged.asked.filter((one) => !lines.includes(one));
  const rest = comingWith(judged, others);
  const asked = new Set(others.map((one) => one.name));
  const brought = [...comingWith(judged, lines)].filter((one) => one !== name && !rest.has(one) && !asked.has(one));
  const added = brought.map((one): Asked => ({ ...line, name: one, extras: [], specifiers: '', marker: null, url: null, written: one, comment: null }));
  const verdicts = judgedAs(judged, { asked: [...judged.asked, ...added] });
  const told = new Map(verdicts.needs.map((need) => [need.asked.name, need]));
  const own = told.get(name);
  if (own?.verdict !== 'unused') return keep(`it is needed itself: ${own?.reason ?? 'its line would stay'}`);
  const unknown = brought.find((one) => told.get(one)?.verdict === 'unknown');
  if (unknown !== undefined) return keep(`it brings ${unknown}, of which it cannot be told whether it is needed`);
  const wanted = brought.flatMap((one): readonly BroughtLine[] => {
    const need = told.get(one);
    if (!need || !NEEDED.has(need.verdict)) return [];
    // What is done otherwise without it is no reason for a line of its own, as it was none for the one that brings it.
    if (need.implied?.every(({ falls }) => falls) === true) return [];
    const proof = need.evidence.find(({ path }) => path !== null);
    return [{ name: one, version: versionOf(versions, one), reason: need.reason, at: proof?.path ? { path: proof.path, line: proof.line ?? 1 } : line.at }];
  });
  const implied = wanted.find((one) => !NAMED.has(told.get(one.name)?.verdict ?? 'unknown'));
  if (implied) return keep(`it brings ${implied.name}: ${implied.reason}`);
  if (wanted.length === 0) return keep('what needs it cannot be told apart from what it brings');
  if (wanted.length > MOST_LINES) return keep(`it brings ${wanted.length} distributions that are used: ${wanted.slice(0, 3).map((one) => one.name).join(', ')} and more`);
  const names = new Set(wanted.map((one) => one.name));
  const freed = freedBy(snapshot, image, judged, [...others, ...added.filter((one) => names.has(one.name))]);
  if (megabytes(freed) < limits.heavy) return keep(`asking for ${[...names].join(' and ')} instead would free ${sizeText(freed) || 'nothing that has a known size'}`);
  return { kind: 'lines', lines: wanted, freed: { size: sizeText(freed), megabytes: megabytes(freed), falls: freed.names } };
}

/** The version that comes today, by a lock, the user's environment or a resolver; null: nobody says. */
function versionOf(judged: Judged, name: string): string | null {
  const installed = versionIn(judged, name);
  if (installed !== null) return installed;
  const told = unheard(() => judged.edges(name, null));
  return told.complete && !told.assumed ? (told.value?.version ?? null) : null;
}
