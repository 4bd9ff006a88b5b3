import type { Place } from '#answer/answer.js';
import type { Snapshot } from '#files/snapshot.js';
import { imageFiles } from '#image/files/files.js';
import type { ImageModel } from '#image/image.js';
import { baseName } from '#text/paths.js';

/** Something in what runs that an environment in another folder, or an image without compilers, would break. */
export interface Sign {
  readonly text: string;
  readonly at: Place;
}

/** A file longer than this is nothing that a person wrote. */
const LONGEST = 300_000;

const PAGES = /\.(?:md|rst|adoc|html?|css|svg|lock|csv|po|pot|map|min\.js|js|ts|tsx|jsx|png|jpe?g|gif|ico|woff2?|ttf|pdf|zip|gz|json|parquet|db|sqlite3?)$|(?:^|\/)(?:README|CHANGELOG|LICENSE|Makefile|Dockerfile|tests?)(?:[^/]*$|\/)/i;

interface Pattern {
  readonly find: RegExp;
  /** Fits the texts that `find` fits, where that begins with any number of letters: such a search starts over at each letter of a word. */
  readonly within?: RegExp;
  /** It speaks against an image without compilers; the others against an environment in another folder. */
  readonly tool?: true;
  readonly says: (found: string) => string;
}

/** The interpreter and programs of distributions, where the official images install them. */
export const PROGRAM = /\/usr\/(?:local\/)?bin\/(?:python|pip|gunicorn|uvicorn|celery|flask|django-admin|alembic|hypercorn|daphne|streamlit|uwsgi|supervisord|airflow|dagster|prefect|fastapi|jupyter|rq|dramatiq|huey_consumer|opentelemetry-instrument|ddtrace-run|newrelic-admin)[\w.-]*/;

const ANYWHERE: readonly Pattern[] = [
  { find: PROGRAM, says: (found) => `names ${found}, which is not the interpreter of the environment` },
  { find: /\/root\/\.local\/bin\/[\w.-]+/, says: (found) => `names ${found}` },
  { find: /[\w./-]*\b(?:site|dist)-packages\b[\w./-]*/, within: /\b(?:site|dist)-packages\b/, says: (found) => `names a path into ${found}` },
];

