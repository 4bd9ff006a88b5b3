/** A part of a text that can be shorter, or left out. */
export interface Section {
  /** Its forms, the longest first. */
  readonly forms: readonly string[];
  /** What is said of it where it is left out altogether; null: it never is. */
  readonly name: string | null;
}

/** The longest body that GitHub takes of a pull request, an issue or a comment, in characters. */
export const GITHUB_LIMIT = 65_536;

/**
 * Sections as one text of at most `limit` characters: the longest ones are shortened first, then left out, and the last
 * line says which.
 *
 * @param missing the line for the names of what was left out and the number of what was shortened.
 */
export function fitted(sections: readonly Section[], limit: number, missing: (names: readonly string[], shortened: number) => string): string {
  const form = sections.map(() => 0);
  const gone = new Set<number>();
  for (;;) {
    const shown = sections.flatMap(({ forms }, index) => (gone.has(index) ? [] : [forms[form[index] ?? 0] ?? '']));
    const names = sections.flatMap(({ name }, index) => (gone.has(index) && name !== null ? [name] : []));
    const shortened = form.filter((at, index) => at > 0 && !gone.has(index)).length;
    const tail = names.length + shortened > 0 ? [missing(names, shortened)] : [];
    const text = `${[...shown, ...tail].filter((part) => part !== '').join('\n\n')}\n`;
    if (text.length <= limit) return text;
    const next = longest(sections, (index) => !gone.has(index) && (form[index] ?? 0) + 1 < (sections[index]?.forms.length ?? 0), form);
    if (next !== null) {
      form[next] = (form[next] ?? 0) + 1;
      continue;
    }
    const out = longest(sections, (index) => !gone.has(index) && sections[index]?.name !== null, form);
    if (out === null) return cut(text, limit);
    gone.add(out);
  }
}

function longest(sections: readonly Section[], may: (index: number) => boolean, form: readonly number[]): number | null {
  let found: number | null = null;
  let most = -1;
  sections.forEach(({ forms }, index) => {
    const { length } = forms[form[index] ?? 0] ?? '';
    if (may(index) && length > most) [found, most] = [index, length];
  });
  return found;
}

/** Whole lines of a text. */
function cut(text: string, limit: number): string {
  return text.slice(0, text.lastIndexOf('\n', limit - 1) + 1);
}
