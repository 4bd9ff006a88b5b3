/**
 * Holds the builds that slimify reads from compose files against a table that was written by hand (builds.json), for
 * two commits of a public repository; a fetched copy of it is the argument.
 *
 *     node --conditions=slimify-source --import tsx test/dev-cases/builds-main.ts REPO_DIR
 */
import { nodeIo } from '#io/node.js';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { discover } from '#run-discover.js';
import type { Services } from '#services/service.js';
import { readBuilds, type CommitBuilds } from './builds.js';
import { openWorktree } from './worktree.js';

const [folder] = process.argv.slice(2);
if (folder === undefined || !existsSync(folder)) stop('usage: builds-main REPO_DIR, a git repository, bare or not');
let wrong = 0;
for (const [commit, table] of Object.entries(readBuilds().commits)) {
  const tree = openWorktree(resolve(folder), commit);
  if (!tree.ok) stop(tree.reason);
  try {
    const { services } = await discover({ root: tree.value.folder, config: null }, nodeIo);
    const lines = compare(table, services);
    wrong += lines.length;
    process.stdout.write(`${commit}: ${table.builds.length} rows by hand, ${lines.length} differences\n${lines.map((line) => `  ${line}\n`).join('')}`);
  } finally {
    tree.value.remove();
  }
}
process.exit(wrong === 0 ? 0 : 1);

/** What stands on one side only, and Dockerfiles of the table that no build is about. */
function compare({ builds, otherNames, unnamed }: CommitBuilds, services: Services): readonly string[] {
  const byHand = new Map(builds.map((row) => [rowText(row.service, row.dockerfile, row.context, row.target, row.args), row]));
  const others = new Set(otherNames.map((row) => rowText(row.service, row.dockerfile, row.context, row.target, row.args)));
  const found = new Map<string, ReadonlySet<string>>();
  for (const { dockerfile, context, target, args, readFrom } of services.builds) {
    for (const { kind, name, at } of readFrom) {
      if (kind !== 'compose') continue;
      const row = rowText(name ?? '', dockerfile, context.kind === 'folder' ? context.path || '.' : '?', target, Object.fromEntries(args));
      found.set(row, new Set([...(found.get(row) ?? []), at.path]));
    }
  }
  const sound = new Set(services.builds.map(({ dockerfile }) => dockerfile));
  return [
    ...[...byHand.keys()].filter((row) => !found.has(row)).map((row) => `by hand only: ${row}`),
    ...[...found.keys()].filter((row) => !byHand.has(row) && !others.has(row)).map((row) => `by slimify only: ${row}`),
    ...[...byHand].flatMap(([row, { files }]) => files.filter((file) => found.has(row) && !found.get(row)?.has(file)).map((file) => `not read from ${file}: ${row}`)),
    ...[...byHand].flatMap(([row, { problem, dockerfile }]) => (found.has(row) && problem !== null && problem.endsWith('is not in the repository') && !hasProblem(services, dockerfile) ? [`no problem is named, but ${problem}: ${row}`] : [])),
    // One whose purpose nobody could tell may as well not be looked at.
    ...unnamed.filter(({ dockerfile, judgement }) => judgement !== 'unknown' && !sound.has(dockerfile)).map(({ dockerfile }) => `no build of ${dockerfile}`),
  ];
}

function hasProblem({ builds }: Services, dockerfile: string): boolean {
  return builds.some((build) => build.dockerfile === dockerfile && build.problems.length > 0);
}

/** Values of arguments that hold a variable are not compared: the table has them as written. */
function rowText(service: string, dockerfile: string, context: string, target: string | null, args: Readonly<Record<string, string | null>>): string {
  return [service, dockerfile, `context ${context}`, ...(target === null ? [] : [`target ${target}`]), ...Object.keys(args).toSorted()].join(' | ');
}

function stop(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(2);
}
