import { cpSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import glob from 'fast-glob';
import { describe, expect, test } from 'vitest';
import { uvProgram } from '../oracles/uv-venv.js';
import { repository, temporaryFolder } from '../patch/git.js';
import { apply, saidOf, type Report } from './proof/applied.js';
import { compiled, type Compiled, type Uv } from './proof/compiled.js';
import { cpuBuildsOf } from './proof/cpu-torch.js';
import { installsOf } from './proof/installs-of.js';
import { unexplained } from './proof/unexplained.js';
import { startIndex } from './server.js';

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));
const CACHE = join(PROJECT, '.cache/proof');

/** PyPI has no wheel of these that an image of Python 3.11 on x86-64 takes. */
const SOURCE_ONLY = new Set(['python-ldap', 'docopt', 'iopath']);

const uv = uvProgram();
const network = await fetch('https://pypi.org/simple/six/', { signal: AbortSignal.timeout(10_000) }).then(({ ok }) => ok, () => false);
const why = uv.ok ? (network ? null : 'https://pypi.org cannot be reached') : uv.reason;

/** PyPI as it is, and no setting of this machine. */
const CLEAN = { PIP_FIND_LINKS: '', PIP_CONFIG_FILE: '/dev/null', UV_CACHE_DIR: join(CACHE, 'uv') };

/** What uv makes of the files that each image installs, by Dockerfile. */
async function imagesOf(root: string, dockerfiles: readonly string[], tools: Uv): Promise<ReadonlyMap<string, Compiled>> {
  const found = new Map<string, Compiled>();
  for (const dockerfile of dockerfiles) found.set(dockerfile, await compiled(installsOf(root, dockerfile), tools));
  return found;
}

describe.skipIf(why !== null)(`apply --safety review --resolve changes what images install as it says, and no more${why === null ? '' : ` (${why})`}`, () => {
  test.each([
    ['tax-agent', 14, 14],
    ['home-automation', 17, 1],
  ])('examples/%s, all %i services', async (example, services, smaller) => {
    const root = join(temporaryFolder(), example);
    cpSync(join(PROJECT, 'examples', example), root, { recursive: true });
    repository({}, root);
    const tools: Uv = { program: uv.ok ? uv.uv : '', env: CLEAN, sourceOnly: SOURCE_ONLY };
    const dockerfiles = glob.sync('{apps,services}/*/Dockerfile', { cwd: root }).toSorted();
    expect(dockerfiles).toHaveLength(services);
    const before = await imagesOf(root, dockerfiles, tools);

    const cpu = await startIndex(await cpuBuildsOf([...before.values()], tools), { base: '/whl/cpu/', formats: 'html' });
    try {
      writeFileSync(join(root, 'slimify.config.json'), JSON.stringify({ rules: { 'requirements/cpu-torch': { indexUrl: cpu.url } } }));
      const report = await apply(root, { ...CLEAN, XDG_CACHE_HOME: CACHE, PATH: `${dirname(tools.program)}:${process.env['PATH'] ?? ''}` });
      const after = await imagesOf(root, dockerfiles, tools);
      const wrong = [...before].flatMap(([dockerfile, old]) => {
        const now = after.get(dockerfile);
        return now ? unexplained(old, now, saidOf(report, serviceOf(report, dockerfile))).map((line) => `${dockerfile}: ${line}`) : [];
      });
      expect(wrong).toEqual([]);
      // A file for many services is split, or there is none: every image that lost something was looked at.
      expect([...before].filter(([dockerfile, old]) => old.versions.size > (after.get(dockerfile)?.versions.size ?? 0)).length).toBeGreaterThanOrEqual(smaller);
      expect(report.proof?.filter(({ outcome }) => outcome === 'unproved').flatMap(({ reason }) => (isTold(reason) ? [] : reason))).toEqual([]);
    } finally {
      await cpu.stop();
    }
  }, 1_800_000);
});

/** What cannot be proved is for the want of a wheel, and the rest was compared. */
function isTold(reason: string | null): boolean {
  return /source archive.*; all else differs as declared$/.test(reason ?? '');
}

function serviceOf({ services }: Report, dockerfile: string): string {
  const found = services.find((service) => service.dockerfile === dockerfile);
  if (!found) throw new Error(`no service of the report has ${dockerfile}`);
  return found.name;
}
