import type { Answer, Hits, Place } from '#answer/answer.js';
import type { Install, Instruction } from './dockerfile.js';
import type { Requirement } from './requirement.js';

/** A place from which images get the build of torch for CUDA, and how it becomes the one for the CPU. */
export interface TorchInstall {
  /** Ids of the builds. */
  readonly images: readonly string[];
  /** What comes of torch, torchvision and torchaudio. */
  readonly names: readonly string[];
  /** The line or word that asks for it, as written; null: something else brings it along. */
  readonly written: string | null;
  /** From the asked-for requirement to torch: `sentence-transformers`, `torch`. */
  readonly chain: readonly string[];
  /**
   * What is there already and does less than it looks: `ignored`: an index on the line of a requirement, which pip does not read;
   * `luck`: an extra index for a version that is not fixed; `later`: torch is for the CPU, and a companion for CUDA comes over it.
   */
  readonly looks: 'ignored' | 'luck' | 'later' | null;
  readonly at: Requirement | Install | Place;
  readonly means: TorchMeans;
  /** Lines that only the build for CUDA needs (`nvidia-cublas-cu12`, `triton`), in files that no other image installs. */
  readonly surplus: readonly Requirement[];
  /** Commands that a person has to run afterwards. */
  readonly commands: readonly string[];
  /** That it comes, and that nothing puts the build for the CPU there before. */
  comes(): Answer<boolean>;
  /** Images of these that have, ask for or cannot do without a GPU or another accelerator. */
  accelerators(): Hits;
  /** What speaks against writing it here. */
  against(): Hits;
}

/** How it is mended. */
export type TorchMeans =
  /** An index for the whole file, whose torch is pinned. */
  | { readonly kind: 'file'; readonly option: string; readonly beside: Requirement }
  /** An option of the call itself, or another one in the place of `word`. */
  | { readonly kind: 'option'; readonly install: Install; readonly option: string; readonly word: { readonly from: string; readonly to: string } | null }
  /** An install of its own before this instruction. */
  | { readonly kind: 'before'; readonly before: Instruction; readonly text: string }
  /** An index of its own that a project takes it from: uv's sources, Poetry's explicit source. */
  | ProjectIndex
  /** Nothing that could be written safely; `against` says why. */
  | { readonly kind: 'none' };

/** An index that a project asks for some distributions alone. */
export interface ProjectIndex {
  readonly kind: 'project';
  readonly tool: 'uv' | 'poetry';
  /** The project's file. */
  readonly path: string;
  readonly index: { readonly name: string; readonly url: string };
  /** What it asks for and takes from there from now on. */
  readonly asked: readonly Requirement[];
  /** What only comes along so far: the index of that can be named only where the project asks for it. */
  readonly added: readonly string[];
}
