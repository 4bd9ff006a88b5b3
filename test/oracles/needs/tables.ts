import type { Checked } from './check-service.js';
import type { Planted } from './planted.js';
import type { Subject } from './services.js';

type Rows = readonly { readonly repository: string; readonly result: Checked }[];

/** One row for each service, in Markdown. */
export function table(rows: Rows): string {
  const lines = rows.map(({ repository, result }) => {
    const { service, python, installed, unused, hidden, steps, imported, tests, failures } = result;
    const tested = tests ? `${tests.passed} / ${tests.after}${tests.unstable > 0 ? ` (${tests.unstable} unstable)` : ''}${tests.cut ? ' (time over)' : ''}` : 'none';
    return [repository, service, python, installed, unused.length, hidden.length, `${imported} of ${steps}`, tested, failures.length];
  });
  const sum = (of: (one: Checked) => number): number => rows.reduce((total, { result }) => total + of(result), 0);
  const total = ['all', rows.length, '', sum((one) => one.installed), sum((one) => one.unused.length), sum((one) => one.hidden.length), `${sum((one) => one.imported)} of ${sum((one) => one.steps)}`, `${sum((one) => one.tests?.passed ?? 0)} / ${sum((one) => one.tests?.after ?? 0)}`, sum((one) => one.failures.length)];
  return markdown(['repository', 'service', 'Python', 'installed', 'unused', 'hidden with them', 'imported before', 'tests passed before / after', 'new failures'], [...lines, total]);
}

/** New failures, what was asked for in vain, imports of hidden modules, what could not be installed or imported. */
export function details(rows: Rows): string {
  return rows.flatMap(({ repository, result }) => {
    const { service, failures, asks, mentions, left, failing, lost, unused } = result;
    const asked = [...new Set(asks.map(({ module, file, line }) => `${module} by ${shortened(file)}:${line}`))];
    return [
      `## ${repository} ${service}: unused ${unused.join(', ') || 'none'}`,
      ...failures.map(({ what, error, because }) => `  NEW FAILURE ${what}: ${error.slice(-300).replaceAll('\n', ' | ')} [${because.join(', ')}]`),
      ...mentions.map(({ path, line, module, typing, guarded }) => `  named: ${module} in ${shortened(path)}:${line}${typing ? ' (for types)' : ''}${guarded ? ' (guarded)' : ''}`),
      ...asked.slice(0, 12).map((text) => `  asked for: ${text}`),
      ...left.map(({ name, because }) => `  not installed: ${name}: ${because.slice(0, 120)}`),
      ...failing.slice(0, 4).map(({ step, error }) => `  failed before: ${step}: ${error.slice(0, 160).replaceAll('\n', ' ')}`),
      ...(lost.length > 0 ? [`  no place: ${lost.length} modules, ${lost.slice(0, 3).join(', ')}`] : []),
    ];
  }).join('\n');
}

function shortened(path: string): string {
  return path.replace(/^.*\/(?:root|site-packages|workspace)\//, '');
}

/** Why verdicts are unknown, the most frequent first. */
export function unknownReasons(subjects: readonly Subject[]): string {
  const found = new Map<string, { count: number; example: string }>();
  for (const { needs, service } of subjects) {
    for (const { verdict, reason, asked } of needs.needs) {
      if (verdict !== 'unknown' || !asked.ships) continue;
      const shape = reason.replaceAll(/[\w./-]+:\d+/g, 'FILE').replaceAll(/[`"'][^`"']+[`"']/g, 'NAME').replaceAll(asked.name, 'PACKAGE');
      const known = found.get(shape);
      found.set(shape, { count: (known?.count ?? 0) + 1, example: known?.example ?? `${service.name}: ${asked.name}: ${reason}` });
    }
  }
  const lines = [...found].sort((a, b) => b[1].count - a[1].count).map(([shape, { count, example }]) => `  ${count} ${shape}\n      ${example}`);
  return ['unknown, by reason:', ...lines].join('\n');
}

/** What was planted and what was said of it. */
export function plantedTable(rows: readonly Planted[]): string {
  const lines = rows.map(({ repository, service, dead, found, hidden, kept, kinds }) => [repository, service, `${found} of ${dead}`, `${kept} of ${hidden}`, kinds.join(', ')]);
  const wrong = rows.flatMap((row) => row.wrong.map((text) => `  ${row.repository} ${row.service}: ${text}`));
  return [markdown(['repository', 'service', 'dead found', 'hidden kept', 'kinds'], lines), ...wrong].join('\n');
}

function markdown(head: readonly string[], lines: readonly (readonly (string | number)[])[]): string {
  return [head, head.map(() => '---'), ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
