import { gzipSync } from 'node:zlib';
import type { Distribution } from './distribution.js';
import { coreMetadata, wheelEntries } from './stub-wheel.js';

/**
 * A source archive (PEP 517, 643) that pip and uv can build without any other package: its build backend is inside. It writes down the
 * wheel that the stub would be.
 */
export function stubSdist(distribution: Distribution, file: string): Buffer {
  const folder = file.replace(/\.tar\.gz$/, '');
  const wheel = `${distribution.name.replaceAll('-', '_')}-${distribution.version}-py3-none-any.whl`;
  const entries = wheelEntries(distribution, wheel);
  const files: Readonly<Record<string, string>> = {
    'PKG-INFO': coreMetadata(distribution),
    'pyproject.toml': '[build-system]\nrequires = []\nbuild-backend = "stub_backend"\nbackend-path = ["."]\n',
    'stub_backend.py': backend(wheel, Object.fromEntries(entries.map(({ path, content }) => [path, content.toString()]))),
  };
  const blocks = Object.entries(files).flatMap(([path, content]) => tarEntry(`${folder}/${path}`, Buffer.from(content)));
  // The first bytes of gzip hold the time and the system; Node writes no time.
  return gzipSync(Buffer.concat([...blocks, Buffer.alloc(1024)]));
}

function backend(wheel: string, files: Readonly<Record<string, string>>): string {
  return `import os, zipfile

FILES = ${JSON.stringify(files)}


def build_wheel(directory, config_settings=None, metadata_directory=None):
    with zipfile.ZipFile(os.path.join(directory, ${JSON.stringify(wheel)}), 'w') as archive:
        for path, content in FILES.items():
            archive.writestr(path, content)
    return ${JSON.stringify(wheel)}
`;
}

/** A header of ustar (POSIX.1-1988) and the content, filled up to blocks of 512 bytes. */
function tarEntry(path: string, content: Buffer): Buffer[] {
  const header = Buffer.alloc(512);
  header.write(path, 0, 100);
  header.write('0000644\0', 100);
  header.write('0000000\0', 108);
  header.write('0000000\0', 116);
  header.write(`${content.length.toString(8).padStart(11, '0')}\0`, 124);
  header.write('00000000000\0', 136);
  header.write('        ', 148);
  header.write('0', 156);
  header.write('ustar\x0000', 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return [header, content, Buffer.alloc((512 - (content.length % 512)) % 512)];
}
