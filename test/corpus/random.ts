/** A small generator with a seed (mulberry32), so that a failing run can be repeated. */
export interface Random {
  /** From 0 to below `count`. */
  readonly below: (count: number) => number;
  readonly pick: <T>(items: readonly T[]) => T | undefined;
}

export function random(seed: number): Random {
  let state = seed >>> 0;
  function below(count: number): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * count);
  }
  return { below, pick: (items) => items[below(items.length)] };
}
