import type { Instruction } from '#dockerfile/types.js';

/** One `RUN --mount=…`, as written: variables are not filled in. */
export interface Mount {
  /** `bind` where none is given. */
  readonly type: string;
  readonly target: string | null;
  /** Relative to the context, or to the root of `from`; '' for all of it. */
  readonly source: string;
  readonly from: string | null;
}

/** The mounts of a RUN (Dockerfile reference, "RUN --mount": keys and their other names). */
export function mountsOf({ flags }: Instruction): readonly Mount[] {
  return flags.flatMap(({ name, value }) => {
    if (name !== 'mount' || value === null) return [];
    const options = new Map(value.split(',').map((part) => splitOnce(part)));
    return {
      type: (options.get('type') ?? 'bind').toLowerCase(),
      target: options.get('target') ?? options.get('dst') ?? options.get('destination') ?? null,
      source: options.get('source') ?? options.get('src') ?? '',
      from: options.get('from') ?? null,
    };
  });
}

function splitOnce(part: string): readonly [string, string] {
  const equals = part.indexOf('=');
  // Keys and types are taken in any case (BuildKit, instructions/commands_runmount.go).
  return equals < 0 ? [part.toLowerCase(), ''] : [part.slice(0, equals).toLowerCase(), part.slice(equals + 1)];
}
