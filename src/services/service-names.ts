/** A service to be named: its path in the workspace, whose last part is the name that it would like to have. */
export interface Nameable {
  readonly parts: readonly string[];
  /** It has an image that is built here: among ready-made ones of the same name it keeps the plain name. */
  readonly built: boolean;
  /** It stands in a file that nothing takes by itself: the plain name is for another. */
  readonly ignored?: boolean;
}

/**
 * A name for each, unique among all: the last part of its path, and as many parts before it as it
 * takes to tell those of one name apart; the one with the shortest path keeps the plain name.
 */
export function uniqueNames(wanted: readonly Nameable[]): readonly string[] {
  const lengths = wanted.map(() => 1);
  const nameAt = (index: number): string => (wanted[index]?.parts ?? []).slice(-(lengths[index] ?? 1)).join('/');
  const deepest = Math.max(1, ...wanted.map(({ parts }) => parts.length));
  // Twice: where an ignored one gives way, the others wait for a round.
  for (let round = 1; round < 2 * deepest; round++) {
    const groups = new Map<string, number[]>();
    for (const index of wanted.keys()) groups.set(nameAt(index), [...(groups.get(nameAt(index)) ?? []), index]);
    for (const group of groups.values()) {
      const open = group.filter((index) => (lengths[index] ?? 1) < (wanted[index]?.parts.length ?? 1));
      const ignored = open.filter((index) => wanted[index]?.ignored === true);
      const growing = ignored.length > 0 && group.some((index) => wanted[index]?.ignored !== true) ? ignored : open;
      const built = group.filter((index) => wanted[index]?.built);
      // Where every other one can be told by its folder, the only one that is built keeps the plain name.
      const stays = built.length === 1 && group.every((index) => index === built[0] || growing.includes(index)) ? built[0] : undefined;
      if (group.length > 1) for (const index of growing) if (index !== stays) lengths[index] = (lengths[index] ?? 1) + 1;
    }
  }
  const names = new Map<number, string>();
  const taken = new Set<string>();
  for (const index of [...wanted.keys()].toSorted((a, b) => Number(wanted[b]?.built) - Number(wanted[a]?.built))) {
    let name = nameAt(index);
    for (let count = 2; taken.has(name); count++) name = `${nameAt(index)} (${count})`;
    taken.add(name);
    names.set(index, name);
  }
  return wanted.map((_, index) => names.get(index) ?? '');
}
