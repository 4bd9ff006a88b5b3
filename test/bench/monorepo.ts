/** A made-up monorepo: services of six shapes, none of them a real one, the same for the same number. */
export function monorepo(services: number): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (let index = 0; index < services; index++) {
    const folder = folderOf(index);
    files.set(`${folder}/Dockerfile`, dockerfile(index, folder));
    files.set(`${folder}/requirements.txt`, requirements(index));
    files.set(`${folder}/app/main.py`, `print("service ${index}")\n`);
    files.set(`${folder}/app/__init__.py`, '');
    files.set(`${folder}/tests/test_main.py`, 'def test_main(): ...\n');
    files.set(`${folder}/README.md`, `# service ${index}\n`);
  }
  files.set('libs/requirements.txt', requirements(3));
  for (let index = 0; index < 40; index++) files.set(`libs/shared/module_${index}.py`, `VALUE = ${index}\n`);
  files.set('compose.yaml', compose(services));
  files.set('.dockerignore', '.git\n**/__pycache__\n**/tests\n**/*.md\n!libs/**/*.md\n*.log\ndocs\n');
  return files;
}

function folderOf(index: number): string {
  return `services/service-${nameOf(index)}`;
}

function nameOf(index: number): string {
  return String(index).padStart(4, '0');
}

/** Each service is built from the root, since all of them copy the shared folder; a fifth is built with arguments. */
function compose(services: number): string {
  const rows = Array.from({ length: services }, (_, index) => {
    const args = index % 5 === 1 ? `\n      args:\n        EXTRAS: web\n        REVISION: r${index}` : '';
    return `  service-${nameOf(index)}:\n    build:\n      context: .\n      dockerfile: ${folderOf(index)}/Dockerfile${args}\n    ports:\n      - "${10_000 + index}:8000"\n    environment:\n      LEVEL: info\n`;
  });
  return `services:\n${rows.join('')}`;
}

function dockerfile(index: number, folder: string): string {
  const from = index % 5 === 0 ? 'python:3.12-slim-bookworm' : 'python:3.11-slim';
  const flag = index % 3 === 0 ? '' : ' --no-cache-dir';
  const builder = index % 4 === 0;
  const args = index % 5 === 1 ? 'ARG EXTRAS=none\nARG REVISION\n' : '';
  const apt = 'RUN apt-get update && apt-get install -y --no-install-recommends \\\n    build-essential \\\n    # for the health check\n    curl \\\n && rm -rf /var/lib/apt/lists/*\n';
  const head = `# syntax=docker/dockerfile:1\nFROM ${from}${builder ? ' AS builder' : ''}\n${args}ENV PYTHONUNBUFFERED=1 \\\n    PYTHONDONTWRITEBYTECODE=1\nWORKDIR /app\n\n${apt}`;
  const install = `COPY libs/requirements.txt /tmp/libs.txt\nCOPY ${folder}/requirements.txt ./requirements.txt\nRUN pip install${flag} --upgrade pip && \\\n    pip install${flag} -r /tmp/libs.txt -r requirements.txt\n`;
  const tail = `COPY libs ./libs\nCOPY ${folder}/app ./app\nRUN useradd -r app && chown -R app /app\nUSER app\nEXPOSE 8000\nHEALTHCHECK CMD curl -f http://localhost:8000/healthz || exit 1\nCMD ["python", "-m", "app.main"]\n`;
  const second = builder ? `\nFROM ${from}\nWORKDIR /app\nCOPY --from=builder /usr/local /usr/local\n` : '';
  return `${head}${install}${second}${tail}`;
}

const NAMES = ['fastapi', 'uvicorn', 'pydantic', 'sqlalchemy', 'asyncpg', 'httpx', 'redis', 'celery', 'boto3', 'jinja2', 'pyyaml', 'structlog', 'orjson', 'tenacity'];

function requirements(index: number): string {
  const lines = NAMES.map((name, at) => `${name}==${1 + ((index + at) % 4)}.${at}.0${at % 5 === 0 ? '  # pinned for a reason' : ''}`);
  if (index % 7 === 0) lines.push('ipaddress==1.0.23');
  return `# service ${index}\n\n${lines.join('\n')}\n`;
}
