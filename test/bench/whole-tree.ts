/** Lists the Python files below `process.argv[2]`; `process.argv[1]` is the folder of what was built. */
const LIST = `
  import { closeSync, openSync, readdirSync, readSync } from 'node:fs';
  const [, built, root] = process.argv;
  const paths = [];
  const folders = [root];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (entry.isDirectory()) { if (entry.name !== '.git' && entry.name !== 'node_modules') folders.push(folder + '/' + entry.name); }
      else if (entry.isFile() && entry.name.endsWith('.py')) paths.push(folder + '/' + entry.name);
    }
  }
`;

/** The lower bound of any tool that looks at every file, as code of a module of its own. */
export function readFiles(): string {
  return `${LIST}
    const buffer = Buffer.allocUnsafe(20_000_000);
    function bytesOf(path) {
      const file = openSync(path);
      const size = readSync(file, buffer, 0, buffer.length, 0);
      closeSync(file);
      return buffer.subarray(0, size);
    }
    let size = 0;
    for (const path of paths) size += bytesOf(path).length;
    console.log(paths.length, size);
  `;
}

/**
 * What every file imports and uses, joined by module: the work of a tool that looks at a tree as a whole, with the aids that a
 * command has. `process.argv[3]` and `[4]`: how many other threads help, and a folder that keeps what was found out (`-`: none).
 */
export function scanFiles(): string {
  return `${LIST}
    const [, , , threads, folder] = process.argv;
    const load = (path) => import(built + '/src/' + path + '.js');
    const [{ keepScanned, scanAhead, scannedAhead }, { readSource }, { createContextFiles }, { makeTree }, { nodeIo }] = await Promise.all(
      ['python/ahead/ahead', 'python/source-of-bytes', 'files/context-files', 'files/tree', 'io/node'].map(load));
    const tree = makeTree(root, null, paths.map((path) => path.slice(root.length + 1)));
    const workers = threads === '0' ? undefined : { ...(await load('io/workers')).workerIo, count: Number(threads) };
    const cacheFor = folder === '-' ? undefined : await load('io/cache-folder').then(({ cacheFolder }) => () => cacheFolder(folder));
    scanAhead(tree, nodeIo, { workers, cacheFor });
    const texts = createContextFiles(nodeIo, root);
    const modules = new Map();
    const symbols = new Map();
    for (const path of tree.paths) {
      const source = scannedAhead(tree, path, (one, known) => readSource(texts, one, known));
      if (!source.ok) throw new Error(path + ': ' + source.reason);
      for (const { module, level, line } of source.value.imports) {
        if (level > 0) continue;
        const places = modules.get(module);
        if (places === undefined) modules.set(module, [{ path, line }]);
        else places.push({ path, line });
      }
      for (const { name, line } of source.value.symbols) if (!symbols.has(name)) symbols.set(name, { path, line });
    }
    keepScanned(tree);
    console.log(tree.paths.length, modules.size, symbols.size);
    process.exit(0);
  `;
}
