import { repository, type Repository } from '../patch/git.js';

export const FILES = {
  'libs/requirements.txt': 'flask==3.0.0\nipaddress==1.0.23\n',
  'apps/api/Dockerfile': 'FROM python:3.11-slim\nCOPY libs/requirements.txt /tmp/requirements.txt\nRUN pip install -r /tmp/requirements.txt\nRUN pip install gunicorn\nCMD ["gunicorn", "api:app"]\n',
  'apps/worker/Dockerfile': 'FROM python:3.11-slim\r\nRUN pip install celery\r\nCMD ["celery"]\r\n',
} as const;

export const AFTER = {
  'libs/requirements.txt': 'flask==3.0.0\n',
  'apps/api/Dockerfile': FILES['apps/api/Dockerfile'].replaceAll('pip install', 'pip install --no-cache-dir'),
  'apps/worker/Dockerfile': FILES['apps/worker/Dockerfile'].replaceAll('pip install', 'pip install --no-cache-dir'),
} as const satisfies Record<keyof typeof FILES, string>;

/** A small monorepo in a git repository of its own. */
export function monorepo(files: Readonly<Record<string, string>> = FILES): Repository {
  return repository(files);
}

/** What lies there now, by path. */
export function textsOf(repo: Repository, paths: readonly string[] = Object.keys(FILES)): Readonly<Record<string, string | null>> {
  return Object.fromEntries(paths.map((path) => [path, repo.read(path)]));
}
