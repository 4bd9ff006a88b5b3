import { code } from './escape.js';

/** Where files are shown on the web, with a slash at the end; '' where nobody knows: links are then relative to the git root. */
export interface Links {
  readonly base: string;
  /** The workspace relative to the git root, with a slash at the end, or ''. */
  readonly prefix: string;
}

/** `path:line` as a link to that line. */
export function linked(path: string, line: number | null, { base, prefix }: Links): string {
  const shown = code(line === null ? path : `${path}:${line}`).replaceAll('\\|', '|');
  const target = address(prefix + path);
  // In the text of a link a bracket inside of code is no bracket (CommonMark, code spans bind tighter).
  return target === null ? shown : `[${shown}](${base}${target}${line === null ? '' : `#L${line}`})`;
}

function address(path: string): string | null {
  try {
    return path.split('/').map((part) => encodeURIComponent(part).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)).join('/');
  } catch {
    return null;
  }
}

/** The address that shows files of a commit on GitHub or GitLab, from that of a remote: `git@github.com:owner/name.git`; '' for others. */
export function webBase(remote: string, commit: string): string {
  const found = /^(?:https:\/\/(?:[^@/\s]+@)?|ssh:\/\/git@|git@)(github\.com|gitlab\.com)[:/]([\w.-]+(?:\/[\w.-]+)+)\/?$/.exec(remote.trim());
  if (!found || !/^[0-9a-f]{40,64}$/.test(commit)) return '';
  const [, host = '', name = ''] = found;
  return `https://${host}/${name.replace(/\.git$/, '')}/${host === 'gitlab.com' ? '-/' : ''}blob/${commit}/`;
}
