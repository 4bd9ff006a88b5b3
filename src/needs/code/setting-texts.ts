import type { Snapshot } from '#files/snapshot.js';
import type { CommandLine, Started } from '#python/start/types.js';
import { configurationFiles } from '#python/start/configuration-files.js';
import type { Text } from '#needs/facts.js';
import type { ImageTree } from './image-tree.js';

interface Parts {
  readonly started: readonly Started[];
  readonly tree: ImageTree;
  readonly folders: readonly string[];
  readonly snapshot: Snapshot;
  readonly lines: readonly CommandLine[];
}

/** Files that settings of programs stand in. Compose files, workflows and lists of packages speak of other things. */
const SETTINGS = /\.(?:ini|cfg|conf|toml|ya?ml|json|env|properties)$|(?:^|\/)\.env(?:\.[\w-]+)?$/;
const OTHER = /(?:^|\/)(?:(?:docker-)?compose[^/]*|package(?:-lock)?\.json|tsconfig[^/]*|pyproject\.toml|setup\.cfg|tox\.ini|[^/]*\.lock|Pipfile|pytest\.ini|mypy\.ini|\.pre-commit-config\.yaml|mkdocs\.yml|environment[^/]*\.ya?ml)$|(?:^|\/)\.(?:github|gitlab|circleci)\//;
const MAX_FILE = 200_000;
const MAX_FILES = 300;

/** Words of commands and lines of configuration files: of those that programs are given, and of those in the services' own folders. */
export function settingTexts({ started, tree, folders, snapshot, lines }: Parts): readonly Text[] {
  const texts: Text[] = lines.flatMap(({ words, at }) => words.map((text) => ({ text, at })));
  for (const { words, at } of started.flatMap(({ programs }) => programs)) for (const text of words) texts.push({ text, at });
  const named = started.flatMap((one) => configurationFiles(one)).flatMap(({ path }) => tree.world.fileAt(path) ?? []);
  const own = tree.files.filter(({ path }) => SETTINGS.test(path) && !OTHER.test(path) && folders.some((folder) => path.startsWith(folder === '' ? '' : `${folder}/`))).map(({ path }) => path);
  for (const path of [...new Set([...named, ...own])].slice(0, MAX_FILES)) {
    const text = snapshot.text(path);
    if (text === null || text.length > MAX_FILE) continue;
    for (const [index, line] of text.split('\n').entries()) {
      const said = line.trim();
      if (said !== '' && !/^[#;]/.test(said)) texts.push({ text: said, at: { path, line: index + 1 } });
    }
  }
  return texts;
}
