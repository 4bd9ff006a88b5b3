import { build } from 'esbuild';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';

// Of what tsc has compiled just before.
const { scannerVersion } = await import('./dist/src/python/cache/version.js');
const { nodeIo } = await import('./dist/src/io/node.js');

/** Packages that nearly every run loads, put in with what they are made of: some 300 files more. The others are loaded where they are installed. */
const TOGETHER = ['@renovatebot/pep440', 'dockerfile-ast', 'fast-glob', 'jsonc-parser', 'toml-eslint-parser', 'unbash', 'yaml', 'yargs'];

const { dependencies, devDependencies } = JSON.parse(readFileSync('package.json', 'utf8'));

/**
 * Puts what the command loads into few files, after tsc has compiled each module by itself: finding, opening and compiling 900
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
  mainFields: ['module', 'main'],
  external: Object.keys({ ...dependencies, ...devDependencies }).filter((name) => !TOGETHER.includes(name)),
  // Packages of CommonJS ask for modules of node that way.
  banner: { js: "import { createRequire as requireFrom } from 'node:module';\nconst require = requireFrom(import.meta.url);" },
  // A bundle does not hold the files that tell one scanner from another.
  define: { SCANNER_VERSION: JSON.stringify(scannerVersion(nodeIo)) },
  plugins: [{ name: 'width of plain text', setup: plainWidth }],
  outbase: '.',
  outdir: 'dist',
  chunkNames: 'chunks/[hash]',
  metafile: true,
  logLevel: 'warning',
});

/**
 * yargs writes its help at each start and measures the words with tables of emoji and of the widths of Asian letters, which take
 * 30 ms to make ready. Ours are plain: a letter is a column.
 */
function plainWidth({ onResolve, onLoad }) {
  onResolve({ filter: /^string-width$/ }, () => ({ path: 'string-width', namespace: 'plain' }));
  onLoad({ filter: /.*/, namespace: 'plain' }, () => ({ contents: 'export default (text) => text.length;' }));
}

// Pieces of earlier builds have other names.
const made = new Set(Object.keys(metafile.outputs).map((path) => basename(path)));
for (const name of readdirSync('dist/chunks')) if (!made.has(name)) rmSync(`dist/chunks/${name}`);
writeFileSync('dist/chunks/LICENSES.txt', licences(Object.keys(metafile.inputs)));

/** The licences of the packages whose code is in the pieces: each asks that its own goes along. */
function licences(paths) {
  const folders = new Set(paths.flatMap((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? []));
  return [...folders].toSorted().map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
    const file = readdirSync(folder).find((one) => /^licen[cs]e/i.test(one));
    const text = file === undefined ? `(no file of a licence; package.json says ${license})\n` : readFileSync(`${folder}/${file}`, 'utf8');
    return `${name} ${version}\n\n${text}\n`;
  }).join(`${'-'.repeat(80)}\n`);
}
