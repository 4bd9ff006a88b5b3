/**
 * Writes `data/*.json` anew: what PyPI says of the distributions that the indexes of the tests serve. uv says which releases and files
 * there are, PEP 658 what each requires. About 170 small requests, one after the other.
 *
 *     node --conditions=slimify-source --import tsx test/indexes/refresh.ts
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { getStaticTOMLValue, parseTOML } from 'toml-eslint-parser';
import { processIo } from '#io/processes.js';
import { uvProgram } from '../oracles/uv-venv.js';
import { cpuBuilds } from './cpu-builds.js';
import { normalized, type Distribution, type IndexData, type ReleaseFile } from './distribution.js';

interface Asked {
  readonly python: string;
  /** Releases after that day are not seen; null: all are. */
  readonly before: string | null;
  readonly requirements: readonly string[];
}

/** What a repository of the end of 2024 installs; the torch of a year and a half later; the newest. */
const ORDINARY: readonly Asked[] = [
  {
    python: '3.10',
    before: '2024-12-15',
    requirements: [
      'torch==2.5.1', 'torchvision==0.20.1', 'torchaudio==2.5.1', 'sentence-transformers==3.3.1', 'transformers==4.46.3', 'easyocr',
      'openai-whisper', 'timm', 'ultralytics==8.3.40', 'opencv-python', 'opencv-python-headless', 'flask', 'fastapi', 'uvicorn', 'setuptools',
    ],
  },
  { python: '3.10', before: '2024-12-15', requirements: ['numpy==2.0.2'] },
  { python: '3.11', before: '2026-10-01', requirements: ['torch==2.13.0', 'torchvision==0.28.0'] },
  { python: '3.11', before: null, requirements: ['torch==2.15.0', 'torchvision==0.29.2', 'torchaudio==2.11.0'] },
];

/**
 * What the index of torch mirrors besides torch. Which names: `PACKAGE_ALLOW_LIST` of
 * https://github.com/pytorch/test-infra/blob/027dd134993438721271052bf9c85577890fec25/s3_management/manage.py; which versions: public logs
 * of installs of torch 2.0 to 2.9 with `--index-url`, where these were what came.
 */
const MIRRORED: Asked = {
  python: '3.10',
  before: null,
  requirements: [
    'numpy==2.1.2', 'requests==2.28.1', 'urllib3==1.26.13', 'idna==3.4', 'certifi==2022.12.7', 'charset-normalizer==2.1.1', 'jinja2==3.1.4',
    'markupsafe==2.1.5', 'networkx==3.3', 'fsspec==2024.6.1', 'filelock==3.13.1', 'sympy==1.13.1', 'mpmath==1.3.0',
    'typing-extensions==4.12.2', 'pillow==11.0.0', 'tqdm==4.64.1', 'setuptools==70.2.0',
  ],
};

/** Its torch of today needs it; kept apart, since no resolution holds two of one name. */
const MIRRORED_LATER: Asked = { python: '3.11', before: null, requirements: ['sympy==1.14.0', 'setuptools==78.1.0'] };

/** Prints the core metadata inside an archive: of a wheel by ranges, since some have hundreds of megabytes. */
const INSIDE = `
import io, sys, tarfile, urllib.request, zipfile

def fetched(url, headers={}):
    return urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=60).read()

class Ranges(io.RawIOBase):
    def __init__(self, url, size):
        self.url, self.size, self.at = url, size, 0
    def seekable(self):
        return True
    def readable(self):
        return True
    def seek(self, offset, whence=0):
        self.at = offset + [0, self.at, self.size][whence]
        return self.at
    def readinto(self, buffer):
        end = min(self.at + len(buffer), self.size)
        if end <= self.at:
            return 0
        part = fetched(self.url, {'Range': f'bytes={self.at}-{end - 1}'})
        buffer[:len(part)] = part
        self.at += len(part)
        return len(part)

url, size = sys.argv[1], int(sys.argv[2])
if url.endswith('.whl'):
    archive = zipfile.ZipFile(io.BufferedReader(Ranges(url, size), 65536))
    print(archive.read(next(name for name in archive.namelist() if name.endswith('.dist-info/METADATA'))).decode())
else:
    archive = tarfile.open(fileobj=io.BytesIO(fetched(url)))
    told = [member for member in archive if member.name.endswith(('/PKG-INFO', '.egg-info/requires.txt'))]
    texts = {member.name: archive.extractfile(member).read().decode('utf-8', 'replace') for member in told}
    print(next(text for name, text in texts.items() if name.count('/') == 1).split('\\n\\n')[0].strip())
    # Old setuptools tells requirements only here, in sections such as [extra:marker].
    extra = marker = ''
    for line in ''.join(text for name, text in texts.items() if name.endswith('/requires.txt')).split('\\n'):
        if line.startswith('['):
            extra, _, marker = line.strip('[]').partition(':')
        elif line:
            conditions = ' and '.join(filter(None, [f'({marker})' if marker else '', f'extra == "{extra}"' if extra else '']))
            print(f'Requires-Dist: {line}' + (f' ; {conditions}' if conditions else ''))
`;

await main();

async function main(): Promise<void> {
  const known = new Map<string, Distribution>();
  const ordinary = await releases(ORDINARY, known);
  const mirrored = await releases([MIRRORED, MIRRORED_LATER], known);
  write('ordinary', ordinary);
  write('cpu', [...cpuBuilds(ordinary), ...mirrored]);
}

