import { compareVersions } from '#pep/versions.js';
import type { Guard } from '#python/source.js';

/**
 * Whether what stands below these tests may run on Linux with a Python (`3.11`; null: not told). Tests that are not
 * understood may hold. What is imported for type checking only never runs.
 */
export function mayRun(guards: readonly Guard[], python: string | null): boolean {
  return guards.every((guard) => {
    if (guard.kind === 'typing') return false;
    if (guard.kind !== 'version' && guard.kind !== 'platform') return true;
    const holds = guard.kind === 'version' ? versionHolds(guard.test, python) : platformHolds(guard.test);
    return holds === null || holds !== guard.negated;
  });
}

/** Whether an import may fail without harm: somebody catches it, or it is never run. */
export function isOptional(guards: readonly Guard[]): boolean {
  return guards.some(({ kind }) => kind === 'optional' || kind === 'fallback' || kind === 'typing');
}

/** `sys.version_info >= (3, 11)`, `sys.version_info[:2] < (3, 8)`, `sys.version_info.major < 3`. */
function versionHolds(test: string, python: string | null): boolean | null {
  if (python === null) return null;
  const tuple = /^\s*(?:sys\.)?version_info(?:\s*\[\s*:\s*\d\s*\])?\s*(<=|>=|<|>|==|!=)\s*\(\s*(\d+)\s*(?:,\s*(\d+)\s*)?(?:,[^)]*)?\)\s*$/.exec(test);
  const major = /^\s*(?:sys\.)?version_info(?:\.major|\s*\[\s*0\s*\])\s*(<=|>=|<|>|==|!=)\s*(\d+)\s*$/.exec(test);
  const [operator, wanted] = tuple ? [tuple[1], tuple[3] === undefined ? `${tuple[2]}` : `${tuple[2]}.${tuple[3]}`] : major ? [major[1], `${major[2]}`] : [undefined, ''];
  if (operator === undefined) return null;
  // A tuple of more numbers than the other is the greater one: (3, 11, 2) > (3,).
  const own = major ? (python.split('.')[0] ?? '') : python;
  const order = compareVersions(own, wanted);
  if (order === null) return null;
  if (tuple && order === 0) return operator === '>=' || operator === '>' ? true : operator === '<' ? false : null;
  switch (operator) {
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    case '>=':
      return order >= 0;
    case '==':
      return order === 0;
    default:
      return order !== 0;
  }
}

/** An image is Linux. */
function platformHolds(test: string): boolean | null {
  const equal = /^\s*(?:sys\.platform|os\.name|platform\.system\(\))\s*(==|!=)\s*["']([^"']+)["']\s*$/.exec(test);
  if (equal) {
    const is = ['linux', 'linux2', 'posix', 'Linux'].includes(equal[2] ?? '');
    return equal[1] === '==' ? is : !is;
  }
  const begins = /^\s*sys\.platform\.startswith\(\s*["']([^"']+)["']\s*\)\s*$/.exec(test);
  return begins ? 'linux'.startsWith(begins[1] ?? '') : null;
}
