import { builtInRules } from '#rules';
import { subjectsOf } from '#rule/subjects.js';
import { describe, expect, test } from 'vitest';
import { planFiles, textAfter } from '../../plan/plan-files.js';
import { loadAll, type Files } from '../../workspace.js';

const DOCKERFILE = `FROM python:3.12-slim-bookworm
WORKDIR /srv/app
COPY requirements.txt .
RUN pip install --no-cache-dir -r requirements.txt
COPY . .
CMD ["python", "app.py"]
`;

const SHOP: Files = { 'Dockerfile': DOCKERFILE, 'requirements.txt': 'flask==3.1.0\n', 'app.py': 'import flask\n', '.gitattributes': '* text=auto\n' };

function drafts(files: Files) {
  const [workspace] = subjectsOf(loadAll(files).snapshot, 'workspace');
  return (workspace?.ignoreDrafts() ?? []).map(({ path, lines, hides, brings, ...draft }) => ({ path, lines, hides, brings, against: draft.against().value.map(({ text }) => text) }));
}

test('a new file comes into the image itself, and says so', () => {
  expect(drafts(SHOP)).toEqual([{ path: '.dockerignore', lines: ['.git', '**/__pycache__'], hides: [], brings: ['/srv/app/.dockerignore'], against: [] }]);
});

test('files of the workspace that go are told by where they lie in the image', () => {
  expect(drafts({ ...SHOP, '.dockerignore': '.git\n', '.env': 'TOKEN=1\n' })).toEqual([{ path: '.dockerignore', lines: ['**/__pycache__', '.env'], hides: ['/srv/app/.env'], brings: [], against: [] }]);
});

describe('an exception of the file wins over what would come behind it', () => {
  test.each([
    ['.*\n!.git\n', ['app.py']],
    ['**\n!**\n', []],
    ['!.git/HEAD\n', []],
  ])('%j', (text) => {
    expect(drafts({ ...SHOP, '.dockerignore': text }).flatMap(({ lines }) => lines)).not.toContain('.git');
  });
});

describe('a name is left in the context that a build takes by it', () => {
  test.each(['COPY .git /x', 'COPY .git* /x/', 'ADD .git/HEAD /x', 'RUN --mount=type=bind,source=.git,target=/x cat /x/HEAD', 'COPY --chown=1:1 ["./.git", "/x"]'])('%s', (line) => {
    expect(drafts({ ...SHOP, 'Dockerfile': DOCKERFILE.replace('CMD', `${line}\nCMD`) }).flatMap(({ lines }) => lines)).not.toContain('.git');
  });
  test.each(['COPY .github /x', 'COPY .gitattributes /x', 'COPY * /x/'])('%s names something else', (line) => {
    expect(drafts({ ...SHOP, '.github/a.yml': '', 'Dockerfile': DOCKERFILE.replace('CMD', `${line}\nCMD`) }).flatMap(({ lines }) => lines)).toContain('.git');
  });
});

describe('what reads the history keeps it', () => {
  test.each<[string, Files]>([
    ['a build backend', { 'pyproject.toml': '[build-system]\nrequires = ["hatchling", "hatch-vcs"]\n' }],
    ['a library', { 'requirements.txt': 'flask==3.1.0\nGitPython==3.1.43\n' }],
    ['code that opens it', { 'app.py': 'import flask\nHEAD = open(".git/HEAD").read()\n' }],
    ['a path in parts', { 'app.py': 'import flask, os\nHEAD = os.path.join(ROOT, ".git", "HEAD")\n' }],
    ['a script, where git is installed', { 'Dockerfile': DOCKERFILE.replace('COPY req', 'RUN apt-get update && apt-get install -y git\nCOPY req'), 'start.sh': 'git rev-parse HEAD > /tmp/sha\n' }],
    ['a script, where the base is full', { 'Dockerfile': DOCKERFILE.replace('-slim', ''), 'start.sh': 'git describe --tags\n' }],
  ])('%s', (_, more) => {
    expect(drafts({ ...SHOP, ...more }).flatMap(({ lines }) => lines)).not.toContain('.git');
  });
  test.each<[string, Files]>([
    ['a script, where there is no git', { 'start.sh': 'git rev-parse HEAD > /tmp/sha\n' }],
    ['an address that ends so', { 'app.py': 'import flask\nURL = "https://example.com/shop.git"\n' }],
    ['a pattern of a tool', { 'pyproject.toml': "[tool.black]\nforce-exclude = '/(\\.git|\\.venv)/'\n" }],
    ['a clone of something else', { 'Dockerfile': DOCKERFILE.replace('COPY req', 'RUN apt-get update && apt-get install -y git && git clone https://example.com/x\nCOPY req') }],
  ])('%s does not', (_, more) => {
    expect(drafts({ ...SHOP, ...more }).flatMap(({ lines }) => lines)).toContain('.git');
  });
});

test('lines that would be wrong for one build of the context are no lines for the others', () => {
  const compose = 'services:\n  web:\n    build: .\n  tool:\n    build:\n      context: .\n      dockerfile: tool.Dockerfile\n';
  const tool = 'FROM python:3.12-slim-bookworm\nCOPY .env /etc/tool.env\nCOPY requirements.txt /\n';
  const files = { ...SHOP, '.env': 'A=1\n', '.dockerignore': '.git\n', 'compose.yml': compose };
  expect(drafts({ ...files, 'tool.Dockerfile': 'FROM python:3.12-slim-bookworm\nCOPY requirements.txt /\n' }).flatMap(({ lines }) => lines)).toContain('.env');
  expect(drafts({ ...files, 'tool.Dockerfile': tool })).toEqual([]);
});

test('ten thousand folders and a pattern that backtracks end', () => {
  const many = Object.fromEntries(Array.from({ length: 10_000 }, (_, at) => [`p${at}/m.py`, '']));
  const start = performance.now();
  expect(drafts({ ...SHOP, ...many, '.dockerignore': `${'*a'.repeat(40)}\n` }).length).toBe(1);
  expect(performance.now() - start).toBeLessThan(10_000);
});

test('where an exception takes it in again, the reason says so', async () => {
  const files = { 'Dockerfile': 'FROM python:3.12-slim-bookworm\nWORKDIR /srv\nCOPY shop/ shop/\nCMD ["python", "shop/app.py"]\n', 'shop/app.py': 'print(1)\n', '.dockerignore': '**/__pycache__\n*\n!shop\n' };
  const plan = await planFiles(files, builtInRules, { only: ['dockerfile/dockerignore'] });
  expect(plan.findings.flatMap(({ evidence }) => evidence.map(({ text }) => text))).toContainEqual(
    expect.stringContaining('**/__pycache__ in line 1 leaves it out, and exceptions like !shop in line 3 take it in again'),
  );
  expect(textAfter(plan, '.dockerignore')).toBe('**/__pycache__\n*\n!shop\n**/__pycache__\n');
});
