import type { Place } from '#answer/answer.js';
import type { Snapshot } from '#files/snapshot.js';
import type { ImageModel } from '#image/image.js';
import { runnersOf } from '#needs/code/runners.js';
import { workspaceNeeds, type NeedOptions } from '#needs/workspace-needs.js';
import { outsideUnits } from '#rule/outside-files.js';
import type { Sign } from '#rule/stages/signs.js';
import { escaped } from '#text/escaped.js';
import { baseName, isWithin } from '#text/paths.js';
import { contextTexts, type ContextTexts } from './context-texts.js';
import type { IgnoreScope } from './scopes.js';
import { isStarted } from './started-texts.js';
import { testFolders, type TestFolder } from './test-folders.js';

/** Programs that run tests. */
const RUNS_TESTS = /\b(?:pytest|py\.test|unittest|nosetests?|nose2|behave|tox|nox|stestr|trial)\b|manage\.py\s+test\b|\bcoverage\s+run\b|setup\.py\s+test\b/;

/** Programs that make pages of a folder of documentation, which they find by its name. */
const MAKES_PAGES = /(?:^|[\s;&|"'(/])(?:mkdocs|sphinx-\w+|jupyter-book|zensical|mike|docusaurus|vitepress|mdbook|pdoc\d?)(?=["'\s,]|$)|\bmake\s+(?:-C\s*\S+\s+)?(?:html|docs?)\b/;

/** Whether something in these images makes or serves pages of documentation: in a step, by what starts, or as compose starts it. */
export function makesPages(snapshot: Snapshot, images: readonly ImageModel[]): boolean {
  return images.some((image) => {
    const written = image.dockerfile.stages.flatMap(({ stage }) => stage.instructions.filter(({ keyword }) => /^(?:RUN|CMD|ENTRYPOINT)$/.test(keyword)));
    return written.some(({ joined }) => MAKES_PAGES.test(joined) && !/\bpip3?\s+install\b(?![\s\S]*&&)/.test(joined)) || isStarted(snapshot, image, MAKES_PAGES);
  });
}

/** A command that runs something in a container of an image. */
const IN_CONTAINER = /\b(?:docker|podman|nerdctl)(?:-compose|\s+compose)?\s+(?:[^\n|;&]*\s)?(?:run|exec)\b|\bkubectl\s+(?:exec|run)\b|\bcontainer:\s*\S/;

/** Where tests are run in an image of these: in a stage, by what starts, by compose, or from outside. Null: nowhere. */
export function testsRun(snapshot: Snapshot, images: readonly ImageModel[]): Sign | null {
  for (const image of images) {
    const { document, stages } = image.dockerfile;
    for (const { stage } of stages) {
      const found = stage.instructions.find(({ keyword, joined }) => /^(?:RUN|CMD|ENTRYPOINT|HEALTHCHECK)$/.test(keyword) && RUNS_TESTS.test(joined) && !/\bpip3?\s+install\b(?![\s\S]*&&)/.test(joined));
      if (found) return { text: `${found.keyword} runs tests`, at: { path: document.path, line: found.lines.first } };
    }
    for (const { command, entrypoint } of runnersOf(snapshot).get(image.build) ?? []) {
      const told = [command, entrypoint].find((one) => RUNS_TESTS.test(JSON.stringify(one ?? '')));
      if (told) return { text: 'compose runs tests in it', at: told.at };
    }
  }
  // Of a page its commands, where one line does both: whoever follows it misses the tests.
  for (const { path, line, text, page } of outsideUnits(snapshot)) {
    if (!IN_CONTAINER.test(text)) continue;
    const at = text.split('\n').findIndex((one) => (!page && RUNS_TESTS.test(one)) || (IN_CONTAINER.test(one) && (RUNS_TESTS.test(one) || /\btests?\b/.test(one))));
    if (at >= 0) return { text: 'tests may be run in a container there', at: { path, line: line + at } };
  }
  return null;
}

/** A file that speaks of tests for those who run them. */
const SETTINGS = /(?:^|\/)(?:pytest\.ini|tox\.ini|noxfile\.py|conftest\.py|Makefile|\.coveragerc|\.pre-commit-config\.yaml|mypy\.ini|\.flake8|\.gitignore|\.dockerignore|MANIFEST\.in|mkdocs\.ya?ml|\.readthedocs\.ya?ml|codecov\.ya?ml)$|(?:^|\/)\.(?:github|gitlab|circleci|vscode)\/|\.(?:md|rst)$/i;

/** Tables of project files that only tools for developers read. */
const TOOL_TABLES = /^\[(?:tool\.(?:pytest|coverage|ruff|mypy|isort|black|pylint|pyright|bandit|tox|flake8|pdm\.scripts|poe|taskipy|hatch\.envs|commitizen|semantic_release)|tool:pytest|flake8|mypy|isort|coverage|pycodestyle|testenv)[^\]]*\]/;

/** Where code, settings or a Dockerfile may read a folder of tests, besides the lines that copy it. Null: nowhere, in what was searched. */
export function readsFolder(snapshot: Snapshot, scope: IgnoreScope, folder: TestFolder, copies: readonly Place[]): (Place & { readonly said: string }) | null {
  const texts = contextTexts(snapshot, scope);
  const others = otherTests(texts);
  const name = escaped(baseName(folder.path));
  const word = new RegExp(`(?<![\\w.@-])${name}(?=[/\\\\.'"\`\\s,)\\]:;*]|$)`, 'm');
  for (const { path, text } of texts.texts) {
    if (SETTINGS.test(path) || others.some((one) => isWithin(path, one.path)) || !word.test(text)) continue;
    const lines = path.endsWith('.toml') || path.endsWith('.cfg') ? withoutTools(text) : text.split('\n');
    for (const [index, line] of lines.entries()) {
      if (/^\s*(?:#(?!!)|\/\/)|\bexclude\b|\bignore\b/.test(line) || copies.some((place) => place.path === path && place.line === index + 1)) continue;
      const said = word.exec(withoutProse(path, line.slice(0, 2_000)))?.[0];
      if (said !== undefined) return { path, line: index + 1, said };
    }
  }
  return null;
}

const testsOf = new WeakMap<ContextTexts, readonly TestFolder[]>();

function otherTests(texts: ContextTexts): readonly TestFolder[] {
  const known = testsOf.get(texts) ?? testFolders(texts.texts.map(({ path }) => path));
  testsOf.set(texts, known);
  return known;
}

/** In code a name in the middle of a sentence is no path: what counts are imports and short strings. */
function withoutProse(path: string, line: string): string {
  if (!path.endsWith('.py')) return line;
  const strings = [...line.matchAll(/(["'])((?:(?!\1).){0,200})\1/g)].map(([whole, , body = '']) => (/\s/.test(body.trim()) ? '' : whole));
  const imports = /^\s*(?:from\s+\S+\s+import|import)\s.*/.exec(line)?.[0] ?? '';
  return [imports, ...strings].join(' ');
}

function withoutTools(text: string): readonly string[] {
  let tool = false;
  return text.split('\n').map((line) => {
    if (/^\s*\[/.test(line) && /\]\s*(?:#.*)?$/.test(line)) tool = TOOL_TABLES.test(line.trim());
    return tool ? '' : line;
  });
}

/** Whether code that an image starts reaches a file of the folder: `told` is false where not all code that runs could be found. */
export function reaches(snapshot: Snapshot, options: NeedOptions, images: readonly ImageModel[], folder: TestFolder): { readonly file: string | null; readonly told: boolean } {
  let told = true;
  for (const { build } of images) {
    const reach = workspaceNeeds(snapshot, options).of(build.id)?.reach;
    if (!reach || reach.modules.size === 0 || reach.doubts.some(({ hides }) => hides !== 'distributions')) told = false;
    const file = [...(reach?.modules.keys() ?? [])].find((path) => isWithin(path, folder.path));
    if (file !== undefined) return { file, told };
  }
  return { file: null, told };
}
