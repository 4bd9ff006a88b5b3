import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { Io } from '#io/types.js';

/** Put in by esbuild.config.js, since a bundle holds no such files. */
declare const SCANNER_VERSION: string | undefined;

/** Changes with every change of the scanner or of its records: nobody can forget to count it up. */
export function scannerVersion(io: Io): string {
  return typeof SCANNER_VERSION === 'string' ? SCANNER_VERSION : versionOfFiles(io);
}

/** Of the modules beside this one, and of those that read a file. */
function versionOfFiles(io: Io): string {
  const hash = createHash('sha256');
  for (const folder of ['..', '../scan', '.']) {
    const path = fileURLToPath(new URL(folder, import.meta.url));
    for (const name of io.list(path).toSorted()) {
      if (!/\.[jt]s$/.test(name) || name.endsWith('.d.ts')) continue;
      const bytes = io.readFile(`${path}/${name}`);
      hash.update(name).update(bytes.ok ? bytes.value : bytes.reason);
    }
  }
  return hash.digest('hex').slice(0, 24);
}
