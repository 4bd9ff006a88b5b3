import type { Snapshot } from '#files/snapshot.js';
import { baseName } from '#text/paths.js';

/** Endings of files that hold the weights of a model, and next to nothing else. */
const WEIGHTS = /\.(?:safetensors|gguf|ggml|onnx|pth|pt|ckpt|h5|hdf5|keras|tflite|caffemodel|weights|pb|bin|pkl|joblib)$/i;

export function isWeights(path: string): boolean {
  return WEIGHTS.test(baseName(path));
}

/** A pointer of Git LFS is three lines (git-lfs, docs/spec.md); with the object fetched the file is as large as it says. */
const POINTER = /^version https:\/\/git-lfs\.github\.com\/spec\/v1\n(?:.*\n)*?size (\d+)\n/;

/** Bytes of a file of weights: its own, or those of what its pointer stands for; null: it cannot be told. */
export function weightOf({ contextFiles }: Snapshot, path: string): number | null {
  const size = contextFiles.size(path);
  if (size === null || size > 500) return size;
  const pointed = POINTER.exec(contextFiles.text(path) ?? '')?.[1];
  return pointed === undefined ? size : Number(pointed);
}
