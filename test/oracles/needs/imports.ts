import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Installed } from './environment.js';
import { hiddenBy, type Gone } from './hidden.js';
import type { LaidOut } from './lay-out.js';

const HOOK = fileURLToPath(new URL('path', import.meta.url));
const SCRIPT = fileURLToPath(new URL('import_all.py', import.meta.url));

/** Somebody who asked for a module that was hidden. */
export interface Ask {
  readonly module: string;
  readonly file: string;
  readonly line: number;
}

export interface Imported {
  /** What went wrong by step; null: nothing. */
  readonly results: ReadonlyMap<string, string | null>;
  readonly asks: readonly Ask[];
}

/** What a Python of the comparison sees: the image's variables, its paths, and what is hidden from it. */
export function variables(installed: Installed, laid: LaidOut, work: string, gone: Gone | null, before: readonly string[] = []): Record<string, string> {
  mkdirSync(join(work, 'home'), { recursive: true });
  const log = join(work, 'asks.jsonl');
  rmSync(log, { force: true });
  if (gone) writeFileSync(join(work, 'hide.json'), JSON.stringify({ ...hiddenBy(gone), log }));
  return {
    ...laid.environment,
    PATH: [dirname(installed.python), '/usr/local/bin', '/usr/bin', '/bin'].join(delimiter),
    HOME: join(work, 'home'),
    LANG: 'C.UTF-8',
    PYTHONDONTWRITEBYTECODE: '1',
    PYTHONPATH: [HOOK, ...before, ...laid.path].join(delimiter),
    ...(gone ? { NEEDS_ORACLE_HIDE: join(work, 'hide.json') } : {}),
  };
}

/** What was asked for of the hidden, since {@link variables}. */
export function asksIn(work: string): readonly Ask[] {
  return rows(join(work, 'asks.jsonl')) as readonly Ask[];
}

/** Imports every module that is reached, in one process as long as none ends it. */
export function importAll(installed: Installed, laid: LaidOut, work: string, gone: Gone | null): Imported {
  const out = join(work, 'imports.jsonl');
  rmSync(out, { force: true });
  const env = variables(installed, laid, work, gone);
  const steps = laid.steps.map(({ name, file }) => ({ name, file }));
  let first = 0;
  let extra = true;
  for (let round = 0; round < 25 && first <= steps.length; round++) {
    writeFileSync(join(work, 'imports.json'), JSON.stringify({ steps, first, out, django: laid.django, extra }));
    spawnSync(installed.python, [SCRIPT, join(work, 'imports.json')], { cwd: laid.folder, env, timeout: 300_000, killSignal: 'SIGKILL', stdio: 'ignore' });
    const said = rows(out) as readonly { readonly begun?: string; readonly done?: true; readonly step?: string }[];
    const last = said.at(-1);
    if (last?.done) break;
    // A step that ended the process is told as such, and the next one begins anew.
    const begun = last?.begun ?? 'nothing';
    const number = /^(\d+) /.exec(begun)?.[1];
    writeFileSync(out, `${JSON.stringify({ step: begun, error: 'ends the process or does not come back' })}\n`, { flag: 'a' });
    if (number === undefined) {
      if (!extra) break;
      extra = false;
      first = begun === 'django.setup()' ? 0 : steps.length;
    } else first = Number(number) + 1;
  }
  const results = new Map((rows(out) as readonly { readonly step?: string; readonly error?: string | null }[]).flatMap(({ step, error }) => (step === undefined ? [] : [[step, error ?? null] as const])));
  return { results, asks: asksIn(work) };
}

/** JSON objects, one a line. */
export function rows(path: string): readonly unknown[] {
  if (!existsSync(path)) return [];
  return readFileSync(path, 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line) as unknown);
}

/**
 * What went well before and does not now; and what failed before for another reason and now fails for the want of something hidden.
 */
export function newFailures(before: Imported, after: Imported, hidden: readonly string[]): readonly { readonly step: string; readonly error: string }[] {
  return [...after.results].flatMap(([step, error]) => {
    if (error === null) return [];
    const was = before.results.get(step);
    const wants = hidden.some((name) => error.includes(`'${name}'`) || error.includes(`'${name}.`));
    return was === null || was === undefined || (was !== error && wants) ? [{ step, error }] : [];
  });
}
