import { assumed, known, row, type Answer } from '#answer/answer.js';
import { unheard } from '#answer/ledger.js';
import type { Word } from '#dockerfile/types.js';
import type { DockerfileModel } from '#image/model.js';
import { baseImage, type BaseImage } from '#knowledge/index.js';
import { floatingTag, sizedImage } from '#knowledge/base-sizes.js';
import { read, unreadable, type Read } from '#text/read.js';
import type { TextEdit } from '#text/edits.js';

/** Another tag in a FROM, or in the default of the argument that names it. */
export interface SlimTag {
  /** FROM as it is written then; where an argument's default changes, the reference. */
  readonly to: string;
  readonly edit: TextEdit;
  /** The default of an argument changes, not FROM. */
  readonly argument: boolean;
  readonly means: Answer<string>;
}

/** Where a tag goes: `python:3.11` and `python:3.11-bookworm` differ in what stands behind the version. */
function slimOf(reference: string, suite: string | null): string {
  const head = /:[^/]+$/.test(reference) ? reference : `${reference}:`;
  const tail = suite !== null && head.endsWith(`-${suite}`) ? `-${suite}` : '';
  const stem = head.slice(0, head.length - tail.length);
  return `${stem}${stem.endsWith(':') ? '' : '-'}slim${tail}`;
}

/** Whether the slim reference is of the same Python and release. */
function isSlimOf(slim: string, image: BaseImage): boolean {
  const now = unheard(() => baseImage(slim)).value;
  return now !== null && now.family === image.family && now.variant === 'slim' && now.python === image.python && (image.suite === null || now.suite === image.suite);
}

/**
 * The slim tag of the full image that a stage stands on. A tag without a release moves; it is written with the release that it means
 * where the catalogue knows that, and nothing else in the file goes on moving with the old one.
 */
export function slimTag(model: DockerfileModel, stage: number, image: BaseImage, references: readonly string[]): Read<SlimTag> {
  const from = model.stages[stage]?.stage.from;
  if (!from?.image.span) return unreadable('FROM is written over several lines');
  const written = from.image.text;
  const span = from.image.span;
  const pinned = references.length === 1 && !written.includes('$') ? suiteMeant(model, stage, image) : null;
  if (pinned !== null) {
    const to = `${slimOf(written, null)}-${pinned.suite}`;
    return read({ to, argument: false, edit: { span, text: to }, means: assumed(to, `${image.name}:${image.tag} moves from release to release, and has meant ${pinned.suite} since ${pinned.since}; the new tag stays there`, [row('catalogue', `${image.name}:${image.tag} means ${pinned.to} (${pinned.source}, checked ${pinned.checked})`)]) });
  }
  const to = slimOf(written, image.suite);
  if (references.every((reference) => isSlimOf(withTail(reference, written, to), image))) {
    const moves = image.suite === null ? assumed(to, `${to} moves from release to release, as ${written} does; both are of one release on any day`) : known(to, `${to} has the Python and the release of ${written}`);
    return read({ to, argument: false, edit: { span, text: to }, means: moves });
  }
  return ofDefault(model, stage, image, references);
}

/** The reference that a FROM gives when its end is written anew. */
function withTail(reference: string, written: string, to: string): string {
  if (!written.includes('$')) return to;
  let same = 0;
  while (same < written.length && written[same] === to[same]) same += 1;
  const tail = written.slice(same);
  return reference.endsWith(tail) ? `${reference.slice(0, reference.length - tail.length)}${to.slice(same)}` : '';
}

function suiteMeant(model: DockerfileModel, stage: number, { name, tag, suite, python }: BaseImage): { readonly suite: string; readonly since: string; readonly to: string; readonly source: string | null; readonly checked: string } | null {
  if (suite !== null || tag === null || python === null) return null;
  // Another stage with the moving tag would one day be of another release than what it is copied to.
  const others = model.stages.some(({ base }, index) => index !== stage && base.kind === 'image' && unheard(() => baseImage(base.reference)).value?.name === name);
  const meant = others ? null : floatingTag(`${name}:${tag}`);
  const release = /-([a-z]+)$/.exec(meant?.to ?? '')?.[1];
  if (!meant || release === undefined || sizedImage(`${name}:${tag}-slim-${release}`) === null) return null;
  return { suite: release, since: meant.since, to: meant.to, source: meant.source, checked: meant.checked };
}

/** `ARG PYTHON=3.11-bookworm`: the default, where every build takes it and nothing else reads it. */
function ofDefault({ document }: DockerfileModel, stage: number, image: BaseImage, references: readonly string[]): Read<SlimTag> {
  const [reference, ...more] = references;
  const from = document.stages[stage]?.from;
  const name = /^(?:.*[:/])?\$\{?([A-Za-z_]\w*)\}?$/.exec(from?.image.text ?? '')?.[1];
  if (!from || reference === undefined || name === undefined) return unreadable(`the slim form of FROM ${from?.image.text ?? ''} cannot be written`);
  if (more.length > 0) return unreadable(`builds give ${name} different values`);
  const first = from.instruction.index;
  const word = document.instructions.filter(({ keyword, index }) => keyword === 'ARG' && index < first).flatMap(({ words }) => words).findLast(({ text }) => text.startsWith(`${name}=`));
  const value = word?.text.slice(name.length + 1) ?? '';
  const uses = document.instructions.filter(({ joined, words, keyword }) => joined.includes(`$${name}`) || joined.includes(`\${${name}`) || (keyword === 'ARG' && words.some((one) => one !== word && one.text.split('=')[0] === name)));
  if (!word?.span || value === '' || /["'$]/.test(value) || !reference.endsWith(value)) return unreadable(`the default of ${name} is not what builds take`);
  if (uses.length !== 1) return unreadable(`${name} is read in other places too`);
  const slim = slimOf(reference, image.suite);
  const fresh = slim.slice(reference.length - value.length);
  if (!isSlimOf(slim, image) || !slim.startsWith(reference.slice(0, reference.length - value.length))) return unreadable(`the slim form of FROM ${from.image.text} cannot be written`);
  return read({ to: slim, argument: true, edit: { span: wordSpan(word, name), text: fresh }, means: assumed(slim, `no build gives ${name} another value`) });
}

function wordSpan({ span, text }: Word, name: string): TextEdit['span'] {
  const start = (span?.start ?? 0) + name.length + 1;
  return { start, end: start + text.length - name.length - 1 };
}
