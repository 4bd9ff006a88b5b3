import { isComposeFile } from '#compose/compose/names.js';
import { baseName, folderOf } from '#text/paths.js';

export type DocumentKind = 'dockerfile' | 'requirements' | 'pyproject' | 'compose';

/** What a file is by its name (notes on 99,925 public files: docs/decisions/001-which-files.md); null for the rest. */
export function kindOf(path: string): DocumentKind | null {
  const name = baseName(path);
  if (isDockerfileName(name)) return 'dockerfile';
  if (name === 'pyproject.toml') return 'pyproject';
  if (isComposeFile(path)) return 'compose';
  return isRequirementsName(path, name) ? 'requirements' : null;
}

/** Endings of files that only speak of Dockerfiles: sources, templates, ignore files. */
const NOT_A_DOCKERFILE =
  /\.(?:dockerignore|go|js|ts|jsx|tsx|py|rb|rs|java|kt|php|lua|sh|bash|ps1|md|rst|txt|html|json|ya?ml|toml|xml|css|svg|png|j2|jinja2?|tmpl|tpl|template|erb|mustache|hbs|in|orig|rej|bak|backup|old|save|sample|disabled|deprecated|unused|swp|patch|diff|sha256|lock)$/i;

function isDockerfileName(name: string): boolean {
  if (name === 'Dockerfile' || name === 'Containerfile' || name === 'dockerfile') return true;
  if (NOT_A_DOCKERFILE.test(name) || /\.backup[._-]/i.test(name)) return false;
  return /^(?:Dockerfile|Containerfile)[.-]/i.test(name) || /[.-]dockerfile$/i.test(name);
}

function isRequirementsName(path: string, name: string): boolean {
  if (!/\.(?:txt|in|pip)$/i.test(name)) return false;
  if (/(?:^|[._-])(?:requirements?|reqs|constraints?)(?:[._-]|\.)/i.test(name)) return true;
  return /^(?:requirements?|reqs|constraints?)$/i.test(baseName(folderOf(path)));
}

/** Files that name the Pythons that a repository is meant for. */
export function namesPythons(path: string): boolean {
  const name = baseName(path);
  if (/(?:^|\/)\.github\/workflows\/[^/]+\.ya?ml$/.test(path) || path.endsWith('.circleci/config.yml')) return true;
  return HINTS.has(name);
}

const HINTS: ReadonlySet<string> = new Set([
  'tox.ini', 'noxfile.py', 'setup.py', 'setup.cfg', 'pyproject.toml', 'Pipfile', '.python-version', 'runtime.txt', 'app.yaml',
  '.travis.yml', '.gitlab-ci.yml', 'azure-pipelines.yml', 'environment.yml',
]);
