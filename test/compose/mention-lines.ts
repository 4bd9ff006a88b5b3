import type { BuildFile, BuildMention, CommandFile } from '#compose/types.js';
import type { Read } from '#text/read.js';

/** A mention on one line, in the words of the build: `line name: context -f dockerfile`, then what else it says. */
export function mentionLine({ at, name, context, dockerfile, target, args, images, platforms, contexts }: BuildMention): string {
  const parts = [`${at.line} ${name ?? '-'}: ${shownRead(context)} -f ${'inline' in dockerfile ? 'inline' : shownRead(dockerfile)}`];
  if (target) parts.push(`--target ${shownRead(target)}`);
  for (const [key, value] of args) parts.push(`--build-arg ${key}${value === null ? '' : `=${value}`}`);
  for (const [key, value] of contexts) parts.push(`--build-context ${key}=${value}`);
  for (const image of images) parts.push(`-t ${image}`);
  if (platforms.length > 0) parts.push(`--platform ${platforms.join(',')}`);
  return parts.join(' ');
}

export function mentionLines({ mentions }: BuildFile): readonly string[] {
  return mentions.map(mentionLine);
}

/** A compose or bake call on one line. */
export function callLines({ calls }: CommandFile): readonly string[] {
  return calls.map(({ at, kind, files, folder, profiles, command, names }) =>
    [at.line, kind, ...files.map((one) => `-f ${shownRead(one)}`), `in ${shownRead(folder)}`, ...profiles.map((one) => `--profile ${one}`), command ?? '', ...names].filter((one) => one !== '').join(' '),
  );
}

export function shownRead(found: Read<string>): string {
  return found.ok ? found.value || '.' : `(${found.reason})`;
}

export function nothing(): null {
  return null;
}

/** The files of a workspace, by path. */
export function textsOf(texts: Readonly<Record<string, string>>): (path: string) => string | null {
  return (path) => texts[path] ?? null;
}
