import type { Snapshot } from '#files/snapshot.js';
import { isActionFile, isWorkflowFile } from '#compose/github/github.js';
import { isMakefile } from '#compose/make/make.js';
import { isScriptFile } from '#compose/shell/scripts.js';
import { baseName, folderOf } from '#text/paths.js';

/** A stretch of a file beside Dockerfiles that runs commands in one environment: a job, a script, a Makefile. */
export interface OutsideUnit {
  readonly path: string;
  /** 1-based line of its first character. */
  readonly line: number;
  /** Comments taken out, lines kept. */
  readonly text: string;
  /** Folders that its commands may start in. */
  readonly folders: readonly string[];
  /** A page for people: it runs nothing by itself. */
  readonly page: boolean;
}

const known = new WeakMap<Snapshot, readonly OutsideUnit[]>();

/** What runs commands outside of images: CI, Makefiles, scripts, tox, nox, task runners, development containers; and pages that tell people to. */
export function outsideUnits(snapshot: Snapshot): readonly OutsideUnit[] {
  const start = snapshot.start ?? snapshot;
  const cached = known.get(start);
  if (cached) return cached;
  const units = start.tree.paths.flatMap((path) => unitsOf(start, path));
  known.set(start, units);
  return units;
}

const NAMES: ReadonlySet<string> = new Set([
  'tox.ini', 'noxfile.py', 'tasks.py', 'setup.cfg', 'pyproject.toml', 'package.json', 'justfile', 'Justfile', '.justfile', 'Taskfile.yml', 'Taskfile.yaml', 'Rakefile',
  '.travis.yml', '.gitlab-ci.yml', 'azure-pipelines.yml', 'azure-pipelines.yaml', 'bitbucket-pipelines.yml', 'appveyor.yml', '.appveyor.yml', '.drone.yml', '.woodpecker.yml',
  'cloudbuild.yaml', 'cloudbuild.yml', 'buildspec.yml', 'buildspec.yaml', 'Jenkinsfile', 'Vagrantfile', '.pre-commit-config.yaml', 'devcontainer.json', '.devcontainer.json',
  '.readthedocs.yml', '.readthedocs.yaml', 'readthedocs.yml', '.gitpod.yml', 'Procfile', 'conftest.py',
]);

const PAGES = /^(?:readme|contributing|development|developing|testing|install|hacking)[\w-]*\.(?:md|rst|txt|adoc)$/i;

function unitsOf(snapshot: Snapshot, path: string): readonly OutsideUnit[] {
  const page = PAGES.test(baseName(path));
  if (!page && !runsCommands(path)) return [];
  const text = snapshot.text(path);
  if (text === null) return [];
  const folders = foldersOf(path);
  const bare = page ? codeOf(path, text) : withoutComments(path, text);
  const jobs = isWorkflowFile(path) ? jobsOf(bare) : [{ line: 1, text: bare }];
  return jobs.map((job) => ({ path, folders, page, ...job }));
}

function runsCommands(path: string): boolean {
  const name = baseName(path);
  if (NAMES.has(name) || isWorkflowFile(path) || isActionFile(path) || isMakefile(path) || isScriptFile(path)) return true;
  if (/\.(?:ps1|bat|cmd|mk|just)$/i.test(name)) return true;
  if (/^(?:docker-)?compose[\w.-]*\.ya?ml$/i.test(name) || name.startsWith('Jenkinsfile')) return true;
  return /(?:^|\/)\.(?:circleci|buildkite|gitlab|azure|azure-pipelines|woodpecker|semaphore)\/.*\.ya?ml$/.test(path);
}

/** Folders that helpers stand in, whose commands are started from the folder above. */
const HELPERS = /^(?:scripts?|bin|tools?|ci|\.ci|hack|\.devcontainer|\.github|\.circleci|\.buildkite|build|docker|dev|automation|workflows|actions|deploy)$/;

function foldersOf(path: string): readonly string[] {
  const own = folderOf(path);
  if (isWorkflowFile(path) || isActionFile(path) || /^\.[\w-]+\//.test(path)) return [''];
  const above = HELPERS.test(baseName(own)) ? folderOf(own) : own;
  // A script is as often started in the root as in its own folder.
  return [...new Set(isScriptFile(path) || /\.(?:ps1|bat|cmd)$/i.test(path) ? [own, above, ''] : [own, above])];
}

/** The code of a page: fenced or indented blocks, comments in them taken out. All else is prose, and left as blank lines. */
function codeOf(path: string, text: string): string {
  let fenced = false;
  const lines = text.split('\n').map((line) => {
    const fence = /^\s*(?:```|~~~)/.test(line);
    if (fence) fenced = !fenced;
    return !fence && (fenced || /^(?: {4}|\t)/.test(line)) ? line : '';
  });
  return withoutComments(path, lines.join('\n'));
}

/** Lines of comments, and comments behind commands, as blanks. */
function withoutComments(path: string, text: string): string {
  if (path.endsWith('.json')) return text.replace(/^[ \t]*\/\/.*$/gm, '');
  if (/\.(?:bat|cmd)$/i.test(path)) return text.replace(/^[ \t]*(?:rem\b|::).*$/gim, '');
  return text.replace(/(?:^|(?<=[ \t]))#(?!\{).*$/gm, '');
}

/** Each job of a workflow; what stands above them belongs to all. */
function jobsOf(text: string): readonly { readonly line: number; readonly text: string }[] {
  const lines = text.split('\n');
  const start = lines.findIndex((line) => /^jobs:\s*$/.test(line.trimEnd()));
  const indent = /^[ \t]+/.exec(lines.slice(start + 1).find((line) => line.trim() !== '') ?? '')?.[0] ?? '';
  if (start < 0 || indent === '') return [{ line: 1, text }];
  const first = lines.flatMap((line, index) => (index > start && line.startsWith(indent) && /^["']?[\w-]+["']?:\s*$/.test(line.slice(indent.length).trimEnd()) ? [index] : []));
  if (first.length === 0) return [{ line: 1, text }];
  return first.map((from, at) => ({ line: from + 1, text: lines.slice(from, first[at + 1] ?? lines.length).join('\n') }));
}
