import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { processIo } from '#io/processes.js';
import { read, unreadable, type Read } from '#text/read.js';
import { build } from '#verify/build.js';
import { docker } from '#verify/docker-command.js';
import type { Engine } from '#verify/types.js';
import { OF_PYTHON } from './wheels.js';

const SUITE = 'bookworm';
const DEBIAN = 'debian:bookworm-slim';
const PYTHON = 'python:3.11-slim-bookworm';

/** What the images stand on, the lower one first. */
export const BASES = [DEBIAN, PYTHON];

/** Debian 12's Python, for good; the build fails if it is another. */
const PYTHON_VERSION = '3.11.2';

/** As in Debian's own slim images: no documentation, no package lists. */
const LEFT_OUT = ['var/cache/apt/archives', 'var/lib/apt/lists', 'usr/share/doc', 'usr/share/man', 'usr/share/info', 'usr/share/locale', 'var/log', 'dev'];

/**
 * apt as Debian's images set it up (debuerreotype, "debuerreotype-minimizing-config"): no packages
 * and no binary caches are kept, lists stay compressed, no translations.
 */
const APT = `DPkg::Post-Invoke { "rm -f /var/cache/apt/archives/*.deb /var/cache/apt/archives/partial/*.deb /var/cache/apt/*.bin || true"; };
APT::Update::Post-Invoke { "rm -f /var/cache/apt/archives/*.deb /var/cache/apt/archives/partial/*.deb /var/cache/apt/*.bin || true"; };
Dir::Cache::pkgcache "";
Dir::Cache::srcpkgcache "";
Acquire::GzipIndexes "true";
Acquire::Languages "none";
`;

/**
 * Makes the base images where none can be pulled: Debian by debootstrap from this machine's mirror,
 * Python on top of it by a Dockerfile. `index` becomes pip's index in every image.
 */
export async function makeBases(engine: Engine, folder: string, index: string): Promise<Read<null>> {
  const root = join(folder, 'root');
  const mirror = await mirrorOf(SUITE);
  const made = await succeed('debootstrap', ['--variant=minbase', SUITE, root, mirror]);
  if (!made.ok) return made;
  for (const path of LEFT_OUT) {
    rmSync(join(root, path), { recursive: true, force: true });
    mkdirSync(join(root, path), { recursive: true });
  }
  const host = new URL(index).hostname;
  writeFileSync(join(root, 'etc/pip.conf'), `[global]\nindex-url = ${index}\ntrusted-host = ${host}\ndisable-pip-version-check = true\n`);
  writeFileSync(join(root, 'etc/apt/apt.conf.d/docker-clean'), APT + (await aptProxy()));
  const archive = join(folder, 'root.tar');
  const packed = await succeed('tar', ['--create', '--numeric-owner', '--directory', root, '--file', archive, '.']);
  if (!packed.ok) return packed;
  const imported = await docker(
    engine,
    ['import', '--change', 'ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', '--change', 'CMD ["bash"]', archive, DEBIAN],
    { timeout: 120_000 },
  );
  if (!imported.ok) return imported;
  const removed = await succeed('rm', ['--recursive', '--force', '--one-file-system', root, archive]);
  if (!removed.ok) return removed;
  const built = await build(engine, {
    context: join(import.meta.dirname, 'base'),
    dockerfile: null,
    target: null,
    args: { PYTHON_VERSION, ...OF_PYTHON },
    secrets: {},
    tag: PYTHON,
    timeout: 600_000,
  });
  return built.ok ? read(null) : unreadable(`${PYTHON}: ${built.reason}`);
}

/** Where this machine gets the suite's packages from; Debian's own mirror where it is another system. */
async function mirrorOf(suite: string): Promise<string> {
  const targets = await processIo.run('apt-get', ['indextargets', '--format', '$(CODENAME) $(COMPONENT) $(REPO_URI)', 'Identifier: Packages'], { timeout: 30_000 });
  const lines = targets.ok ? targets.value.stdout.split('\n') : [];
  const mirror = lines.find((line) => line.startsWith(`${suite} main `))?.split(' ')[2];
  return mirror ?? 'http://deb.debian.org/debian';
}

/** The proxy that this machine's apt uses, if any, so that apt in an image uses it too. */
async function aptProxy(): Promise<string> {
  const dump = await processIo.run('apt-config', ['dump', 'Acquire::http::Proxy', 'Acquire::https::Proxy'], { timeout: 30_000 });
  return dump.ok ? dump.value.stdout : '';
}

async function succeed(command: string, args: readonly string[]): Promise<Read<null>> {
  const ran = await processIo.run(command, args, { timeout: 600_000 });
  if (!ran.ok) return ran;
  const { exit, stdout, stderr } = ran.value;
  return exit === 0 ? read(null) : unreadable(`${command}: ${(stderr.trim() || stdout.trim()).split('\n').at(-1) ?? `exit code ${exit}`}`);
}
