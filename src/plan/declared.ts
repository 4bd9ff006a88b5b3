import type { Aspect, Effect } from '#rule/types.js';

/** What fixes declare, put together: asked about many files and images, so that it is summed once. */
export interface Declared {
  removes(name: string): boolean;
  /** Held within a limit counts as well: that asks for it. */
  adds(name: string): boolean;
  holds(name: string): boolean;
  removesApt(name: string): boolean;
  addsApt(name: string): boolean;
  alters(aspect: Aspect): boolean;
  /** Whether a path of the image, or a folder above it, is said to come or to go. */
  file(path: string): boolean;
  /** Whether it is said of any: then the images tell whether of all. */
  files(): boolean;
}

export interface Declarations {
  /** Whatever image it is for. */
  readonly anywhere: Declared;
  /** What is declared for one image, and for all. */
  of(image: string): Declared;
}

const known = new WeakMap<readonly Effect[], Declarations>();

export function declarationsOf(effects: readonly Effect[]): Declarations {
  const found = known.get(effects) ?? summed(effects);
  known.set(effects, found);
  return found;
}

function summed(effects: readonly Effect[]): Declarations {
  const all = setsOf(effects.filter(({ images }) => images === 'all'));
  const byImage = new Map<string, Effect[]>();
  for (const effect of effects) {
    if (effect.images === 'all') continue;
    for (const image of new Set(effect.images)) {
      const own = byImage.get(image);
      if (own) own.push(effect);
      else byImage.set(image, [effect]);
    }
  }
  return { anywhere: declared([setsOf(effects)]), of: (image) => declared([all, setsOf(byImage.get(image) ?? [])]) };
}

interface Sets {
  readonly removes: ReadonlySet<string>;
  readonly adds: ReadonlySet<string>;
  readonly holds: ReadonlySet<string>;
  readonly aptRemoves: ReadonlySet<string>;
  readonly aptAdds: ReadonlySet<string>;
  readonly alters: ReadonlySet<Aspect>;
  readonly files: readonly string[];
}

function setsOf(effects: readonly Effect[]): Sets {
  return {
    removes: new Set(effects.flatMap(({ removes }) => removes ?? [])),
    adds: new Set(effects.flatMap(({ adds }) => adds ?? [])),
    holds: new Set(effects.flatMap(({ holds }) => holds ?? [])),
    aptRemoves: new Set(effects.flatMap(({ apt }) => apt?.removes ?? [])),
    aptAdds: new Set(effects.flatMap(({ apt }) => apt?.adds ?? [])),
    alters: new Set(effects.flatMap(({ alters }) => alters ?? [])),
    files: effects.flatMap(({ files }) => [...(files?.removes ?? []), ...(files?.adds ?? [])]),
  };
}

function declared(parts: readonly Sets[]): Declared {
  return {
    removes: (name) => parts.some((part) => part.removes.has(name)),
    adds: (name) => parts.some((part) => part.adds.has(name) || part.holds.has(name)),
    holds: (name) => parts.some((part) => part.holds.has(name)),
    removesApt: (name) => parts.some((part) => part.aptRemoves.has(name)),
    addsApt: (name) => parts.some((part) => part.aptAdds.has(name)),
    alters: (aspect) => parts.some((part) => part.alters.has(aspect)),
    file: (path) => parts.some((part) => part.files.some((one) => path === one || path.startsWith(`${one}/`))),
    files: () => parts.some((part) => part.files.length > 0),
  };
}
