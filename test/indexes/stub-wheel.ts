import { createHash } from 'node:crypto';
import type { Distribution } from './distribution.js';
import { moduleFiles } from './stub-modules.js';
import { storedZip, type ZipEntry } from './zip.js';

/** Core metadata (PEP 566, 643) with the fields that a resolver reads. */
export function coreMetadata({ name, version, requiresPython, requires, extras }: Distribution): string {
  return [
    'Metadata-Version: 2.2',
    `Name: ${name}`,
    `Version: ${version}`,
    ...(requiresPython === null ? [] : [`Requires-Python: ${requiresPython}`]),
    ...requires.map((line) => `Requires-Dist: ${line}`),
    ...extras.map((extra) => `Provides-Extra: ${extra}`),
    '',
    '',
  ].join('\n');
}

/** A wheel (PEP 427) that installs and imports, with the real metadata and next to nothing else. */
export function stubWheel(distribution: Distribution, file: string): Buffer {
  return storedZip(wheelEntries(distribution, file));
}

/** Its files, `RECORD` last. */
export function wheelEntries(distribution: Distribution, file: string): ZipEntry[] {
  const info = `${file.split('-').slice(0, 2).join('-')}.dist-info`;
  const files = {
    ...moduleFiles(distribution),
    [`${info}/METADATA`]: coreMetadata(distribution),
    [`${info}/WHEEL`]: wheelFile(file),
  };
  const entries = Object.entries(files).map(([path, content]) => ({ path, content: Buffer.from(content) }));
  const record = entries.map(({ path, content }) => `${path},sha256=${createHash('sha256').update(content).digest('base64url')},${content.length}`);
  return [...entries, { path: `${info}/RECORD`, content: Buffer.from([...record, `${info}/RECORD,,`, ''].join('\n')) }];
}

function wheelFile(file: string): string {
  const [python = '', abi = '', platform = ''] = file.replace(/\.whl$/, '').split('-').slice(-3);
  const tags = python.split('.').flatMap((one) => abi.split('.').flatMap((two) => platform.split('.').map((three) => `${one}-${two}-${three}`)));
  const pure = platform === 'any';
  return ['Wheel-Version: 1.0', 'Generator: stub', `Root-Is-Purelib: ${pure}`, ...tags.map((tag) => `Tag: ${tag}`), ''].join('\n');
}
