import { pathsBelow } from '#files/tree.js';
import { escaped } from '#text/escaped.js';
import { baseName, pathIn } from '#text/paths.js';
import { contextTexts, firstSaid } from './context-texts.js';
import { inContext } from './folder-copies.js';
import { meansPath, namedBy } from './named.js';
import { onDisk, sizeWords } from './on-disk.js';
import { workplaces } from './tool-marks.js';
import type { DraftLine } from './types.js';
import { patternOf, type ContextView } from './view.js';

/** Settings of one's own machine; not what is there as a pattern for others. */
const SETTINGS = /^\.env(?:\.(?!.*(?:example|sample|template|dist|default|schema|tmpl|test|ci$))[\w.-]+)?$/i;

/** Databases and dumps of one's own machine. */
const DATA = /\.(?:sqlite3?|db|rdb|dump|sql\.gz|bak)$/i;

/**
 * What reads settings out of such a file by itself, or is told to. Tools that build pages for browsers take them in without a word
 * (https://vite.dev/guide/env-and-mode, https://nextjs.org/docs/app/guides/environment-variables): a key of package.json names those.
 */
const READERS = /dotenv|(?<!process|import\.meta|os)\.env(?![\w.-]*(?:example|sample|template))\b|decouple|environs\b|environ\.Env|django[_-]environ|dynaconf|prettyconf|env_file|env-file|\bhoncho\b|\bpipenv\b|starlette\.config|set -a\b|\b(?:foreman|overmind|hivemind|forego|direnv|chainlit)\b|"(?:vite|next|nuxt|react-scripts|@vue\/cli-service|astro|gatsby|@sveltejs\/kit|@remix-run\/dev|parcel|expo|@rsbuild\/core)"\s*:|\bbun\s+(?:run|build|start|[\w./-]+\.[jt]sx?)\b/i;

/** A smaller database of one's own is nothing to speak of. */
const SMALL_DATA = 100_000;

/** Lines for settings with secrets, and data of the machine that builds, that lie in the context and that nothing there reads. */
export function privateLines(view: ContextView): readonly DraftLine[] {
  const { snapshot, scope, paths } = view;
  const found: DraftLine[] = [];
  for (const folder of workplaces(scope, paths)) {
    for (const name of snapshot.contextFiles.names(folder)) {
      const path = pathIn(folder, name);
      const line = SETTINGS.test(name) ? settingsLine(view, path) : DATA.test(name) ? dataLine(view, path) : null;
      if (line) found.push(line);
    }
  }
  return found;
}

function settingsLine(view: ContextView, path: string): DraftLine | null {
  const { snapshot, scope } = view;
  const taken = view.taker(path);
  const size = snapshot.contextFiles.size(path);
  if (!taken || size === null || isNamed(view, path)) return null;
  const texts = contextTexts(snapshot, scope);
  const isOwn = (one: string): boolean => SETTINGS.test(baseName(one)) || /\.(?:md|rst|html)$/i.test(one);
  if (texts.more !== null || firstSaid(texts, READERS, isOwn) !== null) return null;
  return {
    patterns: [patternOf(scope, path)],
    paths: [path],
    label: inContext(scope.folder, path),
    bytes: size,
    because: `${path}: settings of this machine, often with secrets; nothing in the images reads them`,
    from: { path, line: 1 },
    strong: true,
    hides: view.imagePaths(path),
    taken,
  };
}

/** Only what git leaves out: what is in the repository is there for somebody. */
function dataLine(view: ContextView, path: string): DraftLine | null {
  const { snapshot, scope } = view;
  const { tree } = snapshot;
  if (tree.git === null || pathsBelow(tree, path).length > 0 || tree.has(path)) return null;
  const taken = view.taker(path);
  const size = onDisk(snapshot, path);
  if (!taken || size === null || size.bytes < SMALL_DATA || isNamed(view, path)) return null;
  const texts = contextTexts(snapshot, scope);
  const word = new RegExp(escaped(baseName(path)));
  if (texts.more !== null || firstSaid(texts, word) !== null) return null;
  return {
    patterns: [patternOf(scope, path)],
    paths: [path],
    label: `${inContext(scope.folder, path)} (${sizeWords(size)} here)`,
    bytes: size.bytes,
    because: `${path}: data of this machine, which git ignores; nothing in the images names it`,
    from: { path, line: 1 },
    strong: size.bytes >= 1_000_000,
    hides: [],
    taken,
  };
}

function isNamed({ scope }: ContextView, path: string): boolean {
  const own = inContext(scope.folder, path);
  const wanted = scope.ignore?.patterns.some(({ negated, matches, pattern }) => negated && (matches(own) || pattern === own)) === true;
  return wanted || namedBy(scope.images, (written) => meansPath(written, own)) !== null;
}
