import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { normalized } from '../distribution.js';
import type { Installs } from './installs-of.js';

/** What uv makes of requirements files by itself. */
export interface Compiled {
  readonly versions: ReadonlyMap<string, string>;
  readonly parents: ReadonlyMap<string, readonly string[]>;
  /** The lines of the files, and what they ask for by name, without what is left out. */
  readonly lines: readonly string[];
  readonly asked: ReadonlySet<string>;
  /** Asked for, but nothing that uv could tell without building it. */
  readonly leftOut: readonly string[];
}

export interface Uv {
  readonly program: string;
  readonly env: Readonly<Record<string, string>>;
  /** Distributions without a wheel: what they require is only told by running their code, which no test does. */
  readonly sourceOnly: ReadonlySet<string>;
}

const run = promisify(execFile);

/** `uv pip compile` of all that an image asks for, at once: one install after the other comes to the same where the files do not contradict each other. */
export async function compiled({ files, inline, extraIndexes, dependencies }: Installs, uv: Uv): Promise<Compiled> {
  const flat: Flat = { lines: [...inline], constraints: [] };
  for (const file of files) addFile(file, flat, new Set());
  const names = new Map(flat.lines.flatMap((line) => (line.startsWith('-') ? [] : [[line, nameIn(line)] as const])));
  const leftOut = [...names.values()].filter((name) => uv.sourceOnly.has(name));
  const asked = [...names.values()].filter((name) => !uv.sourceOnly.has(name));
  const folder = mkdtempSync(join(tmpdir(), 'slimify-compile-'));
  try {
    writeFileSync(join(folder, 'in.txt'), flat.lines.filter((line) => !uv.sourceOnly.has(names.get(line) ?? '')).map((line) => `${line}\n`).join(''));
    writeFileSync(join(folder, 'constraints.txt'), flat.constraints.map((line) => `${line}\n`).join(''));
    writeFileSync(join(folder, 'out.txt'), [...uv.sourceOnly].map((name) => `${name} ; python_version < '0'\n`).join(''));
    const { stdout } = await run(uv.program, [
      'pip', 'compile', 'in.txt', '-c', 'constraints.txt', '--override', 'out.txt', '--only-binary', ':all:', '--no-config', '--no-header', '-q',
      '--python-version', '3.11', '--python-platform', 'x86_64-manylinux_2_36', '--index-strategy', 'unsafe-best-match', '--annotation-style', 'line',
      ...extraIndexes.flatMap((url) => ['--extra-index-url', url]), ...(dependencies ? [] : ['--no-deps']),
    ], { cwd: folder, env: { ...process.env, ...uv.env }, maxBuffer: 64e6 });
    return { ...readCompiled(stdout), lines: flat.lines, asked: new Set(asked), leftOut: [...new Set(leftOut)].toSorted() };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Flat {
  readonly lines: string[];
  readonly constraints: string[];
}

/** The lines of a file and of those that it includes; folders and addresses are no business of an index. */
function addFile(file: string, flat: Flat, seen: Set<string>, constraints = false): void {
  if (seen.has(file)) return;
  seen.add(file);
  for (const raw of readFileSync(file, 'utf8').replace(/\\\n/g, ' ').split('\n')) {
    const line = raw.replace(/(?:^|\s)#.*$/, '').trim();
    const [, option, path] = /^(-r|--requirement|-c|--constraint)[\s=]+(\S+)$/.exec(line) ?? [];
    if (option !== undefined && path !== undefined) addFile(resolve(dirname(file), path), flat, seen, constraints || option.includes('c'));
    else if (line === '' || /^(?:-e\b|--editable|\.{0,2}\/)/.test(line)) continue;
    else (constraints ? flat.constraints : flat.lines).push(line);
  }
}

function nameIn(line: string): string {
  return normalized(/^[A-Za-z0-9][\w.-]*/.exec(line)?.[0] ?? line);
}

function readCompiled(text: string): Pick<Compiled, 'versions' | 'parents'> {
  const versions = new Map<string, string>();
  const parents = new Map<string, readonly string[]>();
  for (const line of text.split('\n')) {
    const [, raw, version, via = ''] = /^([\w.-]+)(?:\[[^\]]*\])?==(\S+?)(?:\s*;.*?)?(?:\s+# via (.*))?$/.exec(line) ?? [];
    if (raw === undefined || version === undefined) continue;
    versions.set(normalized(raw), version);
    parents.set(normalized(raw), via.split(', ').filter((one) => one !== '' && !one.startsWith('-')).map(normalized));
  }
  return { versions, parents };
}
