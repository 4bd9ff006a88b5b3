import { isCloudbuildFile, readCloudbuild } from './cloudbuild.js';
import { isDevcontainerFile, readDevcontainer } from './devcontainer.js';
import { isActionFile, isWorkflowFile, readGithubFile } from './github/github.js';
import { isGitlabFile, readGitlab } from './gitlab.js';
import { isMakefile, readMakefile } from './make/make.js';
import { isScriptFile, readScript } from './shell/scripts.js';
import { isSkaffoldFile, readSkaffold } from './skaffold.js';
import type { BuildFile, CommandFile, ReadText } from './types.js';

/** Reads what a file says of builds. `paths`: all files of the workspace. */
export type BuildFileReader = (path: string, text: string, readText: ReadText, paths: readonly string[]) => BuildFile | CommandFile;

/**
 * The reader of each format; the first whose names fit reads a file. Compose files and bake files are
 * not here: several of them make one project, see `compose/projects.ts` and `bake/bake.ts`.
 */
const READERS: readonly { readonly reads: (path: string) => boolean; readonly read: BuildFileReader }[] = [
  { reads: (path) => isWorkflowFile(path) || isActionFile(path), read: readGithubFile },
  { reads: isGitlabFile, read: readGitlab },
  { reads: isSkaffoldFile, read: readSkaffold },
  { reads: isCloudbuildFile, read: readCloudbuild },
  { reads: isDevcontainerFile, read: readDevcontainer },
  { reads: isMakefile, read: readMakefile },
  { reads: isScriptFile, read: readScript },
];

/** The reader for a file other than compose and bake, by its path; null: none reads it. */
export function buildFileReaderOf(path: string): BuildFileReader | null {
  return READERS.find(({ reads }) => reads(path))?.read ?? null;
}
