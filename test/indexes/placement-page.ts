import type { Outcome, Placement } from './placement.js';

/** The page with its tables written anew: each stands between `<!-- NAME -->` and `<!-- end -->`. */
export function withTables(page: string, tables: Readonly<Record<string, readonly Placement[]>>): string {
  return page.replace(/(<!-- ([\w-]+) -->\n)[^]*?(<!-- end -->)/g, (all, start: string, name: string, end: string) => {
    const rows = tables[name];
    return rows === undefined ? all : `${start}${table(rows)}\n${end}`;
  });
}

function table(rows: readonly Placement[]): string {
  const lines = rows.map(({ form, outcome, verdict }) => `| ${form.replaceAll('|', '\\|')} | ${came(outcome)} | ${verdict} |`);
  return ['| what is written | what comes | in words |', '| --- | --- | --- |', ...lines].join('\n');
}

function came(outcome: Outcome): string {
  if ('fails' in outcome) return `fails: ${outcome.fails.replace(/`/g, '').replaceAll('|', '\\|')}`;
  const versions = Object.entries(outcome.came).map(([name, version]) => (version === null ? `no ${name}` : `${name} ${version}`));
  return [...versions, ...(outcome.nvidia ? ['nvidia-*'] : [])].join(', ');
}
