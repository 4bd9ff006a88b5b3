import { join, relative, resolve } from 'node:path';
import type { Outside } from '#io/outside.js';
import type { RepositorySeries } from '#patch/repositories.js';
import { count } from '#report/columns.js';
import type { RunResult } from '#run-types.js';
import { visible } from '#text/visible.js';
import { save } from './deliver.js';
import { UsageError } from './errors.js';
import { quoted, type Arguments } from './flags.js';
import type { Terminal } from './terminal.js';

/** Writes the plan as patches to the folder of `--patch-dir`, and says how to take them. `written`: the plan's files hold what it says already. */
export async function savePatches(result: RunResult, written: boolean, given: string, by: Arguments['patchBy'], terminal: Terminal, outside: Outside): Promise<void> {
  const { seriesByRepository, REPOSITORY_FOLDER } = await import('#patch/repositories.js');
  const rules = new Map(result.rules.map(({ meta }) => [meta.name as string, meta]));
  const all = seriesByRepository(result.plan, by, result.workspace, rules, outside.io);
  const folder = resolve(terminal.cwd, given);
  const { disk } = outside;
  const seen = disk.look(disk.realPath(folder) ?? folder);
  if (seen !== null && seen.kind !== 'folder') throw new UsageError(`--patch-dir ${given}: not a folder`);
  removeEarlier(folder, outside);
  for (const name of outside.io.list(folder)) if (REPOSITORY_FOLDER.test(name)) removeEarlier(join(folder, name), outside);
  for (const series of all) {
    for (const { name, text } of series.patches) save(join(folder, series.folder, name), text, `--patch-dir ${given}`, disk, result.workspace.root);
  }
  if (all.length === 0) terminal.note('nothing changes: no patches');
  for (const series of all) terminal.note(howToTake(series, folder, result.workspace.root, terminal.cwd));
  if (!written) await sayUnfit(result, terminal);
}

/** `2 patches: git am out/*.patch`. */
function howToTake({ root, folder, git, patches }: RepositorySeries, base: string, workspace: string, cwd: string): string {
  const number = count(patches.length, 'patch', 'patches');
  const from = (start: string): string => `${quoted(visible(relative(start, join(base, folder)) || '.'))}/*.patch`;
  if (root !== '') return `${number} for the git repository in ${visible(root)}: git -C ${quoted(visible(relative(cwd, join(workspace, root))))} am ${from(join(workspace, root))}`;
  return git ? `${number}: git am ${from(cwd)}` : `${number} for files that no git holds: git apply ${from(cwd)}`;
}

/** Patches stand on what the last commit holds: names the files that say something else by now. */
async function sayUnfit({ plan, dirty }: RunResult, terminal: Terminal): Promise<void> {
  const paths = plan.changes.flatMap(({ path, before }) => (before === null ? [] : [path]));
  const changed = paths.length === 0 ? [] : await dirty(paths);
  if (changed.length === 0) return;
  const few = changed.slice(0, 3).map((path) => visible(path));
  const more = changed.length > few.length ? ` and ${changed.length - few.length} more` : '';
  terminal.note(`the patches stand on changes that are not committed (${few.join(', ')}${more}): commit these first, or they do not apply`);
}

/** Patches of an earlier run would be applied along with the new ones. Only slimify's own are taken away. */
function removeEarlier(folder: string, { io, disk }: Outside): void {
  for (const name of io.list(folder)) {
    if (!/^\d{4}-[\w.-]+\.patch$/.test(name)) continue;
    const bytes = io.readFile(join(folder, name));
    const head = bytes.ok ? new TextDecoder().decode(bytes.value.subarray(0, 200)) : '';
    if (head.includes('\nFrom: slimify <slimify@localhost>\n')) disk.unlink(join(folder, name));
  }
}
