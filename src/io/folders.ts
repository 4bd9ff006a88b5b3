import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Files of a folder by their path inside it. */
export type Files = ReadonlyMap<string, Uint8Array | string>;

/** Makes a temporary folder with these files, and takes it away when `use` is done. */
export async function withScratchFolder<T>(files: Files, use: (folder: string) => T | Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'slimify-'));
  try {
    writeFiles(folder, files);
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Makes a folder hold exactly these files; none: the folder goes. */
export function replaceFolder(folder: string, files: Files): void {
  rmSync(folder, { recursive: true, force: true });
  writeFiles(folder, files);
}

export function writeFiles(folder: string, files: Files): void {
  for (const [path, content] of files) {
    const target = join(folder, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, content);
  }
}
