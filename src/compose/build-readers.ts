import { isCloudbuildFile, readCloudbuild } from './cloudbuild.js';
import { isDevcontainerFile, readDevcontainer } from './devcontainer.js';
import { isActionFile, isWorkflowFile, readGithubFile } from '#compose/github/github.js';
import { isGitlabFile, readGitlab } from './gitlab.js';
import { isMakefile, readMakefile } from '#compose/make/make.js';
import { isScriptFile, readScript } from '#compose/shell/scripts.js';
import { isSkaffoldFile, readSkaffold } from './skaffold.js';
import type { BuildFile, CommandFile, ReadText } from './types.js';

/** Reads what a file says of builds. `paths`: all files of the workspace. */
export type BuildFileReader = (path: string, text: string, readText: ReadText, paths: readonly string[]) => BuildFile | CommandFile;

/** The reader for a file other than compose and bake, by its path; null: none reads it. */
export function buildFileReaderOf(path: string): BuildFileReader | null {
  if (isWorkflowFile(path) || isActionFile(path)) return readGithubFile;
  if (isGitlabFile(path)) return readGitlab;
  if (isSkaffoldFile(path)) return readSkaffold;
  if (isCloudbuildFile(path)) return readCloudbuild;
  if (isDevcontainerFile(path)) return readDevcontainer;
  if (isMakefile(path)) return readMakefile;
  return isScriptFile(path) ? readScript : null;
}
