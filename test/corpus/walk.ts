import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const DOCKERFILE = /^(?:(?:docker|container)file(?:\..+)?|.+[.-](?:docker|container)file)$/i;
const NOT_A_DOCKERFILE = /\.(?:dockerignore|go|js|ts|py|sh|md|json|ya?ml|toml|txt|template|tmpl|tpl|j2|jinja2?|erb|in|bak)$/i;
const REQUIREMENTS = /(?:requirements|constraints)[^/]*\.(?:txt|in)$|(?:^|\/)requirements\/[^/]+\.(?:txt|in)$/i;

/** The files of a folder that a corpus run looks at, in a stable order; symbolic links are not followed. */
export function walk(folder: string): { readonly dockerfiles: readonly string[]; readonly requirements: readonly string[] } {
  const dockerfiles: string[] = [];
  const requirements: string[] = [];
  const folders = [folder];
  for (let current = folders.pop(); current !== undefined; current = folders.pop()) {
    const entries = readdirSync(current, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const entry of entries) {
      const path = join(current, entry.name);
      if (entry.isDirectory() && entry.name !== '.git' && entry.name !== 'node_modules') folders.push(path);
      else if (entry.isFile() && isDockerfile(entry.name)) dockerfiles.push(path);
      else if (entry.isFile() && REQUIREMENTS.test(path)) requirements.push(path);
    }
  }
  return { dockerfiles, requirements };
}

function isDockerfile(name: string): boolean {
  return DOCKERFILE.test(name) && !NOT_A_DOCKERFILE.test(name);
}
