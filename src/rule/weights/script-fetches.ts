import type { Place } from '#answer/answer.js';
import type { Instruction } from '#dockerfile/types.js';
import type { Snapshot } from '#files/snapshot.js';
import { originOf } from '#image/files/origin.js';
import { absolute } from '#image/files/transfers.js';
import type { ImageModel } from '#image/image.js';

/** A script of the workspace that a RUN starts and that fetches a model. */
export interface ScriptFetch {
  readonly by: string;
  readonly text: string;
  readonly from: Place;
}

/** Calls that fetch, as they stand in Python code. */
const CALLS: readonly (readonly [by: string, call: RegExp])[] = [
  ['huggingface_hub', /\b(?:snapshot_download|hf_hub_download)\(/],
  ['transformers', /\.from_pretrained\(|(?<!\.)\bpipeline\(\s*["']/],
  ['sentence-transformers', /\b(?:SentenceTransformer|CrossEncoder)\(/],
  ['whisper', /\bwhisper\.load_model\(|\bWhisperModel\(/],
  ['torch', /\btorch\.hub\.(?:load|download_url_to_file)\(/],
];

/** Only a script that is made for it: others may define what they do not run. */
const MADE_FOR_IT = /(?:download|fetch|prefetch|preload|warm|cache|get|pull|setup|bake)[\w-]*|models?/i;

export function scriptFetches(snapshot: Snapshot, { copies }: ImageModel, stage: number, at: number, { joined }: Instruction): readonly ScriptFetch[] {
  const moment = copies.models[stage]?.moments[at];
  if (!moment) return [];
  return [...joined.slice(0, 5_000).matchAll(/\bpython3?(?:\.\d+)?\s+(?:-u\s+)?([\w./-]+\.py)\b/g)].flatMap(([text, written = '']) => {
    const place = absolute(moment, written);
    const origin = place === null || !MADE_FOR_IT.test(written) ? null : originOf(copies, stage, at, place);
    const code = origin?.kind === 'workspace' ? snapshot.text(origin.path) : null;
    if (origin?.kind !== 'workspace' || code === null) return [];
    for (const [index, line] of code.slice(0, 200_000).split('\n').entries()) {
      const call = /^\s*#/.test(line) ? undefined : CALLS.find(([, pattern]) => pattern.test(line.slice(0, 1_000)));
      if (call) return [{ by: call[0], text, from: { path: origin.path, line: index + 1 } }];
    }
    return [];
  });
}
