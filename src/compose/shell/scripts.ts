import { baseName, folderOf } from '#text/paths.js';
import { lineAt, lineTable } from '#text/lines.js';
import { shellBuilds } from './builds.js';
import type { CommandFile, ReadText } from '#compose/types.js';
import { NO_VARIABLES } from './variables.js';
import { inWorkspace, workspaceFiles } from '#compose/workspace-folder.js';

/** Whether a file is a shell script by its name; one without an extension may be, see {@link readScript}. */
export function isScriptFile(path: string): boolean {
  const name = baseName(path);
  if (/\.(?:sh|bash|ksh|zsh)$/.test(name)) return true;
  return !name.includes('.') && !/^(?:Dockerfile|Makefile|GNUmakefile|LICENSE|README|Jenkinsfile|Justfile|justfile|Procfile|CODEOWNERS)/.test(name) && SCRIPT_FOLDERS.test(folderOf(path));
}

/** Folders where scripts stand without an extension. */
const SCRIPT_FOLDERS = /(?:^|\/)(?:bin|scripts?|hack|tools?|ci|\.ci|build|docker|hooks|\.buildkite|\.circleci|dev|automation)$/;

const SHEBANG = /^#!\s*\S*\/(?:env\s+(?:-S\s+)?)?(?:ba|da|k|z|a)?sh\b/;

/**
 * The builds of a shell script. It may be started in the root of the workspace or in its own folder;
 * of both readings the one counts whose Dockerfile exists. `paths`: all files of the workspace.
 */
export function readScript(path: string, text: string, _readText: ReadText, paths: readonly string[]): CommandFile {
  const empty = { path, mentions: [], services: [], problems: [], calls: [] };
  if (!/\.\w+$/.test(baseName(path)) && !SHEBANG.test(text)) return empty;
  const lines = lineTable(text);
  const own = folderOf(path);
  // A script named for building beside a Dockerfile is as often started there; a Dockerfile that exists decides, the root first.
  const folders = own === '' ? [inWorkspace('')] : [inWorkspace(''), inWorkspace(own)];
  const at = { path, line: 1 };
  const found = shellBuilds({
    source: 'script',
    path,
    text: text.replaceAll('\r\n', ' \n'),
    lineOf: (offset) => lineAt(lines, offset),
    folders,
    variables: NO_VARIABLES,
    self: path,
    files: workspaceFiles(paths),
    name: null,
    circumstances: [{ kind: 'file', text: path, at }],
  });
  return { ...empty, ...found };
}
