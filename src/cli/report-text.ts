import type { Outside } from '#io/outside.js';
import { reportOf, type Report } from '#report/json.js';
import type { Links } from '#report/markdown/links.js';
import type { RunResult } from '#run-types.js';
import { jsonText } from '#text/visible.js';
import { repeated, type Arguments } from './flags.js';

/** A report in a form that a program or a pull request takes. */
export type ReportFormat = 'json' | 'md';

/** By its name: `--report changes.md` is Markdown, everything else JSON. */
export function formatOf(file: string): ReportFormat {
  return /\.(?:md|markdown)$/i.test(file) ? 'md' : 'json';
}

/** The report of a run. `written`: the plan's changes have been written. */
export async function reportText(result: RunResult, written: boolean, format: ReportFormat, args: Arguments, { io }: Outside): Promise<string> {
  const report = reportOf(result.plan, written, result.verdicts(), await result.savings());
  const rules = new Map(result.rules.map(({ meta }) => [meta.name as string, meta]));
  return textOf(report, format, { args, rules, place: result.workspace, io });
}

export interface ReportSetting {
  readonly args: Arguments;
  readonly rules: ReadonlyMap<string, { readonly summary: string; readonly why: string }>;
  readonly place: Pick<RunResult['workspace'], 'root' | 'prefix'>;
  readonly io: Outside['io'];
}

export async function textOf(report: Report, format: ReportFormat, { args, rules, place, io }: ReportSetting): Promise<string> {
  if (format === 'json') return jsonText(report);
  const { markdownReport } = await import('#report/markdown/report.js');
  const level = args.safety === null ? '' : ` --safety ${args.safety}`;
  return markdownReport(report, { links: await linksOf(place, io), rules, command: `slimify plan${level}${repeated(args)}` });
}

/** Where the files of the last commit are shown, if a remote says so. */
async function linksOf({ root, prefix }: ReportSetting['place'], io: Outside['io']): Promise<Links> {
  const { webBase } = await import('#report/markdown/links.js');
  const remote = io.git(['config', '--get', 'remote.origin.url'], root);
  const commit = io.git(['rev-parse', 'HEAD'], root);
  return { base: remote.ok && commit.ok ? webBase(remote.value, commit.value.trim()) : '', prefix };
}