const SHELL: readonly Pattern[] = [
  { find: /\b(?:ba|z|k|da)?sh\s+(?:-\w*l\w*|--login)\b/, says: (found) => `\`${found}\` is a login shell, which sets a PATH of its own` },
  { find: /(?:^|[\s;&|"'])su\s+-(?:l\b|\s|$)[^\n]{0,40}/, says: (found) => `\`${found.trim()}\` starts a login shell, which sets a PATH of its own` },
  { find: /(?:^|[\s;&|"'])(?:sudo|env\s+-i)\s+[^\n]{0,40}/, says: (found) => `\`${found.trim()}\` runs with another PATH` },
  { find: /(?:^|[\s;&|"'])(?:export\s+|env\s+)?PATH=(?![^\n;&|]{0,500}\$\{?PATH\b)[^\n;&|]{0,40}/, says: (found) => `\`${found.trim()}\` sets PATH without what was there before` },
  { find: /(?:^|[\s;&|"'])(?:\.|source)\s+\/etc\/(?:profile|environment)\b/, says: (found) => `\`${found.trim()}\` sets a PATH of its own` },
  { find: /(?:^|[\s;&|"'/])(?:cron|crond|crontab)\b[^\n]{0,30}/, says: (found) => `\`${found.trim()}\`: cron runs its jobs with a PATH of its own` },
  { find: /\b(?:pip3?|uv|poetry|pipenv|pdm)\s+(?:\S+\s+){0,3}?(?:install|sync)\b[^\n]{0,40}/, tool: true, says: (found) => `\`${found}\` installs when it starts` },
  { find: /(?:^|[\s;&|"'])(?:gcc|g\+\+|cc|make|cmake|cargo|rustc)\s+[^\n]{0,30}/m, tool: true, says: (found) => `\`${found.trim()}\` needs a compiler or a build tool in the running container` },
  { find: /\b(?:uv|poetry|pipenv|pdm)\s+run\b[^\n]{0,30}/, says: (found) => `\`${found}\` takes the environment of a project, and its tool with it` },
];

const PYTHON: readonly Pattern[] = [
  { find: /["']-m["'],\s*["']pip["'],\s*["']install["']|["']pip3?["'],\s*["']install["']|os\.system\(\s*f?["']pip3? install[^"']*/, tool: true, says: (found) => `\`${found}\` installs while it runs` },
  { find: /\btorch\.compile\(|\bpyximport\b|\bcpp_extension\b|\bcppimport\b|\bcython\.inline\b|\bsympy\b[^\n]{0,200}\b(?:autowrap|ufuncify)\b|\btriton\.jit\b|\bnumba\.pycc\b|\b(?:ffi|ffibuilder)\.(?:verify|compile)\(/, tool: true, says: (found) => `\`${found}\` compiles while it runs` },
  { find: /["'](?:gcc|g\+\+|cc|make|cmake|nvcc|cargo|rustc)["']\s*[,\]]|(?:os\.system|check_call|check_output|Popen|run)\(\s*f?["'](?:gcc|g\+\+|make|cmake|cargo)\s[^"']*/, tool: true, says: (found) => `\`${found}\` runs a compiler or a build tool` },
];

const scanned = new WeakMap<Snapshot, Map<string, Sign | null>>();

/** `all`: against two stages with an environment of their own. `tools`: against an image without compilers and headers, no more. */
export type About = 'all' | 'tools';

function ofKind(patterns: readonly Pattern[], about: About): readonly Pattern[] {
  return about === 'all' ? patterns : patterns.filter(({ tool }) => tool === true);
}

/** What speaks against in the files of an image, and in the commands that start its containers. Each file is read once. `reached`: the code that runs; null: any of it may. */
export function signsIn(snapshot: Snapshot, image: ImageModel, commands: readonly Sign[], reached: ReadonlySet<string> | null, about: About = 'all'): { readonly signs: readonly Sign[]; readonly searched: number } {
  const found: Sign[] = commands.flatMap(({ text, at }) => signOf(text, at, ofKind([...ANYWHERE, ...SHELL], about)) ?? []);
  const files = imageFiles(image).files.map(({ origin }) => origin).filter((path) => !PAGES.test(path));
  const started = startedFiles(snapshot, files, commands);
  for (const path of files) {
    const sign = started.has(path) ? inFile(snapshot, path, 'started', about) : (path.endsWith('.py') && (reached === null || reached.has(path))) || /\.(?:conf|ini|cfg|service|ya?ml|toml)$|(?:^|\/)crontab[^/]*$/.test(path) ? inFile(snapshot, path, 'held', about) : null;
    if (sign) found.push(sign);
  }
  return { signs: found, searched: files.length + commands.length };
}

/** Scripts that the commands name, and those that they name in turn. */
export function startedFiles(snapshot: Snapshot, files: readonly string[], commands: readonly Sign[]): ReadonlySet<string> {
  const scripts = files.filter((path) => !PAGES.test(path) && !/\.(?:py|pyi|txt|ya?ml|toml|in)$/.test(path));
  const found = new Set<string>();
  let texts = commands.map(({ text }) => text);
  for (let round = 0; round < 4 && texts.length > 0; round++) {
    const named = scripts.filter((path) => !found.has(path) && texts.some((text) => text.includes(baseName(path))));
    for (const path of named) found.add(path);
    texts = named.flatMap((path) => textOf(snapshot, path) ?? []);
  }
  return found;
}

function inFile(snapshot: Snapshot, path: string, how: 'started' | 'held', about: About): Sign | null {
  const known = scanned.get(snapshot) ?? new Map<string, Sign | null>();
  scanned.set(snapshot, known);
  const key = `${about} ${how} ${path}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  const text = textOf(snapshot, path);
  const patterns = ofKind(path.endsWith('.py') ? [...ANYWHERE, ...PYTHON] : how === 'started' ? [...ANYWHERE, ...SHELL] : ANYWHERE, about);
  const found = text === null ? null : signOf(text, { path, line: 1 }, patterns);
  known.set(key, found);
  return found;
}

function textOf(snapshot: Snapshot, path: string): string | null {
  const text = snapshot.text(path);
  return text === null || text.length > LONGEST ? null : text;
}

/** The first line that one of the patterns finds; comments say nothing, but a shebang does. */
function signOf(text: string, at: Place, patterns: readonly Pattern[]): Sign | null {
  const hits = patterns.filter(({ find, within }) => (within ?? find).test(text));
  if (hits.length === 0) return null;
  for (const [index, line] of text.split('\n').entries()) {
    if (/^\s*(?:#(?!!)|\/\/|;)/.test(line)) continue;
    for (const { find, says } of hits) {
      const found = find.exec(line.slice(0, 2_000))?.[0];
      if (found !== undefined && found !== '' && !found.startsWith('/usr/bin/env')) return { text: says(found.slice(0, 80)), at: { path: at.path, line: at.line + index } };
    }
  }
  return null;
}
