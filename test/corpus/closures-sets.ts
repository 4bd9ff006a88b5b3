import { nodeIo } from '#io/node.js';
import { execFileSync } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { discover } from '#run-discover.js';
import { byEnvironment, requestsOf } from '#sizes/request/requests.js';
import type { InstallRequest } from '#sizes/types.js';

/** What one install of an image asks registries for. */
export interface RequirementSet {
  /** The folder that holds its work tree, absolute; its name and commit, as the table has them. */
  readonly root: string;
  readonly repository: string;
  readonly commit: string;
  readonly image: string;
  /** The file that most of its lines are in: `services/api/requirements.txt`. */
  readonly path: string;
  readonly request: InstallRequest;
}

/** Fewer lines than these tell nothing about a resolver. */
const LEAST_LINES = 3;

/** Different sets of several work trees that take everything from PyPI, for a Python that is known; each tree's largest first, the trees in turn. */
export async function setsOf(folders: readonly string[], most: number, mostOfOne: number): Promise<readonly RequirementSet[]> {
  const found = new Map<string, RequirementSet[]>();
  for (const folder of folders) found.set(folder, [...(await treeSets(folder))]);
  const seen = new Set<string>();
  const picked: RequirementSet[] = [];
  for (let turn = 0; turn < mostOfOne; turn++) {
    for (const own of found.values()) {
      const next = own.findIndex((set) => !seen.has(contentOf(set)));
      const [set] = next < 0 ? [] : own.splice(0, next + 1).slice(-1);
      if (set === undefined || picked.length >= most) continue;
      seen.add(contentOf(set));
      picked.push(set);
    }
  }
  return picked;
}

async function treeSets(folder: string): Promise<readonly RequirementSet[]> {
  const root = realpathSync(folder);
  const { images, snapshot } = await discover({ root, config: null }, nodeIo);
  const repository = basename(resolve(folder)).replace('+', '/');
  const commit = commitOf(root);
  return images()
    .flatMap((image) =>
      byEnvironment(requestsOf(image, snapshot)).flatMap((requests) => {
        // pip has no way to try an install on top of another one: of several, the largest stands alone.
        const request = requests.toSorted((a, b) => b.lines.length - a.lines.length)[0];
        if (request === undefined || request.lines.length < LEAST_LINES || request.target.python === null || !isOfPypi(request)) return [];
        return [{ root, repository, commit, image: image.build.id, path: pathOf(request), request }];
      }),
    )
    .toSorted((a, b) => b.request.lines.length - a.request.lines.length);
}

function pathOf({ lines, at }: InstallRequest): string {
  const counts = new Map<string, number>();
  for (const { at: { path } } of lines) counts.set(path, (counts.get(path) ?? 0) + 1);
  return [...counts].toSorted(([, a], [, b]) => b - a)[0]?.[0] ?? at.path;
}

/** Another index may be out of reach, and has no times of upload. */
function isOfPypi({ indexes: { index, extra, findLinks, noIndex } }: InstallRequest): boolean {
  return !noIndex && findLinks.length === 0 && [...(index === null ? [] : [index]), ...extra].every((url) => url.startsWith('https://pypi.org/'));
}

/** What makes two sets the same: all that is asked, wherever it is written. */
function contentOf({ request: { lines, constraints, indexes, target, lock, dependencies, prereleases } }: RequirementSet): string {
  return JSON.stringify([lines.map(({ text }) => text).toSorted(), constraints.toSorted(), indexes, target, lock, dependencies, prereleases]);
}

function commitOf(root: string): string {
  try {
    return execFileSync('git', ['-C', root, 'rev-parse', '--short=8', 'HEAD'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return '-';
  }
}
