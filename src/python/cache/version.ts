import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { Io } from '#io/types.js';

/** Changes with every change of the scanner or of its records: nobody can forget to count it up. */
export function scannerVersion(io: Io): string {
  const hash = createHash('sha256');
  for (const folder of ['../scan', '.']) {
    const path = fileURLToPath(new URL(folder, import.meta.url));
    for (const name of io.list(path).toSorted()) {
      const bytes = io.readFile(`${path}/${name}`);
      if (/\.[jt]s$/.test(name) && !name.endsWith('.d.ts')) hash.update(name).update(bytes.ok ? bytes.value : bytes.reason);
    }
  }
  return hash.digest('hex').slice(0, 24);
}
