import { readEnvFile } from '#compose/env-file.js';
import type { ComposeService, ComposeValue } from '#compose/types.js';
import type { Snapshot } from '#files/snapshot.js';
import { fromPlace } from '#image/from-place.js';
import type { ImageModel } from '#image/image.js';
import { settingOf } from '#image/stages/stages.js';

/** A variable that a container sees, with the place that sets it. */
export interface ServiceVariable extends ComposeValue {
  /** The base image sets it; its place is that of FROM. */
  readonly ofBase?: true;
}

/**
 * The variables that a container sees: those of the image, then of the `env_file`s in their order,
 * then of compose's `environment` (compose specification, `env_file`). Files that are not in the
 * workspace, as most `.env` files, tell nothing here.
 */
export function environmentOf(snapshot: Snapshot, image: ImageModel | null, service: ComposeService | null): ReadonlyMap<string, ServiceVariable> {
  const found = new Map<string, ServiceVariable>();
  const from = image ? fromPlace(image).line : 1;
  for (const [name, value] of image?.environment ?? []) {
    const by = image ? settingOf(image.end.environment, name)?.instruction : null;
    found.set(name, { value, at: { path: image?.dockerfile.document.path ?? '', line: by?.lines.first ?? from }, ...(by ? {} : { ofBase: true }) });
  }
  for (const { path } of service?.envFiles ?? []) {
    const text = snapshot.text(path);
    if (text === null) continue;
    const lines = text.split('\n');
    for (const [name, value] of readEnvFile(text).values) {
      const line = lines.findLastIndex((one) => one.replace(/^\s*(?:export\s+)?/, '').startsWith(name)) + 1;
      found.set(name, { value, at: { path, line: Math.max(1, line) } });
    }
  }
  for (const [name, value] of service?.environment ?? []) found.set(name, value);
  return found;
}
