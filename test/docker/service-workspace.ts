import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { processIo } from '#io/processes.js';
import { read, unreadable, type Read } from '#text/read.js';
import type { Report } from '../indexes/proof/applied.js';
import { normalized } from '../indexes/distribution.js';
import { uvProgram } from '../oracles/uv-venv.js';
import type { ServiceCase } from './service-cases.js';

/** A workspace as it is and as slimify makes it, with what it says about that. */
export interface Rewritten {
  readonly before: string;
  readonly after: string;
  readonly report: Report;
}

/** What the fixes that were written say about the image of one service. */
export interface Declared {
  /** Lines that go from what it installs, or are replaced. */
  readonly packages: ReadonlySet<string>;
  /** The findings in words: what is installed instead is named there. */
  readonly words: string;
  /** Those that a fix was written of. */
  readonly rules: ReadonlySet<string>;
}

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));
const CACHE = join(PROJECT, '.cache/proof');

/** `slimify apply --safety review` with the rules of a case, from the sources, in a copy below `folder`; where requirements change, `--resolve` holds what comes anyway at its version. */
export async function rewrite({ workspace, rules }: Pick<ServiceCase, 'workspace' | 'rules'>, folder: string, cpuUrl: string): Promise<Read<Rewritten>> {
  const uv = uvProgram();
  if (!uv.ok) return unreadable(uv.reason);
  const home = mkdtempSync(join(folder, 'workspace-'));
  const [before, after, saved] = [join(home, 'before'), join(home, 'after'), join(home, 'report.json')];
  const resolve = rules.some((rule) => rule.startsWith('requirements/')) ? ['--resolve'] : [];
  const config = join(home, 'slimify.config.json');
  for (const copy of [before, after]) cpSync(workspace, copy, { recursive: true });
  writeFileSync(config, JSON.stringify({ rules: { 'requirements/cpu-torch': { indexUrl: cpuUrl } } }));
  const ran = await processIo.run(
    process.execPath,
    [
      '--conditions=slimify-source', '--import', join(PROJECT, 'node_modules/tsx/dist/esm/index.mjs'), join(PROJECT, 'src/cli/main.ts'),
      'apply', '--root', after, '--config', config, '--safety', 'review', ...resolve, '--yes', '--no-input', '--report', saved, ...rules.flatMap((rule) => ['--only', rule]),
    ],
    {
      timeout: 600_000,
      cwd: after,
      // PyPI as it is, and no setting of this machine.
      env: { NO_COLOR: '1', PIP_FIND_LINKS: '', PIP_CONFIG_FILE: '/dev/null', UV_CACHE_DIR: join(CACHE, 'uv'), XDG_CACHE_HOME: CACHE, PATH: `${dirname(uv.uv)}:${process.env['PATH'] ?? ''}` },
    },
  );
  if (!ran.ok) return ran;
  if (ran.value.exit !== 0) return unreadable(`slimify apply ended with ${ran.value.exit}: ${ran.value.stderr.trim().split('\n').at(-1) ?? ''}`);
  return read({ before, after, report: JSON.parse(readFileSync(saved, 'utf8')) as Report });
}

/** Of every service that is built from the Dockerfile. */
export function declaredOf({ findings, services }: Report, dockerfile: string): Declared {
  const names = new Set(services.flatMap((service) => (service.dockerfile === dockerfile ? service.name : [])));
  const own = findings.filter(({ applied, services }) => applied && services.some((name) => names.has(name)));
  return {
    packages: new Set(own.flatMap(({ packages }) => packages.map(normalized))),
    words: own.map(({ title, message }) => `${title}\n${message}`).join('\n'),
    rules: new Set(own.map(({ rule }) => rule)),
  };
}
