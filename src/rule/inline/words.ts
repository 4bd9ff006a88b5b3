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
  /** The only thing that its call installs. */
  readonly alone: boolean;
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
  const calls = new Map<string, { readonly input: Inline; readonly uses: WordUse[] }>();
  const { images, besides } = workspaceImages(snapshot);
  for (const image of [...images, ...besides]) {
    for (const resolved of image.installs) {
      const { install, inputs, runs } = resolved;
      if (runs.kind === 'never' || (install.call.manager !== 'pip' && install.call.manager !== 'uv') || !install.call.subcommand.endsWith('install')) continue;
      for (const input of inputs) {
        if (input.kind !== 'inline' || input.span === null) continue;
        const key = `${image.build.dockerfile} ${install.stage} ${install.at} ${install.order} ${input.written}`;
        const call = calls.get(key) ?? { input, uses: [] };
        calls.set(key, call);
        call.uses.push({ image, resolved });
      }
    }
  }
  const byPath = new Map(dockerfiles.map((one) => [one.path, one]));
  return [...calls.values()].flatMap(({ input, uses }) => (uses.some(({ resolved }) => resolved.ships) ? (wordOf(byPath, input, uses) ?? []) : []));
}

function wordOf(dockerfiles: ReadonlyMap<string, Dockerfile>, { name, written, at: { line } }: Inline, uses: readonly WordUse[]): InlineWord | null {
  const [use] = uses;
  if (!use) return null;
  const { stage, at, order } = use.resolved.install;
  const installs = dockerfiles.get(use.image.build.dockerfile)?.stages[stage]?.instructions[at]?.installs().value ?? [];
  const install = installs.find((one) => sourceOfInstall(one)?.install.order === order);
  const word = install?.words.find((one) => one.replace(/^(["'])(.*)\1$/, '$2') === written);
  const read = parsePep508(written);
  if (!install || word === undefined || word.startsWith('"') !== word.endsWith('"') || !read.ok || read.value.url !== null || read.value.marker !== null || line < 1) return null;
  const specifiers = read.value.specifiers.map(({ operator, version }) => `${operator}${version}`).join(',');
  const alone = uses.some(({ resolved }) => resolved.inputs.filter((input) => input.kind !== 'file' || input.role === 'requirement').length < 2);
  return { name, written, extras: read.value.extras, specifiers, word, line, install, alone, uses };
}

/** Ids of the builds that run its call. */
export function imagesOfWord({ uses }: Pick<InlineWord, 'uses'>): readonly string[] {
  return [...new Set(uses.map(({ image }) => image.build.id))];
}
