import { fileURLToPath } from 'node:url';
import { run, type Installed } from './environment.js';

/** What goes away when requirements do. */
export interface Gone {
  readonly installed: number;
  readonly bytes: number;
  readonly gone: Readonly<Record<string, { readonly bytes: number; readonly modules: readonly string[] }>>;
  /** Dropped ones that something else brings along: they stay in any case. */
  readonly stays: readonly string[];
  readonly owners: Readonly<Record<string, readonly string[]>>;
}

/** The dropped requirements with what came along for them alone, by the metadata of what is installed. */
export function goneWith({ site, version, requirements }: Installed, drop: readonly string[], more: readonly string[]): Gone {
  const dropped = new Set(drop);
  const keep = [...requirements.filter((line) => !dropped.has(plain(line))), ...more];
  const script = fileURLToPath(new URL('distributions.py', import.meta.url));
  const { ok, text } = run('python3', [script, site, version], { input: JSON.stringify({ keep, drop }) });
  if (!ok) throw new Error(`distributions.py: ${text}`);
  return JSON.parse(text) as Gone;
}

/** What the import hook hides. */
export function hiddenBy({ gone }: Gone): { readonly modules: readonly string[]; readonly names: readonly string[] } {
  return { modules: Object.values(gone).flatMap(({ modules }) => modules), names: Object.keys(gone) };
}

function plain(requirement: string): string {
  return (/^[\w.-]+/.exec(requirement)?.[0] ?? '').replaceAll(/[-_.]+/g, '-').toLowerCase();
}
