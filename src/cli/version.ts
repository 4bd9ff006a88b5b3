import { createRequire } from 'node:module';

/** The version in the package's own package.json. */
export function version(): string {
  const manifest = createRequire(import.meta.url)('slimify/package.json') as { readonly version: string };
  return manifest.version;
}
