/** Lists the Python files below `process.argv[2]`, and reads them into one buffer. */
const LIST_AND_READ = `
  import { closeSync, openSync, readdirSync, readSync } from 'node:fs';
  const [, scanner, root] = process.argv;
  const paths = [];
  const folders = [root];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (entry.isDirectory()) { if (entry.name !== '.git' && entry.name !== 'node_modules') folders.push(folder + '/' + entry.name); }
      else if (entry.isFile() && entry.name.endsWith('.py')) paths.push(folder + '/' + entry.name);
    }
  }
  const buffer = Buffer.allocUnsafe(20_000_000);
  function bytesOf(path) {
    const file = openSync(path);
    const size = readSync(file, buffer, 0, buffer.length, 0);
    closeSync(file);
    return buffer.subarray(0, size);
  }
`;

/** The lower bound of any tool that looks at every file, as code of a module of its own. */
export function readFiles(): string {
  return `${LIST_AND_READ}
    let size = 0;
    for (const path of paths) size += bytesOf(path).length;
    console.log(paths.length, size);
  `;
}

/** What every file imports and uses, joined by module: the work of a tool that looks at a tree as a whole. */
export function scanFiles(): string {
  return `${LIST_AND_READ}
    const { scanPython } = await import(scanner);
    const modules = new Map();
    const symbols = new Map();
    for (const path of paths) {
      const source = scanPython(bytesOf(path));
      for (const { module, level, line } of source.imports) {
        if (level > 0) continue;
        const places = modules.get(module);
        if (places === undefined) modules.set(module, [{ path, line }]);
        else places.push({ path, line });
      }
      for (const { name, line } of source.symbols) if (!symbols.has(name)) symbols.set(name, { path, line });
    }
    console.log(paths.length, modules.size, symbols.size);
  `;
}
