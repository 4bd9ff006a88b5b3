import { isSetOff } from '#dockerfile/edit-blocks.js';
import type { LayoutPiece } from '#dockerfile/layout-types.js';
import type { DockerfileDocument, From } from '#dockerfile/types.js';
import type { Placed } from './pieces.js';
import { fillWords, type BlockHole, type TemplatePart } from './template.js';

export interface Filling {
  readonly document: DockerfileDocument;
  readonly from: From;
  readonly builder: string;
  readonly venv: string;
  readonly slim: string | null;
  /** The Dockerfile makes the environment itself: the template's lines that make one are left out. */
  readonly ownEnvironment: boolean;
  readonly packages: readonly string[];
  readonly template: readonly TemplatePart[];
  readonly firstInstall: number;
  /** In the order of the file, without FROM. */
  readonly placed: readonly { readonly at: number; readonly apt: boolean; readonly placed: Placed }[];
}

/** The template with its holes filled: two stages. */
export function filled(filling: Filling): readonly (readonly LayoutPiece[])[] {
  const { template, builder, venv, ownEnvironment } = filling;
  const pieces = holes(filling);
  const stages: LayoutPiece[][] = [[]];
  const blocks = blocksOf(template);
  for (const block of blocks) {
    const lines: LayoutPiece[] = [];
    const waiting: string[] = [];
    const flush = (): void => {
      if (waiting.length > 0) lines.push(text(waiting.splice(0).join('\n')));
    };
    let empty = true;
    for (const part of block) {
      if (part.kind === 'text') {
        if (ownEnvironment && /\bvenv\b.*\{venv\}|^ENV .*\{venv\}/.test(part.text) && !part.text.startsWith('COPY ')) continue;
        if (!part.text.trimStart().startsWith('#')) empty = false;
        waiting.push(fillWords(part.text, { builder, venv }));
        continue;
      }
      const own = pieces[part.name];
      if (own.length === 0) continue;
      empty = false;
      flush();
      if (part.name === 'base') stages.push([]);
      lines.push(...own);
    }
    flush();
    if (empty) continue;
    const stage = stages.at(-1);
    // A comment above the second FROM stands in the first stage.
    if (!stage) continue;
    const base = lines.findIndex((piece) => piece === pieces.base[0]);
    const before = base > 0 ? stages.at(-2) : undefined;
    if (before) before.push(text(''), ...lines.splice(0, base));
    else if (base === 0) stages.at(-2)?.push(text(''));
    if (stage.length > 0) stage.push(text(''));
    stage.push(...lines);
  }
  return stages;
}

function text(line: string): LayoutPiece {
  return { kind: 'new', text: line };
}

/** Parts between empty lines. */
function blocksOf(template: readonly TemplatePart[]): readonly (readonly TemplatePart[])[] {
  const blocks: TemplatePart[][] = [[]];
  for (const part of template) {
    if (part.kind === 'text' && part.text.trim() === '') blocks.push([]);
    else blocks.at(-1)?.push(part);
  }
  return blocks.filter((block) => block.length > 0);
}

/**
 * The instruction before which the environment comes: the first install, or the COPYs of code right before it, so that code that
 * changes does not copy the environment anew.
 */
function placeOfCopy({ placed, firstInstall, venv }: Filling): number {
  const before = placed.filter(({ at, placed: { runtime } }) => at < firstInstall && runtime.length > 0);
  const last = before.findLast(({ placed: { runtime } }) => runtime.some((piece) => piece.kind === 'new' || !/^(?:COPY|ADD)$/.test(piece.instruction.keyword) || piece.instruction.joined.includes(venv)));
  return last === undefined ? 0 : last.at + 1;
}

function holes(filling: Filling): Readonly<Record<BlockHole, readonly LayoutPiece[]>> {
  const { document, from, builder, slim, packages, firstInstall, placed } = filling;
  const lastApt = placed.findLastIndex(({ at, apt, placed: { builder: own } }) => apt && own.length > 0 && at < firstInstall);
  const tools = placed.slice(0, lastApt + 1).flatMap(({ placed: one }) => spaced(document, one.builder));
  const installs = placed.slice(lastApt + 1).flatMap(({ placed: one }) => spaced(document, one.builder));
  const place = placeOfCopy(filling);
  const setup = placed.filter(({ at }) => at < place).flatMap(({ placed: { runtime } }) => runtime);
  const rest = placed.filter(({ at }) => at >= place).flatMap(({ placed: { runtime } }) => runtime);
  const names = packages.toSorted();
  return {
    'build-base': [text(fromText(document, from, from.image.text, builder, true))],
    'build-tools': tools,
    installs,
    base: [text(fromText(document, from, slim ?? from.image.text, from.instruction.words[2]?.text ?? null, false))],
    packages: names.length === 0 ? [] : [text(`RUN apt-get update && apt-get install -y --no-install-recommends \\\n${names.map((name) => `    ${name} \\\n`).join('')}    && rm -rf /var/lib/apt/lists/*`)],
    setup,
    rest,
  };
}

/** With the empty lines that stood above. */
function spaced(document: DockerfileDocument, pieces: readonly LayoutPiece[]): readonly LayoutPiece[] {
  return pieces.flatMap((piece) => (piece.kind !== 'new' && isSetOff(document, piece.instruction) ? [text(''), piece] : [piece]));
}

function fromText({ text: all }: DockerfileDocument, { instruction, image }: From, reference: string, name: string | null, comments: boolean): string {
  const flags = instruction.flags.map(({ name: flag, value }) => `--${flag}=${value ?? ''} `).join('');
  const leading = comments && instruction.leading !== null ? `${all.slice(instruction.leading.start, instruction.leading.end)}\n` : '';
  const keyword = all.slice(instruction.keywordSpan.start, instruction.keywordSpan.end);
  const as = instruction.words[1]?.text ?? 'AS';
  return `${leading}${keyword} ${flags}${reference === image.text ? image.text : reference}${name === null ? '' : ` ${as} ${name}`}`;
}
