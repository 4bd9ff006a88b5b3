import { parsePep508 } from '#pep/pep508.js';
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
  readonly install: Install;
  readonly images: readonly string[];
}

/** The words of calls of pip and uv that can be edited, each once with the images that run its call. */
export function inlineWords({ snapshot, dockerfiles }: { readonly snapshot: Snapshot; readonly dockerfiles: readonly Dockerfile[] }): readonly InlineWord[] {
  const found = new Map<string, InlineWord>();
  for (const image of workspaceImages(snapshot).images) {
    for (const { install, inputs, ships, runs } of image.installs) {
      if (!ships || runs.kind === 'never' || (install.call.manager !== 'pip' && install.call.manager !== 'uv') || !install.call.subcommand.endsWith('install')) continue;
      for (const input of inputs) {
        if (input.kind !== 'inline' || input.span === null) continue;
        const key = `${image.build.dockerfile} ${install.stage} ${install.at} ${install.order} ${input.written}`;
        const before = found.get(key);
        const word = before ?? wordOf(dockerfiles.find(({ path }) => path === image.build.dockerfile), install, input);
        if (word) found.set(key, { ...word, images: [...new Set([...word.images, image.build.id])] });
      }
    }
  }
  return [...found.values()];
}

interface Called {
  readonly stage: number;
  readonly at: number;
  readonly order: number;
}

function wordOf(dockerfile: Dockerfile | undefined, { stage, at, order }: Called, { name, written, at: place }: { readonly name: string; readonly written: string; readonly at: { readonly line: number } }): InlineWord | null {
  const installs = dockerfile?.stages[stage]?.instructions[at]?.installs().value ?? [];
  const install = installs.find((one) => sourceOfInstall(one)?.install.order === order);
  const word = install?.words.find((one) => one.replace(/^(["'])(.*)\1$/, '$2') === written);
  const read = parsePep508(written);
  if (!install || word === undefined || word.startsWith('"') !== word.endsWith('"') || !read.ok || read.value.url !== null || read.value.marker !== null || place.line < 1) return null;
  const specifiers = read.value.specifiers.map(({ operator, version }) => `${operator}${version}`).join(',');
  return { name, written, extras: read.value.extras, specifiers, word, install, images: [] };
}
