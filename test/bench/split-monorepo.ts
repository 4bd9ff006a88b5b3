import { importsOf, pythonFile, randomFrom } from './python-files.js';

/** Modules of the shared library. */
const SHARED = 40;

/** What code imports of the shared file of examples/tax-agent: what nearly every service does, and what few do. */
const USUAL = ['pydantic', 'pydantic_settings', 'structlog', 'httpx', 'orjson', 'yaml', 'tenacity', 'sqlalchemy', 'asyncpg', 'redis', 'prometheus_client', 'jwt'];
const SELDOM = ['boto3', 'neo4j', 'minio', 'nats', 'aiokafka', 'celery', 'cryptography', 'hvac', 'openai', 'anthropic', 'tiktoken', 'sentence_transformers', 'spacy', 'nltk', 'sklearn', 'numpy', 'pandas', 'openpyxl', 'tabulate', 'pypdf', 'pdfplumber', 'reportlab', 'bs4', 'lxml', 'rdflib', 'pyshacl'];

/**
 * A made-up monorepo whose services install one shared file, and each its own; a service imports most of what is usual and
 * one to three of what is not. `modules`: the Python modules of each service.
 */
export function splitMonorepo(services: number, shared: string, modules: number): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  const random = randomFrom(services);
  let number = 0;
  for (let index = 0; index < services; index++) {
    const name = `service-${String(index).padStart(4, '0')}`;
    const folder = `services/${name}`;
    const own = Array.from({ length: modules }, (_, at) => `from app.part_${at} import run as run_${at}`);
    const usual = USUAL.filter(() => random() < 0.8).map((one) => `import ${one}`);
    const seldom = Array.from({ length: 1 + Math.floor(random() * 3) }, () => `import ${SELDOM[Math.floor(random() * SELDOM.length)]}`);
    const libraries = Array.from({ length: SHARED }, (_, at) => `import libs.shared.module_${at}`).filter(() => random() < 0.2);
    files.set(`${folder}/Dockerfile`, dockerfile(folder));
    files.set(`${folder}/requirements.txt`, `# ${name} alone\npython-slugify==8.0.4\nisodate==0.6.1\n`);
    files.set(`${folder}/app/__init__.py`, '');
    files.set(`${folder}/app/main.py`, pythonFile(number++, 2000, [...own, ...libraries, ...usual, ...new Set(seldom), 'import fastapi', 'import slugify', 'import logging']));
    for (let at = 0; at < modules; at++) files.set(`${folder}/app/part_${at}.py`, pythonFile(number++, 500 + random() * 8000, ['import logging', 'import json']));
  }
  files.set('libs/requirements.txt', shared);
  files.set('libs/__init__.py', '');
  files.set('libs/shared/__init__.py', '');
  for (let at = 0; at < SHARED; at++) files.set(`libs/shared/module_${at}.py`, pythonFile(number++, 1000 + random() * 8000, importsOf(random).filter((line) => !/^from \.|numpy|pandas|sklearn|torch/.test(line))));
  files.set('.dockerignore', '.git\n**/__pycache__\n');
  return files;
}

function dockerfile(folder: string): string {
  return `FROM python:3.12-slim-bookworm\nWORKDIR /app\nCOPY libs/requirements.txt /tmp/libs.txt\nCOPY ${folder}/requirements.txt /tmp/requirements.txt\nRUN pip install --no-cache-dir -r /tmp/libs.txt -r /tmp/requirements.txt\nCOPY libs ./libs\nCOPY ${folder}/app ./app\nENV PYTHONPATH=/app\nUSER 1000\nCMD ["uvicorn", "app.main:app", "--host", "0.0.0.0"]\n`;
}
