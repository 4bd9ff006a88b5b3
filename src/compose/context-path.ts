import { isAbsolutePath, resolvePath } from '#text/paths.js';
import { type Read, read, unreadable } from '#text/read.js';

// What buildx and compose take for something that is not a folder (paths/context.go in compose-go, util/gitutil in BuildKit).
const REMOTE = /^(?:https?:\/\/|git:\/\/|ssh:\/\/|git@|github\.com\/|docker-image:\/\/|oci-layout:\/\/|oci:\/\/)|^[^/]*@[^/]*:.*\.git/;

// PATH_MAX of Linux.
const LONGEST = 4096;

/** The workspace path of a folder or file that a build names from `folder`. */
export function pathFrom(folder: string, text: string): Read<string> {
  if (text.length > LONGEST) return unreadable(`a path of more than ${LONGEST} characters`);
  if (REMOTE.test(text)) return unreadable(`${text} is not in the workspace: it is fetched from elsewhere`);
  if (isAbsolutePath(text) || text.startsWith('~')) return unreadable(`${text} lies outside of the workspace`);
  const found = resolvePath(folder, text);
  return found === null ? unreadable(`${text} leads out of the workspace`) : read(found);
}

/** The workspace path of the Dockerfile, which compose and bake take from the context folder. */
export function dockerfileIn(context: Read<string>, text: string): Read<string> {
  return context.ok ? pathFrom(context.value, text) : context;
}
