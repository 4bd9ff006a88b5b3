import { expect, test } from 'vitest';
import split from '../../rules/requirements/split/rule.js';
import unused from '../../rules/requirements/unused/rule.js';
import { planFiles } from '../plan/plan-files.js';

// Another run sees the files that the first one wrote, and knows nothing of who wrote them.

const SERVICES = ['portal', 'reports', 'forecast', 'charts'];

function dockerfile(service: string): string {
  return `FROM python:3.12-slim
WORKDIR /srv
COPY shared/tables.txt shared/
RUN pip install --no-cache-dir -r shared/tables.txt
COPY ${service}/ .
CMD ["python", "main.py"]
`;
}

const FILES: Readonly<Record<string, string>> = {
  'shared/tables.txt': 'pandas==2.2.3\nscikit-learn==1.6.1\nmatplotlib==3.10.0\n',
  'portal/main.py': 'print("open")\n',
  'reports/main.py': 'import pandas\n\nprint(pandas.read_csv("daily.csv"))\n',
  'forecast/main.py': 'import pandas\nfrom sklearn.linear_model import LinearRegression\n\nprint(LinearRegression().fit(pandas.read_csv("x.csv"), pandas.read_csv("y.csv")))\n',
  'charts/main.py': 'import matplotlib.pyplot\nimport pandas\n\nmatplotlib.pyplot.plot(pandas.read_csv("daily.csv"))\n',
  'compose.yaml': `services:\n${SERVICES.map((service) => `  ${service}:\n    build: { context: ., dockerfile: ${service}/Dockerfile }\n`).join('')}`,
  ...Object.fromEntries(SERVICES.map((service) => [`${service}/Dockerfile`, dockerfile(service)])),
};

// The RUN of this service does something else besides, so that its install cannot just go.
const BUSY: Readonly<Record<string, string>> = { ...FILES, 'portal/Dockerfile': dockerfile('portal').replace('tables.txt\nCOPY', 'tables.txt && useradd portal\nCOPY') };

test('what a split leaves is not split again, though a service that needs nothing of the base carries it', async () => {
  const first = await planFiles(BUSY, [split]);
  const written = new Map(Object.entries(BUSY));
  for (const { path, after } of first.changes) if (after !== null) written.set(path, after);
  expect(written.get('portal/Dockerfile')).toContain('-r shared/requirements-tables-base.txt && useradd portal\n');
  expect(written.get('shared/requirements-tables-base.txt')).toContain('\npandas==2.2.3\n');

  const second = await planFiles(Object.fromEntries(written), [split]);
  expect(second.findings).toEqual([]);
});

test('a service that needs nothing of the shared file goes without it, and another run finds nothing to do', async () => {
  const first = await planFiles(FILES, [split]);
  const written = new Map(Object.entries(FILES));
  for (const { path, after } of first.changes) if (after !== null) written.set(path, after);
  expect(written.get('portal/Dockerfile')).toBe('FROM python:3.12-slim\nWORKDIR /srv\nCOPY portal/ .\nCMD ["python", "main.py"]\n');
  expect(first.fixes.map(({ title }) => title)).toEqual(['Split shared/tables.txt into 3 files by what services need; portal needs none']);

  const second = await planFiles(Object.fromEntries(written), [split]);
  expect(second.findings).toEqual([]);
});

// What CI tests and no image runs: its library is needed where CI installs it from.
const TESTED: Readonly<Record<string, string>> = {
  ...FILES,
  'shared/tables.txt': `${FILES['shared/tables.txt']}pyjwt==2.10.1\nclickhouse-driver==0.2.9\n`,
  'shared/tokens.py': 'import jwt\n\n\ndef read(token, key):\n    return jwt.decode(token, key, algorithms=["RS256"])\n',
  'portal/export.py': 'import clickhouse_driver\n\nCLIENT = clickhouse_driver.Client\n',
  'tests/test_tokens.py': 'from shared.tokens import read\n\n\ndef test_read():\n    assert read is not None\n',
  '.github/workflows/ci.yml': 'on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v4\n      - run: pip install -r shared/tables.txt pytest\n      - run: pytest tests\n',
};

async function twice(files: Readonly<Record<string, string>>): Promise<{ readonly written: ReadonlyMap<string, string>; readonly again: readonly string[] }> {
  const rules = [unused, split];
  const written = new Map(Object.entries(files));
  for (const { path, after } of (await planFiles(files, rules, { safety: 'review' })).changes) if (after !== null) written.set(path, after);
  const second = await planFiles(Object.fromEntries(written), rules, { safety: 'review' });
  return { written, again: second.findings.filter(({ safety }) => safety !== 'suggestion').map(({ message }) => message) };
}

test('what only CI tests need stays in the part that the list of all brings to CI, in this run and the next', async () => {
  const { written, again } = await twice(TESTED);
  expect(written.get('shared/tables.txt')).toContain('-r requirements-tables-base.txt\n');
  expect(written.get('shared/requirements-tables-base.txt')).toContain('pyjwt==2.10.1\n');
  // The image of portal holds code that imports it, though its start does not lead there.
  expect(written.get('shared/requirements-tables-db.txt')).toContain('clickhouse-driver==0.2.9\n');
  expect(again).toEqual([]);
});

test('where the old file stays as it is, CI has it from there, and the part that images install goes without', async () => {
  const { written, again } = await twice({ ...TESTED, 'scripts/release.sh': 'cp shared/tables.txt dist/\n' });
  expect(written.get('shared/tables.txt')).toBe(TESTED['shared/tables.txt']);
  expect(written.get('shared/requirements-tables-base.txt')).not.toMatch(/pyjwt|clickhouse-driver/);
  expect(again).toEqual([]);
});
