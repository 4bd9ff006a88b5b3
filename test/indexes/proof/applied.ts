import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { temporaryFolder } from '../../patch/git.js';
import type { Said } from './unexplained.js';

const PROJECT = fileURLToPath(new URL('../../..', import.meta.url));

/** What the report of a run says, as far as it is looked at here. */
export interface Report {
  readonly findings: readonly Finding[];
  readonly fixes: readonly { readonly id: string; readonly rule: string; readonly status: string; readonly reason: string | null }[];
  readonly services: readonly { readonly name: string; readonly dockerfile: string | null }[];
  readonly proof: readonly { readonly fix: string; readonly outcome: string; readonly reason: string | null; readonly holds: readonly { readonly name: string }[] }[] | null;
}

interface Finding {
  readonly rule: string;
  readonly fix: string | null;
  readonly services: readonly string[];
  readonly applied: boolean;
  readonly packages: readonly string[];
  readonly title: string;
  readonly message: string;
}

/** `slimify apply --safety review --resolve` in a folder, from the sources; with other flags where they are given. */
export async function apply(root: string, env: Readonly<Record<string, string | null>>, flags: readonly string[] = ['--resolve']): Promise<Report> {
  const file = join(temporaryFolder(), 'report.json');
  const variables = Object.fromEntries(Object.entries({ ...process.env, NO_COLOR: '1', ...env }).filter(([, value]) => value !== null)) as NodeJS.ProcessEnv;
  const words = ['--conditions=slimify-source', '--import', join(PROJECT, 'node_modules/tsx/dist/esm/index.mjs'), join(PROJECT, 'src/cli/main.ts')];
  await new Promise<void>((done, fail) => {
    const child = execFile(process.execPath, [...words, 'apply', '--safety', 'review', ...flags, '--yes', '--no-input', '--allow-dirty', '--report', file, '--root', root], { cwd: root, env: variables, maxBuffer: 64e6 }, (error, _, err) => {
      if (error) fail(new Error(`apply ended with ${String(child.exitCode)}: ${err}`));
      else done();
    });
    child.stdin?.end();
  });
  return JSON.parse(readFileSync(file, 'utf8')) as Report;
}

/** What the fixes that were written say about the image of one service. */
export function saidOf({ findings, proof }: Report, service: string): Said {
  const own = findings.filter(({ applied, services }) => applied && services.includes(service));
  const fixes = new Set(own.map(({ fix }) => fix));
  return {
    packages: new Set(own.flatMap(({ packages }) => packages)),
    holds: new Set((proof ?? []).flatMap(({ fix, holds }) => (fixes.has(fix) ? holds.map(({ name }) => name) : []))),
    words: own.map(({ title, message }) => `${title}\n${message}`).join('\n'),
  };
}
