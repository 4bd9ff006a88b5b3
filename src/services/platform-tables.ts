import { container, shellText, type DeployedContainer, type DeployedWords } from '#compose/deployments/types.js';
import { textWords } from '#compose/deployments/words.js';
import { readToml, tomlAt, tomlEntries, tomlItems, tomlText, tomlTexts, tomlWritten, type TomlNode } from '#pyproject/toml.js';
import { baseName, folderOf, resolvePath } from '#text/paths.js';

/** Whether a file is one of a platform that writes TOML, by its name. */
export function isPlatformTable(path: string): boolean {
  return /^(?:fly(?:[.-][\w-]+)?|railway)\.toml$/.test(baseName(path));
}

/** What `fly.toml` and `railway.toml` start. */
export function readPlatformTable(path: string, text: string): readonly DeployedContainer[] {
  const table = readToml(text);
  if (!table.ok) return [];
  return baseName(path) === 'railway.toml' ? railway(path, table.value) : fly(path, table.value);
}

/** https://fly.io/docs/reference/configuration/ (`processes`, `experimental`, `deploy.release_command`, `env`, `build`). */
function fly(path: string, root: TomlNode): readonly DeployedContainer[] {
  const folder = folderOf(path);
  const dockerfile = tomlText(tomlAt(root, 'build', 'dockerfile'));
  const image = tomlText(tomlAt(root, 'build', 'image'));
  const environment = tomlEntries(tomlAt(root, 'env')).map(({ key, line, value }) => ({ name: key, value: value.kind === 'scalar' ? value.text : null, at: { path, line } }));
  const shared = {
    because: 'fly.toml', folder, name: tomlText(tomlAt(root, 'app')), images: image === null ? [] : [image],
    dockerfile: dockerfile === null ? null : resolvePath(folder, dockerfile), environment,
  };
  const entrypoint = wordsOf(tomlAt(root, 'experimental', 'entrypoint'), path);
  const processes = tomlEntries(tomlAt(root, 'processes')).flatMap(({ value }) => wordsOf(value, path) ?? []);
  const commands = [...processes, ...[tomlAt(root, 'experimental', 'cmd'), tomlAt(root, 'deploy', 'release_command')].flatMap((node) => wordsOf(node, path) ?? [])];
  const started = commands.map((command) => container({ ...shared, at: command.at, command, entrypoint: null }));
  const whole = entrypoint === null ? [] : [container({ ...shared, at: entrypoint.at, entrypoint, command: wordsOf(tomlAt(root, 'experimental', 'cmd'), path) })];
  const bare = started.length + whole.length === 0 && environment.length > 0 ? [container({ ...shared, at: { path, line: 1 } })] : [];
  return [...started, ...whole, ...bare];
}

/** https://docs.railway.com/reference/config-as-code */
function railway(path: string, root: TomlNode): readonly DeployedContainer[] {
  const folder = folderOf(path);
  const dockerfile = tomlText(tomlAt(root, 'build', 'dockerfilePath'));
  const shared = { because: 'railway.toml', folder, dockerfile: dockerfile === null ? null : resolvePath(folder, `./${dockerfile.replace(/^\/+/, '')}`) };
  const told = ['startCommand', 'preDeployCommand'].flatMap((key) => wordsOf(tomlAt(root, 'deploy', key), path) ?? []);
  return told.map((command) => container({ ...shared, at: command.at, command }));
}

function wordsOf(node: TomlNode | null, path: string): DeployedWords | null {
  const text = tomlWritten(node);
  if (text !== null) return text.text.trim() === '' ? null : textWords(text.text, { path, line: text.line });
  const words = tomlTexts(node);
  const [first] = words;
  if (first === undefined || tomlItems(node).length > 500) return null;
  // Railway takes a list of one text, which a shell runs.
  if (words.length === 1 && first.text.includes(' ')) return shellText(first.text, { path, line: first.line });
  return { words: words.map((word) => word.text), at: { path, line: first.line } };
}
