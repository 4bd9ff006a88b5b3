/** A tag of the official Python images in its parts. */
export interface TagParts {
  /** `3.12`. */
  readonly minor: string;
  /** `3.12.4`, where the tag fixes it. */
  readonly patch?: string;
  readonly variant: 'alpine' | 'full' | 'slim';
  /** `bookworm`, `3.20`; empty: the tag does not fix it. */
  readonly release: string;
}

/** Reads `3.12.4-slim-bookworm`, `3.12-alpine3.20`, `3.12`. Null: another grammar. */
export function tagParts(tag: string): TagParts | null {
  const match = /^(?<minor>3\.\d+)(?<patch>\.\d+)?(?<slim>-slim)?(?:-alpine(?<alpine>[\d.]*)|-(?<suite>[a-z]+))?$/.exec(tag)?.groups;
  if (match === undefined || /^(?:slim|windowsservercore|nanoserver)$/.test(match['suite'] ?? '')) return null;
  const { minor = '', patch, slim, alpine, suite } = match;
  return {
    minor,
    ...(patch === undefined ? null : { patch: minor + patch }),
    variant: alpine !== undefined ? 'alpine' : slim === undefined ? 'full' : 'slim',
    release: alpine ?? suite ?? '',
  };
}

/**
 * Tags that may speak for one without a size, in groups, the nearest first: for Debian other Pythons on the same
 * release, then the same Python on another one; for Alpine the same Python first, since the system is the smaller part.
 */
export function neighbourTags(key: string, all: readonly string[]): readonly (readonly string[])[] {
  const at = key.lastIndexOf(':');
  const [name, own] = [key.slice(0, at + 1), tagParts(key.slice(at + 1))];
  if (own === null) return [];
  const others = all.flatMap((one) => {
    const parts = one !== key && one.startsWith(name) ? tagParts(one.slice(name.length)) : null;
    return parts !== null && parts.variant === own.variant ? { one, parts } : [];
  });
  const sameRelease = others.filter(({ parts }) => parts.release === own.release).map(({ one }) => one);
  const sameMinor = others.filter(({ parts }) => parts.minor === own.minor).map(({ one }) => one);
  const any = own.variant === 'alpine' ? others.map(({ one }) => one) : [];
  return own.variant === 'alpine' ? [sameMinor, sameRelease, any] : [sameRelease, sameMinor];
}
