/**
 * A version constraint in Poetry's words as PEP 440 specifiers: `^1.2` -> `>=1.2,<2`, `~1.2.3` -> `>=1.2.3,<1.3`, `1.*`,
 * `*`, `1.2` (exactly that). Null: what PEP 440 cannot say (`^1 || ^2`), or no such constraint.
 * https://python-poetry.org/docs/dependency-specification/
 */
export function poetrySpecifiers(written: string): string | null {
  if (written.includes('|')) return null;
  const parts = written.trim().split(/\s*,\s*|\s+(?=[<>=!~^])/).filter(Boolean).map(specifierOf);
  return parts.every((part) => part !== null) ? parts.filter((part) => part !== '').join(',') : null;
}

function specifierOf(part: string): string | null {
  if (part === '*') return '';
  const match = /^(\^|~(?!=)|={1,3}|~=|!=|[<>]=?)?\s*v?([\w.*+!-]+)$/.exec(part);
  const [, operator = '', version = ''] = match ?? [];
  if (!match) return null;
  if (operator === '^' || operator === '~') return between(version, operator);
  if (version.endsWith('*')) return `${operator === '!=' ? '!=' : '=='}${version}`;
  return `${operator === '' || operator === '=' ? '==' : operator}${version}`;
}

/** `^`: up to the next change of the first part that is not zero. `~`: up to the next minor, or major where none is given. */
function between(version: string, operator: '^' | '~'): string | null {
  const release = /^\d+(?:\.\d+)*/.exec(version)?.[0].split('.').map(Number);
  if (!release) return null;
  const first = release.findIndex((part) => part > 0);
  const at = operator === '~' ? Math.min(1, release.length - 1) : first < 0 ? release.length - 1 : first;
  const next = release.slice(0, at + 1).map((part, index) => (index === at ? part + 1 : part));
  return `>=${version},<${next.join('.')}`;
}

/** Poetry's `python = ">=3.8,<3.12"` as a marker; null: it says nothing that a marker can. */
export function pythonMarker(written: string): string | null {
  const specifiers = poetrySpecifiers(written);
  if (specifiers === null || specifiers === '') return null;
  const parts = specifiers.split(',').map((part) => /^([<>=!~]+)(\d+(?:\.\d+)*(?:\.\*)?)$/.exec(part));
  if (parts.includes(null)) return null;
  return parts.map((part) => `${(part?.[2] ?? '').split('.').length > 2 && !part?.[2]?.endsWith('*') ? 'python_full_version' : 'python_version'} ${part?.[1]} "${part?.[2]}"`).join(' and ');
}
