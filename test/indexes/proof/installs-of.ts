import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize, posix } from 'node:path';
import glob from 'fast-glob';

/** What an image asks pip for, read by the plainest means: a second opinion on what slimify reads. */
export interface Installs {
  /** Requirements files of the repository, absolute, in the order of the installs. */
  readonly files: readonly string[];
  /** Requirements on the command line itself. */
  readonly inline: readonly string[];
  readonly extraIndexes: readonly string[];
  /** False where every install has `--no-deps`. What one installs so is asked for with what the others do: it is found there. */
  readonly dependencies: boolean;
}

/** The installs of the last stage, with those of the stages that it builds on and copies from. For the plain Dockerfiles of examples and fixtures. */
export function installsOf(root: string, dockerfile: string): Installs {
  const lines = readFileSync(join(root, dockerfile), 'utf8').replace(/^\s*#.*\n/gm, '').replace(/\\\n/g, ' ').split('\n');
  const context = contextOf(root, dockerfile, lines);
  const stages: Stage[] = [];
  for (const line of lines) {
    const [, keyword = '', rest = ''] = /^\s*([A-Za-z]+)\s+(.*)$/.exec(line) ?? [];
    const stage = stages.at(-1);
    const [, other] = /--from=(\S+)/.exec(rest) ?? [];
    if (keyword.toUpperCase() === 'FROM') stages.push(newStage(rest, stages));
    else if (stage && keyword === 'WORKDIR') stage.workdir = posix.resolve(stage.workdir, rest.trim());
    else if (stage && keyword === 'COPY' && other !== undefined) takeOver(stage, stages.find(({ name }) => name === other));
    else if (stage && keyword === 'COPY') addCopy(stage, rest, context);
    else if (stage && keyword === 'RUN') for (const command of rest.split(/&&|;/)) addInstall(stage, command);
  }
  const last = stages.at(-1);
  if (!last) throw new Error(`${dockerfile} has no FROM`);
  return last;
}

interface Stage {
  readonly name: string;
  workdir: string;
  /** Stages that it copies from. */
  readonly taken: Set<string>;
  readonly copies: { readonly from: string; readonly to: string }[];
  readonly files: string[];
  readonly inline: string[];
  readonly extraIndexes: string[];
  dependencies: boolean;
}

function newStage(rest: string, before: readonly Stage[]): Stage {
  const [base = '', , name] = rest.trim().split(/\s+/);
  const below = before.find((stage) => stage.name === base);
  return {
    name: name ?? String(before.length),
    taken: new Set(),
    workdir: below?.workdir ?? '/',
    copies: [...(below?.copies ?? [])],
    files: [...(below?.files ?? [])],
    inline: [...(below?.inline ?? [])],
    extraIndexes: [...(below?.extraIndexes ?? [])],
    dependencies: below?.dependencies ?? false,
  };
}

/** What another stage installed comes along with its folders. */
function takeOver(stage: Stage, other: Stage | undefined): void {
  if (!other || stage.taken.has(other.name)) return;
  stage.taken.add(other.name);
  stage.files.push(...other.files);
  stage.inline.push(...other.inline);
  stage.extraIndexes.push(...other.extraIndexes);
  stage.dependencies ||= other.dependencies;
}

/** The Dockerfile's own folder where all that it copies, and the requirements files that it installs of it, lie there; else the root. */
function contextOf(root: string, dockerfile: string, lines: readonly string[]): string {
  const own = join(root, dirname(dockerfile));
  const copied = lines.flatMap((line) => (/^COPY (?!.*--from=)/.test(line) ? line.split(/\s+/).slice(1, -1).filter((word) => !word.startsWith('--')) : []));
  const installed = copied.includes('.') ? lines.flatMap((line) => [...line.matchAll(/pip3? install.*? -r ([^/\s]\S*)/g)].map(([, path = '']) => path)) : [];
  const isThere = (path: string): boolean => (path.includes('*') ? glob.sync(path, { cwd: own }).length > 0 : existsSync(join(own, path)));
  return [...copied, ...installed].every(isThere) ? own : root;
}

function addCopy(stage: Stage, rest: string, context: string): void {
  const words = rest.trim().split(/\s+/).filter((word) => !word.startsWith('--'));
  const target = words.at(-1) ?? '';
  const to = posix.resolve(stage.workdir, target);
  const sources = words.slice(0, -1);
  for (const source of sources.flatMap((one) => (one.includes('*') ? glob.sync(one, { cwd: context }) : one))) {
    const from = normalize(join(context, source));
    if (!existsSync(from)) throw new Error(`COPY of ${source}: there is no ${from}`);
    const isFolder = statSync(from).isDirectory();
    const isInto = !isFolder && (sources.length > 1 || /(?:^|\/)\.?$/.test(target) || target === '.');
    stage.copies.push({ from, to: isInto ? posix.join(to, posix.basename(source)) : to });
  }
}

function addInstall(stage: Stage, command: string): void {
  const words = command.trim().split(/\s+/);
  const at = words.findIndex((word, index) => word === 'install' && /(?:^|\/)pip3?$/.test(words[index - 1] ?? ''));
  if (at < 0) return;
  const names: string[] = [];
  for (let index = at + 1; index < words.length; index++) {
    const word = words[index] ?? '';
    if (word === '-r' || word === '--requirement') stage.files.push(fileAt(stage, words[++index] ?? ''));
    else if (word === '--extra-index-url' || word === '--index-url') stage.extraIndexes.push(words[++index] ?? '');
    else if (!word.startsWith('-')) names.push(word.replace(/^(['"])(.*)\1$/, '$2'));
  }
  if (!words.includes('--no-deps')) stage.dependencies = true;
  // `pip install --upgrade pip` is no part of what the image is for.
  stage.inline.push(...names.filter((name) => !/^(?:pip|setuptools|wheel)\b/.test(name)));
}

function fileAt(stage: Stage, path: string): string {
  const wanted = posix.resolve(stage.workdir, path);
  for (const { from, to } of stage.copies.toReversed()) {
    if (to === wanted) return from;
    if (wanted.startsWith(to === '/' ? '/' : `${to}/`)) {
      const inside = join(from, wanted.slice(to.length));
      if (existsSync(inside)) return inside;
    }
  }
  throw new Error(`nothing puts ${path} where pip looks for it`);
}
