import { build } from 'esbuild';
import { readdirSync, rmSync } from 'node:fs';
import { basename } from 'node:path';

/**
 * Puts what the command loads into few files, after tsc has compiled each module by itself: finding, opening and compiling 600
 * modules is a third of a second of every run. What users and rules import (`slimify`, `slimify/knowledge`) is cut from the same
 * pieces as the command, so that each module is there once and keeps one state; what is loaded only when it is asked for
 * (`import()`) stays so. Where threads begin is found by its name (`#io/worker-main.js` and what it is told to load), so those
 * are entries too. The other files of tsc stay: types, and modules for tests and the bench to load by themselves.
 */
const { metafile } = await build({
  entryPoints: ['src/cli/main.ts', 'src/index.ts', 'src/knowledge/index.ts', 'rules/index.ts', 'src/io/worker-main.ts', 'src/python/ahead/worker.ts'],
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  conditions: ['slimify-source'],
  packages: 'external',
  outbase: '.',
  outdir: 'dist',
  chunkNames: 'chunks/[hash]',
  metafile: true,
  logLevel: 'warning',
});

// Pieces of earlier builds have other names.
const made = new Set(Object.keys(metafile.outputs).map((path) => basename(path)));
for (const name of readdirSync('dist/chunks')) if (!made.has(name)) rmSync(`dist/chunks/${name}`);
