/** A regular expression for a glob in which `*` stands for one or more letters of any kind. */
export function globPattern(glob: string): string {
  return glob.split('*').map(escaped).join('.+');
}

/** Whether a normalised name is one that a group of needs names: `opentelemetry-instrumentation-*`. */
export function fitsName(glob: string, name: string): boolean {
  return glob.includes('*') ? new RegExp(`^${globPattern(glob)}$`, 'u').test(name) : glob === name;
}

function escaped(text: string): string {
  return text.replace(/[.+?^${}()|[\]\\/]/g, '\\$&');
}
