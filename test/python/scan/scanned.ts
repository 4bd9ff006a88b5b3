import { scanPython } from '#python/scan/scan.js';
import type { Import, PythonSource } from '#python/source.js';

export function scanned(text: string): PythonSource {
  return scanPython(Buffer.from(text));
}

/** Imports of a text, as one would write them: `from ..a import b as c`. */
export function importsOf(text: string): readonly string[] {
  return scanned(text).imports.map(written);
}

export function written({ module, level, name, as, by }: Import): string {
  const from = '.'.repeat(level) + module;
  const what = name === null ? `import ${from}` : `from ${from} import ${name}`;
  return `${by === 'statement' ? '' : `${by} `}${what}${as === null ? '' : ` as ${as}`}`;
}

/** Each import with the guards around it: `a: optional function`. */
export function guardedImports(text: string): readonly string[] {
  return scanned(text).imports.map((one) => {
    const guards = one.guards.map((guard) => ('test' in guard ? `${guard.negated ? 'not ' : ''}(${guard.test})` : guard.kind));
    return [`${one.module}:`, ...guards].join(' ');
  });
}

export function names(found: readonly { readonly name: string }[]): readonly string[] {
  return found.map(({ name }) => name);
}
