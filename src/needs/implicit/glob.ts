/** A regular expression for a glob in which `*` stands for one or more letters of any kind. */
export function globPattern(glob: string): string {
  return glob.split('*').map(escaped).join('.+');
}

/** Whether a normalised name is one that a group of needs names: `opentelemetry-instrumentation-*`. */
export function fitsName(glob: string, name: string): boolean {
  return glob.includes('*') ? wholePattern(glob).test(name) : glob === name;
}

const known = new Map<string, RegExp>();
/** Patterns that are kept at most. */
const MOST_KEPT = 5_000;

function wholePattern(glob: string): RegExp {
  const before = known.get(glob);
  if (before) return before;
  const made = new RegExp(`^${globPattern(glob)}$`, 'u');
  if (known.size < MOST_KEPT) known.set(glob, made);
  return made;
}

function escaped(text: string): string {
  return text.replace(/[.+?^${}()|[\]\\/]/g, '\\$&');
}
