import { parsePep508 } from '#pep/pep508.js';
import type { ImageModel } from '#image/image.js';
import type { InstallInput, ResolvedInstall } from '#image/installs/resolved-install.js';
import type { Dockerfile, Install } from '#rule/dockerfile.js';
import { sourceOfInstall } from '#rule/dockerfile-subject.js';
import { workspaceImages } from '#services/workspace-images.js';
import type { Snapshot } from '#files/snapshot.js';

/** A requirement as a word of a call: `RUN pip install "opencv-python==4.10.0.84"`. */
export interface InlineWord {
  readonly name: string;
  readonly written: string;
  readonly extras: readonly string[];
  /** `==1.2,<2`; empty without. */
  readonly specifiers: string;
  /** The word as it stands in the call. */
  readonly word: string;
  /** From 1: that of the word itself, in a call of several lines. */
  readonly line: number;
  readonly install: Install;
  /** Where it stands among the words of the command; several where it stands there twice. */
  readonly indexes: readonly number[];
  /** The only thing that its call installs; null: what else it installs cannot be told. */
  readonly alone: boolean | null;
  /** Every image that runs the call, also on its way to another. */
  readonly uses: readonly WordUse[];
}

export interface WordUse {
  readonly image: ImageModel;
  readonly resolved: ResolvedInstall;
}

type Inline = Extract<InstallInput, { readonly kind: 'inline' }>;

/** The words of calls of pip and uv that can be edited and end up in some image, each once with the images that run its call. */
export function inlineWords({ snapshot, dockerfiles }: { readonly snapshot: Snapshot; readonly dockerfiles: readonly Dockerfile[] }): readonly InlineWord[] {
  const calls = new Map<string, Called>();
  const { images, besides } = workspaceImages(snapshot);
  for (const image of [...images, ...besides]) {
    for (const resolved of image.installs) {
      const { install, inputs, runs } = resolved;
      if (runs.kind === 'never' || (install.call.manager !== 'pip' && install.call.manager !== 'uv') || !install.call.subcommand.endsWith('install')) continue;
      for (const input of inputs) {
        if (input.kind !== 'inline' || input.span === null) continue;
        const key = `${image.build.dockerfile} ${install.stage} ${install.at} ${install.order} ${input.written}`;
        const call = calls.get(key) ?? { input, starts: new Set(), uses: new Map() };
        calls.set(key, call);
        call.starts.add(input.span.start);
        call.uses.set(image, { image, resolved });
      }
    }
  }
  const byPath = new Map(dockerfiles.map((one) => [one.path, one]));
  return [...calls.values()].flatMap((called) => ([...called.uses.values()].some(({ resolved }) => resolved.ships) ? (wordOf(byPath, called) ?? []) : []));
}

/** A word and what calls it. */
interface Called {
  readonly input: Inline;
  /** Offsets in the Dockerfile at which it stands in its call. */
  readonly starts: Set<number>;
  readonly uses: Map<ImageModel, WordUse>;
}

function wordOf(dockerfiles: ReadonlyMap<string, Dockerfile>, called: Called): InlineWord | null {
  const { input: { name, written, at: { line } }, starts } = called;
  const uses = [...called.uses.values()];
  const [use] = uses;
  if (!use) return null;
  const { stage, at, order } = use.resolved.install;
  const installs = dockerfiles.get(use.image.build.dockerfile)?.stages[stage]?.instructions[at]?.installs().value ?? [];
  const install = installs.find((one) => sourceOfInstall(one)?.install.order === order);
  const spans = (install && sourceOfInstall(install)?.install.command.wordSpans) ?? [];
  // By their places: the value of an option may be written the same (`--no-binary orjson orjson`).
  const indexes = spans.flatMap((span, index) => (span && starts.has(span.start) ? [index] : []));
  const word = install?.words[indexes[0] ?? -1];
  const read = parsePep508(written);
  if (!install || word === undefined || word.replace(/^(["'])(.*)\1$/, '$2') !== written || !read.ok || read.value.url !== null || read.value.marker !== null || line < 1) return null;
  const specifiers = read.value.specifiers.map(({ operator, version }) => `${operator}${version}`).join(',');
  return { name, written, extras: read.value.extras, specifiers, word, line, install, indexes, alone: isAlone(install, indexes, uses), uses };
}

function isAlone({ words }: Install, indexes: readonly number[], uses: readonly WordUse[]): boolean | null {
  const least = Math.min(...uses.map(({ resolved: { inputs } }) => inputs.filter((input) => input.kind !== 'file' || input.role === 'requirement').length));
  if (least > indexes.length) return false;
  // What is empty in the builds of the workspace may have a value in another one: `ARG EXTRA`.
  const open = words.some((word, index) => !indexes.includes(index) && /[$`]/.test(word));
  return open || uses.some(({ resolved }) => resolved.unresolved !== null) ? null : true;
}

/** Ids of the builds that run its call. */
export function imagesOfWord({ uses }: Pick<InlineWord, 'uses'>): readonly string[] {
  return [...new Set(uses.map(({ image }) => image.build.id))];
}
