import { parseSpecifiers } from '#pep/specifiers.js';

/**
 * A constraint in Poetry's words as PEP 440 specifiers; null: none says the same (`||`), or it cannot be told.
 * What caret, tilde, wildcard and exact requirements mean: https://python-poetry.org/docs/dependency-specification/#version-constraints
 */
export function poetrySpecifiers(constraint: string): string | null {
  const parts = constraint.trim().split(/\s*,\s*|\s+(?=[<>=!~^])/).filter((part) => part !== '' && part !== '*');
  const found = parts.map(specifierOf);
  if (found.some((one) => one === null)) return null;
  const text = found.join(',');
  return parseSpecifiers(text).ok || text === '' ? text : null;
}

function specifierOf(part: string): string | null {
  const [, operator = '', version = ''] = /^(\^|~=|~|={1,3}|!=|<=?|>=?)?\s*v?([0-9][\w.+!*-]*)$/.exec(part) ?? [];
  if (version === '') return null;
  if (operator === '^' || operator === '~') return /^[0-9]+(?:\.[0-9]+)*$/.test(version) ? `>=${version},<${nextOf(version, operator)}` : null;
  if (operator === '') return `==${version}`;
  return operator === '=' ? `==${version}` : `${operator}${version}`;
}

/** The first release that is too new: a caret lets all change but the first number that is not 0, a tilde the last of what is named, from the second on. */
function nextOf(version: string, operator: '^' | '~'): string {
  const numbers = version.split('.').map(Number);
  const first = numbers.findIndex((number) => number !== 0);
  const at = operator === '~' ? Math.min(1, numbers.length - 1) : first < 0 ? numbers.length - 1 : first;
  return numbers.slice(0, at + 1).map((number, index) => (index === at ? number + 1 : number)).join('.');
}
