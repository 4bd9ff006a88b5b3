import { foldersUp, isWithin } from '#text/paths.js';
import type { ImageModel } from '#image/image.js';
import { programOf, textOf } from '#image/run/facts.js';
import type { RunFacts } from '#image/run/run-facts.js';
import type { Step } from '#image/run/step.js';
import { shortenLines } from '#text/shorten.js';

/** What a command leaves below a folder of the image. Paths are without the first slash. */
export type Touch =
  | { readonly kind: 'folder' | 'file' | 'tree'; readonly path: string }
  /** A home with the files of /etc/skel, which belong to its user. */
  | { readonly kind: 'home'; readonly path: string; readonly user: string | null; readonly group: string | null }
  | { readonly kind: 'gone'; readonly path: string }
  /** It may leave something there. */
  | { readonly kind: 'unknown'; readonly because: string };

/** One RUN of a stage. */
export interface RunSpot {
  readonly image: ImageModel;
  readonly stage: number;
  readonly at: number;
  readonly facts: RunFacts;
}

export interface Touched {
  readonly touches: readonly Touch[];
  /** A program that nobody knows, which runs elsewhere and does not name the folder: taken to leave it alone. */
  readonly assumed: string | null;
}

const NOTHING: Touched = { touches: [], assumed: null };

/** What one command of a RUN leaves below a folder (`app`, without the first slash). */
export function touchesOf(spot: RunSpot, step: Step, folder: string): Touched {
  if (step.runs.kind === 'never' || step.followed) return NOTHING;
  const told = [...ofFiles(spot, step, folder), ...ofInstalls(spot, step, folder)];
  const written = ofWrites(spot, step, folder);
  if (told.length === 0 && isQuiet(spot, step)) return NOTHING;
  // Where its output goes says nothing of what else a program leaves.
  const more = told.length === written.length && step.redirects.length > 0 && !isQuiet(spot, step);
  if (!more && (told.length > 0 || isTold(spot, step))) {
    const touches = told.filter((touch) => touch.kind === 'unknown' || isWithin(touch.path, folder) || ((touch.kind === 'tree' || touch.kind === 'gone') && isWithin(folder, touch.path)));
    const sometimes = step.runs.kind === 'if' && touches.length > 0;
    return { touches: sometimes ? [unknown(step, folder)] : touches, assumed: null };
  }
  const [words = []] = step.rounds;
  const text = textOf(step);
  const away = step.folder !== null && !isWithin(step.folder.slice(1), folder) && !text.includes(`/${folder}`) && words.length > 0;
  return away ? { touches: written.filter(({ kind, ...touch }) => kind === 'unknown' || ('path' in touch && isWithin(touch.path, folder))), assumed: shortenLines(text) } : { touches: [unknown(step, folder)], assumed: null };
}

function unknown(step: Step, folder: string): Touch {
  return { kind: 'unknown', because: `\`${shortenLines(textOf(step))}\` may leave files below /${folder}` };
}

const plain = (path: string): string => path.split('/').filter((part) => part !== '' && part !== '.').join('/');