async function releases(asked: readonly Asked[], known: Map<string, Distribution>): Promise<Distribution[]> {
  const found = new Map<string, Distribution>();
  for (const one of asked) {
    for (const release of await locked(one)) {
      const id = `${release.name} ${release.version}`;
      const distribution = known.get(id) ?? (await described(release));
      known.set(id, distribution);
      found.set(id, distribution);
    }
  }
  return [...found].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, distribution]) => distribution);
}

interface Locked {
  readonly name: string;
  readonly version: string;
  readonly wheels: readonly { readonly url: string; readonly size: number }[];
  readonly sdist: { readonly url: string; readonly size: number } | null;
}

/** All files of all releases of a resolution for every platform, as uv's pylock.toml (PEP 751) lists them. */
async function locked(asked: Asked): Promise<Locked[]> {
  const uv = uvProgram();
  if (!uv.ok) throw new Error(uv.reason);
  const folder = mkdtempSync(join(tmpdir(), 'slimify-indexes-'));
  try {
    const [input, output] = [join(folder, 'requirements.in'), join(folder, 'pylock.toml')];
    writeFileSync(input, asked.requirements.join('\n'));
    const options = ['--universal', '--quiet', '--no-config', '--format', 'pylock.toml', '--python-version', asked.python, '-o', output];
    const before = asked.before === null ? [] : ['--exclude-newer', asked.before];
    const ran = await processIo.run(uv.uv, ['pip', 'compile', input, ...options, ...before], { timeout: 120_000, env: plainEnvironment() });
    if (!ran.ok || ran.value.exit !== 0) throw new Error(ran.ok ? ran.value.stderr : ran.reason);
    const lock = getStaticTOMLValue(parseTOML(readFileSync(output, 'utf8'))) as unknown as { readonly packages: readonly Partial<Locked>[] };
    return lock.packages.map((entry) => ({
      name: entry.name ?? '', version: entry.version ?? '', wheels: entry.wheels ?? [], sdist: entry.sdist ?? null,
    }));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function plainEnvironment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined && !/^(PIP|UV)_/.test(entry[0])),
  );
}

async function described(release: Locked): Promise<Distribution> {
  const wheels = release.wheels.filter(({ url }) => isOfImages(fileOf(url)));
  const archive = wheels[0] ?? release.wheels[0] ?? release.sdist;
  if (!archive) throw new Error(`${release.name} ${release.version} has no file`);
  const beside = `${archive.url}.metadata`;
  const metadata = archive.url.endsWith('.whl') ? await text(beside) : null;
  return {
    name: normalized(release.name),
    version: release.version,
    ...metadataFields(metadata ?? (await metadataInside(archive))),
    wheels: wheels.map(releaseFile),
    sdist: wheels.length === 0 && release.sdist ? releaseFile(release.sdist) : null,
    source: metadata === null ? archive.url : beside,
  };
}

/** Containers, and the laptops of those who write them: glibc on x86_64 and aarch64, macOS on Apple silicon; CPython 3.10 to 3.14. */
function isOfImages(file: string): boolean {
  const [python = '', abi = '', platform = ''] = file.replace(/\.whl$/, '').split('-').slice(-3);
  if (/^cp\d+t$/.test(abi) || !/^cp31[0-4]$|py3|abi3/.test(abi === 'abi3' ? abi : python)) return false;
  return platform === 'any' || /linux.*_(x86_64|aarch64)|macosx.*_(arm64|universal2)/.test(platform.replace(/musllinux\S*/, ''));
}

function releaseFile({ url, size }: { readonly url: string; readonly size: number }): ReleaseFile {
  return { file: fileOf(url), bytes: size };
}

function fileOf(url: string): string {
  return decodeURIComponent(url.slice(url.lastIndexOf('/') + 1));
}

type Fields = Pick<Distribution, 'requiresPython' | 'requires' | 'extras'>;

/** Core metadata is an e-mail header; no field of ours is ever folded. */
function metadataFields(metadata: string): Fields {
  const header = metadata.replace(/\r\n/g, '\n').split('\n\n', 1)[0] ?? '';
  const all = (field: string): string[] =>
    header.split('\n').filter((line) => line.startsWith(`${field}: `)).map((line) => line.slice(field.length + 2).trim());
  return { requiresPython: all('Requires-Python')[0] ?? null, requires: all('Requires-Dist'), extras: all('Provides-Extra') };
}

/** Of source archives, and of the wheels without metadata beside them. */
async function metadataInside({ url, size }: { readonly url: string; readonly size: number }): Promise<string> {
  const ran = await processIo.run('python3', ['-c', INSIDE, url, String(size)], { timeout: 120_000 });
  if (!ran.ok || ran.value.exit !== 0) throw new Error(ran.ok ? ran.value.stderr : ran.reason);
  return ran.value.stdout;
}

async function text(url: string): Promise<string | null> {
  const response = await fetch(url);
  if (response.status === 404) return null;
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  await wait(50);
  return await response.text();
}

function write(name: string, distributions: readonly Distribution[]): void {
  const data: IndexData = { checked: new Date().toISOString().slice(0, 10), distributions };
  const path = new URL(`data/${name}.json`, import.meta.url);
  writeFileSync(path, `${JSON.stringify(data, null, 1)}\n`);
  process.stdout.write(`${name}: ${distributions.length} releases, ${distributions.flatMap(({ wheels }) => wheels).length} wheels\n`);
}
