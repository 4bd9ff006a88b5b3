import { monorepo } from './monorepo.js';
import { importsOf, pythonFile, randomFrom } from './python-files.js';

/** Modules of each service, and of the shared library. */
const OWN = 12;
const SHARED = 40;
const IMPORTED = ['fastapi', 'pydantic', 'sqlalchemy', 'httpx', 'redis', 'celery', 'boto3', 'jinja2', 'yaml', 'structlog', 'orjson', 'tenacity'];

/** The made-up monorepo with real code: each service imports its own modules, a third of the shared ones and most of what it asks for. */
export function codeMonorepo(services: number): ReadonlyMap<string, string> {
  const files = new Map(monorepo(services));
  const random = randomFrom(services);
  let number = 0;
  for (const path of [...files.keys()].filter((one) => one.endsWith('/app/main.py'))) {
    const folder = path.slice(0, -'/main.py'.length);
    const modules = Array.from({ length: OWN }, (_, index) => `from app.part_${index} import run as run_${index}`);
    const shared = Array.from({ length: SHARED }, (_, index) => `import libs.shared.module_${index}`).filter(() => random() < 0.33);
    const used = IMPORTED.filter(() => random() < 0.7).map((name) => `import ${name}`);
    files.set(path, pythonFile(number++, 3000, [...modules, ...shared, ...used, 'import logging']));
    for (let index = 0; index < OWN; index++) files.set(`${folder}/part_${index}.py`, pythonFile(number++, 1000 + random() * 12_000, withoutRelative(importsOf(random))));
    files.set(`${folder.replace(/\/app$/, '')}/tests/test_main.py`, pythonFile(number++, 2000, ['import logging', 'import pytest', 'from app.main import app']));
  }
  for (let index = 0; index < SHARED; index++) files.set(`libs/shared/module_${index}.py`, pythonFile(number++, 1000 + random() * 12_000, withoutRelative(importsOf(random))));
  return files;
}

function withoutRelative(lines: readonly string[]): readonly string[] {
  return lines.filter((line) => !line.startsWith('from .'));
}