/** Files that a command writes by name, or its output goes to. */
function ofWrites({ facts }: Pick<RunSpot, 'facts'>, step: Step, folder: string): readonly Touch[] {
  return facts.writes.flatMap(({ order, path }): readonly Touch[] => (order !== step.order ? [] : [path === null || /[*?[{]/.test(path) ? unknown(step, folder) : { kind: 'file', path: plain(path) }]));
}

/** Files and folders that the model knows a command to make, move or take away. */
function ofFiles({ facts }: RunSpot, step: Step, folder: string): readonly Touch[] {
  const own = <T extends { readonly order: number }>(all: readonly T[]): readonly T[] => all.filter(({ order }) => order === step.order);
  const at = (kind: 'folder' | 'file' | 'tree', path: string | null): Touch => (path === null || /[*?[{]/.test(path) ? unknown(step, folder) : { kind, path: plain(path) });
  return [
    ...own(facts.makes).flatMap((made): readonly Touch[] => {
      const { kind } = made;
      if (kind === 'user') return made.paths.flatMap((path) => (path === null ? [] : [{ kind: 'home', path: plain(path), user: made.user, group: groupOf(step) ?? made.user } as const]));
      // `mkdir -p /app/a/b` makes what is between as well.
      return made.paths.flatMap((path): readonly Touch[] => (path === null || kind === 'file' ? [at(kind, path)] : foldersUp(plain(path)).map((one) => at('folder', `/${one}`)).filter((touch) => touch.kind === 'unknown' || touch.path !== '')));
    }),
    ...ofWrites({ facts }, step, folder),
    ...own(facts.environments).map(({ path, kind }) => (kind === 'conda' ? unknown(step, folder) : at('tree', path))),
    ...own(facts.downloads).map(({ program, target }) => (target === null ? (isWithin((step.folder ?? '/').slice(1), folder) ? unknown(step, folder) : at('file', '/nowhere')) : at(program === 'git' ? 'tree' : 'file', target))),
    ...own(facts.moves).flatMap(({ program, target, sources, intoFolder }): readonly Touch[] => {
      // What is moved away is missed there; a copy that keeps its owner has another one where the first has.
      const follows = program === 'mv' || (step.rounds[0] ?? []).some(({ value }) => value === null || /^(?:-[a-zA-Z]*[ap]|--archive|--preserve(?:=.*)?)/.test(value));
      if (target === null || (follows && sources.some((source) => source === null || isWithin(plain(source), folder) || isWithin(folder, plain(source))))) return [unknown(step, folder)];
      if (!intoFolder) return [at('tree', target)];
      return sources.map((source) => (source === null || /[*?[]/.test(source) ? at('tree', target) : at('tree', `${target}/${source.split('/').filter(Boolean).at(-1) ?? ''}`)));
    }),
    ...own(facts.links).map(({ target }) => (target === null || plain(target) === folder ? unknown(step, folder) : at('file', '/nowhere'))),
    ...own(facts.removals).flatMap(({ paths, doubt, below }): readonly Touch[] => {
      if (doubt !== null || below.length > 0) return below.length === 0 || below.some((one) => isWithin(plain(one.folder), folder) || isWithin(folder, plain(one.folder))) ? [unknown(step, folder)] : [at('file', '/nowhere')];
      return paths.flatMap((path): readonly Touch[] => {
        if (path === null) return [unknown(step, folder)];
        const named = plain(path.replace(/\/[^/]*[*?[].*$/, ''));
        return named === plain(path) ? [{ kind: 'gone', path: named }] : isWithin(named, folder) ? [unknown(step, folder)] : [at('file', '/nowhere')];
      });
    }),
    ...own(facts.ownership).map(() => at('file', '/nowhere')),
  ];
}

/** The group that a user is made with: `-g x`, busybox's `-G x`, Debian's `--ingroup x`. */
function groupOf(step: Step): string | null {
  const words = (step.rounds[0] ?? []).map(({ value }) => value);
  const busybox = programOf(step.rounds[0] ?? []) === 'adduser';
  for (const [index, word] of words.entries()) {
    if (word === '-g' || word === '--gid' || word === '--ingroup' || (busybox && word === '-G')) return words[index + 1] ?? null;
    const joined = /^--(?:gid|ingroup)=(.+)$/.exec(word ?? '')?.[1];
    if (joined !== undefined) return joined;
  }
  return null;
}

/** Where packages land. What builds the code of the workspace writes beside that code. */
function ofInstalls({ image, stage, at, facts }: RunSpot, step: Step, folder: string): readonly Touch[] {
  if (!facts.calls.some(({ order }) => order === step.order)) return [];
  const own = image.installs.filter(({ install }) => install.stage === stage && install.at === at && install.order === step.order);
  if (own.length === 0) return [unknown(step, folder)];
  return own.flatMap(({ into, inputs, unresolved }): readonly Touch[] => {
    if (unresolved !== null || inputs.some(({ kind }) => kind === 'project')) return [unknown(step, folder)];
    if (into.kind === 'none') return isWithin((step.folder ?? '/').slice(1), folder) && /\bwheel\b|\bdownload\b|-o\b|--output/.test(textOf(step)) ? [unknown(step, folder)] : [{ kind: 'file', path: 'nowhere' }];
    return [into.path === null ? unknown(step, folder) : { kind: 'tree', path: plain(into.path) }];
  });
}

/** Whether all that the command does is among the facts. */
function isTold({ facts }: RunSpot, step: Step): boolean {
  return facts.system.some(({ order }) => order === step.order);
}

const QUIET: ReadonlySet<string> = new Set(
  `set cd : true false echo printf test [ [[ export unset ulimit umask id whoami pwd ls cat env which type uname nproc date sleep grep egrep head tail sort wc cut tr sed
  groupadd addgroup useradd adduser usermod groupmod passwd chpasswd setcap ldconfig fc-cache locale-gen update-ca-certificates update-locale dpkg-reconfigure dpkg update-alternatives
  sha256sum sha512sum md5sum gpg ssh-keyscan apt-mark tee openssl base64 awk jq uniq expr seq basename dirname readlink realpath stat getent hostname mktemp`.split(/\s+/),
);

/** Programs that write nothing but what the facts tell, or places of the system. */
function isQuiet(spot: RunSpot, step: Step): boolean {
  const [words = []] = step.rounds;
  if (words.length === 0) return true;
  const name = programOf(words);
  if (name === null) return false;
  const values = words.map(({ value }) => value ?? '');
  if (/^(?:python|pip)[\d.]*$/.test(name)) return values.length === 2 && /^(?:--version|-V)$/.test(values[1] ?? '');
  if (name === 'git') return values[1] === 'config' && values.includes('--global');
  return QUIET.has(name) || isTold(spot, step);
}
