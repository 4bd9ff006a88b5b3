import { findNodeAtLocation, getNodeValue, type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import { baseName, folderOf } from '#text/paths.js';
import { jsonProblem } from '#text/json-words.js';
import { lineAt, lineTable } from '#text/lines.js';
import { word } from '#compose/shell/image-command.js';
import { mentionOf } from '#compose/shell/build-mention.js';
import type { Field } from '#compose/shell/variables.js';
import type { CommandFile, ComposeCall, ReadText } from './types.js';
import { inWorkspace, workspaceFiles, workspacePath } from './workspace-folder.js';

export function isDevcontainerFile(path: string): boolean {
  return /^\.?devcontainer\.json$/.test(baseName(path));
}

const MAX_LENGTH = 1_000_000;

/**
 * The build of a devcontainer.json (containers.dev/implementors/json_reference): `build.dockerfile` and
 * `build.context`, the older `dockerFile` and `context`, and the compose files of `dockerComposeFile`
 * with its `service`. Paths are seen from the file. `paths`: all files of the workspace.
 */
export function readDevcontainer(path: string, text: string, _readText: ReadText, paths: readonly string[]): CommandFile {
  const empty = { path, mentions: [], services: [], problems: [], calls: [] };
  const lines = lineTable(text);
  const placeOf = (offset: number) => ({ path, line: lineAt(lines, offset) });
  if (text.length > MAX_LENGTH || tooDeep(text)) return { ...empty, problems: [{ at: placeOf(0), reason: 'a file that is too long or too deep' }] };
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true });
  const [error] = errors;
  if (!root || error) return { ...empty, problems: [{ at: placeOf(error?.offset ?? 0), reason: `not valid JSON: ${error ? jsonProblem(printParseErrorCode(error.error)) : 'nothing in it'}` }] };
  const title = textAt(root, 'name');
  const folder = inWorkspace(folderOf(path));
  const file = findNodeAtLocation(root, ['build', 'dockerfile']) ?? findNodeAtLocation(root, ['dockerFile']);
  const name = file ? valueOf(file) : null;
  if (file && name !== null) {
    const at = placeOf(file.offset);
    const context = textAt(root, 'build', 'context') ?? textAt(root, 'context') ?? '.';
    const target = textAt(root, 'build', 'target');
    const command = {
      kind: 'build',
      tool: 'devcontainer',
      context: field(context),
      file: field(name),
      fileFrom: 'folder',
      defaults: ['Dockerfile'],
      target: target === null ? null : field(target),
      args: argumentsOf(findNodeAtLocation(root, ['build', 'args'])),
      tags: [],
      platforms: [],
      contexts: [],
      push: false,
      load: false,
      untold: [],
      output: null,
    } as const;
    const mention = mentionOf(command, { source: 'devcontainer', at, name: title, folder, files: workspaceFiles(paths), circumstances: [{ kind: 'file', text: path, at }] });
    return { ...empty, mentions: [mention] };
  }
  const compose = findNodeAtLocation(root, ['dockerComposeFile']);
  if (!compose) return empty;
  const written = listOf(compose);
  const call: ComposeCall = {
    kind: 'compose',
    at: placeOf(compose.offset),
    text: `dockerComposeFile: ${written.join(', ')}`,
    files: written.map((one) => workspacePath(folder, one)),
    folder: workspacePath(folder, '.'),
    profiles: [],
    command: 'up',
    names: [...new Set([textAt(root, 'service') ?? [], ...listOf(findNodeAtLocation(root, ['runServices']))].flat())],
  };
  return { ...empty, calls: [call] };
}

/** The parser recurses: brackets are counted first, those in strings too. */
function tooDeep(text: string): boolean {
  let open = 0;
  for (const char of text) {
    if (char === '[' || char === '{') open += 1;
    else if (char === ']' || char === '}') open -= 1;
    if (open > 500) return true;
  }
  return false;
}

function valueOf(node: Node): string | null {
  const value: unknown = getNodeValue(node);
  return typeof value === 'string' ? value : null;
}

function textAt(root: Node, ...path: readonly string[]): string | null {
  const node = findNodeAtLocation(root, [...path]);
  return node ? valueOf(node) : null;
}

function listOf(node: Node | undefined): readonly string[] {
  const value: unknown = node ? getNodeValue(node) : [];
  return (Array.isArray(value) ? (value as unknown[]) : [value]).filter((one): one is string => typeof one === 'string');
}

/** `${localWorkspaceFolder}` is the root; other variables belong to the machine. */
function field(text: string): Field {
  const filled = text.replaceAll('${localWorkspaceFolder}', inWorkspace(''));
  return filled.includes('${') ? { value: null, reason: `the variable in ${text}`, text, several: false } : { ...word(filled), text };
}

function argumentsOf(node: Node | undefined): readonly Field[] {
  const value: unknown = node ? getNodeValue(node) : null;
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).map(([name, given]) => (typeof given === 'string' ? { ...field(`${name}=${given}`) } : word(name)));
}
