import { parseDockerfile, readAsBuildKit } from '#dockerfile/parse.js';
import type { DockerfileDocument } from '#dockerfile/types.js';
import { decode, encode } from '#text/decode.js';
import { applyEdits } from '#text/edits.js';
import { randomTrial, signature } from './dockerfile-edits.js';
import type { Random } from './random.js';

/** What became of one file. */
export interface DockerfileCheck {
  /** Why it was not read, or null. */
  readonly skipped: string | null;
  /** What BuildKit's rules make of it, also where the second parser disagrees; null where they refuse it. */
  readonly document: DockerfileDocument | null;
  /** The text after a random edit, read again. */
  readonly edited: DockerfileDocument | null;
  readonly edit: string | null;
  /** Why the builder refused, or null. */
  readonly refused: string | null;
  readonly failures: readonly string[];
}

const NOTHING: DockerfileCheck = { skipped: null, document: null, edited: null, edit: null, refused: null, failures: [] };

/** Reads a file, writes it back, edits it at random and reads it again. */
export function checkDockerfile(path: string, bytes: Uint8Array, random: Random): DockerfileCheck {
  const decoded = decode(bytes);
  if (!decoded.ok) return { ...NOTHING, skipped: decoded.reason };
  const failures: string[] = [];
  if (!same(encode(applyEdits(decoded.text, []).text), bytes)) failures.push('other bytes after writing it back');
  const parsed = parseDockerfile(path, decoded.text);
  if (!parsed.ok) {
    const first = readAsBuildKit(path, decoded.text);
    return { ...NOTHING, failures, skipped: parsed.reason, document: first.ok ? first.value : null };
  }
  const document = parsed.value;
  failures.push(...brokenMaps(document));
  const trial = randomTrial(document, random);
  if (!trial) return { ...NOTHING, document, failures };
  const { kind, edits, expected, wrong } = trial;
  if (!edits.ok) return { ...NOTHING, document, failures, edit: kind, refused: edits.reason };
  const again = parseDockerfile(path, applyEdits(document.text, edits.value).text);
  if (!again.ok) return { ...NOTHING, document, edit: kind, failures: [...failures, `${kind}: ${again.reason}`] };
  const now = again.value;
  const found = now.instructions.map((instruction) => signature(instruction, now.text));
  if (found.length !== expected.length) failures.push(`${kind}: ${found.length} instructions instead of ${expected.length}`);
  else failures.push(...differences(kind, expected, found));
  const target = now.instructions[expected.indexOf(null)];
  const reason = target ? wrong(target, now) : null;
  if (reason) failures.push(`${kind}: ${reason}`);
  return { ...NOTHING, document, edited: now, edit: kind, failures };
}

function differences(kind: string, expected: readonly (string | null)[], found: readonly string[]): readonly string[] {
  const index = expected.findIndex((one, i) => one !== null && one !== found[i]);
  return index < 0 ? [] : [`${kind}: ${expected[index]} became ${found[index]}`];
}

/** The source map must give the joined text back, and every span the text that it stands for. */
function brokenMaps({ text, instructions }: DockerfileDocument): readonly string[] {
  return instructions.flatMap(({ joined, source, words, lines, keyword }) => {
    const mapped = source.map(({ start, length }) => text.slice(start, start + length)).join('');
    const pair = keyword === 'ENV' || keyword === 'LABEL';
    const broken = words.some((word) => !pair && word.span && text.slice(word.span.start, word.span.end) !== word.text);
    return mapped === joined && !broken ? [] : [`line ${lines.first}: the source map is wrong`];
  });
}

function same(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && left.every((byte, index) => byte === right[index]);
}
