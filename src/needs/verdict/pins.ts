import type { Asked } from '#needs/types.js';

/** How most lines of each file give versions: `==`, `>=`, `` for none. */
export function writtenForms(asked: readonly Asked[]): ReadonlyMap<string, string> {
  const counts = new Map<string, Map<string, number>>();
  for (const { at, specifiers } of asked) {
    const own = counts.get(at.path) ?? new Map<string, number>();
    const form = formOf(specifiers);
    counts.set(at.path, own.set(form, (own.get(form) ?? 0) + 1));
  }
  return new Map([...counts].map(([path, own]) => [path, [...own].toSorted((a, b) => b[1] - a[1])[0]?.[0] ?? '']));
}

const forms = new Map<string, string>();
/** Forms that are kept at most. */
const MOST_KEPT = 20_000;

/** Every image that installs a line asks for its form. */
function formOf(specifiers: string): string {
  const known = forms.get(specifiers);
  if (known !== undefined) return known;
  const form = formNow(specifiers);
  if (forms.size < MOST_KEPT) forms.set(specifiers, form);
  return form;
}

function formNow(specifiers: string): string {
  const operators = specifiers.split(',').flatMap((one) => /^(===|==|~=|!=|<=|>=|<|>)/.exec(one.trim())?.[1] ?? []);
  return `${operators.toSorted().join(',')}${specifiers.endsWith('*') ? '*' : ''}`;
}

/** What people write beside a version that they hold on purpose. */
const MEANT = /\b(?:pin(?:ned|s)?|hold|held|cap(?:ped)?|compat\w*|conflict\w*|cve|security|vulnerab\w*|bug|break\w*|broke\w*|until|workaround|transitive|because|avoid|require[ds]?|incompatib\w*|regression|downgrade\w*|issue)\b|https?:|#\d{2,}/i;

/**
 * Whether a line that nothing names means the version of what comes anyway: it says so, a compiler wrote it, it names
 * an index, an address or a build (`2.5.1+cpu`) of its own, or it limits the version in another way than most lines of its file do.
 */
export function isPin({ kind, comment, specifiers, at, written, url, sourced }: Asked, usual: ReadonlyMap<string, string>): boolean {
  if (kind === 'compiled' || url !== null || sourced || /\+[\w.]+$/.test(specifiers) || /--hash[= ]/.test(written)) return true;
  if (specifiers === '') return false;
  return (comment !== null && MEANT.test(comment)) || formOf(specifiers) !== usual.get(at.path);
}
